"""The first pages: which centre, what it promises, whether it is open."""

from __future__ import annotations

from django.test import Client

from permanence.ground.lib.db import house
from tests.cast import World
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
