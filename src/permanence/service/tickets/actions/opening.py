"""Opening tickets, many at once: number, file, commitments, journal and confirmation together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from permanence.ground.journal.actions import record_deeds
from permanence.ground.journal.rules import Actor, Deed
from permanence.ground.lib.rows import insert_objects, insert_rows
from permanence.ground.outbox.actions import post_drafts
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.contracts.rules.favouring import prevailing_ladder
from permanence.promises.policies.rules import Policy, provisional_axes
from permanence.service.tickets.actions.commitments import (
    Making,
    make_commitments,
    set_next_due,
)
from permanence.service.tickets.actions.entries import add_entries, add_outgoing_entries
from permanence.service.tickets.actions.mails import draft_confirmation
from permanence.service.tickets.actions.suggesting import ask_suggestions
from permanence.service.tickets.models import Entry, Reference, StateSpan, Ticket
from permanence.service.tickets.rules.calling import list_calls
from permanence.service.tickets.rules.facts import find_facts
from permanence.service.tickets.rules.kinds import kinds_of
from permanence.service.tickets.rules.opening import Report, clean_subject
from permanence.service.tickets.rules.promising import Grounds, Promised, judge_promises
from permanence.service.tickets.rules.reference import reference_from_sequence
from permanence.world.wording.queries import mail_texts_of


@dataclass(frozen=True)
class Opening:
    """A ticket to be opened: what was reported, under which policy version and contracts."""

    report: Report
    policy: Policy
    policy_version: int
    contracts: tuple[ContractTerms, ...] = ()
    zone: str = "UTC"
    region: str = ""

    @property
    def grounds(self) -> Grounds:
        """What is promised before anybody has judged the request (SPEC A7)."""
        level, severity = provisional_axes(self.policy)
        return Grounds((self.policy,), self.contracts, level, severity)


def open_tickets(openings: Sequence[Opening], *, at: datetime) -> list[Ticket]:
    """Open tickets, each with everything that belongs to it, and return them in the same order.

    Clocks run from the receipt, on the policy's provisional level and severity (SPEC A7).
    """
    if not openings:
        return []
    judged = [judge_opening(opening) for opening in openings]
    tickets = insert_objects(
        make_ticket(opening, number, promised)
        for opening, number, promised in zip(
            openings, draw_references(len(openings)), judged, strict=True
        )
    )
    insert_rows(
        Reference, [{"number": ticket.reference, "ticket_id": ticket.pk} for ticket in tickets]
    )
    insert_rows(
        StateSpan,
        [
            {
                "ticket_id": ticket.pk,
                "organisation_id": ticket.organisation_id,
                "state": ticket.state,
                "reason": "",
                "from_at": ticket.opened_at,
            }
            for ticket in tickets
        ],
    )
    make_commitments(
        [
            Making(ticket, one)
            for ticket, promised in zip(tickets, judged, strict=True)
            for one in promised
        ],
        at=at,
    )
    entries = add_entries(
        [(ticket, opening.report) for ticket, opening in zip(tickets, openings, strict=True)]
    )
    confirm_openings(openings, tickets, entries, at=at)
    ask_suggestions(tickets, at=at)
    return tickets


def judge_opening(opening: Opening) -> tuple[Promised, ...]:
    """Return what is promised before anybody has judged the request."""
    return judge_promises(opening.grounds, start=opening.report.received_at)


def draw_references(many: int) -> list[str]:
    """Return so many fresh references of the installation."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval('tickets_reference_sequence') from generate_series(1, %s)", [many]
        )
        return [reference_from_sequence(int(row[0])) for row in cursor.fetchall()]


def make_ticket(opening: Opening, number: str, promised: Sequence[Promised]) -> Ticket:
    """Return the unsaved ticket of an opening."""
    report, grounds = opening.report, opening.grounds
    facts = dict(report.facts) | find_facts(opening.policy.facts, report.text)
    ticket = Ticket(
        desk_id=report.desk,
        reference=number,
        organisation_id=report.organisation,
        contact_id=report.contact,
        policy_version_id=opening.policy_version,
        contract_id=opening.contracts[0].contract if opening.contracts else None,
        terms=[terms.source for terms in opening.contracts],
        channel=report.channel,
        installation_id=report.installation,
        kind=report.kind if report.kind in kinds_of(opening.policy) else "",
        subject=clean_subject(report.subject) or clean_subject(report.text)[:80] or "-",
        language=report.language,
        facts=facts,
        waived={key: why for key, why in report.waived.items() if key not in facts},
        level=grounds.level,
        severity=grounds.severity,
        opened_at=report.received_at,
        last_word_at=report.received_at,
    )
    set_next_due(ticket, promised)
    return ticket


def confirm_openings(
    openings: Sequence[Opening],
    tickets: Sequence[Ticket],
    entries: Sequence[Entry],
    *,
    at: datetime,
) -> None:
    """Record the openings, and post a confirmation to everyone who may have one (SPEC A4)."""
    rows = list(zip(openings, tickets, strict=True))
    record_deeds(
        Deed(
            "ticket.opened",
            f"ticket:{ticket.pk}",
            ticket.opened_at,
            Actor(f"contact:{ticket.contact_id}", opening.report.author_name),
            ticket.desk_id,
            ticket.organisation_id,
            {"reference": ticket.reference, "channel": ticket.channel},
        )
        for opening, ticket in rows
    )
    confirmed = [(opening, ticket) for opening, ticket in rows if opening.report.is_answerable]
    own = mail_texts_of({ticket.desk_id for _opening, ticket in confirmed}, "confirmation")
    drafts = [
        draft_confirmation(
            ticket,
            opening.report,
            grounds=opening.grounds,
            zone=opening.zone,
            calls=list_calls(
                prevailing_ladder(opening.policy, opening.contracts, at=ticket.opened_at),
                region=opening.region,
                language=ticket.language,
                default=opening.policy.default_language,
            ),
            own=own.get(ticket.desk_id),
        )
        for opening, ticket in confirmed
    ]
    messages = post_drafts(drafts, at=at)
    add_outgoing_entries(
        [ticket for _, ticket in confirmed], messages, kind=Entry.Kind.CONFIRMATION, at=at
    )
    record_deeds(
        Deed(
            "ticket.confirmed",
            f"ticket:{ticket.pk}",
            at,
            desk=ticket.desk_id,
            organisation=ticket.organisation_id,
            facts={"to": opening.report.author_address},
        )
        for opening, ticket in confirmed
    )
