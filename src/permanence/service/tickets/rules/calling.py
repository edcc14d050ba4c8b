"""Whom a customer calls, in the words of a mail: each rung with the numbers of their region."""

from __future__ import annotations

from permanence.promises.policies.rules import Ladder
from permanence.promises.terms.rules import say


def list_calls(ladder: Ladder, *, region: str, language: str, default: str) -> list[str]:
    """Return a line for each rung in order; of all regions where theirs is not known."""
    lines = []
    for rank, rung in enumerate(ladder.rungs, start=1):
        contacts = rung.contacts
        if region or len(contacts) == 1:
            contacts = (rung.contact_for(region, language),)
        numbers = [
            ", ".join(filter(None, (one.office, one.mobile))) or one.mail for one in contacts
        ]
        lines.append(f"{rank}. {say(rung.title, language, default)}: {' / '.join(numbers)}")
    return lines
