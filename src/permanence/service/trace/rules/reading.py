"""What sources post: an array of events, or one event a line; whatever is wrong is named. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from permanence.service.trace.rules.events import (
    DIRECTIONS,
    OF_EVENT,
    OF_MESSAGE,
    Kind,
    Told,
    write_address,
)

LARGEST: Final = 2 * 1024 * 1024
MOST_EVENTS: Final = 5000
MOST_FAULTS: Final = 100
LONGEST: Final = {
    "id": 200,
    "kind": 20,
    "recipient": 320,
    "sender": 320,
    "job": 200,
    "message_id": 500,
    "host": 200,
    "status": 16,
    "reply": 1000,
    "direction": 16,
    "method": 60,
    "user_id": 200,
    "account": 200,
    "component": 60,
    "next_host": 200,
    "queue_id": 100,
}
# Who tells an instant further ahead has a wrong clock: what they tell is of now.
AHEAD: Final = timedelta(minutes=5)
# Before this no message went anywhere: it is how a lost clock begins.
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST_STAY: Final = 366 * 86400
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}|E\d{3}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class Unreadable(ValueError):  # noqa: N818 -- an answer for who posted it
    """What was posted cannot be taken; `faults` say of which lines, and why."""

    def __init__(self, reason: str, faults: list[tuple[int, str]] | None = None) -> None:
        super().__init__(reason)
        self.reason, self.faults = reason, faults or []


class Fault(ValueError):  # noqa: N818 -- an answer for who posted it
    """One event is wrong; the text says why."""


def read_events(body: bytes, *, at: datetime) -> list[Told]:
    """Return the events of one message; raise Unreadable with each bad line, and its reason.

    Lines, or the events of an array, are counted from 1. One bad line refuses the whole message:
    it is mended and sent again, and nothing counts twice.
    """
    events: list[Told] = []
    faults: list[tuple[int, str]] = []
    for number, told in split_events(body):
        try:
            events.append(read_event(told, at=at))
        except Fault as fault:
            faults.append((number, str(fault)))
    if faults:
        raise Unreadable("nothing was taken: mend these and send all again", faults[:MOST_FAULTS])
    return events


def split_events(body: bytes) -> list[tuple[int, object]]:
    """Return what a body holds, piece by piece with its number: an array, or one JSON a line."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"this is no UTF-8: {error.reason} at byte {error.start}") from error
    if text.lstrip().startswith("["):
        try:
            told = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"this is no JSON: {str(error)[:200]}") from error
        pieces = list(enumerate(told, start=1))
    else:
        pieces = list(read_lines(text))
    if not pieces:
        raise Unreadable("there is no event in this")
    if len(pieces) > MOST_EVENTS:
        raise Unreadable(f"one message carries {MOST_EVENTS} events at most")
    return pieces


def read_lines(text: str) -> Iterator[tuple[int, object]]:
    """Yield what each line holds that is not empty; a line that is no JSON is a fault itself."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                yield number, Fault(f"this is no JSON: {str(error)[:200]}")


def read_event(told: object, *, at: datetime) -> Told:
    """Return one event; raise Fault for what is none."""
    if isinstance(told, Fault):
        raise told
    if not isinstance(told, Mapping):
        raise Fault("this has to be an object")
    job, message_id = read_text(told, "job"), strip_angles(read_text(told, "message_id"))
    if not job and not message_id:
        raise Fault('"job" or "message_id" has to name the message')
    return Told(
        uid=need(told, "id"),
        at=read_instant(told, "at", at=at) or missing("at"),
        kind=read_kind(told),
        recipient=write_address(need(told, "recipient")),
        job=job,
        message_id=message_id,
        host=read_text(told, "host"),
        status=read_status(told),
        reply=read_text(told, "reply"),
        next_try_at=read_instant(told, "next_try_at"),
        facts=read_facts(told),
    )


def read_kind(told: Mapping[str, Any]) -> Kind:
    """Return what happened."""
    text = need(told, "kind").lower()
    if text not in set(Kind):
        raise Fault(f'"kind" has to be one of {", ".join(Kind)}')
    return Kind(text)


def read_status(told: Mapping[str, Any]) -> str:
    """Return a status x.y.z, or the code of a fax server; nothing for none."""
    text = read_text(told, "status").upper()
    if text and not _STATUS.fullmatch(text):
        raise Fault('"status" has to be like "4.7.1", or the code of a fax server like "E003"')
    return text


def read_facts(told: Mapping[str, Any]) -> dict[str, str]:
    """Return what else is said of the message and of the event, without what says nothing."""
    found = {
        name: read_text(told, name)
        for name in (*OF_MESSAGE, *OF_EVENT)
        if name not in {"seconds", "pages"}
    }
    found |= {name: read_number(told, name) for name in ("seconds", "pages")}
    found["sender"] = write_address(found["sender"])
    found["component"] = found["component"].lower()
    found["direction"] = found["direction"].lower()
    if found["direction"] and found["direction"] not in DIRECTIONS:
        raise Fault(f'"direction" has to be one of {", ".join(DIRECTIONS)}')
    return {name: value for name, value in found.items() if value}


def need(told: Mapping[str, Any], name: str) -> str:
    """Return a text that has to be there."""
    return read_text(told, name) or missing(name)


def missing(name: str) -> Any:
    """Refuse an event that lacks something."""
    raise Fault(f'"{name}" is missing')


def read_text(told: Mapping[str, Any], name: str) -> str:
    """Return a text or a number as text, in one line; nothing where there is none."""
    value = told.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Fault(f'"{name}" has to be a text')
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    text = " ".join(_CONTROL.sub(" ", text).split())
    if name == "reply":
        return text[: LONGEST[name]]
    if len(text) > LONGEST[name]:
        raise Fault(f'"{name}" has {LONGEST[name]} characters at most')
    return text


def read_number(told: Mapping[str, Any], name: str) -> str:
    """Return a number of seconds or pages as text; nothing where there is none."""
    value = told.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Fault(f'"{name}" has to be a number')
    if not 0 <= value <= LONGEST_STAY:
        raise Fault(f'"{name}" has to be a number that can be')
    return f"{value:.3f}".rstrip("0").rstrip(".")


def strip_angles(text: str) -> str:
    """Return a Message-ID without what it stands between."""
    return text.removeprefix("<").removesuffix(">").strip()


def read_instant(
    told: Mapping[str, Any], name: str, *, at: datetime | None = None
) -> datetime | None:
    """Return an instant; None for none. With `at` none lies ahead of it by more than a little."""
    text = told.get(name)
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        raise Fault(f'"{name}" has to be an instant: write it as "2026-03-02T09:00:00Z"')
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise Fault(f'"{name}" names no zone: write it as "2026-03-02T09:00:00Z"')
        found = found.astimezone(UTC)
    except OverflowError as error:
        raise Fault(f'"{name}" is no instant that can be') from error
    except Fault:
        raise
    except ValueError as error:
        raise Fault(f'"{name}" is no instant: write it as "2026-03-02T09:00:00Z"') from error
    if found < EARLIEST:
        raise Fault(f'"{name}" lies before the year 2000')
    return at if at is not None and found > at + AHEAD else found
