"""What is wrong in a rule, before it is kept."""

from __future__ import annotations

from typing import Literal

from permanence.overview.automation.rules.instructions import (
    EVENTS,
    LONGEST_WAIT,
    MOST_WORDS,
    SINCE,
    Asked,
    Instruction,
    Then,
    When,
)
from permanence.overview.worklists.rules import ME, NOBODY
from permanence.service.tickets.rules.pausing import WAITING
from permanence.world.wording.rules import Steps

Fault = Literal[
    "when", "hours", "nothing", "who", "reason", "best", "resolve", "close", "words", "looker",
    "tried", "hands", "macro", "judges", "takes", "waits", "twice",
]  # fmt: skip


def find_fault(said: Instruction) -> Fault | None:
    """Return the first thing that is wrong in a rule; None when it may be kept."""
    return fault_of_when(said.when) or fault_of_asked(said.asked) or fault_of_then(said)


def fault_of_when(when: When) -> Fault | None:
    """Return what is wrong in when a rule acts: one event, or one time of so many hours."""
    if (when.event in EVENTS) == (when.since in SINCE) or (when.event and when.since):
        return "when"
    if when.since and not 1 <= when.hours <= LONGEST_WAIT:
        return "hours"
    return None


def fault_of_asked(asked: Asked) -> Fault | None:
    """Return what is wrong in what a rule asks: nobody looks when it does."""
    if len(asked.words) > MOST_WORDS:
        return "words"
    return "looker" if asked.sieve.assignee == ME else None


def fault_of_then(said: Instruction) -> Fault | None:
    """Return what is wrong in what a rule does."""
    then = said.then
    if not does_something(then):
        return "nothing"
    if then.is_best and then.assignee is not None:
        return "best"
    if then.end == "resolve" and said.asked.sieve.states != ("waiting_customer",):
        return "resolve"
    if then.end == "close" and not is_for_resolved(said):
        return "close"
    if then.snooze and not then.reason.strip():
        return "reason"
    return fault_of_passing(then)


def fault_of_passing(then: Then) -> Fault | None:
    """Return what is wrong in a hand-over: who takes over reads a note, and is somebody."""
    if not then.level:
        return None
    if not then.tried.strip():
        return "tried"
    return "hands" if NOBODY in (then.team, then.assignee) else None


def fault_of_macro(said: Instruction, steps: Steps) -> Fault | None:
    """Return why a rule may not run a macro that does this: what only a person may, it may not."""
    then = said.then
    if steps.severity is not None or steps.level is not None:
        return "judges"
    if steps.is_taken:
        return "takes"
    if steps.then in WAITING:
        return "waits"
    if steps.then == "resolve" and said.asked.sieve.states != ("waiting_customer",):
        return "resolve"
    hands = then.team is not None or then.level
    twice = (
        steps.answer and then.answer,
        steps.then and then.end,
        steps.team is not None and hands,
    )
    return "twice" if any(twice) else None


def is_for_resolved(said: Instruction) -> bool:
    """Say whether a rule acts on nothing but what is resolved."""
    return said.when.since == "resolved" or said.asked.sieve.states == ("resolved",)


def does_something(then: Then) -> bool:
    """Say whether a rule does anything at all."""
    return then != Then(reason=then.reason, tried=then.tried, wanted=then.wanted)
