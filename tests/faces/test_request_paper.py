"""One request as PDF: what its customer gets, and what the desk alone reads."""

from __future__ import annotations

from typing import Any

import pytest

from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.reference import speak_reference
from tests.cast import World
from tests.faces.desk.test_reports import read_pdf
from tests.faces.portal.browsing import follow_link
from tests.faces.portal.test_request import answer, note

ASKED, SAID, KEPT = "All faxes wait.", "We restart the gateway.", "They never pay, by the way."


@pytest.fixture
def told(world: World) -> Ticket:
    """A request with an answer that carries a file, and a note."""
    ticket = world.ticket(world.ada, text=ASKED)
    answer(world, ticket, SAID)
    note(world, ticket, KEPT)
    return ticket


def fetch(world: World, ticket: Ticket, query: str = "") -> Any:
    return world.log_in(world.sam).get(f"/desk/tickets/{ticket.reference}/paper{query}")


def test_the_customers_copy_has_no_note_and_the_desks_says_what_it_is(
    world: World, told: Ticket
) -> None:
    copy, whole = fetch(world, told), fetch(world, told, "?notes=1")

    assert copy.headers["Content-Type"] == "application/pdf"
    plain, full = read_pdf(copy), read_pdf(whole)
    assert speak_reference(told.reference) in plain
    assert ASKED in plain
    assert SAID in plain
    assert KEPT not in plain
    assert "Internal" not in plain
    assert KEPT in full
    assert "Do not send it on" in full


def test_the_customers_copy_is_in_their_language(world: World) -> None:
    ticket = world.ticket(world.stranger, text="Nichts geht mehr hinaus seit heute.")

    paper = read_pdf(fetch(world, ticket))

    assert "Nichts geht mehr hinaus" in paper
    assert "Wir haben" in paper


def test_customers_take_their_own_request_home_and_no_others(world: World, told: Ticket) -> None:
    ada, claire = follow_link(world.ada, world.messaging), follow_link(world.claire, world.content)
    page = f"/messaging/requests/{told.reference}"

    paper = ada.get(f"{page}/paper")

    text = read_pdf(paper)
    assert ASKED in text
    assert SAID in text
    assert KEPT not in text
    assert f'href="{page}/paper"' in ada.get(page).content.decode()
    assert claire.get(f"{page}/paper").status_code == 404


def test_both_papers_stand_in_a_drawer(world: World, told: Ticket) -> None:
    page = world.log_in(world.sam).get(f"/desk/tickets/{told.reference}?open=paper")

    assert f'href="/desk/tickets/{told.reference}/paper?notes=1"' in page.content.decode()
