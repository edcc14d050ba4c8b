"""Asking for help, and the list of one's own requests."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.intake.models import Form
from permanence.service.tickets.models import Attachment, Ticket
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read, send

WORDS = {"subject": "Faxes wait", "description": "Since noon nothing goes out."}
SOMEBODY = {"name": "Nia Example", "email": "nia@elsewhere.example", **WORDS}


def tickets() -> list[Ticket]:
    """Return every ticket there is."""
    with house():
        return list(Ticket.objects.select_related("contact").order_by("pk"))


def test_a_known_contact_asks_for_help_without_saying_who(world: World) -> None:
    browser = follow_link(world.ada, world.messaging)

    response = send(browser, "/messaging/requests/new", **WORDS, **{"fact-user-id": "AL-17"})

    (ticket,) = tickets()
    assert response.headers["Location"] == "/messaging/requests/sent"
    assert ticket.contact_id == world.ada.pk
    assert ticket.organisation_id == world.brightwater.pk
    assert ticket.channel == "portal"
    assert ticket.facts["user-id"] == "AL-17"
    assert ticket.facts["company-and-contact"] == "Brightwater Insurance, Ada Lindqvist"
    page = read(browser.get("/messaging/requests/sent"))
    assert f'href="/messaging/requests/{ticket.reference}"' in page
    assert "Job number" in page


def test_a_customer_may_say_what_kind_of_request_it_is(world: World) -> None:
    browser = follow_link(world.ada, world.messaging)
    assert "I cannot say" in read(browser.get("/messaging/requests/new"))

    send(browser, "/messaging/requests/new", **WORDS, kind="account")
    wrong = send(browser, "/messaging/requests/new", **WORDS, kind="custom")

    (ticket,) = tickets()
    assert (ticket.kind, ticket.triaged_at) == ("account", None)
    assert wrong.status_code == 422


def test_somebody_unknown_gets_a_reference_here_and_the_link_by_mail(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)

    send(browser, "/messaging/requests/new", **SOMEBODY)

    (ticket,) = tickets()
    assert ticket.contact.email == "nia@elsewhere.example"
    page = read(browser.get("/messaging/requests/sent"))
    assert ticket.reference in page
    assert f"/requests/{ticket.reference}" not in page
    assert browser.get(f"/messaging/requests/{ticket.reference}").status_code == 302
    with house():
        mail = Message.objects.get(kind="confirmation")
    assert mail.recipients == ["nia@elsewhere.example"]
    assert "/messaging/enter/" in mail.text


def test_an_unknown_browser_sees_nothing_of_what_another_sent(world: World) -> None:
    send(Client(), "/messaging/requests/new", **SOMEBODY)

    response = Client().get("/messaging/requests/sent")

    assert response.headers["Location"] == "/messaging/requests/new"


def test_sending_twice_makes_one_request(world: World) -> None:
    browser = Client()
    answers = {"key": str(uuid4()), **SOMEBODY}

    first = browser.post("/messaging/requests/new", answers)
    second = browser.post("/messaging/requests/new", answers)

    assert first.headers["Location"] == second.headers["Location"] == "/messaging/requests/sent"
    assert len(tickets()) == 1
    assert tickets()[0].reference in read(browser.get("/messaging/requests/sent"))


def test_the_key_of_another_persons_form_gives_nothing_away(world: World) -> None:
    key = str(uuid4())
    Client().post("/messaging/requests/new", {"key": key, **SOMEBODY})
    browser = follow_link(world.claire, world.messaging)

    send(browser, "/messaging/requests/new", **{**WORDS, "key": key})

    assert tickets()[0].reference not in read(browser.get("/messaging/requests/sent"))


def test_what_is_missing_is_said_and_what_was_typed_is_kept(world: World) -> None:
    response = send(Client(), "/messaging/requests/new", subject="Faxes wait", name="Nia")

    assert response.status_code == 422
    assert 'value="Faxes wait"' in read(response)
    assert tickets() == []


def test_a_program_that_fills_in_everything_is_asked_again(world: World) -> None:
    response = send(Client(), "/messaging/requests/new", **SOMEBODY, website="https://spam.example")

    assert response.status_code == 422
    assert "spam.example" not in read(response)
    assert tickets() == []


def test_files_come_with_the_request_up_to_the_limit(world: World) -> None:
    files = [
        SimpleUploadedFile("../../log.txt", b"554 refused", "text/plain"),
        SimpleUploadedFile("screen.png", b"\x89PNG", "image/png"),
    ]
    send(Client(), "/messaging/requests/new", **SOMEBODY, files=files)

    with house():
        assert sorted(Attachment.objects.values_list("name", flat=True)) == [
            "log.txt",
            "screen.png",
        ]
    large = SimpleUploadedFile("large.bin", bytes(21_000_000))

    response = send(Client(), "/messaging/requests/new", **SOMEBODY, files=[large])

    assert response.status_code == 422
    assert "too large" in read(response)


def test_a_place_that_sends_very_much_is_asked_to_wait(world: World) -> None:
    answers = [Client().post("/messaging/requests/new", {}) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {422}

    response = send(Client(), "/messaging/requests/new", **SOMEBODY)

    assert response.status_code == 422
    assert "quarter of an hour" in read(response)
    assert tickets() == []


def test_a_form_is_stored_before_it_is_admitted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client(raise_request_exception=False)
    monkeypatch.setattr(
        "permanence.service.intake.actions.forms.admit_reports", lambda *_, **__: 1 / 0
    )

    response = send(browser, "/messaging/requests/new", **SOMEBODY)

    assert response.status_code == 500
    with house():
        assert Form.objects.get().admitted_at is None


def test_own_requests_stand_with_their_next_promise_and_nobody_elses(world: World) -> None:
    world.ticket(world.ada, subject="Ada's own")
    world.ticket(world.bea, subject="A colleague's")
    world.ticket(world.claire, subject="Another customer's")
    world.ticket(world.ada, desk=world.content, subject="On the other desk")

    page = read(follow_link(world.ada, world.messaging).get("/messaging/requests"))

    assert "Ada&#x27;s own" in page
    assert "A person answers you by" in page
    assert "Europe/London" in page
    for other in ("colleague", "customer&#x27;s", "other desk"):
        assert other not in page


def test_before_triage_only_the_promise_is_told_that_none_can_worsen(world: World) -> None:
    world.ticket(world.ada)

    page = read(follow_link(world.ada, world.messaging).get("/messaging/requests"))

    assert "A person answers you by Tue 15:00 (Europe/London)." in page


def test_a_list_asks_no_more_for_more_requests(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = follow_link(world.ada, world.messaging)
    for _ in range(3):
        world.ticket(world.ada)
    browser.get("/messaging/requests")
    with django_assert_num_queries(11) as few:
        browser.get("/messaging/requests")
    for _ in range(20):
        world.ticket(world.ada)

    with django_assert_num_queries(len(few)):
        page = read(browser.get("/messaging/requests"))

    assert page.count("request-card") == 23
