"""Logging in and out, and the reader's own settings."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from permanence.ground.lib.db import house
from permanence.world.accounts.models import User
from tests.cast import PASSWORD, World, post


def log_in(client: Client, *, address: str, password: str = PASSWORD, back: str = "") -> Any:
    client.get("/desk/login")
    return client.post("/desk/login", {"username": address, "password": password, "next": back})


def test_who_knows_the_password_gets_to_the_work(world: World, client: Client) -> None:
    answer = log_in(client, address="SAM@desk.example.com")

    assert answer.status_code == 302
    assert answer["Location"] == "/desk/"
    assert client.get("/desk/", follow=True).status_code == 200


def test_the_log_in_leads_back_to_the_page_that_was_asked_for(world: World, client: Client) -> None:
    refused = client.get("/desk/tickets?view=mine")

    assert refused["Location"] == "/desk/login?next=%2Fdesk%2Ftickets%3Fview%3Dmine"
    answer = log_in(client, address="sam@desk.example.com", back="/desk/tickets?view=mine")
    assert answer["Location"] == "/desk/tickets?view=mine"


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_the_log_in_leads_nowhere_else(world: World, client: Client, back: str) -> None:
    answer = log_in(client, address="sam@desk.example.com", back=back)

    assert answer["Location"] == "/desk/"


def test_a_part_of_a_page_takes_the_whole_page_to_the_log_in(world: World, client: Client) -> None:
    answer = client.get(
        "/desk/rail",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/tickets"},
    )

    assert answer["HX-Redirect"].startswith("/desk/login?next=http")


def test_a_form_sent_too_late_leads_back_to_its_page(world: World, client: Client) -> None:
    answer = client.post(
        "/desk/tickets/0000000000/reply",
        {"body": "Hello."},
        headers={"Referer": "http://testserver/desk/tickets/0000000000"},
    )

    assert answer["Location"].endswith(
        "?next=http%3A%2F%2Ftestserver%2Fdesk%2Ftickets%2F0000000000"
    )


def test_an_unknown_address_and_a_wrong_password_are_answered_alike(
    world: World, client: Client
) -> None:
    wrong = log_in(client, address="sam@desk.example.com", password="wrong")
    unknown = log_in(client, address="nobody@desk.example.com", password="wrong")

    assert wrong.status_code == unknown.status_code == 422
    assert "do not belong together" in wrong.content.decode()
    assert "do not belong together" in unknown.content.decode()
    assert "_auth_user_id" not in client.session


def test_who_tries_too_often_waits_even_with_the_right_password(
    world: World, client: Client
) -> None:
    for _ in range(10):
        log_in(client, address="sam@desk.example.com", password="wrong")

    assert log_in(client, address="sam@desk.example.com").status_code == 429
    world.pass_time(minutes=16)
    assert log_in(client, address="sam@desk.example.com").status_code == 302


def test_logging_in_begins_a_fresh_session(world: World, client: Client) -> None:
    log_in(client, address="sam@desk.example.com")
    first = client.session.session_key

    post(client, "/desk/logout")
    log_in(client, address="sam@desk.example.com")

    assert client.session.session_key != first


def test_logging_out_is_no_link(world: World) -> None:
    client = world.log_in(world.sam)

    assert client.get("/desk/logout").status_code == 405
    assert post(client, "/desk/logout")["Location"] == "/desk/login"
    assert client.get("/desk/tickets").status_code == 302


def test_a_form_without_its_token_is_refused(world: World) -> None:
    client = world.log_in(world.sam)

    assert client.post("/desk/account", {"language": "fr"}).status_code == 403


def test_a_log_in_without_a_role_gets_no_further(world: World, client: Client) -> None:
    with house():
        user = User(email="customer@brightwater.example")
        user.set_password(PASSWORD)
        user.save()
    client.force_login(user)

    assert client.get("/desk/tickets").status_code == 403


def test_a_reader_chooses_language_zone_and_theme(world: World) -> None:
    client = world.log_in(world.sam)

    answer = post(
        client, "/desk/account", {"language": "fr", "zone": "Europe/Paris", "theme": "dark"}
    )

    assert answer.status_code == 302
    assert client.cookies["language"].value == "fr"
    with house():
        user = User.objects.get(email="sam@desk.example.com")
    assert (user.language, user.zone, user.theme) == ("fr", "Europe/Paris", "dark")
    assert 'lang="fr"' in client.get("/desk/account").content.decode()


def test_an_unknown_zone_is_wrong(world: World) -> None:
    client = world.log_in(world.sam)

    answer = post(client, "/desk/account", {"language": "fr", "zone": "Nowhere", "theme": "dark"})

    assert answer.status_code == 422
