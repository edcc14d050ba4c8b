"""The customer escalates through a specialist, and the manager rules."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.escalating import EscalatingForm
from permanence.faces.desk.presenting.escalations import ruling_form
from permanence.faces.desk.presenting.page import policy_of
from permanence.faces.desk.views.ticket import go_on
from permanence.service.intake.actions.calls import Call, take_call
from permanence.service.tickets.actions.ruling import RuledAlready, Ruling, rule_on
from permanence.service.tickets.queries import gathered_files
from permanence.service.tickets.queries.escalations import escalations_of
from permanence.world.accounts.rules import Right


@require_POST
@staff_page(Right.ANSWER)
def escalating(request: StaffRequest, reference: str) -> HttpResponse:
    """Write down that the customer escalates on the phone; the manager is called at once."""
    found = access.ticket(request, reference, Right.ANSWER)
    form = EscalatingForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        call = Call(
            key=told["key"],
            desk=found.desk_id,
            channel="call",
            began_at=request.reader.at,
            text=told["words"],
            language=found.language,
            subject=found.subject,
            contact=found.contact,
            escalates=told["ground"],
        )
        with form.acting():
            take_call(call, ticket=found, by=request.reader.actor, at=request.reader.at)
    done = _("Kept; the manager is called and the customer is told.")
    return go_on(request, found, "escalating", form, done=done)


@require_POST
@staff_page(Right.RULE)
def ruling(request: StaffRequest, reference: str) -> HttpResponse:
    """Rule on the customer's escalation, and tell them."""
    found = access.ticket(request, reference, Right.RULE)
    rows = escalations_of([found, *gathered_files(found)])
    escalation = next((one for one in rows if one.ended_at is None and one.ruled_at is None), None)
    if not rows:
        raise Http404
    form = ruling_form(escalation or rows[0], found, request)
    if form.is_valid():
        told = form.cleaned_data
        with form.acting():
            if escalation is None:
                raise RuledAlready(_("Somebody has ruled on it meanwhile."))
            rule_on(
                escalation,
                Ruling(told["verdict"], told["reasons"], told.get("ground", ""), form.chosen),
                policy=policy_of(found),
                by=request.reader.actor,
                at=request.reader.at,
            )
    return go_on(request, found, "ruling", form, done=_("Ruled; the customer is told."))
