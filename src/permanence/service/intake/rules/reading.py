"""Reading one raw message."""

from __future__ import annotations

import html
import re

from permanence.service.intake.rules.authentication import read_authentication
from permanence.service.intake.rules.bodies import Body, Passage, gather_body
from permanence.service.intake.rules.bounces import is_failure, read_bounce
from permanence.service.intake.rules.letters import Mailbox, ReadMail, Unreadable
from permanence.service.intake.rules.machines import Finding, recognise_machine
from permanence.service.intake.rules.markup import html_to_text
from permanence.service.intake.rules.parts import Headers, read_parts
from permanence.service.intake.rules.replies import Reply, cut_reply
from permanence.service.intake.rules.structure import split_html
from permanence.service.intake.rules.words import (
    decode_words,
    read_date,
    read_ids,
    read_message_id,
    split_addresses,
)

SUBJECT_LIMIT = 1_000
# A message has at least one field that its sender writes; what carriers add does not count.
SENDERS_FIELDS = {
    *(
        [
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "subject",
            "date",
            "message-id",
            "mime-version",
            "content-type",
        ]
    ),
}
_FORWARD = re.compile(r"\s*(?:fwd?|tr|wg|i|rv|enc|weitergeleitet)\s*:", re.IGNORECASE)
_ENVELOPE_FIELDS = (
    "delivered-to",
    "x-original-to",
    "x-delivered-to",
    "envelope-to",
    "x-envelope-to",
)


def read_letter(
    raw: bytes,
    *,
    trusted: frozenset[str] = frozenset(),
    own_domains: frozenset[str] = frozenset(),
) -> ReadMail:
    """Return what a raw message says; raise Unreadable for what is no message.

    `trusted` names the servers whose Authentication-Results count, `own_domains` those that
    only our own Message-IDs carry.
    """
    try:
        return _read_message(raw, trusted=trusted, own_domains=own_domains)
    except Unreadable:
        raise
    except Exception as error:
        # Whatever a stranger can send must end before a person, never stop the intake.
        raise Unreadable(f"unexpected {type(error).__name__}: {error}"[:500]) from error


def _read_message(raw: bytes, *, trusted: frozenset[str], own_domains: frozenset[str]) -> ReadMail:
    root = read_parts(_skip_envelope_line(raw))
    headers = root.headers
    if not any(name in SENDERS_FIELDS for name, _ in headers.fields):
        raise Unreadable("it has none of the fields that a message begins with")
    subject = decode_words(headers.first("subject"))[:SUBJECT_LIMIT]
    sender = _read_sender(headers)
    body = gather_body(root)
    text = "\n\n".join(filter(None, map(_read_passage, body.passages)))
    raw_html = _join_html(body)
    forwarded = bool(_FORWARD.match(subject))
    finding = recognise_machine(
        root,
        subject=subject,
        text=text,
        sender=sender.address if sender else "",
        own_domains=own_domains,
    )
    bounce = read_bounce(root, subject=subject, text=text) if finding.machine == "bounce" else None
    if bounce and bounce.recipients and not is_failure(bounce):
        finding, bounce = Finding("auto-reply", answering=True, confirmable=False), None
    reply = _cut_body(text, raw_html, body, forwarded=forwarded)
    return ReadMail(
        subject=subject,
        sender=sender,
        to=_read_mailboxes(headers, "to"),
        cc=_read_mailboxes(headers, "cc"),
        reply_to=_read_mailboxes(headers, "reply-to"),
        delivered_to=_read_delivered(headers),
        date=read_date(headers.first("date")),
        message_id=read_message_id(headers),
        in_reply_to=next(iter(read_ids(headers.all("in-reply-to"))), None),
        references=read_ids(headers.all("references")),
        text=text,
        new_text=reply.new,
        quoted=reply.quoted,
        attachments=tuple(body.attachments),
        machine=finding.machine,
        answering=finding.answering,
        confirmable=finding.confirmable,
        bounce=bounce,
        authentication=read_authentication(headers, trusted=trusted),
        declared_language=headers.first("content-language") or headers.first("accept-language"),
        forwarded=forwarded,
        raw_html=raw_html,
    )


def _skip_envelope_line(raw: bytes) -> bytes:
    """Return a message less blank lines and the "From " line of a mailbox file before it."""
    if raw[:1] in (b"\r", b"\n", b" ", b"\t"):
        raw = raw.lstrip(b"\r\n \t")
    if raw[:5] in (b"From ", b">From"):
        raw = raw.partition(b"\n")[2]
    if not raw.strip(b"\0 \r\n\t"):
        raise Unreadable("it is empty")
    return raw


def _read_sender(headers: Headers) -> Mailbox | None:
    """Return the writer: the From, else who else the message says it is from."""
    for name in ("from", "sender", "reply-to", "return-path"):
        found = _read_mailboxes(headers, name)
        if found:
            return found[0]
    return None


def _read_mailboxes(headers: Headers, name: str) -> tuple[Mailbox, ...]:
    return tuple(
        Mailbox(display, address)
        for value in headers.all(name)[:20]
        for display, address in split_addresses(value)
    )


def _read_delivered(headers: Headers) -> tuple[str, ...]:
    found = (
        mailbox.address for name in _ENVELOPE_FIELDS for mailbox in _read_mailboxes(headers, name)
    )
    return tuple(dict.fromkeys(found))


def _read_passage(passage: Passage) -> str:
    if passage.plain is not None:
        return passage.plain.strip("\n").rstrip()
    return html_to_text(passage.html or "")


def _join_html(body: Body) -> str | None:
    """Return the HTML of the whole body, plain passages between the others made HTML too."""
    if not any(passage.html is not None for passage in body.passages):
        return None
    return "\n".join(
        passage.html
        if passage.html is not None
        else f"<pre>{html.escape(passage.plain or '', quote=False)}</pre>"
        for passage in body.passages
    )


def _cut_body(text: str, raw_html: str | None, body: Body, *, forwarded: bool) -> Reply:
    """Cut the reply by its words; by the structure of its HTML where words do not tell."""
    has_plain = any(passage.plain is not None for passage in body.passages)
    by_words = cut_reply(text, forwarded=forwarded) if has_plain else None
    if (by_words and by_words.cut) or raw_html is None or forwarded:
        return by_words or cut_reply(text, forwarded=forwarded)
    halves = split_html(raw_html)
    if halves is None:
        return by_words or cut_reply(text, forwarded=forwarded)
    rest = cut_reply(halves[0])
    quoted = "\n\n".join(half for half in (rest.quoted, halves[1]) if half)
    return Reply(rest.new, quoted, cut=True)
