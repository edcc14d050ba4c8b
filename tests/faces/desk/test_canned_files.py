"""Files that go with a canned answer: kept on its page, put into the draft, taken off again."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from permanence.ground.files.models import Blob
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.service.tickets.models import Attachment, Draft, Ticket
from permanence.world.wording.actions import save_answer, save_macro
from permanence.world.wording.models import CannedAnswer, CannedFile
from permanence.world.wording.rules import Enclosures, NewFile, Steps, Wording
from tests.cast import World, let_answers_leave, post
from tests.faces.desk.test_canned import address, judge
from tests.faces.desk.test_drafts import marks, type_words

LENA = Actor("specialist:1", "Lena Vos")
GUIDE = NewFile("guide.txt", "text/plain", b"First this, then that.")
PLAN = NewFile("plan.txt", "text/plain", b"From Monday to Friday.")
HOW = Wording("how", "How to", {"en": "Read the guide."})


@pytest.fixture
def how(world: World) -> CannedAnswer:
    """An answer with two files."""
    with house():
        files = Enclosures(new=(GUIDE, PLAN))
        return save_answer(world.messaging, HOW, by=LENA, at=world.at, enclosed=files)


def drafted(ticket: Ticket) -> list[str]:
    with house():
        return [file["name"] for one in Draft.objects.filter(ticket=ticket) for file in one.files]


def upload(world: World, page: str, **told: Any) -> Any:
    typed = {"title": "How to", "key": "how", "text-en": "Read the guide."}
    return post(world.log_in(world.lena), page, typed | told)


def test_a_supervisor_adds_files_and_takes_them_off_by_versions(world: World) -> None:
    guide = SimpleUploadedFile("guide.txt", b"First this.", "text/plain")
    page = upload(world, "/desk/wording/new?desk=messaging", attachments=guide).url

    shown = world.log_in(world.lena).get(page).content.decode()
    with house():
        file = CannedFile.objects.get()
    assert re.search(rf'name="kept" value="{file.pk}" checked', shown)

    upload(world, page, seen="1")

    after = world.log_in(world.lena).get(page).content.decode()
    assert 'name="kept"' not in after
    old = re.search(r'href="(/desk/wording/\d+/files/\d+)"', after)
    assert old
    fetched = world.log_in(world.sam).get(old[1])
    assert fetched.content == b"First this."
    assert fetched.headers["Content-Disposition"] == 'attachment; filename="guide.txt"'
    assert world.log_in(world.noor).get(old[1]).status_code == 404
    with house():
        file.refresh_from_db()
    assert (file.since, file.until) == (1, 2)


def test_more_than_a_mail_carries_is_refused_and_said(world: World, how: CannedAnswer) -> None:
    big = SimpleUploadedFile("big.bin", b"x" * (26 * 1024 * 1024), "application/octet-stream")

    refused = upload(world, f"/desk/wording/{how.pk}", attachments=big, seen="1")

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "The files are too large: together they may have" in page
    assert "Choose the new files once more" in page


def test_put_in_without_script_its_files_are_in_the_draft(world: World, how: CannedAnswer) -> None:
    ticket = world.ticket()
    judge(world, ticket)
    client = world.log_in(world.sam)

    page = post(client, address(ticket, "put"), {"put": "how", "body": "Hello.", "draft": "0"})

    assert drafted(ticket) == ["guide.txt", "plan.txt"]
    shown = page.content.decode()
    assert "Hello.\n\nRead the guide." in shown
    assert shown.count('name="kept"') == 2

    with house():
        kept = [file["blob"] for file in Draft.objects.get().files]
        own = Blob.objects.get(pk=kept[0])
        first = how.files.order_by("pk")[0].blob
    assert own.organisation_id == ticket.organisation_id
    assert (own.sha256, own.pk == first.pk) == (first.sha256, False)

    sent = {"body": "Read the guide.", "kept": [str(kept[1])], **marks(client, ticket)}
    post(client, address(ticket, "reply"), sent)
    let_answers_leave(world)
    with house():
        names = Attachment.objects.filter(entry__ticket=ticket).values_list("name", flat=True)
        assert list(names) == ["plan.txt"]


def test_the_script_of_the_page_puts_them_in_once(world: World, how: CannedAnswer) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)

    told = json.loads(type_words(client, ticket, "Read.", draft="0", put="how").content)
    with house():
        kept = [str(file["blob"]) for file in Draft.objects.get().files]
    again = type_words(client, ticket, "Read.", draft=str(told["version"]), put="how", kept=kept)

    assert "guide.txt" in told["files"]
    assert json.loads(again.content)["version"] == 2
    assert drafted(ticket) == ["guide.txt", "plan.txt"]
    assert 'data-files="2"' in client.get(address(ticket, "canned")).content.decode()


def test_a_macro_says_which_files_go_and_sends_them(world: World, how: CannedAnswer) -> None:
    ticket = world.ticket()
    judge(world, ticket)
    with house():
        macro = save_macro(world.messaging, "Send it", Steps(answer="how"), by=LENA, at=world.at)
    client = world.log_in(world.sam)
    where = address(ticket, f"macros/{macro.pk}")

    page = client.get(where).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert "With it goes: guide.txt, plan.txt" in page
    assert seen
    post(client, where, {"seen": seen[1], "reply": "Read the guide."})

    with house():
        names = Attachment.objects.filter(entry__ticket=ticket).values_list("name", flat=True)
        assert sorted(names) == ["guide.txt", "plan.txt"]
