"""In which language an article is shown: never hidden, only marked, where one is missing."""

from __future__ import annotations

from collections.abc import Collection

from permanence.promises.terms.rules import LANGUAGES


def choose_language(there: Collection[str], asked: str, fallback: str = "") -> str | None:
    """Return the language asked for, else the desk's own, else another; None where none is."""
    for one in (asked, fallback, *LANGUAGES):
        if one in there:
            return one
    return next(iter(sorted(there)), None)
