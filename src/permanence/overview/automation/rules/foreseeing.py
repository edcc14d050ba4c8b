"""What a rule would do to a ticket, told and not done: pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from permanence.overview.automation.rules.instructions import Then
from permanence.overview.automation.rules.macros import unfold_macro
from permanence.overview.worklists.rules import Facts
from permanence.service.tickets.rules.states import Step, may_follow
from permanence.world.wording.rules import Steps

Done = dict[str, Any]
Naming = Callable[[int | None], str]
ENDS: dict[str, tuple[Step, str]] = {
    "resume": ("resume", "open"),
    "resolve": ("resolve", "resolved"),
    "close": ("close", "closed"),
}


@dataclass(frozen=True)
class Namer:
    """How teams, people and canned answers are called, and what macros there are."""

    team: Naming
    person: Naming
    answer: Callable[[str], str]
    macros: Mapping[int, tuple[str, Steps]] = field(default_factory=dict)


@dataclass(frozen=True)
class Foreseen:
    """What would become different, in the words of a turn; or the code of why nothing would."""

    did: Sequence[Done] = ()
    why_not: str = ""


def foresee(
    then: Then, facts: Facts, namer: Namer, *, answered: bool, judged: bool = True
) -> Foreseen:
    """Return what a rule would do to a ticket with these facts; all of it or nothing."""
    parts = [then]
    if then.macro is not None:
        if then.macro not in namer.macros:
            return Foreseen(why_not="macro")
        parts.append(unfold_macro(namer.macros[then.macro][1]))
    steps = [step for part in parts for step in steps_of(part, facts)]
    if not all(may_follow(step, facts.state) for step in steps):
        return Foreseen(why_not="state")
    if "resolve" in steps and not answered:
        return Foreseen(why_not="unanswered")
    if rises(then, facts) and not judged:
        return Foreseen(why_not="unjudged")
    own, *inner = (list_deeds(part, facts, namer) for part in parts)
    of_macro = [deed for part in inner for deed in part]
    if then.macro is not None and of_macro:
        own += [{"deed": "macro", "title": namer.macros[then.macro][0]}, *of_macro]
    return Foreseen(own) if own else Foreseen(why_not="already")


def rises(then: Then, facts: Facts) -> bool:
    """Say whether a rule hands a ticket over: only to more expertise than it is with."""
    return bool(then.level) and (facts.level or 0) < then.level


def steps_of(then: Then, facts: Facts) -> list[Step]:
    """Return the steps of a rule, as the table of states knows them."""
    gives = (then.team, then.assignee) != (None, None) or then.is_best or rises(then, facts)
    wanted: dict[Step, object] = {
        "assign": gives,
        "note": then.note or then.climb,
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
    if then.climb:
        did.append({"deed": "climb", "text": then.climb})
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
    """Return who would have the ticket instead of whom; who takes over does so with the level."""
    if then.level and not rises(then, facts):
        return []
    # Nobody is 0 in a rule, and None on a ticket; a hand-over to nobody in particular is one to
    # the team.
    kept = None if then.level else facts.assignee
    team = facts.team if then.team is None else then.team or None
    person = kept if then.assignee is None else then.assignee or None
    did: list[Done] = []
    if then.level:
        did.append({"deed": "level", "before": facts.level, "after": then.level})
    if team != facts.team:
        did.append({"deed": "team", "before": namer.team(facts.team), "after": namer.team(team)})
    if person != facts.assignee:
        before = namer.person(facts.assignee)
        did.append({"deed": "assignee", "before": before, "after": namer.person(person)})
    if then.is_best and person is None:
        did.append({"deed": "best", "team": namer.team(team)})
    return did
