"""Canned answers: written and kept on their page, put into a reply on the ticket's."""

from __future__ import annotations

import re
from typing import Any

import pytest

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.service.tickets.models import Entry, Ticket
from permanence.world.wording.actions import save_answer
from permanence.world.wording.models import CannedAnswer
from permanence.world.wording.rules import Wording
from tests.cast import World, post

LENA = Actor("specialist:1", "Lena Vos")
TEXTS = {
    "en": "Hello {{ contact.name }}, about {{ reference }}: {{ promise }} by {{ due }}.",
    "fr": "Bonjour {{ contact.name }}, pour {{ reference }} : {{ promise }}, {{ due }}.",
}


@pytest.fixture
def status(world: World) -> CannedAnswer:
    """An answer in English and French on both desks; that of the messaging desk."""
    draft = Wording("status", "Where it stands", TEXTS, ("news",))
    with house():
        save_answer(world.content, draft, by=LENA, at=world.at)
        return save_answer(world.messaging, draft, by=LENA, at=world.at)


def reply_of(page: Any) -> str:
    """The text that stands in the reply."""
    found = re.search(
        r'<textarea id="reply-body"[^>]*>(.*?)</textarea>', page.content.decode(), re.S
    )
    assert found
    return found[1]


def address(ticket: Ticket, act: str) -> str:
    return f"/desk/tickets/{ticket.reference}/{act}"


def judge(world: World, ticket: Ticket) -> None:
    post(world.log_in(world.sam), address(ticket, "triage"), {"severity": "3", "level": "2"})


def test_it_is_put_behind_what_was_typed_with_its_variables_filled(
    world: World, status: CannedAnswer
) -> None:
    ticket = world.ticket()
    judge(world, ticket)

    page = post(
        world.log_in(world.sam), address(ticket, "put"), {"put": "status", "body": "Good news."}
    )

    reply = reply_of(page)
    assert reply.startswith("Good news.\n\nHello Ada Lindqvist, about ")
    assert ticket.reference[:3] in reply
    assert "First answer by Monday 2 March 2026, 17:00 (Europe/London)." in reply
    with house():
        assert not Entry.objects.filter(ticket=ticket, direction="out", kind="mail").exists()


def test_what_has_no_value_is_marked_and_cannot_be_sent(world: World, status: CannedAnswer) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)

    page = post(client, address(ticket, "put"), {"put": "status"})

    assert "{{ due }}" in reply_of(page)
    assert "Fill in before it can be sent:" in page.content.decode()
    refused = post(client, address(ticket, "reply"), {"body": reply_of(page)})
    assert refused.status_code == 409
    assert "Write what belongs in the place of {{ promise }}, {{ due }}" in refused.content.decode()
    assert "{{ due }}" in reply_of(refused)


def test_it_is_in_the_customers_language_or_says_which_one_it_is(
    world: World, status: CannedAnswer
) -> None:
    french = world.ticket(world.claire, desk=world.content)
    german = world.ticket(world.stranger)

    page = post(world.log_in(world.noor), address(french, "put"), {"put": "status"})
    other = post(world.log_in(world.sam), address(german, "put"), {"put": "status"})

    assert reply_of(page).startswith("Bonjour Claire Aubin")
    assert "not there in the customer" not in page.content.decode()
    assert "[en] This text is not there in the customer" in other.content.decode()


def test_the_list_shows_them_filled_with_and_without_script(
    world: World, status: CannedAnswer
) -> None:
    ticket = world.ticket(world.stranger)
    client = world.log_in(world.sam)

    part = client.get(address(ticket, "canned")).content.decode()
    page = post(client, address(ticket, "put"), {"put": "", "body": "Typed."}).content.decode()

    assert "<html" not in part
    for shown in (part, page):
        assert "Hello Otto Fremd" in shown
        assert "[en]" in shown
        assert 'name="put" value="status"' in shown
    assert 'name="body" value="Typed."' in page


def test_another_desks_answer_and_one_out_of_use_are_not_there(
    world: World, status: CannedAnswer
) -> None:
    ticket = world.ticket()
    lena = world.log_in(world.lena)
    post(lena, f"/desk/wording/{status.pk}", {"act": "withdraw"})

    page = post(lena, address(ticket, "put"), {"put": "status", "body": "Kept."})

    assert reply_of(page) == "Kept."
    assert "There is no canned answer of that name." in page.content.decode()
    assert post(world.log_in(world.noor), address(ticket, "put"), {"put": "x"}).status_code == 404


def test_one_key_asks_for_what_is_missing_in_the_customers_language(world: World) -> None:
    ticket = world.ticket(world.stranger)
    client = world.log_in(world.sam)

    page = post(client, address(ticket, "put"), {"put": "?"})

    reply = reply_of(page)
    assert reply.startswith("Guten Tag Otto Fremd,") or "Otto Fremd" in reply.split("\n")[0]
    assert "- Könnten Sie uns bitte Ihre Firma und Ihren Namen nennen?" in reply
    assert (
        "Ask for what is missing"
        in client.get(f"/desk/tickets/{ticket.reference}").content.decode()
    )


def test_a_supervisor_writes_one_looks_at_it_and_keeps_it(world: World) -> None:
    client = world.log_in(world.lena)
    typed = {
        "title": "Thank you",
        "key": "thanks",
        "tags": "close, thanks",
        "team": "",
        "text-en": "Thank you, {{ contact.name }}.",
        "text-de": "Danke, {{ contact.name }}.",
    }

    looked = post(client, "/desk/wording/new?desk=messaging", typed | {"act": "preview"})
    assert "Danke, Robin Sample." in looked.content.decode()
    with house():
        assert not CannedAnswer.objects.exists()

    kept = post(client, "/desk/wording/new?desk=messaging", typed)
    assert kept.status_code == 302
    listed = client.get("/desk/wording?desk=messaging&q=danke").content.decode()
    assert "/thanks" in listed
    assert "Thank you" not in client.get("/desk/wording?q=nothing").content.decode()

    changed = post(client, kept.url, typed | {"text-en": "Thanks!", "seen": "1"})
    assert changed.status_code == 302
    page = client.get(kept.url).content.decode()
    assert "Thanks!" in page
    assert "Thank you, {{ contact.name }}." in page


def test_an_unknown_variable_is_named_at_its_text_and_nothing_is_lost(world: World) -> None:
    wrong = post(
        world.log_in(world.lena),
        "/desk/wording/new?desk=messaging",
        {"title": "T", "key": "t", "text-fr": "Bonjour\n{{ nom }}"},
    )

    page = wrong.content.decode()
    assert wrong.status_code == 409
    assert "Line 2: there is no variable “nom”." in page
    assert "{{ nom }}" in page


def test_only_who_may_edit_changes_them(world: World, status: CannedAnswer) -> None:
    page = f"/desk/wording/{status.pk}"
    for person in (world.sam, world.ivo):
        client = world.log_in(person)
        assert client.get(page).status_code == 200
        assert 'name="text-en"' not in client.get(page).content.decode()
        assert post(client, page, {"act": "withdraw"}).status_code == 403
        assert client.get("/desk/wording/new").status_code == 403
    assert world.log_in(world.noor).get(page).status_code == 404
