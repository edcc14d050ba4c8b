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

Fault = Literal[
    "when", "hours", "nothing", "who", "reason", "best", "resolve", "close", "words", "looker"
]


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
    return "reason" if then.snooze and not then.reason.strip() else None


def is_for_resolved(said: Instruction) -> bool:
    """Say whether a rule acts on nothing but what is resolved."""
    return said.when.since == "resolved" or said.asked.sieve.states == ("resolved",)


def does_something(then: Then) -> bool:
    """Say whether a rule does anything at all."""
    return then != Then(reason=then.reason)


def gives_to_nobody(then: Then) -> bool:
    """Say whether a rule takes a ticket from whoever has it."""
    return then.assignee == NOBODY
