"""The only place that reads the clock."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """Return this instant in UTC, moved by the offset that tests share between processes.

    The offset is the number of seconds in the file that PERMANENCE_CLOCK_OFFSET names; without
    that variable nothing is read.
    """
    instant = datetime.now(UTC)
    if path := os.environ.get("PERMANENCE_CLOCK_OFFSET"):
        instant += read_offset(path)
    return instant


def read_offset(path: str) -> timedelta:
    """Return the offset written in a file; none when the file is not there or empty."""
    try:
        with open(path, encoding="ascii") as file:
            return timedelta(seconds=float(file.read() or 0))
    except FileNotFoundError:
        return timedelta()
