"""An incident as a file that proves itself: every event with what seals it, in one document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from permanence.service.incidents.rules.chain import Link, count_micros

FORMAT: Final = "permanence-incident/1"
HOW: Final = (
    "digest = sha256(salt + ':' + telling), hexadecimal, where telling is the JSON object with the"
    " keys actor, actor_name, facts, happened_at, organisation: keys sorted at every depth, no"
    " spaces, UTF-8, not escaped; happened_at in microseconds since 1970-01-01T00:00:00Z, or null."
    " hash = sha256(previous + ':' + incident number + ':' + number + ':' + kind + ':' + at_micros"
    " + ':' + digest), hexadecimal; previous is the hash of the event before, empty for the first."
    " The last hash equals end.hash. An event whose telling was erased has no facts and no salt:"
    " its digest proves its place."
)


def write_file(
    incident: Mapping[str, Any],
    links: Iterable[Link],
    *,
    end: tuple[int, str],
    records: Mapping[str, Any],
) -> bytes:
    """Return the file of an incident as JSON that a reader can prove with a hash function alone."""
    document = {
        "format": FORMAT,
        "incident": incident,
        **records,
        "events": [describe_link(one) for one in links],
        "end": {"number": end[0], "hash": end[1]},
        "how_to_prove": HOW,
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=say_plainly).encode()


def describe_link(link: Link) -> dict[str, Any]:
    """Return one event with all that it takes to prove it."""
    telling = link.telling
    told: dict[str, Any] = {"erased": True}
    if telling is not None:
        happened = telling.happened_at
        told = {
            "telling": {
                "actor": telling.actor,
                "actor_name": telling.actor_name,
                "facts": telling.facts,
                "happened_at": None if happened is None else count_micros(happened),
                "organisation": telling.organisation,
            },
            "happened_at": write_instant(happened or link.at),
            "salt": link.salt,
        }
    return {
        "number": link.number,
        "kind": link.kind,
        "at": write_instant(link.at),
        "at_micros": count_micros(link.at),
        **told,
        "digest": link.digest,
        "previous": link.previous,
        "hash": link.hash,
    }


def write_instant(at: datetime) -> str:
    """Return an instant in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def say_plainly(value: object) -> str:
    """Return an instant, or whatever else a document cannot hold, as text."""
    return write_instant(value) if isinstance(value, datetime) else str(value)
