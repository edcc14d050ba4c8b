"""When two deliveries are the same letter: they agree in all but what carriers add."""

from __future__ import annotations

import hashlib
import re

# Carriers add or rewrite these on the way, or at each new attempt.
TRACE_FIELDS = {
    "received",
    "x-received",
    "return-path",
    "delivered-to",
    "x-delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-envelope-from",
    "received-spf",
    "authentication-results",
    "x-authentication-results",
    "dkim-signature",
    "x-google-dkim-signature",
    "x-gm-message-state",
    "x-google-smtp-source",
    "x-uid",
    "x-uidl",
    "status",
    "x-status",
}
TRACE_PREFIXES = ("arc-", "x-spam-", "x-virus-", "x-ms-exchange-", "x-forefront-", "x-rspamd-")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")


def identity_of(raw: bytes) -> str:
    """Return a hash of the message less its trace headers.

    A sender who lost our 250 sends the same bytes again, and this stays the same; a
    Message-ID is never an identity, for senders repeat it on different messages.
    """
    blank = _BLANK_LINE.search(raw)
    head, body = (raw[: blank.start() + 1], raw[blank.end() :]) if blank else (raw, b"")
    digest = hashlib.sha256(b"\n".join(_keep_fields(head)))
    digest.update(b"\n\n")
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n")
    digest.update(body.rstrip(b"\n"))
    return digest.hexdigest()


def _keep_fields(head: bytes) -> list[bytes]:
    """Return the fields that the sender wrote, each on one line."""
    kept: list[bytes] = []
    keeping = True
    for line in head.split(b"\n"):
        if line[:1] not in (b" ", b"\t"):
            match = _FIELD.match(line)
            keeping = match is None or not _is_trace(match[1].decode("ascii").lower())
            if keeping:
                kept.append(line.rstrip())
        elif keeping and kept:
            kept.append(line.strip())
    return [line for line in kept if line]


def _is_trace(name: str) -> bool:
    return name in TRACE_FIELDS or name.startswith(TRACE_PREFIXES)
