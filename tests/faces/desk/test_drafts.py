"""Drafts and answers that wait, as their author meets them on the pages."""

from __future__ import annotations

import json
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.tickets.models import Draft, Entry, Ticket
from tests.cast import World, let_answers_leave, post, token_of
from tests.faces.desk.test_ticket import address, words
from tests.service.tickets.acting import write


def marks(client: Client, ticket: Ticket) -> dict[str, str]:
    """Return what the form of an answer carries unseen, as the page has it now."""
    return read_marks(client.get(address(ticket)).content.decode())


def read_marks(page: str) -> dict[str, str]:
    form = page.partition('class="compose is-reply"')[2].partition("</form>")[0]
    inputs = re.findall(r'<input type="hidden" name="(seen|draft|looked)" value="(\w+)"', form)
    return dict(inputs)


def mails() -> list[Message]:
    with house():
        return list(Message.objects.filter(kind="answer").order_by("pk"))


def type_words(client: Client, ticket: Ticket, text: str, **told: str) -> Any:
    """Keep a draft as the script of the page does."""
    token = token_of(client)
    return client.post(
        address(ticket, "draft/reply"),
        {"csrfmiddlewaretoken": token, "body": text, **told},
        headers={"X-Draft": "auto"},
    )


def test_what_is_typed_is_there_on_another_machine(world: World) -> None:
    ticket = world.ticket()

    kept = type_words(world.log_in(world.sam), ticket, "We look into", draft="0")

    assert json.loads(kept.content) == {
        "version": 1,
        "said": "Draft kept at 15:00",
        "files": "",
    }
    elsewhere = world.log_in(world.sam).get(address(ticket)).content.decode()
    assert ">We look into</textarea>" in elsewhere
    assert read_marks(elsewhere)["draft"] == "1"
    others = world.log_in(world.lena).get(address(ticket)).content.decode()
    assert "We look into" not in others


def test_an_older_page_is_told_that_the_draft_has_changed(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    type_words(client, ticket, "On the desk", draft="0")
    type_words(client, ticket, "On the telephone", draft="1")

    late = type_words(client, ticket, "On the desk, more", draft="1")

    assert late.status_code == 409
    assert "on another page" in json.loads(late.content)["said"]


def test_a_draft_is_kept_by_a_button_with_its_files(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    log = SimpleUploadedFile("session.log", b"220 ready", content_type="text/plain")

    kept = post(client, address(ticket, "draft/note"), {"body": "Ask them", "attachments": [log]})

    assert kept["Location"].endswith("?write=note#composer")
    assert "session.log" in words(client.get(kept["Location"]))
    with house():
        draft = Draft.objects.get()
    told = {"body": "Ask them.", "draft": "1", "kept": str(draft.files[0]["blob"])}
    post(client, address(ticket, "note"), told)
    with house():
        note = Entry.objects.get(kind="note")
        assert [one.name for one in note.attachments.all()] == ["session.log"]
        assert not Draft.objects.exists()


def test_the_list_shows_ones_drafts_and_what_came_since(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    type_words(client, ticket, "We look into it", **marks(client, ticket))
    with house():
        write(ticket, "It fails again.", at=world.at)

    said = words(client.get("/desk/drafts"))

    assert "Faxes come back with error 554" in said
    assert "We look into it" in said
    assert "The customer has written since" in said
    page = words(client.get(address(ticket)))
    assert "A message came since you began this draft." in page
    assert "We look into it" not in words(world.log_in(world.lena).get("/desk/drafts"))


def test_an_answer_is_held_back_once_when_something_came(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    seen = marks(client, ticket)
    with house():
        write(ticket, "It works again!", at=world.at)

    held = post(client, address(ticket, "reply"), {"body": "We look into it.", **seen})

    assert held.status_code == 409
    page = held.content.decode()
    assert "1 new entry since you opened this page" in page
    assert "It works again!" in page
    assert ">We look into it.</textarea>" in page
    again = {"body": "We look into it.", **read_marks(page)}
    assert post(client, address(ticket, "reply"), again).status_code == 302
    let_answers_leave(world)
    assert len(mails()) == 1
    with house():
        assert not Draft.objects.exists()


def test_a_colleagues_note_counts_and_ones_own_does_not(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    seen = marks(client, ticket)
    post(client, address(ticket, "note"), {"body": "My own."})
    assert post(client, address(ticket, "reply"), {"body": "A.", **seen}).status_code == 302

    post(world.log_in(world.lena), address(ticket, "note"), {"body": "Wait for me."})

    assert post(client, address(ticket, "reply"), {"body": "B.", **seen}).status_code == 409


def test_an_attachment_that_is_mentioned_and_missing_is_asked_for_once(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    told = {"body": "Vous trouverez le journal ci-joint.", **marks(client, ticket)}

    held = post(client, address(ticket, "reply"), told)

    assert held.status_code == 409
    assert "You mention an attachment, but there is none." in words(held)
    again = {**told, **read_marks(held.content.decode())}
    assert again["looked"] == "yes"
    assert post(client, address(ticket, "reply"), again).status_code == 302


def test_an_answer_held_back_keeps_its_files(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    seen = marks(client, ticket)
    with house():
        write(ticket, "One thing more.", at=world.at)
    log = SimpleUploadedFile("session.log", b"220 ready", content_type="text/plain")

    held = post(
        client, address(ticket, "reply"), {"body": "See the log.", "attachments": [log], **seen}
    )
    page = held.content.decode()
    kept = re.findall(r'name="kept" value="(\d+)"', page)
    again = {"body": "See the log.", "kept": kept, **read_marks(page)}
    post(client, address(ticket, "reply"), again)
    let_answers_leave(world)

    assert [file["name"] for file in mails()[0].files] == ["session.log"]


def test_an_answer_is_taken_back_by_a_button(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    post(client, address(ticket, "reply"), {"body": "Too soon.", "then": "resolve"})
    page = client.get(address(ticket)).content.decode()
    assert "Your answer goes out at 15:00:1" in words(client.get(address(ticket)))
    theirs = words(world.log_in(world.lena).get(address(ticket)))
    assert "The answer of Sam Okoro goes out at" in theirs
    assert "Take it back" not in theirs

    button = re.search(r'action="([^"]+/drafts/\d+/back)"', page)
    assert button is not None
    assert post(client, button[1]).status_code == 302

    let_answers_leave(world)
    assert mails() == []
    page = client.get(address(ticket)).content.decode()
    assert ">Too soon.</textarea>" in page
    post(client, button[1])
    assert "has left already, or was taken back" in words(client.get(address(ticket)))


def test_an_answer_is_sent_later_with_the_customers_time_shown(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    with house():
        contact = ticket.contact
        contact.zone = "America/Toronto"
        contact.save(update_fields=["zone"])

    there = client.get(address(ticket, "there"), {"later": "2026-03-03T16:00"})
    assert words(there) == "For the customer: 3 Mar, 11:00, Toronto"
    late = post(client, address(ticket, "reply"), {"body": "Hello.", "later": "2026-03-02T09:00"})
    assert late.status_code == 409
    post(client, address(ticket, "reply"), {"body": "Hello.", "later": "2026-03-03T16:00"})

    page = words(client.get(address(ticket)))
    assert "For the customer: 3 Mar, 11:00, Toronto" in page
    assert "A promise on this request is due before that." in page
    assert "Goes out at Tue 16:00" in words(client.get("/desk/drafts"))
    let_answers_leave(world)
    assert mails() == []
    world.pass_time(hours=25)
    let_answers_leave(world)
    assert len(mails()) == 1


def test_a_stranger_to_the_desk_and_an_auditor_keep_no_drafts(world: World) -> None:
    ticket = world.ticket()

    for person, status in ((world.noor, 404), (world.ivo, 403)):
        client = world.log_in(person)
        assert post(client, address(ticket, "draft/note"), {"body": "x"}).status_code == status
        assert post(client, address(ticket, "drafts/1/back")).status_code == status
    assert post(world.log_in(world.sam), address(ticket, "draft/fax")).status_code == 404
