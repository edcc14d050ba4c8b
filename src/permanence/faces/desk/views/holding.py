"""Legal holds: which there are, placing one, releasing one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.retention import HoldForm, ReleaseForm
from permanence.faces.desk.presenting.retention import show_holds
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.numbers import read_number
from permanence.overview.privacy.actions.holding import place_hold, release_hold
from permanence.overview.privacy.models import Hold
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import Contact, Organisation
from permanence.world.accounts.rules import Right

MOST = 500


@require_safe
@staff_page(Right.READ_CUSTOMERS)
def holds(request: StaffRequest) -> HttpResponse:
    """Show the holds that stand, and those that were released."""
    desk = access.desk(request, Right.READ_CUSTOMERS)
    rows = Hold.objects.order_by("released_at", "-pk")
    context = {
        "shell": build_shell(request, desk, place="retention"),
        "standing": show_holds(rows.filter(released_at=None)[:MOST], request.reader),
        "over": show_holds(rows.exclude(released_at=None)[:MOST], request.reader),
        "back_url": reverse("desk:retention"),
    }
    return render(request, "desk/holds.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.HOLD)
def hold_new(request: StaffRequest) -> HttpResponse:
    """Place a hold on a file, a contact or an organisation."""
    kind, number = read_thing(request)
    name, back = name_thing(request, kind, number)
    form = HoldForm(request.POST or None)
    if form.is_valid():
        with form.acting():
            place_hold(
                {f"{kind}_id": number},
                reason=form.cleaned_data["reason"],
                by=request.reader.actor,
                at=request.reader.at,
            )
            messages.success(request, _("It is kept until somebody releases the hold."))
            return HttpResponseRedirect(back)
    title = _("Legal hold on %(name)s") % {"name": name}
    return answer_form(request, form, title=title, back=back)


@require_http_methods(["GET", "POST"])
@staff_page(Right.HOLD)
def hold_release(request: StaffRequest, number: int) -> HttpResponse:
    """Release a hold."""
    hold = get_object_or_404(Hold, pk=number)
    form = ReleaseForm(request.POST or None)
    back = reverse("desk:holds")
    if form.is_valid():
        with form.acting():
            release_hold(
                hold,
                reason=form.cleaned_data["reason"],
                by=request.reader.actor,
                at=request.reader.at,
            )
            messages.success(request, _("The hold is released; the schedule counts again."))
            return HttpResponseRedirect(back)
    shown = show_holds([hold], request.reader)[0]
    title = _("Release the hold on %(name)s") % {"name": shown["name"]}
    return answer_form(request, form, title=title, back=back, warning=hold.reason)


def read_thing(request: StaffRequest) -> tuple[str, int]:
    """Return what the address names: one of the three kinds, and its number."""
    for kind in ("ticket", "contact", "organisation"):
        number = read_number(request.GET.get(kind, ""))
        if number is not None:
            return kind, number
    raise Http404


def name_thing(request: StaffRequest, kind: str, number: int) -> tuple[str, str]:
    """Return what a thing is called, and where it is shown; 404 for what the reader cannot see."""
    if kind == "ticket":
        ticket = get_object_or_404(Ticket, pk=number)
        if not request.reader.may(Right.HOLD, ticket.desk_id):
            raise Http404
        page = reverse("desk:ticket", args=[ticket.reference])
        return speak_reference(ticket.reference), f"{page}?open=keeping#keeping"
    if kind == "contact":
        name = get_object_or_404(Contact, pk=number).name
        return name, reverse("desk:contact", args=[number])
    name = get_object_or_404(Organisation, pk=number).name
    return name, reverse("desk:organisation", args=[number])


def answer_form(
    request: StaffRequest,
    form: HoldForm | ReleaseForm,
    *,
    title: str,
    back: str,
    warning: str = "",
) -> HttpResponse:
    """Show a form about a hold, with what is wrong in it."""
    desk = access.desk(request, Right.HOLD)
    context = {
        "shell": build_shell(request, desk, place="retention"),
        "form": form,
        "title": title,
        "warning": warning,
        "back_url": back,
    }
    return render(request, "desk/form_page.html", context, status=form.status)
