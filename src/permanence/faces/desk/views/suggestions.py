"""Setting a suggestion aside, and how often suggestions were right."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.suggestion_scores import show_scores
from permanence.faces.ui.numbers import read_number
from permanence.faces.ui.reports.sections import months_offered
from permanence.faces.ui.reports.words import say_month
from permanence.overview.reports.queries import zone_of_desk
from permanence.overview.reports.rules import month_of, read_month
from permanence.promises.policies.queries import NoPolicy
from permanence.service.tickets.actions.suggesting import dismiss_suggestion
from permanence.service.tickets.queries.suggesting import score_suggestions
from permanence.world.accounts.rules import Right


@require_POST
@staff_page(Right.TRIAGE)
def dismiss(request: StaffRequest, reference: str) -> HttpResponse:
    """Set the suggestion aside that the page showed."""
    found = access.ticket(request, reference, Right.TRIAGE)
    revision = read_number(request.POST.get("revision", ""))
    if revision is None:
        raise Http404
    reader, form = request.reader, DeskForm(request.POST)
    with form.acting():
        dismiss_suggestion(found, revision=revision, by=reader.actor, at=reader.at)
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    return HttpResponseRedirect(reverse("desk:ticket", args=[found.reference]) + "#triage")


@require_safe
@staff_page(Right.READ_REPORTS)
def scores(request: StaffRequest) -> HttpResponse:
    """Show how often the suggestions of a desk were right in a month."""
    desk = access.desk(request, Right.READ_REPORTS)
    try:
        zone = zone_of_desk(desk.key, at=request.reader.at)[1]
    except NoPolicy:
        raise Http404 from None
    current, asked = month_of(request.reader.at, zone), request.GET.get("month", "")
    month = read_month(asked) if asked else current
    if month is None:
        raise Http404
    found = score_suggestions(desk.pk, since=month.begins(zone), until=month.plus(1).begins(zone))
    context = {
        "shell": build_shell(request, desk, place="reports"),
        "desk_key": desk.key,
        "about": say_month(month),
        "months": [
            {"value": value, "label": label, "chosen": value == str(month)}
            for value, label in months_offered(current, month)
        ],
        "rows": show_scores(found),
        "reports_url": f"{reverse('desk:reports')}?desk={desk.key}&month={month}",
    }
    return render(request, "desk/suggestions.html", context)
