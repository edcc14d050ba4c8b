"""A customer's hours on the portal, and its answer when it is asked for more."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from permanence.ground.lib.db import house
from permanence.service.tickets.rules.reference import speak_reference
from permanence.service.timesheets.actions import sign_question
from permanence.service.timesheets.models import ExtraTime
from permanence.world.accounts.actions import NewContact, add_contacts
from permanence.world.accounts.models import Contact
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read, send
from tests.service.timesheets.banking import agree_hours, open_file, spend

NARROW = "\N{NO-BREAK SPACE}"


@pytest.fixture
def question(world: World) -> ExtraTime:
    """Claire's organisation is asked for half an hour beyond its hours."""
    with house():
        agree_hours(world, hours="1 hour", at_zero="ask")
    ticket = open_file(world)
    with house():
        asked = spend(world, ticket, 90).extra_time
    assert asked is not None
    return asked


def colleague(world: World) -> Contact:
    """Return somebody at Maison Verdier who is no technical contact."""
    with house():
        newcomer = NewContact("ned@verdier.example", "Ned", world.verdier.pk, "en")
        return add_contacts([newcomer])[newcomer.email]


def test_the_remaining_hours_stand_on_the_first_page(world: World) -> None:
    with house():
        agree_hours(world, plan="base-plus")
    ticket = open_file(world)
    with house():
        spend(world, ticket, 30)

    page = read(follow_link(world.claire, world.content).get("/content/?lang=en"))

    assert f"<b>11{NARROW}h{NARROW}30{NARROW}min</b> left" in page
    assert "Plan hours" in page


def test_a_technical_contact_reads_every_piece_of_work(world: World) -> None:
    with house():
        contract = agree_hours(world)
    ticket = open_file(world)
    with house():
        spend(world, ticket, 30)
    browser = follow_link(world.claire, world.content)

    page = read(browser.get("/content/hours?lang=en"))
    sheet = browser.get(f"/content/hours/{contract}.csv").content.decode("utf-8-sig")
    pdf = PdfReader(io.BytesIO(browser.get(f"/content/hours/{contract}.pdf").content))

    assert "Looked at the templates." in page
    assert "Noor" not in page
    assert ticket.reference in sheet
    assert speak_reference(ticket.reference) in pdf.pages[0].extract_text()


def test_the_account_is_for_technical_contacts_and_nobody_else(world: World) -> None:
    with house():
        contract = agree_hours(world)
    ned = follow_link(colleague(world), world.content)
    other = follow_link(world.ada, world.content)

    for browser in (ned, other):
        assert browser.get("/content/hours").status_code == 404
        assert browser.get(f"/content/hours/{contract}.pdf").status_code == 404
        assert "hours-heading" not in read(browser.get("/content/"))
    assert Client().get("/content/hours").status_code == 302
    assert Client().get(f"/content/hours/{contract}.pdf").status_code == 302


def test_the_flag_of_a_technical_contact_is_as_good_as_the_contracts_word(world: World) -> None:
    with house():
        agree_hours(world)
        ned = colleague(world)
        ned.is_technical = True
        ned.save()

    assert follow_link(ned, world.content).get("/content/hours").status_code == 200


def test_a_link_from_the_mail_shows_the_question_and_answers_nothing_by_itself(
    world: World, question: ExtraTime
) -> None:
    address = f"/extra-time/{sign_question(question, world.claire)}?lang=en"

    page = read(Client().get(address))

    assert f"May we work 30{NARROW}min beyond them?" in page
    with house():
        assert ExtraTime.objects.get().answer == ""


@pytest.mark.parametrize(("act", "answer"), [("agree", "agreed"), ("decline", "declined")])
def test_the_customer_answers_with_one_button(
    world: World, question: ExtraTime, act: str, answer: str
) -> None:
    browser = Client(enforce_csrf_checks=True)
    address = f"/extra-time/{sign_question(question, world.claire)}"

    response = send(
        browser,
        address,
        act=act,
        csrfmiddlewaretoken=_token(browser, address),
    )

    assert response.status_code == 302
    with house():
        found = ExtraTime.objects.get()
    assert (found.answer, found.answered_by) == (answer, f"contact:{world.claire.pk}")
    assert 'value="agree"' not in read(browser.get(address))


def test_an_amount_that_has_grown_is_read_again_before_it_is_agreed_to(
    world: World, question: ExtraTime
) -> None:
    browser = Client()
    address = f"/extra-time/{sign_question(question, world.claire)}?lang=en"
    with house():
        spend(world, question.ticket, 15)

    response = browser.post(address, {"act": "agree", "seconds": question.seconds})

    assert response.status_code == 409
    assert f"45{NARROW}min" in read(response)
    with house():
        assert ExtraTime.objects.get().answer == ""


def test_a_link_that_is_false_or_of_another_person_is_not_there(
    world: World, question: ExtraTime
) -> None:
    token = sign_question(question, world.claire)

    for false in (token[:-1], sign_question(question, world.ada)):
        assert Client().get(f"/extra-time/{false}").status_code == 404
    assert Client().post(f"/extra-time/{token}", {"act": "perhaps"}).status_code == 404


def test_signed_in_the_question_stands_on_the_request_and_on_the_first_page(
    world: World, question: ExtraTime
) -> None:
    browser = follow_link(world.claire, world.content)
    address = f"/content/requests/{question.ticket.reference}"

    for page in (address, "/content/", "/content/hours"):
        assert "/extra-time/" in read(browser.get(page)), page


def _token(browser: Client, address: str) -> str:
    browser.get(address)
    return browser.cookies["csrftoken"].value
