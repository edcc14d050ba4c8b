"""What a customer can prove of an incident: their own events told, the rest by digest alone. Pure.

A link whose telling is withheld still carries its digest, so that the whole chain can be followed.
The check is described in docs/rules/evidence.md; anybody can carry it out without this program.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from permanence.service.incidents.rules.chain import (
    Link,
    Telling,
    digest_telling,
    hash_link,
)

FORMAT: Final = "permanence-evidence/1"
# What is told of events that concern the customer or everybody; every other one is withheld.
TOLD: Final = ("clock.", "notice.", "closed", "review.summary_asked", "review.summary_sent")


def is_told(link: Link, *, organisation: int) -> bool:
    """Say whether a customer may read what an event tells: of themselves, or of the clocks of all.

    A reason is written for those who work on it, so that what has one is withheld.
    """
    telling = link.telling
    if telling is None or not link.kind.startswith(TOLD) or "reason" in telling.facts:
        return False
    if telling.organisation is None:
        return not link.kind.startswith(("notice.", "review."))
    return telling.organisation == organisation


def write_link(link: Link, *, organisation: int) -> dict[str, Any]:
    """Return one event as evidence: what it tells only where this customer may read it."""
    written: dict[str, Any] = {
        "number": link.number,
        "kind": link.kind,
        "at": link.at.isoformat(),
        "digest": link.digest,
        "previous": link.previous,
        "hash": link.hash,
    }
    telling = link.telling
    if telling is not None and is_told(link, organisation=organisation):
        happened = telling.happened_at
        written["salt"] = link.salt
        written["telling"] = {
            "actor": telling.actor,
            "actor_name": telling.actor_name,
            "facts": dict(telling.facts),
            "happened_at": happened.isoformat() if happened else None,
            "organisation": telling.organisation,
        }
    return written


def seal_evidence(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """Return evidence with the digest of all that it says."""
    return {**evidence, "digest": digest_evidence(evidence)}


def digest_evidence(evidence: Mapping[str, Any]) -> str:
    """Return the digest of evidence: of its JSON in one way of writing, without the digest."""
    said = {key: value for key, value in evidence.items() if key != "digest"}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def find_faults(evidence: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with evidence, in words for whoever checks it; none where it holds."""
    if evidence.get("format") != FORMAT:
        return [f"the format is not {FORMAT}"]
    faults = []
    if evidence.get("digest") != digest_evidence(evidence):
        faults.append("the digest of the document is not that of its words")
    for incident in evidence.get("incidents", ()):
        try:
            fault = find_break(incident["number"], incident["chain"])
        except (KeyError, TypeError, ValueError) as unreadable:
            fault = f"cannot be read ({unreadable})"
        if fault:
            faults.append(f"incident {incident.get('name', '?')}: {fault}")
    return faults


def find_break(incident: int, chain: Mapping[str, Any]) -> str:
    """Return where a chain breaks; empty where each event is sealed to the one before it."""
    previous, number = "", 0
    for kept in chain["links"]:
        number += 1
        if kept["number"] != number:
            return f"event {number} is missing"
        fault = find_link_fault(incident, kept, previous=previous)
        if fault:
            return f"event {number} {fault}"
        previous = kept["hash"]
    if (chain["length"], chain["hash"]) != (number, previous):
        return "the chain does not end where it says"
    return ""


def find_link_fault(incident: int, kept: Mapping[str, Any], *, previous: str) -> str:
    """Return what is wrong with one event; empty if it stands where and as it was written."""
    if kept["previous"] != previous:
        return "is not sealed to the one before it"
    sealed = hash_link(
        incident,
        number=kept["number"],
        kind=kept["kind"],
        at=datetime.fromisoformat(kept["at"]),
        digest=kept["digest"],
        previous=kept["previous"],
    )
    if sealed != kept["hash"]:
        return "was changed"
    if (
        "telling" in kept
        and digest_telling(read_telling(kept["telling"]), salt=kept["salt"]) != (kept["digest"])
    ):
        return "tells something else than was written"
    return ""


def read_telling(told: Mapping[str, Any]) -> Telling:
    """Return what an event tells, as the chain digests it."""
    happened = told["happened_at"]
    return Telling(
        actor=told["actor"],
        actor_name=told["actor_name"],
        facts=told["facts"],
        happened_at=datetime.fromisoformat(happened) if happened else None,
        organisation=told["organisation"],
    )


def ends_of(evidence: Mapping[str, Any]) -> dict[int, tuple[int, str]]:
    """Return, of each incident, how long its chain was and with which hash it ended."""
    return {
        int(one["number"]): (int(one["chain"]["length"]), str(one["chain"]["hash"]))
        for one in evidence.get("incidents", ())
    }


def count_told(links: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """Return how many events are told and how many are withheld."""
    kept: Sequence[Mapping[str, Any]] = list(links)
    told = sum("telling" in one for one in kept)
    return told, len(kept) - told
