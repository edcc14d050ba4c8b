"""A customer's evidence: their own events told, the rest by digest, and every change is found."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from permanence.service.incidents.rules.chain import Link, Telling, seal_events
from permanence.service.reviews.rules.evidence import (
    FORMAT,
    count_told,
    ends_of,
    find_faults,
    is_told,
    seal_evidence,
    write_link,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINE, OTHER = 7, 8
TELLINGS = [
    ("declared", Telling("specialist:1", "Sam", {"title": "internal words"})),
    ("clock.started", Telling("system", "", {"key": "notify"}, organisation=MINE)),
    ("clock.started", Telling("system", "", {"key": "notify"}, organisation=OTHER)),
    ("clock.met", Telling("system", "", {"key": "assess"}, NOON - timedelta(minutes=1))),
    ("clock.withdrawn", Telling("system", "", {"key": "summary", "reason": "internal"})),
    ("note.written", Telling("specialist:1", "Sam", {"text": "Brightwater called"}, None, MINE)),
]


def make_chain() -> list[Link]:
    salts = [f"salt {number}" for number in range(len(TELLINGS))]
    return seal_events(1042, TELLINGS, at=NOON, after=(0, ""), salts=salts)


def make_evidence() -> dict[str, Any]:
    links = make_chain()
    incident = {
        "number": 1042,
        "name": "I-1042",
        "chain": {
            "length": len(links),
            "hash": links[-1].hash,
            "links": [write_link(one, organisation=MINE) for one in links],
        },
    }
    sealed = seal_evidence({"format": FORMAT, "customer": "Mine", "incidents": [incident]})
    kept: dict[str, Any] = json.loads(json.dumps(sealed))
    return kept


def test_a_customer_reads_what_concerns_them_and_of_all_others_the_digest() -> None:
    links = make_chain()

    told = [link.number for link in links if is_told(link, organisation=MINE)]

    assert told == [2, 4]
    text = json.dumps(make_evidence())
    assert "internal" not in text
    assert "Brightwater" not in text
    assert count_told(make_evidence()["incidents"][0]["chain"]["links"]) == (2, 4)


def test_evidence_that_nobody_touched_holds() -> None:
    evidence = make_evidence()

    assert find_faults(evidence) == []
    assert ends_of(evidence) == {1042: (6, make_chain()[-1].hash)}


def change_words(evidence: dict[str, Any]) -> None:
    evidence["customer"] = "Another"


def change_kind(evidence: dict[str, Any]) -> None:
    evidence["incidents"][0]["chain"]["links"][0]["kind"] = "closed"


def change_telling(evidence: dict[str, Any]) -> None:
    evidence["incidents"][0]["chain"]["links"][1]["telling"]["facts"]["key"] = "assess"


def drop_event(evidence: dict[str, Any]) -> None:
    del evidence["incidents"][0]["chain"]["links"][2]


def cut_end(evidence: dict[str, Any]) -> None:
    del evidence["incidents"][0]["chain"]["links"][-1]


def spoil_shape(evidence: dict[str, Any]) -> None:
    evidence["incidents"][0]["chain"]["links"] = [{}]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (change_words, "digest of the document"),
        (change_kind, "event 1 was changed"),
        (change_telling, "event 2 tells something else"),
        (drop_event, "event 3 is missing"),
        (cut_end, "does not end where it says"),
        (spoil_shape, "cannot be read"),
    ],
)
def test_every_change_is_found(change: Any, fault: str) -> None:
    evidence = make_evidence()
    before = copy.deepcopy(evidence)

    change(evidence)

    assert evidence != before
    assert fault in " ".join(find_faults(evidence))


def test_a_file_of_another_kind_is_no_evidence() -> None:
    assert find_faults({"format": "something else"}) == [f"the format is not {FORMAT}"]
