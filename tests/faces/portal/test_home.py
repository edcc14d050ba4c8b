"""The first pages: which centre, what it promises, whether it is open."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.test import Client

from permanence.faces.portal.opening import find_closing
from permanence.ground.lib.db import house
from permanence.world.calendars.rules import read_calendar
from tests.cast import World, add_contract
from tests.faces.portal.browsing import follow_link, read


def test_everybody_finds_the_centres(world: World, client: Client) -> None:
    page = read(client.get("/"))

    assert "Ostrelle Messaging" in page
    assert 'href="/content/"' in page


def test_a_centre_says_what_it_promises_and_links_each_promise(
    world: World, client: Client
) -> None:
    page = read(client.get("/messaging/"))

    assert "Severity 1: first response under 30 minutes, or else escalation." in page
    assert 'href="/messaging/policy#targets.response.severity-1"' in page
    assert 'href="tel:+442079460100"' in page


def test_a_desk_without_a_published_ladder_shows_none(world: World, client: Client) -> None:
    assert "ladder-heading" in read(client.get("/messaging/"))
    assert "ladder-heading" not in read(client.get("/content/"))


def test_a_customer_sees_the_lines_of_the_own_region_first(world: World) -> None:
    page = read(follow_link(world.ada, world.messaging).get("/messaging/"))

    assert page.index("+44 20 7946 0100") < page.index("+49 30 23125 100")
    assert (
        "hilfe@messaging.example.com"
        not in page[page.index("ladder-heading") : page.index("<footer")]
    )


def test_opening_hours_are_said_by_the_centres_own_clock(world: World, client: Client) -> None:
    assert "Open now, until 17:00" in read(client.get("/content/"))

    world.pass_time(hours=10)

    page = read(client.get("/content/"))
    assert "Closed now." in page
    assert "08:00" in page


def test_a_desk_that_is_not_there_is_not_found(world: World, client: Client) -> None:
    for address in ("/nobody/", "/nobody/policy", "/nobody/requests/new", "/nobody/enter"):
        assert client.get(address).status_code == 404, address


def test_the_page_speaks_as_was_asked_then_as_the_contact_then_as_the_browser(
    world: World,
) -> None:
    browser = follow_link(world.claire, world.content)

    assert '<html lang="fr"' in read(browser.get("/content/", HTTP_ACCEPT_LANGUAGE="de"))
    assert '<html lang="it"' in read(browser.get("/content/?lang=it"))
    assert '<html lang="it"' in read(browser.get("/content/"))
    assert '<html lang="de"' in read(Client().get("/content/", HTTP_ACCEPT_LANGUAGE="de"))


def test_a_contact_that_changed_hands_is_nobody_until_a_new_link(world: World) -> None:
    ticket = world.ticket(world.ada)
    browser = follow_link(world.ada, world.messaging)
    with house():
        world.ada.organisation = world.verdier
        world.ada.save()

    response = browser.get(f"/messaging/requests/{ticket.reference}")

    assert response.status_code == 302
    assert response.headers["Location"] == "/messaging/enter"
    assert browser.get("/messaging/requests").status_code == 302


def test_a_customer_whose_contract_has_wider_hours_reads_those(world: World) -> None:
    with house():
        add_contract(
            world.verdier,
            desk=world.content,
            number="CV-2026-24",
            starts=date(2026, 1, 1),
            at=world.at,
            coverage="always",
        )
    world.pass_time(hours=10)

    everybody = read(Client().get("/content/?lang=en"))
    claire = read(follow_link(world.claire, world.content).get("/content/?lang=en"))

    assert "Closed now." in everybody
    assert "Open now." in claire


def test_hours_that_follow_without_a_gap_are_one_opening() -> None:
    early = read_calendar({"zone": "UTC", "week": {"mon": [["08:00", "12:00"]]}})
    late = read_calendar({"zone": "UTC", "week": {"mon": [["11:00", "15:00"]]}})
    evening = read_calendar({"zone": "UTC", "week": {"mon": [["16:00", "18:00"]]}})
    monday = datetime(2026, 3, 2, 9, tzinfo=UTC)

    assert find_closing([early, late, evening], monday) == monday.replace(hour=15)
