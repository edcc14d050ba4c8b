"""What an incident is called. Pure."""

from __future__ import annotations

import re

NAME = re.compile(r"(?:I-?)?([1-9][0-9]{0,17})", re.IGNORECASE)


def name_incident(number: int) -> str:
    """Return what an incident is called: "I-1042"."""
    return f"I-{number}"


def read_incident_name(text: str) -> int | None:
    """Return the number of an incident as a person names it; None for anything else."""
    found = NAME.fullmatch(text.strip())
    return int(found[1]) if found else None
