"""Stretches of entries that came one after the other: two marks among the words of an entry.

An index of words knows no order. With the stretch among the words it can be asked for the newest
entries alone, or for a few stretches here and there, and never has to read all that a word leads
to. No text makes such a mark: what people write is cut at "§".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

FINE: Final = 9
COARSE: Final = 14
MOST_STRETCHES: Final = 128
# However they fall, so many entries lie within as many stretches as may be asked for.
LONGEST_REACH: Final = (MOST_STRETCHES - 2) << COARSE
# What solved a request bears the mark of its desk besides.
SOLVED_ON: Final = "§s."


def mark_of(number: int, fineness: int) -> str:
    """Return the mark of a stretch among the words of its entries."""
    return f"§{fineness}.{number}"


def mark_of_solution(desk: int) -> str:
    """Return the mark among the words of what solved a request of a desk."""
    return f"{SOLVED_ON}{desk}"


def ask_stretches(numbers: Iterable[int], fineness: int) -> str:
    """Return the search for entries of any of these stretches, as the database casts it."""
    return " | ".join(f"'{mark_of(number, fineness)}'" for number in numbers)


def newest_stretches(last: int, reach: int) -> tuple[range, int] | None:
    """Return the stretches that hold the last `reach` entries up to one, and their fineness.

    None where that would be too many: then no stretch need be asked for.
    """
    for fineness in (FINE, COARSE):
        first = max(last - reach, 0) >> fineness
        numbers = range(first, (last >> fineness) + 1)
        if len(numbers) <= MOST_STRETCHES:
            return numbers, fineness
    return None


def spread_stretches(last: int, entries: int) -> tuple[list[int], int]:
    """Return stretches evenly spread over all entries, some `entries` together; their fineness.

    There are at least eight, or all that there are.
    """
    for fineness in (FINE, COARSE):
        there_are = (last >> fineness) + 1
        wanted = max(-(-entries >> fineness), 8)
        if wanted <= MOST_STRETCHES or fineness == COARSE:
            wanted = min(wanted, MOST_STRETCHES)
            break
    if wanted >= there_are:
        return list(range(there_are)), fineness
    return [(2 * place + 1) * there_are // (2 * wanted) for place in range(wanted)], fineness
