"""Sealing the events of an incident to one another, and proving that nobody touched them. Pure.

The hash of an event covers the hash before it, what kind of event it was, when, and a salted digest
of what it told. Take the telling and its salt away, and the digest says nothing any more, while the
chain still proves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

ERASED: Final = "erased"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class NewEvent:
    """An event to be written; `happened_at` where that was not just now."""

    kind: str
    facts: Mapping[str, object] = field(default_factory=dict)
    happened_at: datetime | None = None
    organisation: int | None = None


@dataclass(frozen=True)
class Telling:
    """What an event tells, all of which can be erased."""

    actor: str
    actor_name: str
    facts: Mapping[str, Any]
    happened_at: datetime | None = None
    organisation: int | None = None


@dataclass(frozen=True)
class Link:
    """One event as it is kept; without a telling once that was erased."""

    number: int
    kind: str
    at: datetime
    telling: Telling | None
    salt: str | None
    digest: str
    previous: str
    hash: str


@dataclass(frozen=True)
class Proof:
    """What came of proving a chain: the first event that is broken and why, and what was erased."""

    length: int
    hash: str
    broken: int | None = None
    why: str = ""
    erased: tuple[int, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, added, dropped or put elsewhere."""
        return self.broken is None


def plain_facts(facts: Mapping[str, object]) -> dict[str, Any]:
    """Return facts as they come back from the database: words, whole numbers, lists and tables."""
    text = json.dumps(dict(facts), default=_say_plainly)
    plain = json.loads(text, parse_float=str)
    return plain if isinstance(plain, dict) else {}


def _say_plainly(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def digest_telling(telling: Telling, *, salt: str) -> str:
    """Return the salted digest of what an event tells."""
    happened = telling.happened_at
    told = {
        "actor": telling.actor,
        "actor_name": telling.actor_name,
        "facts": telling.facts,
        "happened_at": None if happened is None else count_micros(happened),
        "organisation": telling.organisation,
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(f"{salt}:{text}".encode()).hexdigest()


def count_micros(at: datetime) -> int:
    """Return an instant as microseconds: one way to write it, whatever the zone."""
    return (at - EPOCH) // timedelta(microseconds=1)


def hash_link(
    incident: int, *, number: int, kind: str, at: datetime, digest: str, previous: str
) -> str:
    """Return what seals an event to the one before it."""
    text = f"{previous}:{incident}:{number}:{kind}:{count_micros(at)}:{digest}"
    return sha256(text.encode()).hexdigest()


def seal_events(
    incident: int,
    tellings: Sequence[tuple[str, Telling]],
    *,
    at: datetime,
    after: tuple[int, str],
    salts: Sequence[str],
) -> list[Link]:
    """Return events of these kinds as the next links of a chain that ends with `after`."""
    number, previous = after
    links = []
    for (kind, telling), salt in zip(tellings, salts, strict=True):
        number += 1
        digest = digest_telling(telling, salt=salt)
        sealed = hash_link(
            incident, number=number, kind=kind, at=at, digest=digest, previous=previous
        )
        links.append(Link(number, kind, at, telling, salt, digest, previous, sealed))
        previous = sealed
    return links


def prove_chain(
    incident: int,
    links: Iterable[Link],
    *,
    end: tuple[int, str],
    witnesses: Mapping[int, str] | None = None,
) -> Proof:
    """Say whether a chain is whole, from its first event to where it is known to end.

    `end` is the number and hash of the last event as the database keeps it beside the chain,
    `witnesses` the hashes that the journal wrote down. The first broken event is named.
    """
    kept = sorted(links, key=lambda link: link.number)
    told = {
        int(link.telling.facts.get("number", 0))
        for link in kept
        if link.kind == ERASED and link.telling is not None
    }
    erased = tuple(link.number for link in kept if link.telling is None)
    number, previous = 0, ""
    for link in kept:
        number += 1
        why = _find_break(incident, link, number, previous, told, witnesses or {})
        if why:
            return Proof(number - 1, previous, number, why, erased)
        previous = link.hash
    if end != (number, previous):
        return Proof(number, previous, number + 1, "missing", erased)
    beyond = [one for one in witnesses or {} if one > number]
    if beyond:
        return Proof(number, previous, min(beyond), "missing", erased)
    return Proof(number, previous, erased=erased)


def _find_break(
    incident: int,
    link: Link,
    number: int,
    previous: str,
    told: set[int],
    witnesses: Mapping[int, str],
) -> str:
    """Return what is wrong with an event; empty if it stands where and as it was written."""
    if link.number != number:
        return "missing" if link.number > number else "twice"
    if link.previous != previous:
        return "order"
    sealed = hash_link(
        incident,
        number=link.number,
        kind=link.kind,
        at=link.at,
        digest=link.digest,
        previous=link.previous,
    )
    if link.hash != sealed:
        return "changed"
    if witnesses.get(number, link.hash) != link.hash:
        return "replaced"
    if link.telling is None:
        return "" if link.number in told else "emptied"
    if digest_telling(link.telling, salt=link.salt or "") != link.digest:
        return "changed"
    return ""
