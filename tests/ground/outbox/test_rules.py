"""Mails as they go over the wire: whatever is said arrives as it was said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.ground.outbox.rules import (
    RETRIES,
    Draft,
    OutgoingFile,
    make_message_id,
    retry_at,
    write_mail,
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=600
)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), max_size=200)


def draft(**changes: object) -> Draft:
    told = {
        "owner": "ticket:1",
        "kind": "answer",
        "sender": "support@messaging.example.com",
        "sender_name": "Müller & Söhne, Support",
        "recipients": ["ada@customer.example"],
        "subject": "Re: Ça ne marche pas [#6941578132]",
        "text": "Bonjour,\n\nnous cherchons.\n.\nÀ bientôt",
        "language": "fr",
        "message_id": make_message_id("support@messaging.example.com"),
    }
    return Draft(**{**told, **changes})  # type: ignore[arg-type]


def read(wire: bytes) -> EmailMessage:
    mail = message_from_bytes(wire, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def plain_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_mail_says_who_it_is_from_and_what_it_answers() -> None:
    mail = read(
        write_mail(draft(reply_to="a+1@x.example", headers={"In-Reply-To": "<q@x>"}), at=AT)
    )

    assert mail["From"].addresses[0].display_name == "Müller & Söhne, Support"
    assert mail["Subject"] == "Re: Ça ne marche pas [#6941578132]"
    assert mail["Date"].datetime == AT
    assert (mail["Reply-To"], mail["In-Reply-To"]) == ("a+1@x.example", "<q@x>")
    assert mail["Content-Language"] == "fr"
    assert plain_of(mail).rstrip() == "Bonjour,\n\nnous cherchons.\n.\nÀ bientôt"


def test_every_line_of_a_mail_is_one_that_servers_take() -> None:
    wire = write_mail(
        draft(
            text="ü" * 5000,
            html="<p>" + "x" * 5000 + "</p>",
            subject="Größe " * 40,
            headers={"References": " ".join(f"<{n}@example.com>" for n in range(60))},
        ),
        at=AT,
        files=[OutgoingFile("Büro.pdf", "application/pdf", b"\x00\xff" * 5000)],
    )

    assert max(map(len, wire.split(b"\r\n"))) < 998
    assert b"\n" not in wire.replace(b"\r\n", b"")
    assert read(wire)["References"].count("@") == 60


def test_text_html_and_files_arrive_whole() -> None:
    file = OutgoingFile("Büro & Co.pdf", "application/pdf", bytes(range(256)) * 40)

    mail = read(write_mail(draft(html="<p>Grüße</p>"), at=AT, files=[file]))

    html = mail.get_body(("html",))
    assert html is not None
    assert "Grüße" in html.get_content()
    attached = next(mail.iter_attachments())
    assert attached.get_filename() == "Büro & Co.pdf"
    assert attached.get_content() == file.content


@pytest.mark.parametrize("field", ["subject", "sender_name"])
def test_no_header_can_be_smuggled_in(field: str) -> None:
    mail = read(write_mail(draft(**{field: "Hello\r\nBcc: victim@x.example"}), at=AT))

    assert mail["Bcc"] is None


@given(TEXTS)
def test_any_text_arrives_as_it_was_written(text: str) -> None:
    arrived = plain_of(read(write_mail(draft(text=text), at=AT)))

    assert arrived.rstrip("\n") == text.rstrip("\n")


@given(LINES)
def test_any_subject_arrives_as_it_was_written(subject: str) -> None:
    assert read(write_mail(draft(subject=subject), at=AT))["Subject"] == subject


def test_a_delivery_is_tried_for_more_than_a_day_and_then_given_up() -> None:
    tries = [retry_at(attempt, at=AT) for attempt in range(1, len(RETRIES) + 2)]

    assert tries[0] == AT + timedelta(minutes=1)
    assert tries[-1] is None
    assert sum(RETRIES, timedelta()) > timedelta(days=1)
