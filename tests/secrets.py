"""A confidential request with everything in it, of which one member of staff knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import URLPattern, URLResolver

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.overview.bulk.actions import choose_tickets
from permanence.overview.bulk.models import Bulk
from permanence.promises.policies.queries import policy_of_version
from permanence.service.escalation.actions import settle_due_rungs
from permanence.service.escalation.models import Climb
from permanence.service.intake.jobs import digest_letters
from permanence.service.intake.models import Letter
from permanence.service.tickets.actions import Answer, add_note, answer_ticket, settle_due_marks
from permanence.service.tickets.actions.escalating import Plea, escalate_ticket
from permanence.service.tickets.actions.linking import Linking, link_tickets
from permanence.service.tickets.actions.merging import Merging, merge_tickets
from permanence.service.tickets.actions.secrecy import keep_confidential
from permanence.service.tickets.actions.triaging import assign_ticket
from permanence.service.tickets.models import Attachment, Entry, Link, Merge, Ticket
from permanence.service.tickets.rules.opening import Part
from permanence.service.tickets.rules.secrecy import Circle
from permanence.service.timesheets.actions import log_time
from permanence.service.timesheets.models import TimeEntry
from permanence.service.timesheets.rules import Spent
from permanence.world.attention.actions.notices import watch_subject
from tests.agreeing import judge_hard, offer
from tests.cast import World

WORD = "quokka"
EVERYTHING = (
    "specialist",
    "supervisor",
    "head_of_development",
    "incident_investigation",
    "trainer",
    "administrator",
    "auditor",
)


@dataclass(frozen=True)
class Secret:
    """The file, another of the same customer to which it is linked, and what hangs on it."""

    ticket: Ticket
    merged: Ticket
    open: Ticket
    numbers: dict[str, int]

    @property
    def references(self) -> tuple[str, str]:
        """The numbers that nobody but those who know must see."""
        return self.ticket.reference, self.merged.reference


def write_by_mail(world: World, subject: str) -> Ticket:
    """Return a request of Ada's that came as a mail, with a file."""
    letter = world.letter(subject=subject, text=f"Our {WORD} waits.")
    digest_letters()
    with house():
        found = Letter.objects.get(pk=letter.pk)
        return Ticket.objects.select_related("desk", "organisation", "contact").get(
            pk=found.ticket_id
        )


def fill_secret(world: World, *, confidential: bool = True) -> Secret:
    """Return a file with a mail, files, an answer, a note, a climb, time, an offer, links."""
    ticket = write_by_mail(world, f"The {WORD} affair")
    merged = world.ticket(
        subject=f"More of the {WORD}",
        text=f"A {WORD} again.",
        parts=[Part(f"{WORD}.pdf", "application/pdf", WORD.encode())],
    )
    other = world.ticket(subject="Toner is out")
    by, at = world.sam.actor, world.pass_time(minutes=12)
    with house():
        settle_due_marks(at=at)
        settle_due_rungs(at=at)
        policy = policy_of_version(ticket.policy_version_id)
        plea = Plea(f"The {WORD} is late.", "portal", "help")
        escalate_ticket(ticket, plea, said_at=at, at=at)
        part = Part(f"{WORD}-answer.txt", "text/plain", WORD.encode())
        answer_ticket(
            ticket, Answer(f"We see to the {WORD}.", parts=[part]), policy=policy, by=by, at=at
        )
        add_note(ticket, text=f"A {WORD} note.", by=by, at=at)
        link = link_tickets(Linking(ticket, other, "related"), by=by, at=at)
        merge = merge_tickets(Merging(merged, ticket), by=by, at=at)
        judge_hard(ticket, by=world.sam, at=at)
        offer(world, ticket)
        assign_ticket(ticket, team=world.experts, assignee=world.sam, by=by, at=at)
        spent = Spent(at - timedelta(hours=2), 7200, "troubleshooting", note=f"{WORD} work")
        log_time(ticket, spent, specialist=world.sam, by=by, at=at)
        watch_subject(f"ticket:{ticket.pk}", [world.lena.pk], at=at)
        bulk = choose_tickets([ticket.pk], desk=world.messaging, by=world.sam, question={}, at=at)
        if confidential:
            seal(world, ticket)
        ticket.refresh_from_db()
        numbers = numbers_of(ticket, link=link, merge=merge, bulk=bulk)
    return Secret(ticket, merged, other, numbers)


def seal(world: World, ticket: Ticket) -> None:
    """Let Sam alone know of a file."""
    keep_confidential(
        ticket,
        Circle(frozenset({world.sam.pk})),
        reason=f"A dismissal, {WORD}.",
        by=world.sam.actor,
        at=world.at,
    )


def numbers_of(ticket: Ticket, *, link: Link, merge: Merge, bulk: Bulk) -> dict[str, int]:
    """Return the numbers by which what hangs on the file is asked for, by the address's name."""
    letter = Letter.objects.get(ticket=ticket).pk
    entry = Entry.objects.get(ticket=ticket, letter_id=letter).pk
    answer = Entry.objects.filter(ticket=ticket, direction="out").latest("pk").pk
    message = Message.objects.filter(owner=f"ticket:{ticket.pk}").latest("pk").pk
    return {
        "attachment": Attachment.objects.filter(name__startswith=WORD).latest("pk").pk,
        "entry-split": entry,
        "entry-redact": entry,
        "entry-harmless": entry,
        "entry-html": answer,
        "entry-original": entry,
        "entry-eml": entry,
        "climb-call": Climb.objects.get(subject=ticket.pk, ground="customer").pk,
        "letter": letter,
        "letter-raw": letter,
        "letter-file": letter,
        "letter-attach": letter,
        "letter-sort": letter,
        "message": message,
        "message-html": message,
        "message-raw": message,
        "message-retry": message,
        "merge-undo": merge.pk,
        "ticket-unlink": link.pk,
        "ticket-climb-answer": Climb.objects.filter(subject=ticket.pk).latest("pk").pk,
        "ticket-time-back": TimeEntry.objects.filter(ticket=ticket).latest("pk").pk,
        "bulk": bulk.pk,
        "bulk-file": bulk.pk,
        "organisation": ticket.organisation_id or 0,
        "contact": ticket.contact_id,
        "contact-edit": ticket.contact_id,
        "contact-erasure": ticket.contact_id,
        "contact-export": ticket.contact_id,
        "contact-leave": ticket.contact_id,
        "contact-move": ticket.contact_id,
        "contact-return": ticket.contact_id,
        "person-tickets": ticket.assignee_id or 0,
        "report-reason": ticket.commitments.latest("pk").pk,
    }


def walk_desk(
    patterns: list[URLPattern | URLResolver], space: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the desk, with its name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk_desk(pattern.url_patterns, pattern.namespace or space)
        elif space == "desk":
            yield pattern.name or "", pattern
