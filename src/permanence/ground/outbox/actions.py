"""Posting mails in the act's transaction, and delivering them afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext

from permanence.ground.files.actions import read_content
from permanence.ground.files.models import Blob
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.rows import Row, insert_rows
from permanence.ground.outbox.models import Message
from permanence.ground.outbox.rules import HOLD, Draft, OutgoingFile, retry_at

SETTLE = """
update outbox_message message
set answer = done.answer,
    sent_at = case when done.accepted then %s end,
    failed_at = case when not done.accepted and done.again is null then %s end,
    next_try_at = coalesce(done.again, message.next_try_at)
from unnest(%s::bigint[], %s::boolean[], %s::timestamptz[], %s::text[])
    as done (id, accepted, again, answer)
where message.id = done.id
"""


@dataclass(frozen=True)
class Outcome:
    """What the way out answered for one message: taken, refused for good, or to be tried again."""

    message: int
    accepted: bool
    permanent: bool
    answer: str


def post_drafts(drafts: Sequence[Draft], *, at: datetime) -> list[Message]:
    """Put mails into the outbox, in the transaction of the act that sends them."""
    rows = [describe_draft(draft, at=at) for draft in drafts]
    return [Message(id=pk, **row) for pk, row in zip(insert_rows(Message, rows), rows, strict=True)]


def describe_draft(draft: Draft, *, at: datetime) -> Row:
    """Return the row of a mail that has not been tried."""
    return {
        "owner": draft.owner,
        "kind": draft.kind,
        "desk_id": draft.desk,
        "organisation_id": draft.organisation,
        "message_id": draft.message_id,
        "sender": draft.sender,
        "sender_name": draft.sender_name,
        "reply_to": draft.reply_to,
        "recipients": list(draft.recipients),
        "subject": draft.subject,
        "text": draft.text,
        "html": draft.html,
        "headers": dict(draft.headers),
        "files": [dict(file) for file in draft.files],
        "language": draft.language,
        "queued_at": at,
        "next_try_at": at,
        "attempts": 0,
        "is_bulk": draft.bulk,
        "answer": "",
        "digest": "",
    }


def claim_messages(*, at: datetime, most: int = 50, bulk: bool = False) -> list[Message]:
    """Take messages whose time has come; a delivery that dies gives them back in a minute."""
    claimed = list(
        Message.objects.deliverable(at, bulk=bulk)
        .order_by("next_try_at")
        .select_for_update(skip_locked=True, no_key=True)[:most]
    )
    Message.objects.filter(pk__in=[message.pk for message in claimed]).update(
        next_try_at=at + HOLD, attempts=F("attempts") + 1
    )
    for message in claimed:
        message.attempts += 1
    return claimed


def give_back(messages: Sequence[Message], *, at: datetime) -> None:
    """Let other deliveries have messages that were claimed and not tried."""
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(
        next_try_at=at, attempts=F("attempts") - 1
    )


def draft_of(message: Message) -> Draft:
    """Return the mail a stored message stands for."""
    return Draft(
        owner=message.owner,
        kind=message.kind,
        sender=message.sender,
        sender_name=message.sender_name,
        recipients=message.recipients,
        subject=message.subject,
        text=message.text,
        language=message.language,
        message_id=message.message_id,
        html=message.html,
        reply_to=message.reply_to,
        headers=message.headers,
    )


def files_of(message: Message) -> list[OutgoingFile]:
    """Return the attachments of a stored message with their bytes."""
    blobs = Blob.objects.in_bulk([file["blob"] for file in message.files])
    return [
        OutgoingFile(
            file["name"],
            file["content_type"],
            read_content(blobs[file["blob"]]),
            file.get("cid", ""),
        )
        for file in message.files
    ]


def settle_outcomes(outcomes: Sequence[Outcome], *, at: datetime) -> None:
    """Write down what became of each message: sent, failed for good, or to be tried again."""
    if not outcomes:
        return
    tries = dict(
        Message.objects.filter(pk__in=[one.message for one in outcomes]).values_list(
            "pk", "attempts"
        )
    )
    again = [
        None if one.accepted or one.permanent else retry_at(tries[one.message], at=at)
        for one in outcomes
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            SETTLE,
            [
                at,
                at,
                [one.message for one in outcomes],
                [one.accepted for one in outcomes],
                again,
                [clean_answer(one.answer) for one in outcomes],
            ],
        )


def clean_answer(answer: str) -> str:
    """Return what a server said as the database can keep it."""
    return answer.replace("\x00", "")[:2000]


def mark_bounced(*, message_id: str, at: datetime, answer: str) -> Message | None:
    """Note that a sent mail came back; return it, or None when it is not ours or did before."""
    found = (
        Message.objects.filter(message_id=message_id, bounced_at=None)
        .select_for_update(no_key=True)
        .first()
    )
    if found is not None:
        found.bounced_at, found.answer = at, clean_answer(answer)
        found.save(update_fields=["bounced_at", "answer"])
    return found


def claim_returned(owner_prefix: str, *, at: datetime, most: int) -> list[Message]:
    """Take the messages of an owner that never arrived, each once, for it to take note of."""
    returned = list(
        Message.objects.returned()
        .filter(owner__startswith=owner_prefix)
        .order_by("owner")
        .select_for_update(skip_locked=True, no_key=True)[:most]
    )
    Message.objects.filter(pk__in=[one.pk for one in returned]).update(heard_at=at)
    return returned


def send_again(message: Message, *, at: datetime) -> None:
    """Try a message once more that was given up; refuse when it is not."""
    if message.failed_at is None:
        raise Refusal(gettext("This message has not failed; nothing was done."))
    Message.objects.filter(pk=message.pk).update(
        failed_at=None, heard_at=None, attempts=0, next_try_at=at
    )
