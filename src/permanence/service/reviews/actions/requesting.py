"""A customer asks for a summary, by phone, mail or portal: a request on a file (SPEC A13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.contracts.queries import contracts_of
from permanence.promises.policies.queries import policy_in_force
from permanence.service.incidents.models import Incident
from permanence.service.reviews.actions.locking import tell_chain
from permanence.service.reviews.actions.sending import send_copy
from permanence.service.reviews.models import SummaryRequest
from permanence.service.reviews.queries.summaries import approved_of, is_touched
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.opening import Opening, open_tickets
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.opening import Report
from permanence.world.accounts.models import Contact, Desk


class NotAsked(Refusal):
    """A summary that cannot be asked for, or that was asked for already."""


def ask_summary(
    incident: Incident, ticket: Ticket, *, way: str, by: Actor, at: datetime
) -> SummaryRequest:
    """Note on a file that its customer asks for a summary; whoever was touched has the right to it.

    It goes out at once where a version is approved, else with its approval.
    """
    check_incident(incident, ticket)
    touched = is_touched(incident, ticket.organisation_id)
    request = SummaryRequest.objects.create(
        incident=incident,
        desk_id=incident.desk_id,
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        contact_id=ticket.contact_id,
        way=way,
        language=ticket.language,
        asked_at=at,
        taken_name=by.name if by.key.startswith("specialist:") else "",
        grounds="touched" if touched else "",
    )
    record_on(ticket, "summary.asked", at=at, actor=by, incident=incident.number, way=way)
    tell_chain(
        incident, "summary_asked", at=at, by=by, organisation=ticket.organisation_id, way=way
    )
    version = approved_of(incident)
    if touched and version is not None:
        send_copy(request, version, at=at)
    return request


def check_incident(incident: Incident, ticket: Ticket) -> None:
    """Refuse a request for what has no summary to come, or that waits already."""
    if incident.drill or incident.declared_at is None or incident.desk_id != ticket.desk_id:
        raise NotAsked(_("There is no summary of this incident for customers."))
    waiting = SummaryRequest.objects.waiting().filter(incident=incident, contact=ticket.contact_id)
    if waiting.exists():
        raise NotAsked(_("It was asked for already, and goes out as soon as it is approved."))


def ask_from_portal(incident: Incident, contact: Contact, *, at: datetime) -> SummaryRequest:
    """Open a file for a customer who asks on the portal, and note the request on it."""
    waiting = SummaryRequest.objects.waiting().filter(incident=incident, contact=contact)
    if waiting.exists():
        raise NotAsked(_("You asked for it already: you get it as soon as it is approved."))
    if not is_touched(incident, contact.organisation_id):
        raise NotAsked(_("There is no summary of this incident for customers."))
    desk = Desk.objects.get(pk=incident.desk_id)
    version, policy = policy_in_force(desk.key, at=at)
    organisation = contact.organisation_id
    agreed = contracts_of(
        desks=[desk.pk], organisations=[organisation] if organisation else [], at=at
    )
    with translation.override(contact.language):
        told = {"number": incident.name}
        subject = gettext("Summary of the incident %(number)s") % told
        text = gettext("Please send us the summary of the incident %(number)s.") % told
    report = Report(
        desk=desk.pk,
        channel="portal",
        received_at=at,
        contact=contact.pk,
        organisation=organisation,
        author_name=contact.name,
        author_address=contact.email,
        subject=subject,
        text=text,
        language=contact.language,
    )
    terms = agreed.get((desk.pk, organisation or 0), ())
    in_force = tuple(one for one in terms if one.standing(at) == "in_force")
    opening = Opening(report, policy, version, contracts=in_force, zone=policy.zone)
    ticket = open_tickets([opening], at=at)[0]
    by = Actor(f"contact:{contact.pk}", contact.name)
    return ask_summary(incident, ticket, way=SummaryRequest.Way.PORTAL, by=by, at=at)


def decide_request(
    request: SummaryRequest, *, grant: bool, reason: str, by: Actor, at: datetime
) -> None:
    """Decide whether somebody whom the incident did not touch gets its summary, with a reason."""
    rows = SummaryRequest.objects.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("incident", "ticket").get(pk=request.pk)
    if found.answered_at is not None or found.grounds:
        raise NotAsked(_("It is decided already."))
    if not reason.strip():
        raise NotAsked(_("Say why."))
    found.decided_at, found.decided_name, found.reason = at, by.name, reason.strip()
    found.grounds = "decided" if grant else ""
    found.is_refused = not grant
    found.answered_at = None if grant else at
    found.save()
    told: dict[str, Any] = {"granted": grant, "reason": found.reason}
    record_on(
        found.ticket,
        "summary.decided",
        at=at,
        actor=by,
        incident=found.incident.number,
        **told,
    )
    tell_chain(found.incident, "summary_decided", at=at, by=by, granted=grant)
    version = approved_of(found.incident)
    if grant and version is not None:
        send_copy(found, version, at=at)
