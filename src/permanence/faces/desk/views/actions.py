"""The measures of all post-mortems of a desk, and one of them: done, moved, dropped, checked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.reviews import (
    EvidenceForm,
    MoveForm,
    RecurrenceForm,
    WhyForm,
)
from permanence.faces.desk.presenting.measures import list_measures, show_page
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.post_mortem import people_of
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.models import Incident
from permanence.service.reviews.actions.planning import (
    check_recurrence,
    drop_measure,
    finish_measure,
    move_measure,
)
from permanence.service.reviews.models import Measure
from permanence.service.reviews.queries.plans import SHOWS, measures_on, similar_since
from permanence.service.reviews.rules.measures import awaits_check
from permanence.world.accounts.models import Specialist
from permanence.world.accounts.rules import Right
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]
INSTANT: Final = timedelta(microseconds=1)


@require_safe
@staff_page(Right.READ_TICKETS)
def actions(request: StaffRequest) -> HttpResponse:
    """Show the measures of a desk: open, overdue, to be checked, mine, or all."""
    desk, reader = access.desk(request), request.reader
    show = request.GET.get("show", "open")
    if show not in SHOWS:
        raise Http404
    rows = measures_on(desk, show, who=reader.specialist, at=reader.at)
    context = {
        "shell": build_shell(request, desk, place="actions"),
        "measures": list_measures(rows, reader),
        "shows": [
            {
                "label": label,
                "url": f"{reverse('desk:actions')}?{urlencode({'desk': desk.key, 'show': key})}",
                "current": key == show,
            }
            for key, label in show_names().items()
        ],
        "empty": {
            "icon": "check",
            "title": _("Nothing here"),
            "text": _("The measures that post-mortems plan stand here until they are done."),
        },
    }
    return render(request, "desk/actions.html", context)


def show_names() -> dict[str, str]:
    """Return what each choice of measures is called."""
    return {
        "open": _("Open"),
        "overdue": _("Overdue"),
        "mine": _("Mine"),
        "check": _("Did it come back?"),
        "all": _("All"),
    }


@require_safe
@staff_page(Right.READ_TICKETS)
def action(request: StaffRequest, number: int) -> HttpResponse:
    """Show one measure."""
    return answer_page(request, find_measure(request, number))


@require_POST
@staff_page(Right.READ_TICKETS)
def act(request: StaffRequest, number: int, act: str) -> HttpResponse:
    """Carry out one act on a measure; what came back wrong is shown with the page."""
    found = find_measure(request, number)
    if act not in offered_acts(request, found):
        access.check(request, Right.CLOSE_POST_MORTEMS, found.desk_id)
        raise Http404
    form = make_form(found, act, request.POST)
    if form.is_valid():
        with form.acting():
            carry_out(request, found, act, form)
    if form.errors:
        return answer_page(request, found, {act: form}, status=form.status)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("desk:action", args=[found.pk]))


def find_measure(request: StaffRequest, number: int) -> Measure:
    """Return a measure of a desk on which the reader works; else 404."""
    rows = Measure.objects.select_related("owner", "recurred_in", "post_mortem__incident__desk")
    found = rows.filter(pk=number).first()
    if found is None or not request.reader.may(Right.READ_TICKETS, found.desk_id):
        raise Http404
    return found


def offered_acts(request: StaffRequest, found: Measure) -> list[str]:
    """Return what the reader may do with a measure now."""
    reader = request.reader
    is_mine = found.owner_id == reader.specialist.pk
    may_write = is_mine or reader.may(Right.WRITE_POST_MORTEMS, found.desk_id)
    may_judge = reader.may(Right.CLOSE_POST_MORTEMS, found.desk_id)
    if found.done_at is not None:
        asked = awaits_check(found.course, at=reader.at)
        return ["check"] if may_write and asked else []
    if found.dropped_at is not None:
        return []
    return (["done", "move"] if may_write else []) + (["drop"] if may_judge else [])


def make_form(found: Measure, act: str, sent: Any = None) -> DeskForm:
    """Return the form of an act."""
    if act == "done":
        return EvidenceForm(sent)
    if act == "move":
        zone = find_zone(policy_of_version(found.post_mortem.incident.policy_version_id).zone)
        last_day = (found.due_at - INSTANT).astimezone(zone).date()
        first = {"due": last_day, "owner": found.owner_id}
        return MoveForm(sent, people=people_of(found.post_mortem), zone=zone, initial=first)
    if act == "check":
        return RecurrenceForm(sent)
    return WhyForm(sent, auto_id="drop-%s")


def carry_out(request: StaffRequest, found: Measure, act: str, form: Any) -> None:
    """Do what the form says."""
    by, at, given = request.reader.actor, request.reader.at, form.cleaned_data
    if act == "done":
        finish_measure(found, evidence=given["evidence"], by=by, at=at)
    elif act == "drop":
        drop_measure(found, reason=given["reason"], by=by, at=at)
    elif act == "move":
        owner = Specialist.objects.get(pk=given["owner"])
        move_measure(found, due_at=form.due_at, owner=owner, reason=given["reason"], by=by, at=at)
    else:
        check_recurrence(
            found,
            has_recurred=given["recurred"] == "yes",
            recurred_in=incident_named(request, found, form),
            note=given["note"],
            by=by,
            at=at,
        )


def incident_named(request: StaffRequest, found: Measure, form: Any) -> Incident | None:
    """Return the incident in which the cause came back; of this desk, and known to the reader."""
    number = form.cleaned_data["incident"]
    if number is None:
        return None
    return Incident.objects.filter(pk=number, desk=found.desk_id).first()


def answer_page(
    request: StaffRequest,
    found: Measure,
    sent: dict[str, DeskForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a measure; forms that came back wrong are kept."""
    kept = sent or {}
    context = {
        "shell": build_shell(request, found.post_mortem.incident.desk, place="actions"),
        **show_page(found, request.reader, similar=similar_since(found)),
        "forms": {
            act: {
                "form": kept.get(act) or make_form(found, act),
                "url": reverse("desk:action-act", args=[found.pk, act]),
                "is_kept": act in kept,
            }
            for act in offered_acts(request, found)
        },
    }
    return render(request, "desk/action.html", context, status=status)
