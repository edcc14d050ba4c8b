"""What an incident's notices say goes into every file that joined it (SPEC C4, C9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from permanence.ground.journal.rules import SYSTEM
from permanence.ground.outbox.actions import post_drafts
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules.suspicion import Joining as Clause
from permanence.service.incidents.models import Incident, IncidentComponent, Joining
from permanence.service.incidents.queries.joining import joinings_to_tell, notices_out
from permanence.service.incidents.rules.joining import may_answer
from permanence.service.notices.models import Delivery, Notice
from permanence.service.notices.queries import write_delivery, writing_of
from permanence.service.tickets.actions.answering import follow_answer, note_answer
from permanence.service.tickets.actions.entries import add_outgoing_entries
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.indexing import index_entries
from permanence.service.tickets.actions.mails import draft_answer
from permanence.service.tickets.models import Entry, Ticket

MOST = 100


def file_notices(*, at: datetime, most: int = MOST) -> int:
    """Put what was sent of incidents into the files that joined them; return into how many.

    Who got the notice themselves is not written to again. Who did not, or opened their request
    after it was sent, gets the last one in answer to it.
    """
    told = 0
    for joining in joinings_to_tell(most=most):
        ticket = (
            Ticket.objects.select_for_update(no_key=True, of=("self",))
            .select_related("desk", "contact", "organisation", "contract")
            .get(pk=joining.ticket_id)
        )
        fresh = [one for one in notices_out(joining.incident) if one.pk not in joining.filed]
        if fresh:
            told += file_one(joining, ticket, fresh, at=at)
    return told


def file_one(joining: Joining, ticket: Ticket, notices: Sequence[Notice], *, at: datetime) -> int:
    """Put the last of these notices into one file, and note them all."""
    notice = notices[-1]
    own = own_delivery(ticket, notice)
    if own is not None and own.queued_at is None:
        return 0  # it is on its way; the file says so once it has left
    joining.filed = [*joining.filed, *(one.pk for one in notices)]
    if own is None or own.queued_at is None or own.queued_at < ticket.opened_at:
        told_at, text = at, write_to(joining.incident, ticket, notice, at=at)
    else:
        told_at, text = own.queued_at, note_sent(ticket, notice, own)
    terms = policy_of_version(ticket.policy_version_id).joining
    if ticket.answered_at is None and may_answer(terms.answers, by_person=not notice.is_minimal):
        answer_by_notice(joining, ticket, terms, text, told_at=told_at, at=at)
    joining.save(update_fields=["filed", "answered_at", "answered_by"])
    return 1


def own_delivery(ticket: Ticket, notice: Notice) -> Delivery | None:
    """Return what the person behind a request got of a notice; None for nothing."""
    rows = Delivery.objects.filter(notice=notice, contact=ticket.contact_id)
    return rows.order_by("pk").first()


def note_sent(ticket: Ticket, notice: Notice, own: Delivery) -> str:
    """Write into a file what its customer got already; return the words."""
    entry = Entry.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        kind=Entry.Kind.NOTICE,
        direction=Entry.Direction.OUT,
        author=SYSTEM.key,
        author_name=ticket.desk.name,
        at=own.queued_at or notice.drafted_at,
        language=own.language,
        subject=own.subject[:1000],
        text=own.text,
    )
    index_entries([entry])
    return own.text


def write_to(incident: Incident, ticket: Ticket, notice: Notice, *, at: datetime) -> str:
    """Send a notice in answer to a request, in its language; return the words."""
    writing = writing_of(notice, notice.said, next_at=notice.next_report_at, at=at)
    written = write_delivery(writing, make_delivery(incident, ticket, notice))
    policy = policy_of_version(ticket.policy_version_id)
    draft = draft_answer(
        ticket,
        policy=policy,
        text=written.text.text,
        author=ticket.desk.name,
        recipients=[ticket.contact.email],
    )
    messages = post_drafts([draft], at=at)
    entry = add_outgoing_entries([ticket], messages, kind=Entry.Kind.NOTICE, at=at)[0]
    entry.text, entry.author_name = written.text.text, ticket.desk.name
    entry.save(update_fields=["text", "author_name"])
    return written.text.text


def make_delivery(incident: Incident, ticket: Ticket, notice: Notice) -> Delivery:
    """Return to whom a notice is written that answers a request: the person who asked."""
    known = Delivery.objects.filter(notice=notice, organisation_id=ticket.organisation_id)
    same = known.order_by("pk").first() if ticket.organisation_id else None
    places = IncidentComponent.objects.filter(incident=incident).select_related("component")
    contact, organisation = ticket.contact, ticket.organisation
    return Delivery(
        notice=notice,
        organisation_id=ticket.organisation_id,
        contact=contact,
        name=contact.name,
        organisation_name=organisation.name if organisation else "",
        address=contact.email,
        region=organisation.region if organisation else "",
        wanted=ticket.language,
        fallback=ticket.desk.default_language,
        zone=(organisation.zone if organisation else "") or "UTC",
        components=same.components if same else [one.component.names for one in places],
    )


def answer_by_notice(
    joining: Joining, ticket: Ticket, terms: Clause, text: str, *, told_at: datetime, at: datetime
) -> None:
    """Let a notice be the first answer to a request, by the clause that says so."""
    joining.answered_at, joining.answered_by = told_at, terms.clause
    note_answer(ticket, at=told_at)
    follow_answer(ticket, "", text=text, by=SYSTEM, at=at, told_at=told_at)
    record_on(
        ticket,
        "ticket.answered_by_notice",
        at=at,
        actor=SYSTEM,
        incident=joining.incident_id,
        clause=terms.clause,
    )
