"""What a rule would do to a ticket, told and not done: pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from permanence.overview.automation.rules.instructions import Then
from permanence.overview.worklists.rules import Facts
from permanence.service.tickets.rules.states import Step, may_follow

Done = dict[str, Any]
Naming = Callable[[int | None], str]
ENDS: dict[str, tuple[Step, str]] = {
    "resume": ("resume", "open"),
    "resolve": ("resolve", "resolved"),
    "close": ("close", "closed"),
}


@dataclass(frozen=True)
class Namer:
    """How teams, people and canned answers are called."""

    team: Naming
    person: Naming
    answer: Callable[[str], str]


@dataclass(frozen=True)
class Foreseen:
    """What would become different, in the words of a turn; or the code of why nothing would."""

    did: Sequence[Done] = ()
    why_not: str = ""


def foresee(then: Then, facts: Facts, namer: Namer, *, answered: bool) -> Foreseen:
    """Return what a rule would do to a ticket with these facts; all of it or nothing."""
    steps = steps_of(then, facts)
    if not all(may_follow(step, facts.state) for step in steps):
        return Foreseen(why_not="state")
    if "resolve" in steps and not answered:
        return Foreseen(why_not="unanswered")
    did = list_deeds(then, facts, namer)
    return Foreseen(did) if did else Foreseen(why_not="already")


def steps_of(then: Then, facts: Facts) -> list[Step]:
    """Return the steps of a rule, as the table of states knows them."""
    gives = (then.team, then.assignee) != (None, None) or then.is_best
    wanted: dict[Step, object] = {
        "assign": gives,
        "note": then.note,
        "answer": then.answer,
        "snooze": then.snooze,
    }
    steps = [step for step, is_wanted in wanted.items() if is_wanted]
    if then.end and (then.end != "resume" or may_follow("resume", facts.state)):
        steps.append(ENDS[then.end][0])
    return steps


def list_deeds(then: Then, facts: Facts, namer: Namer) -> list[Done]:
    """Return what would become different, as a turn keeps it."""
    did: list[Done] = []
    if then.end and may_follow(ENDS[then.end][0], facts.state):
        did.append({"deed": "state", "before": facts.state, "after": ENDS[then.end][1]})
    did += list_hands(then, facts, namer)
    if then.note:
        did.append({"deed": "note", "text": then.note})
    if then.answer:
        title = namer.answer(then.answer)
        did.append({"deed": "mail", "title": title, "language": facts.language})
    if then.snooze:
        did.append({"deed": "snooze", "hours": then.snooze})
    if then.watch:
        did.append({"deed": "watch", "names": [namer.person(one) for one in then.watch]})
    told = [namer.person(one) for one in then.tell]
    if then.tells_owner and (facts.assignee or facts.team):
        told.append(namer.person(facts.assignee) if facts.assignee else namer.team(facts.team))
    return [*did, {"deed": "tell", "names": told}] if told else did


def list_hands(then: Then, facts: Facts, namer: Namer) -> list[Done]:
    """Return who would have the ticket instead of whom."""
    # Nobody is 0 in a rule, and None on a ticket.
    team = facts.team if then.team is None else then.team or None
    person = facts.assignee if then.assignee is None else then.assignee or None
    did: list[Done] = []
    if team != facts.team:
        did.append({"deed": "team", "before": namer.team(facts.team), "after": namer.team(team)})
    if person != facts.assignee:
        before = namer.person(facts.assignee)
        did.append({"deed": "assignee", "before": before, "after": namer.person(person)})
    if then.is_best and facts.assignee is None:
        did.append({"deed": "best", "team": namer.team(team)})
    return did
