"""Making a report of what was read in a mail."""

from __future__ import annotations

from datetime import datetime

from permanence.service.intake.rules.letters import ReadMail
from permanence.service.tickets.rules.opening import Part, Report

TEXT_LIMIT = 500_000


def report_mail(
    mail: ReadMail,
    *,
    desk: int,
    desk_address: str,
    contact: int,
    organisation: int | None,
    language: str,
    letter: int,
    received_at: datetime,
    is_reply: bool,
) -> Report:
    """Return what a customer reported by mail; of an answer only what is new in it."""
    text = mail.new_text if is_reply and mail.new_text.strip() else mail.text
    sender = mail.sender
    return Report(
        desk=desk,
        channel="mail",
        received_at=received_at,
        contact=contact,
        organisation=organisation,
        author_name=clean_text(sender.name or sender.address) if sender else "",
        author_address=sender.address if sender else "",
        subject=clean_text(mail.subject),
        text=clean_text(text)[:TEXT_LIMIT],
        language=language,
        quoted=clean_text(mail.quoted)[:TEXT_LIMIT] if is_reply else "",
        html="" if is_reply else clean_text(mail.html or "")[:TEXT_LIMIT],
        message_id=clean_text(mail.message_id or ""),
        letter=letter,
        parts=[
            Part(
                clean_text(one.name) or "attachment",
                one.type,
                one.content,
                one.content_id,
                one.inline,
            )
            for one in mail.attachments
        ],
        is_answerable=mail.confirmable,
        desk_address=desk_address,
    )


def clean_text(text: str) -> str:
    """Return text without what PostgreSQL cannot store: NUL and half surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
