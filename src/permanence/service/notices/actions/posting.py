"""Handing a released notice to the outbox, in sets: each recipient once, whatever breaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from permanence.ground.lib.rows import insert_rows, update_rows
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft, PlainMail, Sender, draft_automatic
from permanence.promises.policies.rules import sender_for
from permanence.service.notices.models import Attempt, Delivery, Notice
from permanence.service.notices.queries.writing import Writing, write_delivery, writing_of
from permanence.service.notices.rules.channels import Channel

MAIL_OWNER = "notice:"


def post_released(*, at: datetime, most: int = 300) -> int:
    """Post the next set of each released notice; return how many mails were posted.

    A set is one transaction: its deliveries are written, hashed and queued together or not at all,
    and workers that race pass over what another one holds.
    """
    posted = 0
    for notice in Notice.objects.sending().select_related("desk").order_by("pk")[:20]:
        claimed = list(
            Delivery.objects.filter(notice=notice, queued_at=None)
            .order_by("pk")
            .select_for_update(skip_locked=True, no_key=True)[:most]
        )
        if claimed:
            post_deliveries(notice, claimed, at=at)
            posted += len(claimed)
        elif not Delivery.objects.filter(notice=notice, queued_at=None).exists():
            Notice.objects.filter(pk=notice.pk, posted_at=None).update(posted_at=at)
    return posted


def post_deliveries(notice: Notice, deliveries: Sequence[Delivery], *, at: datetime) -> None:
    """Write deliveries that are held, and put their mails into the outbox."""
    writing = writing_of(notice, notice.said, next_at=notice.next_report_at, at=at)
    drafts = [write_draft(writing, one, at=at) for one in deliveries]
    messages = post_drafts(drafts, at=at)
    insert_rows(
        Attempt,
        [
            {
                "delivery_id": delivery.pk,
                "organisation_id": delivery.organisation_id,
                "channel": Channel.MAIL.value,
                "address": delivery.address,
                "message_id": message.pk,
                "queued_at": at,
                "answer": "",
            }
            for delivery, message in zip(deliveries, messages, strict=True)
        ],
    )
    update_rows(deliveries, ["language", "flags", "subject", "text", "digest", "queued_at"])


def write_draft(writing: Writing, delivery: Delivery, *, at: datetime) -> Draft:
    """Write a delivery, with the hash of what it says, and return its mail."""
    written = write_delivery(writing, delivery)
    delivery.language, delivery.flags = written.language, list(written.flags)
    delivery.subject, delivery.text = written.text.subject, written.text.text
    delivery.digest = digest_of(delivery.subject, delivery.text)
    delivery.queued_at = at
    policy = writing.policy
    return draft_automatic(
        PlainMail(delivery.address, delivery.language, delivery.subject, delivery.text),
        sender=Sender(sender_for(policy, delivery.region), policy.name, policy.desk),
        owner=f"{MAIL_OWNER}{delivery.pk}",
        kind="incident-notice",
        desk=writing.notice.desk_id,
        organisation=delivery.organisation_id,
        bulk=True,
    )


def digest_of(subject: str, text: str) -> str:
    """Return the SHA-256 of a notice as one person got it: subject, an empty line, text."""
    return sha256(f"{subject}\n\n{text}".encode()).hexdigest()
