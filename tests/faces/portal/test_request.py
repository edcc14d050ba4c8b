"""One's own request: the file as its customer sees it, answers, and files."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions import Answer, add_note, answer_ticket
from permanence.service.tickets.models import Attachment, Entry, Ticket
from permanence.service.tickets.rules.opening import Part
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read, send

SAM = Actor("specialist:1", "Sam Okoro")


def answer(world: World, ticket: Ticket, text: str, **how: Any) -> None:
    """Let Sam answer a ticket."""
    with house():
        policy = policy_of_version(ticket.policy_version_id)
        answer_ticket(ticket, Answer(text, **how), policy=policy, by=SAM, at=world.at)


def note(world: World, ticket: Ticket, text: str) -> None:
    """Let Sam write an internal note."""
    with house():
        add_note(ticket, text=text, by=SAM, at=world.at)


def test_the_file_shows_what_was_said_and_never_a_note(world: World) -> None:
    ticket = world.ticket(world.ada, text="All <b>faxes</b> wait, see https://status.example/x")
    answer(world, ticket, "We are looking into it.")
    note(world, ticket, "Their firewall again.")

    page = read(
        follow_link(world.ada, world.messaging).get(f"/messaging/requests/{ticket.reference}")
    )

    assert "All &lt;b&gt;faxes&lt;/b&gt; wait" in page
    assert 'href="https://status.example/x"' in page
    assert "We are looking into it." in page
    assert "We confirmed that your request arrived." in page
    assert "firewall" not in page


def test_a_strangers_reference_is_as_absent_as_one_that_does_not_exist(world: World) -> None:
    ticket = world.ticket(world.ada)
    pages = {
        (response.status_code, read(response))
        for contact in (world.bea, world.claire, world.stranger)
        for reference in (ticket.reference, "0000000000", "nonsense")
        for response in [
            follow_link(contact, world.messaging).get(f"/messaging/requests/{reference}")
        ]
    }

    assert {status for status, _ in pages} == {404}
    assert all(ticket.subject not in page for _, page in pages)
    assert len(pages) == 3  # one page in each of the readers' languages


def test_the_other_desk_does_not_have_the_request(world: World) -> None:
    ticket = world.ticket(world.ada)
    browser = follow_link(world.ada, world.content)

    assert browser.get(f"/content/requests/{ticket.reference}").status_code == 404


def test_an_answer_reaches_the_file_once_with_its_files(world: World) -> None:
    ticket = world.ticket(world.ada)
    browser = follow_link(world.ada, world.messaging)
    address = f"/messaging/requests/{ticket.reference}"
    key = str(uuid4())
    for _ in range(2):
        file = SimpleUploadedFile("log.txt", b"554", "text/plain")
        response = send(browser, address, key=key, text="It still happens.", files=[file])

        assert response.headers["Location"] == address
    with house():
        said = Entry.objects.filter(ticket=ticket, kind="portal")
        assert [entry.text for entry in said] == ["It still happens."]
        assert Attachment.objects.filter(entry__in=said).count() == 1
    assert "It still happens." in read(browser.get(address))


def test_an_empty_answer_is_refused_and_nothing_is_stored(world: World) -> None:
    ticket = world.ticket(world.ada)
    browser = follow_link(world.ada, world.messaging)

    response = send(browser, f"/messaging/requests/{ticket.reference}", text=" ")

    assert response.status_code == 422
    with house():
        assert not Entry.objects.filter(ticket=ticket, kind="portal").exists()


def test_an_answer_opens_a_solved_request_again(world: World) -> None:
    ticket = world.ticket(world.ada)
    answer(world, ticket, "Solved now.", then="resolve")
    browser = follow_link(world.ada, world.messaging)
    address = f"/messaging/requests/{ticket.reference}"
    assert "Your answer opens it again." in read(browser.get(address))

    send(browser, address, text="No, it is not.")

    page = read(browser.get(address))
    assert "Opened again." in page
    assert "Solved." in page


def test_a_stranger_cannot_answer(world: World) -> None:
    ticket = world.ticket(world.ada)

    for browser in (Client(), follow_link(world.bea, world.messaging)):
        browser.handler.enforce_csrf_checks = False
        response = browser.post(
            f"/messaging/requests/{ticket.reference}", {"key": str(uuid4()), "text": "Let me in."}
        )
        assert response.status_code == 404
    with house():
        assert not Entry.objects.filter(text="Let me in.").exists()


@pytest.mark.parametrize(
    ("declared", "sent"),
    [
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("image/png", "image/png"),
    ],
)
def test_a_file_is_saved_and_never_run(world: World, declared: str, sent: str) -> None:
    ticket = world.ticket(
        world.ada, parts=[Part('re"port\n.html', declared, b"<script>alert(1)</script>")]
    )
    browser = follow_link(world.ada, world.messaging)
    page = read(browser.get(f"/messaging/requests/{ticket.reference}"))
    address = re.search(r'href="(/messaging/requests/\d+/files/\d+)"', page)
    assert address

    response = browser.get(address[1])

    assert response.content == b"<script>alert(1)</script>"
    assert response.headers["Content-Type"] == sent
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert "\n" not in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert follow_link(world.bea, world.messaging).get(address[1]).status_code == 404


def test_a_file_asks_no_more_for_more_words(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ticket = world.ticket(world.ada, parts=[Part("one.txt", "text/plain", b"1")])
    answer(world, ticket, "First.")
    browser = follow_link(world.ada, world.messaging)
    address = f"/messaging/requests/{ticket.reference}"
    browser.get(address)
    with django_assert_num_queries(16) as few:
        browser.get(address)
    for number in range(10):
        answer(world, ticket, f"More {number}.", parts=[Part(f"{number}.txt", "text/plain", b"x")])

    with django_assert_num_queries(len(few)):
        page = read(browser.get(address))

    assert "9.txt" in page
