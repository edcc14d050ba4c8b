"""The page of the search: people beside what they wrote, and narrower questions."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.lib.db import house
from permanence.overview.worklists.actions import gather_words
from permanence.world.accounts.models import Contact
from tests.cast import World


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

    for typed in (ticket.reference, grouped, f"[#{ticket.reference}]"):
        answer = client.get("/desk/search", {"q": typed})
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/desk/tickets/{ticket.reference}"


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
