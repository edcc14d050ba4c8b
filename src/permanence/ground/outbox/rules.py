"""Making the bytes of a mail, its addresses and its retries; knows nothing of tickets."""

from __future__ import annotations

import secrets
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, formataddr
from io import BytesIO
from textwrap import wrap

from permanence.ground.lib.text import html_of_text

RETRIES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30, 60, 120, 240, 240, 480, 720)
)
HOLD = timedelta(seconds=40)
PATIENCE = timedelta(seconds=10)
WIRE = compat32.clone(linesep="\r\n", max_line_length=0)


@dataclass(frozen=True)
class Draft:
    """A mail to be posted. `owner` says what it belongs to ("ticket:123"); `kind` what it is.

    `bulk` is one of many: it goes by a lane of its own, so that it holds up no single answer.
    """

    owner: str
    kind: str
    sender: str
    sender_name: str
    recipients: Sequence[str]
    subject: str
    text: str
    language: str
    message_id: str
    html: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[Mapping[str, object]] = ()
    desk: int | None = None
    organisation: int | None = None
    bulk: bool = False


@dataclass(frozen=True)
class PlainMail:
    """What one person is told in plain words, in their language."""

    to: str
    language: str
    subject: str
    text: str


@dataclass(frozen=True)
class Sender:
    """Who a mail is from: an address of a desk, with the desk's name and key."""

    address: str
    name: str
    desk: str


@dataclass(frozen=True)
class OutgoingFile:
    """An attachment with its bytes at hand; with `cid`, a picture that the HTML shows."""

    name: str
    content_type: str
    content: bytes
    cid: str = ""


def draft_automatic(
    mail: PlainMail,
    *,
    sender: Sender,
    owner: str,
    kind: str,
    desk: int | None = None,
    organisation: int | None = None,
    bulk: bool = False,
) -> Draft:
    """Return a mail that nobody wrote by hand, and that says so; drawn from its plain words."""
    return Draft(
        owner=owner,
        kind=kind,
        sender=sender.address,
        sender_name=sender.name,
        recipients=[mail.to],
        subject=mail.subject,
        text=mail.text,
        html=html_of_text(mail.text, language=mail.language),
        language=mail.language,
        message_id=make_message_id(sender.address),
        headers={"X-Permanence-Desk": sender.desk, "Auto-Submitted": "auto-generated"},
        desk=desk,
        organisation=organisation,
        bulk=bulk,
    )


def make_message_id(sender: str) -> str:
    """Return a fresh Message-ID at the sender's domain."""
    return f"<{secrets.token_hex(12)}.permanence@{sender.rpartition('@')[2]}>"


def retry_at(attempts: int, *, at: datetime) -> datetime | None:
    """Return when delivery is tried again after so many attempts; None when it is given up."""
    return at + RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


def write_mail(draft: Draft, *, at: datetime, files: Sequence[OutgoingFile] = ()) -> bytes:
    """Return the mail as it goes over the wire, plain text first, with its date and identity."""
    shown = [file for file in files if file.cid and draft.html]
    said = write_body(draft, shown)
    mail = said
    if beside := [file for file in files if file not in shown]:
        mail = Message()
        mail["Content-Type"] = f'multipart/mixed; boundary="{make_boundary()}"'
        mail.set_payload([said, *(write_file(file) for file in beside)])
    for name, content in headers_of(draft, at=at):
        mail[name] = content
    mail["MIME-Version"] = "1.0"
    sink = BytesIO()
    BytesGenerator(sink, mangle_from_=False, policy=WIRE).flatten(mail)
    return sink.getvalue()


def headers_of(draft: Draft, *, at: datetime) -> Iterator[tuple[str, str]]:
    """Yield the headers of a mail, each on lines that every server takes."""
    yield "From", formataddr((one_line(draft.sender_name), draft.sender))
    yield "To", ", ".join(one_line(recipient) for recipient in draft.recipients)
    yield "Subject", write_words(draft.subject)
    yield "Date", format_datetime(at)
    yield "Message-ID", draft.message_id
    if draft.reply_to:
        yield "Reply-To", draft.reply_to
    for name, content in draft.headers.items():
        yield name, fold_words(content)
    yield "Content-Language", draft.language


def write_words(text: str) -> str:
    """Return a header text on one line, encoded where it is not plain (RFC 2047)."""
    line = one_line(text)
    return fold_words(line) if line.isascii() else Header(line, "utf-8", 60).encode(linesep="\r\n")


def fold_words(text: str) -> str:
    """Return a plain header on lines of moderate length, broken between words (RFC 5322)."""
    return "\r\n ".join(wrap(one_line(text), 76, break_long_words=False, break_on_hyphens=False))


def write_body(draft: Draft, shown: Sequence[OutgoingFile] = ()) -> Message:
    """Return the text of a mail, with its HTML beside it where there is one."""
    plain = write_text(draft.text, "plain")
    if not draft.html:
        return plain
    both = Message()
    both["Content-Type"] = f'multipart/alternative; boundary="{make_boundary()}"'
    both.set_payload([plain, write_html(draft.html, shown)])
    return both


def write_html(html: str, shown: Sequence[OutgoingFile]) -> Message:
    """Return the HTML of a mail, together with the pictures that it shows (RFC 2387)."""
    for file in shown:
        html = html.replace(f'src="cid:{file.cid}"', f'src="cid:{content_id(file)}"')
    drawn = write_text(html, "html")
    if not shown:
        return drawn
    whole = Message()
    boundary = make_boundary()
    whole["Content-Type"] = f'multipart/related; type="text/html"; boundary="{boundary}"'
    whole.set_payload([drawn, *(write_picture(file) for file in shown)])
    return whole


def write_picture(file: OutgoingFile) -> Message:
    """Return a picture as a part that the HTML beside it shows."""
    part = write_file(file)
    part.replace_header("Content-Disposition", "inline")
    part.set_param("filename", file.name, "Content-Disposition", charset="utf-8")
    part["Content-ID"] = f"<{content_id(file)}>"
    return part


def content_id(file: OutgoingFile) -> str:
    """Return the name by which the HTML of a mail speaks of a picture in it (RFC 2392)."""
    return f"{file.cid}@permanence"


def write_text(text: str, subtype: str) -> Message:
    """Return one text of a mail, safe on any way (quoted-printable, RFC 2045)."""
    part = Message()
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    lines = text.replace("\r\n", "\n").encode("utf-8", "replace")
    part.set_payload(b2a_qp(lines, istext=True).decode("ascii"))
    return part


def write_file(file: OutgoingFile) -> Message:
    """Return an attachment as a part of a mail."""
    part = Message()
    part["Content-Type"] = one_line(file.content_type) or "application/octet-stream"
    part["Content-Transfer-Encoding"] = "base64"
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", file.name))
    part.set_payload(encodebytes(file.content).decode("ascii"))
    return part


def make_boundary() -> str:
    """Return a line that stands in no text."""
    return f"=_{secrets.token_hex(12)}"


def one_line(text: str) -> str:
    """Return the text without line breaks, so that no header can be smuggled in."""
    return " ".join(text.split())
