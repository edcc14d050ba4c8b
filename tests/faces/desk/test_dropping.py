"""Files that are dropped go to the draft at once; pictures stand in the text."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from permanence.faces.desk.forms import WordsForm
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.tickets.models import Draft, Ticket
from tests.cast import World, let_answers_leave, post, token_of
from tests.faces.desk.test_ticket import address, words

PNG = b"\x89PNG\r\n\x1a\n shot"


def drop(client: Client, ticket: Ticket, name: str, kind: str, **told: Any) -> Any:
    """Send a file as the script of the page does."""
    token = token_of(client)
    content = PNG if kind == "image/png" else b"220 ready"
    file = SimpleUploadedFile(name, content, content_type=kind)
    form = {"csrfmiddlewaretoken": token, "body": "", "draft": "0", "attachments": [file], **told}
    return client.post(address(ticket, "draft/reply"), form, headers={"X-Draft": "auto"})


def test_a_dropped_file_is_in_the_draft_and_can_be_taken_off(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)

    first = json.loads(drop(client, ticket, "shot.png", "image/png").content)
    assert first["version"] == 1
    assert "shot.png" in first["files"]
    kept = re.findall(r'name="kept" value="(\d+)"', first["files"])
    told = {"draft": "1", "kept": kept}
    second = json.loads(drop(client, ticket, "b.log", "text/plain", **told).content)

    assert "shot.png" in second["files"]
    assert "b.log" in second["files"]
    assert "b.log" in words(client.get(address(ticket)))
    with house():
        [one, two] = Draft.objects.get().files
    off = {"body": "", "draft": "2", "kept": [str(two["blob"])]}
    post(client, address(ticket, "draft/reply"), off)
    with house():
        assert [file["name"] for file in Draft.objects.get().files] == ["b.log"]
    assert one["key"] != two["key"]


def test_the_limit_is_told_before_and_after(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)

    page = client.get(address(ticket)).content.decode()

    assert re.search(r'data-limit="\d+"', page)
    assert "up to" in words(client.get(address(ticket)))


def test_an_answer_that_no_mail_could_carry_is_kept_as_a_draft(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    drop(client, ticket, "shot.png", "image/png")
    with house():
        blob = str(Draft.objects.get().files[0]["blob"])
    small = property(lambda form: 5, lambda form, limit: None)
    monkeypatch.setattr(WordsForm, "limit", small, raising=False)

    told = {"body": "See it.", "draft": "1", "kept": blob, "looked": "yes"}
    sent = post(client, address(ticket, "reply"), told)

    assert sent.status_code == 409
    assert "too large to go by mail" in words(sent)
    with house():
        assert [file["name"] for file in Draft.objects.get(send_at=None).files] == ["shot.png"]


def test_a_picture_is_seen_in_draft_timeline_and_portal_by_who_may(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    drop(client, ticket, "shot.png", "image/png")
    with house():
        draft = Draft.objects.get()
    key, blob = draft.files[0]["key"], str(draft.files[0]["blob"])
    own = address(ticket, f"draft/reply/files/{key}")
    text = f"Press ![the button](cid:{key})."

    assert client.get(own).content == PNG
    assert world.log_in(world.lena).get(own).status_code == 404
    seen = post(client, address(ticket, "preview/reply"), {"body": text, "draft": "1"})
    assert f'src="{own}"' in seen.content.decode()
    post(client, address(ticket, "reply"), {"body": text, "draft": "1", "kept": blob})
    let_answers_leave(world)

    desk = client.get(address(ticket)).content.decode()
    shown = re.search(r'<img src="(/desk/attachments/\d+)" alt="the button">', desk)
    assert shown is not None
    answer = client.get(shown[1])
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert client.get(own).status_code == 404
    with house():
        mail = Message.objects.get(kind="answer")
    link = re.search(r"/messaging/enter/\S+", mail.text)
    assert link is not None
    client.logout()
    portal = client.get(link[0], follow=True).content.decode()
    there = re.search(r'<img src="(/messaging/requests/[^"]+)" alt="the button">', portal)
    assert there is not None
    assert client.get(there[1]).content == PNG
    assert "shot.png" not in portal
