"""The customer escalates: kept, called for and confirmed in one (SPEC A9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Ladder, Policy
from permanence.service.escalation.actions import start_climbs
from permanence.service.escalation.rules import Start, Step
from permanence.service.tickets.actions.climbing import agreed_with, ladder_of, lay_ladder
from permanence.service.tickets.actions.escalation_mails import (
    brief_escalation,
    confirm_escalation,
)
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.joining import lock_matter
from permanence.service.tickets.actions.promising import begin_round
from permanence.service.tickets.models import Escalation, Ticket
from permanence.service.tickets.queries import owner_of
from permanence.service.tickets.rules.escalating import (
    GROUNDS,
    MOST_A_DAY,
    MOST_CONFIRMED,
    rungs_from_manager,
)
from permanence.service.tickets.rules.merging import is_same_person

CLIMB = "customer"


class EscalatedTooOften(Refusal):
    """One person escalates only so often a day by themselves; on the phone there is no limit."""


class NoWords(Refusal):
    """An escalation says in words what is wrong."""


@dataclass(frozen=True)
class Plea:
    """What a customer says is not right, by which channel, and through whom it came.

    `ground` is empty where they did not name one; `by` is a specialist who took it on the phone.
    """

    words: str
    channel: str
    ground: str = ""
    by: Actor | None = None


def escalate_ticket(ticket: Ticket, plea: Plea, *, said_at: datetime, at: datetime) -> Escalation:
    """Take an escalation, call the manager and tell the customer who is called and by when.

    While one is open, what is said further is added to it. The words are in the file already, as
    a message of the customer. Of a merged file of the same person it goes to the survivor.
    """
    check_plea(plea)
    ticket, leading = lock_matter(ticket)
    file = leading if is_same_person(owner_of(ticket), owner_of(leading)) else ticket
    standing = Escalation.objects.filter(ticket=file, ended_at=None).first()
    if standing is not None:
        return add_to_escalation(standing, file, plea, said_at=said_at, at=at)
    if plea.by is None:
        refuse_often(file.contact_id, at=at)
    escalation = write_escalation(file, plea, said_at=said_at)
    begin_round(file, "ruling", start=said_at, at=at)
    call_manager(escalation, file, at=at)
    confirm_escalation(escalation, file, policy=policy_of_version(file.policy_version_id), at=at)
    return escalation


def check_plea(plea: Plea) -> None:
    """Refuse an escalation without words, or on a ground that is none."""
    if not plea.words.strip():
        raise NoWords(_("Say in your own words what is not right."))
    if plea.ground and plea.ground not in GROUNDS:
        raise NoWords(_("Choose what is not right."))


def refuse_often(contact: int, *, at: datetime) -> None:
    """Refuse who escalated so often within a day that calling once more would help nobody."""
    if escalated_lately(contact, at=at) >= MOST_A_DAY:
        raise EscalatedTooOften(
            _("You have escalated {count} times within a day. Please call us instead."),
            count=MOST_A_DAY,
        )


def escalated_lately(contact: int, *, at: datetime) -> int:
    """Return how often a person escalated within a day by themselves."""
    since = at - timedelta(days=1)
    lately = Escalation.objects.filter(ticket__contact=contact, at__gt=since)
    return lately.exclude(author__startswith="specialist:").count()


def write_escalation(ticket: Ticket, plea: Plea, *, said_at: datetime) -> Escalation:
    """Write the record, and on the ticket that it is escalated."""
    author = plea.by or customer_of(ticket)
    escalation = Escalation.objects.create(
        ticket=ticket,
        desk_id=ticket.desk_id,
        organisation_id=ticket.organisation_id,
        ground=plea.ground,
        words=plea.words.strip(),
        channel=plea.channel,
        author=author.key,
        author_name=author.name,
        at=said_at,
    )
    Ticket.objects.filter(pk=ticket.pk).update(escalation="open")
    ticket.escalation = "open"
    record_on(
        ticket,
        "ticket.escalated",
        at=said_at,
        actor=author,
        ground=plea.ground,
        channel=plea.channel,
    )
    return escalation


def customer_of(ticket: Ticket) -> Actor:
    """Return the customer of a ticket as who did something."""
    return Actor(f"contact:{ticket.contact_id}", ticket.contact.name)


def add_to_escalation(
    escalation: Escalation, ticket: Ticket, plea: Plea, *, said_at: datetime, at: datetime
) -> Escalation:
    """Add what was said further to the escalation that is open; it is confirmed, in measure."""
    author = plea.by or customer_of(ticket)
    added: list[dict[str, Any]] = list(escalation.added)
    added.append(
        {
            "ground": plea.ground,
            "words": plea.words.strip(),
            "channel": plea.channel,
            "by": author.name,
            "at": said_at.isoformat(),
        }
    )
    escalation.added = added
    escalation.ground = escalation.ground or plea.ground
    escalation.save(update_fields=["added", "ground"])
    record_on(ticket, "ticket.escalated_again", at=said_at, actor=author, ground=plea.ground)
    if said_within_hour(added, at=said_at) <= MOST_CONFIRMED:
        policy = policy_of_version(ticket.policy_version_id)
        confirm_escalation(escalation, ticket, policy=policy, at=at, is_added=True)
    return escalation


def said_within_hour(added: Iterable[dict[str, Any]], *, at: datetime) -> int:
    """Return how much was added to an escalation within an hour."""
    since = at - timedelta(hours=1)
    return sum(datetime.fromisoformat(one["at"]) > since for one in added)


def call_manager(escalation: Escalation, ticket: Ticket, *, at: datetime) -> None:
    """Start the climb that calls the manager, and keep who is called."""
    policy = policy_of_version(ticket.policy_version_id)
    agreed = agreed_with([ticket], at=at)
    ladder = ladder_of(ticket, policy, agreed, at=at)
    rungs = rungs_from_manager(ladder)
    steps = lay_ladder(ticket, rungs, policy=policy, agreed=agreed, at=at)
    start = make_call(escalation, ticket, steps, policy=policy, ladder=ladder)
    climbs = start_climbs([start], at=at)
    escalation.climb_id = climbs[0].pk if climbs else None
    escalation.called = dict(rungs[0].title)
    escalation.called_at, escalation.called_until = at, at + rungs[0].allowed
    escalation.save(update_fields=["climb_id", "called", "called_at", "called_until"])


def make_call(
    escalation: Escalation,
    ticket: Ticket,
    steps: tuple[Step, ...],
    *,
    policy: Policy,
    ladder: Ladder,
) -> Start:
    """Return the climb of an escalation, on the ladder as it stands."""
    language = policy.default_language
    return Start(
        owner="ticket",
        subject=ticket.pk,
        desk=ticket.desk_id,
        organisation=ticket.organisation_id,
        ground=CLIMB,
        steps=steps,
        briefing={language: brief_escalation(escalation, ticket, policy=policy, language=language)},
        sender=policy.mailboxes[0].address,
        sender_name=policy.name,
        severity=ticket.severity or policy.provisional_severity,
        course=ladder.course,
        reference=ticket.reference,
    )
