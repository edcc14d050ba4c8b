"""Instants in the forms in which templates ask for them."""

from __future__ import annotations

from datetime import datetime

from permanence.faces.desk.access import Reader
from permanence.faces.ui.moments import say_instant, say_instant_fully


def show_instant(instant: datetime, reader: Reader, *, name: str = "at") -> dict[str, str]:
    """Return an instant as words, as ISO 8601 and in full, under `name`."""
    return {
        name: say_instant(instant, at=reader.at, zone=reader.zone),
        f"{name}_iso": instant.isoformat(),
        f"{name}_title": say_instant_fully(instant, zone=reader.zone),
    }


def say_moment(instant: datetime, reader: Reader) -> str:
    """Return an instant in the reader's zone."""
    return say_instant(instant, at=reader.at, zone=reader.zone)


def say_moment_text(text: object, reader: Reader) -> str:
    """Return an instant that was written down as text, in the reader's zone."""
    return say_moment(datetime.fromisoformat(str(text)), reader) if text else ""
