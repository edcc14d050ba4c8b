"""An agreement as its customer meets it: by the link of a mail, or signed in."""

from __future__ import annotations

import pytest
from django.test import Client

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.agreements.actions import take_back
from permanence.service.agreements.actions.offering import sign_version
from permanence.service.agreements.models import AgreementVersion, Wish
from permanence.service.tickets.models import Ticket
from tests.agreeing import agree, custom_request, offer, propose
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read, send

SOLUTION = "Nous écrivons un connecteur de profils."


@pytest.fixture
def ticket(world: World) -> Ticket:
    with house():
        return custom_request(world)


@pytest.fixture
def link(world: World, ticket: Ticket) -> str:
    """The address of an offer's link."""
    with house():
        return f"/agree/{sign_version(offer(world, ticket))}"


def state() -> str:
    with house():
        return AgreementVersion.objects.latest("pk").state


def signed_in(world: World) -> Client:
    """Claire's browser, in English."""
    client = follow_link(world.claire, world.content)
    client.cookies["language"] = "en"
    return client


def address(world: World, ticket: Ticket, rest: str = "") -> str:
    return f"/{world.content.key}/requests/{ticket.reference}/agreement{rest}"


def test_opening_the_link_shows_the_whole_offer_and_decides_nothing(link: str) -> None:
    for _ in range(2):
        page = read(Client().get(f"{link}?lang=en"))

    assert state() == "offered"
    assert SOLUTION in page
    assert "Conception" in page
    assert "17:00 (America/Toronto)" in page
    assert "Earlier dates are not waived" in page
    assert "I accept version 1" in page


def test_the_link_speaks_the_language_of_the_offer(link: str) -> None:
    assert '<html lang="fr"' in read(Client().get(link))


def test_the_button_accepts_once_and_the_link_shows_no_more(link: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    nameless = send(browser, link, act="accept", name="")
    assert nameless.status_code == 422
    assert state() == "offered"

    done = send(browser, link, act="accept", name="Claire Aubin")

    assert done.headers["Location"] == link
    assert state() == "accepted"
    page = read(browser.get(f"{link}?lang=en"))
    assert "Accepted by Claire Aubin" in page
    assert SOLUTION not in page
    assert browser.get(f"{link}/paper.pdf").status_code == 404
    again = Client().post(f"{link}?lang=en", {"act": "accept", "name": "Somebody"})
    assert again.status_code == 409
    assert SOLUTION not in read(again)
    with house():
        version = AgreementVersion.objects.get()
        assert (version.decided_name, version.decided_way) == ("Claire Aubin", "link")
        assert Message.objects.filter(kind__in=["offer", "agreed"]).count() == 2


def test_declining_by_the_link_asks_why(link: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert send(browser, link, act="decline", name="Claire", reason="").status_code == 422

    send(browser, link, act="decline", name="Claire Aubin", reason="Trop tard.")

    assert state() == "declined"
    assert "Declined by Claire Aubin" in read(browser.get(f"{link}?lang=en"))


def test_the_paper_comes_by_the_link(link: str) -> None:
    paper = Client().get(f"{link}/paper.pdf")

    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_a_link_that_has_ended_says_so_and_shows_nothing(world: World, link: str) -> None:
    world.pass_time(days=31)

    page = read(Client().get(f"{link}?lang=en"))

    assert "This offer has ended." in page
    assert SOLUTION not in page
    assert Client().post(link, {"act": "accept", "name": "Claire"}).status_code == 409
    assert state() == "offered"


def test_an_offer_taken_back_cannot_be_accepted(world: World, link: str) -> None:
    with house():
        take_back(AgreementVersion.objects.get(), reason="An error.", by=world.hana, at=world.at)

    assert "taken this offer back: An error." in read(Client().get(f"{link}?lang=en"))
    assert Client().post(link, {"act": "accept", "name": "Claire"}).status_code == 409


def test_a_false_token_is_not_there(world: World) -> None:
    assert Client().get("/agree/nonsense").status_code == 404


def test_signed_in_the_request_leads_to_the_offer_and_it_is_accepted(
    world: World, ticket: Ticket, link: str
) -> None:
    claire = signed_in(world)
    request = read(claire.get(f"/{world.content.key}/requests/{ticket.reference}"))
    assert "Read it and decide" in request
    page = read(claire.get(address(world, ticket)))
    assert SOLUTION in page

    done = send(claire, address(world, ticket), act="accept", name="Claire Aubin")

    assert done.status_code == 302
    assert state() == "accepted"
    page = read(claire.get(address(world, ticket)))
    assert "Accepted by Claire Aubin" in page
    assert "In force" in page
    assert claire.get(address(world, ticket, "/1.pdf")).content.startswith(b"%PDF")


def test_a_decision_is_on_the_version_that_was_read(
    world: World, ticket: Ticket, link: str
) -> None:
    claire = signed_in(world)
    with house():
        take_back(AgreementVersion.objects.get(), reason="An error.", by=world.hana, at=world.at)
        offer(world, ticket)

    lost = send(claire, address(world, ticket), act="accept", name="Claire", version="1")

    assert lost.status_code == 409
    assert "taken back meanwhile" in read(lost)
    assert state() == "offered"


def test_a_change_is_asked_for_and_nothing_moves(world: World, ticket: Ticket) -> None:
    with house():
        agree(world, ticket)
    claire = signed_in(world)

    for _ in range(2):
        send(claire, address(world, ticket), act="ask", wanted="change", text="Plus tôt, SVP.")

    page = read(claire.get(address(world, ticket)))
    assert "Plus tôt, SVP." in page
    with house():
        assert Wish.objects.count() == 1
    assert state() == "accepted"


def test_a_draft_is_nowhere_on_the_portal(world: World, ticket: Ticket) -> None:
    with house():
        propose(world, ticket)
    claire = signed_in(world)

    assert claire.get(address(world, ticket)).status_code == 404
    assert claire.get(address(world, ticket, "/1.pdf")).status_code == 404
    request = read(claire.get(f"/{world.content.key}/requests/{ticket.reference}"))
    assert "agreement" not in request.lower()
