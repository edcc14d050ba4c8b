"""Coming in by a signed link, asking for a new one, leaving."""

from __future__ import annotations

import re
from unittest.mock import patch

from django.conf import settings
from django.test import Client

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.world.accounts.actions import sign_contact
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read, send
from tests.service.knowledge.articles import fill_base


def links_sent() -> list[Message]:
    """Return the mails with links that wait in the outbox."""
    with house():
        return list(Message.objects.filter(kind="link").order_by("pk"))


def ask(email: str) -> str:
    """Ask for a link and return the page that answers, less what differs from page to page."""
    page = read(send(Client(), "/messaging/enter", email=email))
    return re.sub(r'value="[^"]+"', "", page)


def test_a_link_leads_to_the_request_without_the_token(world: World) -> None:
    ticket = world.ticket(world.ada)
    token = sign_contact(world.ada.pk, reference=ticket.reference)
    browser = Client()

    response = browser.get(f"/messaging/enter/{token}")

    assert response.headers["Location"] == f"/messaging/requests/{ticket.reference}"
    assert ticket.subject in read(browser.get(response.headers["Location"]))


def test_following_a_link_changes_the_key_of_the_session(world: World) -> None:
    browser = follow_link(world.ada, world.messaging)
    before = browser.cookies[settings.SESSION_COOKIE_NAME].value

    browser.get(f"/messaging/enter/{sign_contact(world.bea.pk)}")

    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert "Bea Marlow" in read(browser.get("/messaging/requests"))


def test_a_false_or_old_link_lets_nobody_in_and_offers_a_new_one(
    world: World, client: Client
) -> None:
    with patch("time.time", return_value=1_000_000_000):
        old = sign_contact(world.ada.pk)

    for token in (old, "nonsense", sign_contact(world.ada.pk) + "x", sign_contact(10**9)):
        response = client.get(f"/messaging/enter/{token}")

        assert response.status_code == 410
        assert "This link no longer works" in read(response)
        assert client.get("/messaging/requests").status_code == 302


def test_a_new_link_comes_by_mail_in_the_language_of_the_contact(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content, subject="Page vide")

    send(Client(enforce_csrf_checks=True), "/content/enter", email="CLAIRE.aubin@verdier.example")

    (mail,) = links_sent()
    assert mail.recipients == ["claire.aubin@verdier.example"]
    assert mail.language == "fr"
    assert "Page vide" in mail.text
    addresses = [one.removeprefix(settings.PUBLIC_URL) for one in re.findall(r"http\S+", mail.text)]
    assert Client().get(addresses[0]).headers["Location"] == "/content/requests"
    assert Client().get(addresses[1]).headers["Location"].endswith(ticket.reference)


def test_an_article_for_customers_is_opened_by_a_link_that_comes_by_mail(world: World) -> None:
    reference = fill_base(world)["password"].reference
    asked = Client().get(f"/messaging/help/{reference}")
    missing = Client().get("/messaging/help/KB-777")
    nonsense = Client().get("/messaging/help/nothing")
    form = re.search(r'action="([^"]*/enter[^"]*)"', read(asked))
    assert form

    send(Client(enforce_csrf_checks=True), form[1], email=world.ada.email)

    assert [asked.status_code, missing.status_code, nonsense.status_code] == [404, 404, 404]
    assert "An article for customers" in read(asked)
    assert read(missing).count("An article for customers") == read(asked).count(
        "An article for customers"
    )
    assert "Changing a password" not in read(asked)
    (mail,) = links_sent()
    first = re.findall(r"http\S+", mail.text)[0].removeprefix(settings.PUBLIC_URL)
    browser = Client()
    entered = browser.get(first).headers["Location"]
    assert entered == f"/messaging/help/{reference}"
    assert "Changing a password" in read(browser.get(entered))


def test_whoever_asks_is_told_the_same_whether_an_address_is_known_or_not(world: World) -> None:
    known, unknown = (ask(email) for email in (world.ada.email, "nobody@nowhere.example"))

    assert known == unknown
    assert "a new link is on its way" in known
    assert len(links_sent()) == 1


def test_an_address_is_not_flooded_with_links(world: World) -> None:
    pages = {
        re.sub(
            r'value="[^"]+"', "", read(send(Client(), "/messaging/enter", email=world.ada.email))
        )
        for _ in range(6)
    }

    assert len(pages) == 1
    assert len(links_sent()) == 3


def test_signing_out_needs_a_form_and_lets_nobody_in_again(world: World) -> None:
    browser = follow_link(world.ada, world.messaging)
    assert browser.get("/messaging/leave").status_code == 405
    page = read(browser.get("/messaging/requests"))
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page)
    assert token

    browser.post("/messaging/leave", {"csrfmiddlewaretoken": token[1]})

    assert browser.get("/messaging/requests").headers["Location"] == "/messaging/enter"
