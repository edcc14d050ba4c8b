"""A secret that was typed by mistake is gone from every place to which it spread."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.outbox.jobs import deliver_messages
from permanence.ground.outbox.models import Message
from permanence.overview.privacy.actions.redacting import (
    NothingFound,
    SecretInNote,
    Wish,
    redact_entry,
    try_redaction,
)
from permanence.overview.privacy.jobs import clear_files
from permanence.overview.privacy.models import Leftover, Redaction
from permanence.promises.policies.queries import policy_of_version
from permanence.service.intake.actions import Arrival, digest_letters, receive_letters
from permanence.service.intake.models import Letter
from permanence.service.tickets.actions import Answer, add_note, answer_ticket
from permanence.service.tickets.actions.drafts import Writing, keep_draft
from permanence.service.tickets.actions.splitting import split_entry
from permanence.service.tickets.models import Attachment, Entry, SearchRow, Ticket
from permanence.service.tickets.rules.opening import Part
from tests.cast import World
from tests.overview.privacy.sweeping import scan_folder, scan_tables

SECRET = 'Zq7"walrus&Velvet=9'
SAM = Actor("specialist:1", "Sam Okoro")


def write_letter(world: World, *, reference: str = "") -> bytes:
    """Return a mail with the secret in every encoding, quoted, attached and packed."""
    mail = EmailMessage()
    mail["From"] = world.ada.email
    mail["To"] = "support@messaging.example.com"
    mail["Subject"] = f"Log-in fails {reference}".strip()
    mail["Message-ID"] = f"<secret-{next(world.numbers)}@customer.example>"
    words = f"Bonjour à tous,\n\nthe password is {SECRET} and é = è.\n" + "word " * 40
    mail.set_content(words, cte="quoted-printable")
    shown = SECRET.replace("&", "&amp;").replace('"', "&quot;")
    mail.add_alternative(f"<p>the password is <b>{shown}</b></p>", subtype="html", cte="base64")
    mail.add_attachment(SECRET.encode("utf-16-le"), "application", "octet-stream", filename="a.bin")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log.txt", f"trying {SECRET}\n" * 50)
    mail.add_attachment(packed.getvalue(), "application", "zip", filename="logs.zip")
    mail.add_attachment(b"harmless", "text", "plain", filename="plain.txt")
    return bytes(mail)


@pytest.fixture
def spread(world: World) -> Iterator[Entry]:
    """An entry whose secret was quoted, answered, noted, drafted and split off."""
    with house():
        told = "support@messaging.example.com"
        raw = write_letter(world)
        receive_letters([Arrival(world.messaging.pk, raw, world.ada.email, told)], at=world.at)
    assert digest_letters(at=world.at) == 1
    with house():
        ticket = Ticket.objects.select_related("contact", "organisation", "desk").latest("pk")
        entry = ticket.entries.get(direction="in")
        policy = policy_of_version(ticket.policy_version_id)
        quoted = f"Thank you.\n\n> the password is\n> {SECRET} and é"
        answer_ticket(ticket, Answer(quoted), policy=policy, by=SAM, at=world.at)
        add_note(ticket, text=f"They sent {SECRET}, tell them.", by=SAM, at=world.at)
        keep_draft(ticket, Writing("reply", f"Your {SECRET}."), by=world.sam, known=0, at=world.at)
        split_entry(entry, subject=f"Password {SECRET}", by=SAM, at=world.at)
        elsewhere = world.ticket(world.bea, text="A harmless request.")
        add_note(elsewhere, text=f"Colleagues have {SECRET}.", by=SAM, at=world.at)
    deliver_messages()
    with house():
        yield Entry.objects.get(pk=entry.pk)


def redact(entry: Entry, world: World, **wish: object) -> Redaction:
    """Take the secret out as a specialist would; return what was written down of it."""
    wanted = Wish(**{"why": "secret", "pieces": (SECRET,), **wish})  # type: ignore[arg-type]
    with house():
        redact_entry(entry, wanted, by=SAM, at=world.at)
    clear_files()
    with house():
        return Redaction.objects.latest("pk")


def forms_of(secret: str) -> set[bytes]:
    """Return the secret as it may be written: plain, in HTML, in JSON, in wide characters."""
    escaped = secret.replace("&", "&amp;").replace('"', "&quot;")
    shapes = {secret, escaped, json.dumps(secret)[1:-1], "walrus", "Velvet"}
    return {
        *(shape.encode(encoding) for shape in shapes for encoding in ("utf-8", "utf-16-le")),
        base64.b64encode(secret.encode())[4:-4],
    }


def test_the_secret_stands_nowhere_in_the_database_nor_in_the_data_folder(
    spread: Entry, world: World
) -> None:
    planted = scan_tables(forms_of(SECRET))
    assert {"tickets_entry.text", "tickets_entry.html", "intake_letter.raw"} <= planted
    assert {"files_blob.content", "tickets_searchrow.words", "outbox_message.html"} <= planted
    assert scan_folder(Path(settings.DATA), forms_of(SECRET))

    redact(spread, world)

    assert scan_tables(forms_of(SECRET)) == set()
    assert scan_folder(Path(settings.DATA), forms_of(SECRET)) == []


def test_what_else_was_said_stays(spread: Entry, world: World) -> None:
    redaction = redact(spread, world)

    entry = Entry.objects.get(pk=spread.pk)
    assert entry.text.startswith("Bonjour à tous,\n\nthe password is █████ and é = è.")
    assert "█████" in entry.html
    assert [one["why"] for one in entry.redactions] == ["secret"]
    assert list(Attachment.objects.filter(entry=entry).values_list("name", flat=True)) == [
        "plain.txt"
    ]
    letter = Letter.objects.get(pk=entry.letter_id)
    assert (letter.removed_at, letter.raw, bool(letter.identity)) == (world.at, None, True)
    answer = Message.objects.filter(kind="answer").latest("pk")
    assert "█████" in answer.text
    assert answer.redacted_at
    assert len(answer.digest) == 64
    assert redaction.counts["entries"] >= 5
    assert Leftover.objects.count() == 0
    assert SearchRow.objects.filter(entry=entry).exists()


def test_the_journal_says_who_took_something_out_and_why_on_each_file(
    spread: Entry, world: World
) -> None:
    redact(spread, world, note="told on the phone")

    acts = Act.objects.filter(act="ticket.redacted")
    assert acts.count() == 3
    told = acts.get(subject=f"ticket:{spread.ticket_id}")
    assert (told.actor, told.facts["why"], told.facts["note"]) == (
        SAM.key,
        "secret",
        "told on the phone",
    )
    assert told.facts["entry"] == spread.pk


def test_a_trial_says_what_would_go_and_takes_nothing(spread: Entry, world: World) -> None:
    before = scan_tables(forms_of(SECRET))

    outcome = try_redaction(spread, Wish("secret", pieces=(SECRET,)), by=SAM, at=world.at)

    assert outcome.counts["originals"] == 1
    assert outcome.counts["files"] == 2
    assert outcome.sent >= 1
    assert scan_tables(forms_of(SECRET)) == before
    assert not Redaction.objects.exists()


def test_a_whole_entry_goes_with_its_files_and_its_quotations(spread: Entry, world: World) -> None:
    redact(spread, world, pieces=(), is_whole=True, why="wrong_file")

    entry = Entry.objects.get(pk=spread.pk)
    assert (entry.text, entry.html, entry.quoted) == ("█████", "", "")
    assert not Attachment.objects.filter(entry=entry).exists()
    assert Letter.objects.get(pk=entry.letter_id).removed_at


def test_a_file_goes_with_its_bytes(world: World) -> None:
    ticket = world.ticket(parts=[Part("pay.xlsx", "text/plain", b"the payroll of all")])
    with house():
        entry = ticket.entries.get(direction="in")
        file = Attachment.objects.get(entry=entry)
        redact_entry(entry, Wish("wrong_file", files=(file.pk,)), by=SAM, at=world.at)

        assert scan_tables({b"the payroll of all", b"pay.xlsx"}) == set()
        assert Entry.objects.get(pk=entry.pk).redactions[0]["what"] == "file"


def test_what_stands_nowhere_is_refused(spread: Entry, world: World) -> None:
    with pytest.raises(NothingFound), transaction.atomic():
        redact_entry(spread, Wish("secret", pieces=("zebra",)), by=SAM, at=world.at)

    assert not Redaction.objects.exists()


def test_a_note_that_says_the_secret_again_is_refused(spread: Entry, world: World) -> None:
    wish = Wish("secret", pieces=(SECRET,), note=f"it was {SECRET}")
    with pytest.raises(SecretInNote), transaction.atomic():
        redact_entry(spread, wish, by=SAM, at=world.at)


def test_records_change_only_while_something_is_taken_out(spread: Entry, world: World) -> None:
    redaction = redact(spread, world)
    act = Act.objects.earliest("pk")
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="records change only"),
        transaction.atomic(),
    ):
        cursor.execute(
            "select privacy_rewrite(%s, 'journal_act', %s, %s, 'facts', '{}')",
            [redaction.pk, act.pk, act.at],
        )
