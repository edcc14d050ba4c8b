"""For whom an article is: the desk's own people, customers who are signed in, or everybody."""

from __future__ import annotations

from typing import Final

DESK: Final = "desk"
CUSTOMERS: Final = "customers"
EVERYONE: Final = "everyone"
# From the narrowest to the widest.
AUDIENCES: Final = (DESK, CUSTOMERS, EVERYONE)


def seen_by(audience: str) -> tuple[str, ...]:
    """Return for whom an article must be so that one of this audience may read it.

    Who belongs to the desk reads all; of an audience that nobody knows nothing is read.
    """
    return AUDIENCES[AUDIENCES.index(audience) :] if audience in AUDIENCES else ()


def is_for_customers(audience: str) -> bool:
    """Say whether customers may read what is for this audience."""
    return audience in {CUSTOMERS, EVERYONE}
