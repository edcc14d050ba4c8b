"""A long file is narrowed to what was said, to one channel, to notes or to events."""

from __future__ import annotations

import re
from typing import Any

import pytest

from permanence.faces.desk.presenting.sifting import sift_timeline
from permanence.ground.lib.db import house
from permanence.service.tickets.actions import add_note
from tests.cast import World

HERE = "/desk/tickets/4729183056"


def item(kind: str, channel: str = "", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "channel": channel, "number": object(), **more}


MAIL, CALL, ANSWER = item("in", "mail"), item("in", "call"), item("out", "mail")
NOTE, ASKED = item("note", "desk"), item("enquiry")
EVENT, FOLDED = item("event"), item("events", count=5)
FILE = [MAIL, FOLDED, CALL, NOTE, ASKED, EVENT, ANSWER]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", FILE),
        ("said", [MAIL, CALL, ANSWER]),
        ("mail", [MAIL, ANSWER]),
        ("call", [CALL]),
        ("note", [NOTE]),
        ("outside", [ASKED]),
        ("event", [FOLDED, EVENT]),
        ("fax", FILE),
        ("nonsense", FILE),
    ],
)
def test_a_choice_shows_its_kind_and_what_is_not_there_shows_everything(
    asked: str, shown: list[dict[str, Any]]
) -> None:
    assert sift_timeline(FILE, asked, url=HERE)["timeline"] == shown


def test_each_choice_says_how_many_it_shows() -> None:
    sieve = sift_timeline(FILE, "call", url=HERE)["sieve"]

    assert {one["label"]: one["count"] for one in sieve} == {
        "Everything": 11,
        "Messages": 3,
        "Calls": 1,
        "Mails": 2,
        "Notes": 1,
        "Third parties": 1,
        "Events": 6,
    }
    assert [one["label"] for one in sieve if one["current"]] == ["Calls"]


@pytest.mark.parametrize("file", [[MAIL, EVENT, ANSWER], [MAIL] * 9])
def test_a_short_file_and_one_of_one_kind_offer_no_choice(file: list[dict[str, Any]]) -> None:
    assert sift_timeline(file, "", url=HERE)["sieve"] == []


def test_the_page_is_narrowed_by_its_address_and_stays_so_when_it_is_refreshed(
    world: World,
) -> None:
    ticket = world.ticket(text="Nothing arrives.")
    sam = world.sam.actor
    with house():
        for number in range(6):
            add_note(ticket, text=f"Looked at node {number}.", by=sam, at=world.at)
    client = world.log_in(world.sam)
    here = f"/desk/tickets/{ticket.reference}"

    page = client.get(f"{here}?show=note").content.decode()
    part = client.get(f"{here}?part=timeline&show=note").content.decode()

    found = re.search(r'<section class="timeline.*?</section>', page, re.S)
    assert found
    for timeline in (found[0], part):
        assert "Looked at node 3." in timeline
        assert "Nothing arrives." not in timeline
        assert "?part=timeline&amp;show=note" in timeline
