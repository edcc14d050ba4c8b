"""The page of the search: people beside what they wrote, and narrower questions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.lib.db import house
from permanence.overview.worklists.actions import gather_words
from permanence.service.tickets.rules.opening import Part
from permanence.world.accounts.models import Contact
from tests.cast import World, add_contract
from tests.service.incidents.leading import declare
from tests.service.knowledge.articles import fill_base


def test_a_phone_number_leads_to_the_person(world: World) -> None:
    with house():
        Contact.objects.filter(pk=world.ada.pk).update(phone="+44 20 7946 0018")

    page = world.log_in(world.sam).get("/desk/search?q=020 7946 0018").content.decode()

    assert "Customers and people" in page
    assert f"/desk/contacts/{world.ada.pk}" in page
    assert "Brightwater Insurance · ada.lindqvist@brightwater.example" in page


def test_a_reference_with_gaps_opens_its_file(world: World) -> None:
    ticket = world.ticket()
    grouped = f"{ticket.reference[:3]} {ticket.reference[3:6]} {ticket.reference[6:]}"
    client = world.log_in(world.sam)

    dashed = grouped.replace(" ", "-")
    for typed in (ticket.reference, grouped, dashed, f"[#{ticket.reference}]"):
        answer = client.get("/desk/search", {"q": typed})
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/desk/tickets/{ticket.reference}"


@pytest.mark.parametrize("typed", ["I-{0}", "i{0}", "I {0}"])
def test_the_number_of_an_incident_opens_its_room(world: World, typed: str) -> None:
    with house():
        incident = declare(world)
    answer = world.log_in(world.sam).get("/desk/search", {"q": typed.format(incident.pk)})

    assert answer.headers["Location"] == f"/desk/incidents/{incident.pk}"


def test_the_number_of_an_article_or_a_contract_opens_it(world: World) -> None:
    article = fill_base(world)["554"]
    today = world.at.date()
    with house():
        contract = add_contract(
            world.brightwater, desk=world.messaging, number="BW-7", at=world.at, starts=today
        )
    client = world.log_in(world.sam)

    answer = client.get("/desk/search", {"q": article.reference.lower()})
    assert answer.headers["Location"].startswith(f"/desk/articles/{article.reference}?")
    answer = client.get("/desk/search", {"q": contract.number.lower()})
    assert answer.headers["Location"] == f"/desk/contracts/{contract.pk}"


def test_a_number_that_names_nothing_is_searched_for(world: World) -> None:
    client = world.log_in(world.sam)

    for typed in ("I-999999", "KB-999999", "X-999999", "000-000-0000"):
        assert client.get("/desk/search", {"q": typed}).status_code == 200


def test_who_is_found_though_nothing_was_said_is_led_to(world: World) -> None:
    page = world.log_in(world.sam).get("/desk/search?q=brightwater.example").content.decode()

    assert "No message says this" in page
    assert "stand on their pages" in page


def test_a_part_of_the_name_of_a_file_finds_it(world: World) -> None:
    world.ticket(parts=[Part("gateway-north.log", "text/plain", b"a log")])

    page = world.log_in(world.sam).get("/desk/search?q=gateway-north").content.decode()

    assert "1 ticket" in page
    assert "&quot;gateway north&quot;" in page


def test_a_search_is_narrowed_and_says_how_many(world: World) -> None:
    world.ticket()
    client = world.log_in(world.lena)

    all_of_it = client.get("/desk/search?q=554").content.decode()
    over = client.get("/desk/search?q=554&state=over&desk=messaging&severity=").content.decode()

    assert "1 ticket" in all_of_it
    assert "Nothing was found" in over
    assert '<details class="panel sieve" open>' in over


def test_a_question_that_is_not_understood_is_said(world: World) -> None:
    answer = world.log_in(world.sam).get("/desk/search?q=554&since=yesterday")

    assert answer.status_code == 422


def test_words_said_together_in_many_files_are_no_mistyped_name(world: World) -> None:
    client = world.log_in(world.sam)
    assert "Ada Lindqvist" in client.get("/desk/search?q=Adda Lindqwist").content.decode()

    for _ in range(3):
        world.ticket(text="Adda Lindqwist is what the gateway calls her.")
    page = client.get("/desk/search?q=Adda Lindqwist").content.decode()

    assert "3 tickets" in page
    assert "Customers and people" not in page


def test_a_search_asks_the_same_for_one_and_for_many(world: World) -> None:
    client = world.log_in(world.sam)
    asked = []
    for _round in range(2):
        world.ticket()
        with CaptureQueriesContext(connection) as captured:
            client.get("/desk/search?q=554")
        asked.append(len(captured))

    assert asked[0] == asked[1]


def test_a_mistyped_search_shows_what_was_meant(world: World) -> None:
    world.ticket(text="The certificate expired.")
    with house():
        gather_words(at=world.at)
    client = world.log_in(world.sam)

    page = client.get("/desk/search?q=certifcate").content.decode()
    assert "Showing results for <strong>certificate</strong>" in page
    assert "1 ticket" in page
    assert 'href="/desk/search?q=certifcate&amp;as=typed"' in page

    page = client.get("/desk/search?q=certifcate&as=typed").content.decode()
    assert "Nothing was found" in page


def test_a_search_that_finds_little_asks_what_was_meant(world: World) -> None:
    world.ticket(text="The cretificate expired.")
    with house():
        for _ in range(5):
            for _ in range(2):
                world.ticket(text="The certificate expired.")
            gather_words(at=world.at)
    client = world.log_in(world.sam)

    page = client.get("/desk/search?q=cretificate").content.decode()

    assert "Did you mean:" in page
    assert 'href="/desk/search?q=certificate"' in page


def test_nobody_is_told_of_words_they_may_not_find(world: World) -> None:
    world.ticket(text="The certificate expired.")
    with house():
        gather_words(at=world.at)

    page = world.log_in(world.sam).get("/desk/search?q=certifcate&state=over").content.decode()

    assert "certificate" not in page
