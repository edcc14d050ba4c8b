"""Whether a rule acts on a ticket: pure, the same for what happens and for what is tried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from permanence.overview.automation.rules.instructions import Instruction
from permanence.overview.worklists.rules import Facts, lets_through
from permanence.service.tickets.rules.states import ENDED


@dataclass(frozen=True)
class Heard:
    """What is asked for only where a rule asks: the customer's last message, the desk's hours."""

    text: str = ""
    is_open: bool = True


def applies(said: Instruction, facts: Facts, heard: Heard, *, at: datetime, zone: tzinfo) -> bool:
    """Say whether a rule acts on a ticket with these facts."""
    asked = said.asked
    return (
        is_meant(said, facts)
        and lets_through(asked.sieve, facts, at=at, zone=zone)
        and holds_words(asked.words, f"{facts.subject}\n{heard.text}")
        and asked.hours in {"", "open" if heard.is_open else "closed"}
    )


def is_meant(said: Instruction, facts: Facts) -> bool:
    """Say whether a rule looks at a ticket at all: what is over only where it says so."""
    if said.when.since == "resolved":
        return facts.state == "resolved"
    return facts.state not in ENDED or facts.state in said.asked.sieve.states


def holds_words(words: Sequence[str], text: str) -> bool:
    """Say whether one of the words stands in a text, in whatever case; none ask for nothing."""
    folded = text.casefold()
    return not words or any(word.casefold() in folded for word in words)
