"""Files that were added to a draft go with it, into the mail, or away."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings

from permanence.ground.files.actions import ROW_LIMIT, remove_files
from permanence.ground.files.models import Blob
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.actions import draft_of, files_of
from permanence.ground.outbox.models import Message
from permanence.ground.outbox.rules import write_mail
from permanence.service.tickets.actions import Answer, answer_ticket
from permanence.service.tickets.actions.drafts import (
    Writing,
    drop_draft,
    keep_draft,
    keep_files,
    parts_of,
)
from permanence.service.tickets.actions.staging import clear_staged_files
from permanence.service.tickets.models import Attachment, Draft, StagedFile, Ticket
from permanence.service.tickets.rules.opening import Part
from tests.cast import World
from tests.service.tickets.acting import SAM, policy_of

DAY = timedelta(days=1, seconds=1)
SHOT = Part("shot.png", "image/png", b"\x89PNG shot")
LOG = Part("session.log", "text/plain", b"220 ready")


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def draft(world: World, ticket: Ticket, *parts: Part, text: str = "See", limit: int = 0) -> Draft:
    files = keep_files(ticket, parts, at=world.at)
    writing = Writing("reply", text, files, limit=limit)
    kept = keep_draft(ticket, writing, by=world.sam, known=0, at=world.at)
    assert kept is not None
    return kept


def test_what_no_draft_has_any_more_is_gone_a_day_later(world: World) -> None:
    ticket = world.ticket()
    large = Part("large.bin", "application/octet-stream", b"x" * (ROW_LIMIT + 1))
    kept = draft(world, ticket, LOG, large)
    path = settings.DATA / "files" / Blob.objects.exclude(path="").get().path
    drop_draft(ticket, "reply", by=world.sam, known=kept.version)

    assert clear_staged_files(at=world.at) == []
    paths = clear_staged_files(at=world.at + DAY)

    assert not Blob.objects.exists()
    assert not StagedFile.objects.exists()
    assert path.exists()
    remove_files(paths)
    assert not path.exists()


def test_what_a_draft_still_has_stays(world: World) -> None:
    draft(world, world.ticket(), LOG)

    clear_staged_files(at=world.at + DAY)
    clear_staged_files(at=world.at + 2 * DAY)

    assert Blob.objects.count() == StagedFile.objects.count() == 1


def test_what_was_sent_stays_in_the_file_and_in_its_mail(world: World) -> None:
    ticket = world.ticket()
    kept = draft(world, ticket, LOG)
    answer = Answer("See.", parts_of(kept.files, kept.text))
    answer_ticket(ticket, answer, policy=policy_of(ticket), by=SAM, at=world.at)
    drop_draft(ticket, "reply", by=world.sam, known=kept.version)

    clear_staged_files(at=world.at + DAY)

    assert not StagedFile.objects.exists()
    assert Attachment.objects.get().blob.size == len(LOG.content)


def test_the_same_content_of_another_draft_stays(world: World) -> None:
    ticket, other = world.ticket(), world.ticket()
    kept = draft(world, ticket, LOG)
    world.pass_time(hours=20)
    draft(world, other, LOG)
    drop_draft(ticket, "reply", by=world.sam, known=kept.version)

    clear_staged_files(at=world.at + timedelta(hours=10))

    assert Blob.objects.count() == 1
    assert StagedFile.objects.get().ticket_id == other.pk


def test_files_that_no_mail_could_carry_are_refused(world: World) -> None:
    with pytest.raises(Refusal, match="too large"):
        draft(world, world.ticket(), LOG, limit=4)


def test_a_picture_in_the_text_travels_inside_the_mail(world: World) -> None:
    ticket = world.ticket()
    kept = draft(world, ticket, SHOT, LOG)
    key = kept.files[0]["key"]
    text = f"Press ![the red button](cid:{key}) now."

    answer = Answer(text, parts_of(kept.files, text))
    entry = answer_ticket(ticket, answer, policy=policy_of(ticket), by=SAM, at=world.at)

    message = Message.objects.get(kind="answer")
    raw = write_mail(draft_of(message), at=world.at, files=files_of(message))
    mail = email.message_from_bytes(raw)
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/plain",
    ]
    picture = next(part for part in mail.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == f"<{key}@permanence>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_filename() == "shot.png"
    assert picture.get_payload(decode=True) == SHOT.content
    html = next(part for part in mail.walk() if part.get_content_type() == "text/html")
    drawn = html.get_payload(decode=True).decode()
    assert f'<img src="cid:{key}@permanence" alt="the red button">' in drawn
    assert "Press [the red button] now." in message.text
    inside = {one.name: one.is_inline for one in entry.attachments.all()}
    assert inside == {"shot.png": True, "session.log": False}


def test_a_picture_that_no_text_shows_goes_beside_it(world: World) -> None:
    kept = draft(world, world.ticket(), SHOT)

    assert [one.is_inline for one in parts_of(kept.files, "No picture.")] == [False]
