"""`permanence mail read`: what intake understands of message files, as NDJSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from permanence.service.intake.rules import (
    Attachment,
    Bounce,
    Mailbox,
    ReadMail,
    Unreadable,
    judge_mail,
    read_letter,
)


def answer_files(
    paths: Iterable[str], *, trusted: frozenset[str] = frozenset()
) -> Iterator[tuple[str, bool]]:
    """Yield a line of JSON for each file, and whether the file could be understood."""
    for path in paths:
        answer, understood = _answer_file(path, trusted=trusted)
        yield json.dumps(answer, ensure_ascii=False), understood


def _answer_file(path: str, *, trusted: frozenset[str]) -> tuple[dict[str, Any], bool]:
    try:
        mail = read_letter(Path(path).read_bytes(), trusted=trusted)
    except OSError as error:
        reason = error.strerror or str(error)
        return {"file": path, "error": {"at": path, "message": reason}}, False
    except Unreadable as unreadable:
        error_found = {"at": path, "message": unreadable.reason}
        judged = {"verdict": "quarantine", "why": unreadable.reason}
        return {"file": path, "error": error_found, **judged}, False
    return describe_mail(mail, file=path), True


def describe_mail(mail: ReadMail, *, file: str) -> dict[str, Any]:
    """Return what is understood of a message in the order and words of the format."""
    verdict = judge_mail(mail)
    return {
        "file": file,
        "subject": mail.subject,
        "from": _describe_mailbox(mail.sender) if mail.sender else None,
        "to": [_describe_mailbox(mailbox) for mailbox in mail.to],
        "cc": [_describe_mailbox(mailbox) for mailbox in mail.cc],
        "reply_to": [_describe_mailbox(mailbox) for mailbox in mail.reply_to],
        "date": _write_instant(mail.date),
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "language": mail.language,
        "text": mail.text,
        "html": mail.html,
        "new_text": mail.new_text,
        "quoted": mail.quoted,
        "attachments": [_describe_attachment(attachment) for attachment in mail.attachments],
        "machine": mail.machine,
        "bounce": _describe_bounce(mail.bounce),
        "reference": verdict.reference,
        "authentication": _describe_authentication(mail),
        "verdict": verdict.way,
        "why": verdict.why,
    }


def _describe_mailbox(mailbox: Mailbox) -> dict[str, str]:
    return {"name": mailbox.name, "address": mailbox.address}


def _describe_attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "type": attachment.type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "inline": attachment.inline,
    }


def _describe_bounce(bounce: Bounce | None) -> dict[str, Any] | None:
    if bounce is None:
        return None
    return {
        "recipients": [
            {
                "address": recipient.address,
                "status": recipient.status,
                "diagnostic": recipient.diagnostic,
                "permanent": recipient.permanent,
            }
            for recipient in bounce.recipients
        ]
    }


def _describe_authentication(mail: ReadMail) -> dict[str, Any]:
    found = mail.authentication
    return {
        "server": found.server,
        "trusted": found.trusted,
        "spf": found.spf,
        "dkim": found.dkim,
        "dmarc": found.dmarc,
    }


def _write_instant(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z") if instant else None
