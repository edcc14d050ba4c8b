"""Trying a rule on requests that are past: what it would have done, with nothing changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from permanence.ground.journal.models import Act
from permanence.overview.automation.models import Rule
from permanence.overview.automation.queries.facts import facts_of, is_desk_open
from permanence.overview.automation.queries.timing import shift_of
from permanence.overview.automation.rules.foreseeing import Foreseen, Namer, foresee
from permanence.overview.automation.rules.instructions import Instruction, read_instruction
from permanence.overview.automation.rules.matching import Heard, applies
from permanence.overview.automation.rules.past import (
    Deed,
    Moment,
    Past,
    Promised,
    Stay,
    facts_at,
    moments_of_event,
    was_answered,
    was_judged,
)
from permanence.overview.automation.rules.timing import moments_of_time
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.models import Commitment, Entry, StateSpan, Ticket
from permanence.world.accounts.models import Specialist, Team

AT_ONCE: Final = 200
Said = list[tuple[datetime, str]]


@dataclass(frozen=True)
class Span:
    """Which requests are looked at: received since, below a number."""

    since: datetime
    before: int | None = None


@dataclass(frozen=True)
class Touched:
    """One turn that a rule would have had on a ticket, and what it would have done."""

    ticket: Ticket
    moment: Moment
    foreseen: Foreseen


@dataclass(frozen=True)
class Trial:
    """What a rule would have done to the requests looked at; `last` is where to go on from."""

    looked: int
    events: int
    touched: Sequence[Touched]
    last: int | None


@dataclass(frozen=True)
class Question:
    """A rule that is tried, the instant of the trial, and how things are called."""

    rule: Rule
    said: Instruction
    namer: Namer
    at: datetime


def try_rule(rule: Rule, span: Span, *, namer: Namer, at: datetime) -> Trial:
    """Return what a rule would have done, had it been on, to the newest requests of a span.

    So many are looked at as fit in one page; the rest is reached from `last` on. Each is judged as
    it was at the time. Other rules, and what would have followed, are not played again.
    """
    question = Question(rule, read_instruction(rule.says), namer, at)
    rows = Ticket.objects.filter(desk=rule.desk_id, opened_at__gte=span.since)
    if span.before:
        rows = rows.filter(pk__lt=span.before)
    tickets = list(rows.select_related("organisation", "contact").order_by("-pk")[: AT_ONCE + 1])
    has_more, tickets = len(tickets) > AT_ONCE, tickets[:AT_ONCE]
    pasts = read_pasts(rule.desk_id, tickets)
    words = said_in(tickets) if question.said.asked.words else {}
    turns = [
        (ticket, turn)
        for ticket in tickets
        for turn in try_ticket(question, ticket, pasts[ticket.pk], words.get(ticket.pk, []), span)
    ]
    touched = [Touched(ticket, moment, done) for ticket, (moment, done) in turns if done]
    return Trial(len(tickets), len(turns), touched, tickets[-1].pk if has_more else None)


def try_ticket(
    question: Question, ticket: Ticket, past: Past, words: Said, span: Span
) -> Iterator[tuple[Moment, Foreseen | None]]:
    """Yield each turn on one ticket with what would have been done; None where it was let by."""
    policy = policy_of_version(ticket.policy_version_id)
    said = question.said
    for moment in moments_of(question, past, policy, since=span.since):
        facts = facts_at(past, moment.at)
        heard = heard_at(said, policy, words, at=moment.at)
        if not applies(said, facts, heard, at=moment.at, zone=ZoneInfo(policy.zone)):
            yield moment, None
            continue
        answered, judged = was_answered(past, moment.at), was_judged(past, moment.at)
        yield (
            moment,
            foresee(said.then, facts, question.namer, answered=answered, judged=judged),
        )


def moments_of(question: Question, past: Past, policy: Policy, *, since: datetime) -> list[Moment]:
    """Return when the rule would have had its turn on a ticket."""
    when = question.said.when
    if when.event:
        return moments_of_event(past, when.event, rule=question.rule.pk, since=since)
    shift = shift_of(when, policy)
    return moments_of_time(past, when, shift, since=since, until=question.at)


def heard_at(said: Instruction, policy: Policy, words: Said, *, at: datetime) -> Heard:
    """Return what a rule asks for beside the facts, as it was at an instant."""
    last = [text for told, text in words if told <= at]
    is_open = is_desk_open(policy, at=at) if said.asked.hours else True
    return Heard(last[-1] if last else "", is_open=is_open)


def read_pasts(desk: int, tickets: Sequence[Ticket]) -> dict[int, Past]:
    """Return what was written down of these tickets, in as many looks as there are tables."""
    numbers = [one.pk for one in tickets]
    deeds, stays, promises = read_deeds(tickets), read_stays(numbers), read_promises(numbers)
    teams = dict(Team.objects.filter(desk=desk).values_list("name", "pk"))
    people = dict(Specialist.objects.values_list("name", "pk"))
    policies = {one.pk: policy_of_version(one.policy_version_id) for one in tickets}
    return {
        one.pk: Past(
            one.pk,
            facts_of(one),
            deeds[f"ticket:{one.pk}"],
            stays[one.pk],
            promises[one.pk],
            teams,
            people,
            policies[one.pk].provisional_severity,
            policies[one.pk].provisional_level,
        )
        for one in tickets
    }


def read_deeds(tickets: Sequence[Ticket]) -> dict[str, list[Deed]]:
    """Return the lines of the journal on each ticket, in their order."""
    found: dict[str, list[Deed]] = defaultdict(list)
    if not tickets:
        return found
    rows = Act.objects.filter(
        subject__in=[f"ticket:{one.pk}" for one in tickets],
        at__gte=min(one.opened_at for one in tickets),
    )
    told = rows.order_by("at", "pk").values_list("subject", "pk", "act", "at", "actor", "facts")
    for subject, *line in told:
        found[subject].append(Deed(*line))
    return found


def read_stays(tickets: Sequence[int]) -> dict[int, list[Stay]]:
    """Return in which states each ticket was, in their order."""
    found: dict[int, list[Stay]] = defaultdict(list)
    rows = StateSpan.objects.filter(ticket__in=tickets, replaced_at=None).order_by("from_at", "pk")
    for ticket, state, since, until in rows.values_list("ticket_id", "state", "from_at", "to_at"):
        found[ticket].append(Stay(state, since, until))
    return found


def read_promises(tickets: Sequence[int]) -> dict[int, list[Promised]]:
    """Return every promise that was made on each ticket."""
    found: dict[int, list[Promised]] = defaultdict(list)
    rows = Commitment.objects.filter(ticket__in=tickets).order_by("pk")
    fields = ("ticket_id", "made_at", "start_at", "due_at", "replaced_at", "met_at")
    for ticket, *promised in rows.values_list(*fields):
        found[ticket].append(Promised(*promised))
    return found


def said_in(tickets: Sequence[Ticket]) -> dict[int, Said]:
    """Return what customers wrote in each ticket, in its order."""
    found: dict[int, Said] = defaultdict(list)
    rows = Entry.objects.filter(
        ticket__in=tickets, direction=Entry.Direction.IN, is_public=True
    ).order_by("at", "pk")
    for ticket, at, text in rows.values_list("ticket_id", "at", "text"):
        found[ticket].append((at, text))
    return found


def begin_of_trial(*, days: int, at: datetime) -> datetime:
    """Return since when requests are looked at."""
    return at - timedelta(days=days)
