"""The proof of a notice: who got what, by whose decision, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from permanence.service.notices.models import Attempt, Delivery, Notice
from permanence.service.notices.queries.notices import deliveries_of


@dataclass(frozen=True)
class Proof:
    """One channel to one recipient, as it can be shown to anybody who asks."""

    customer: str
    name: str
    address: str
    channel: str
    language: str
    wanted: str
    flags: tuple[str, ...]
    template: str
    version: int
    digest: str
    released_by: str
    released_at: datetime | None
    queued_at: datetime | None
    sent_at: datetime | None
    answer: str
    failed_at: datetime | None
    bounced_at: datetime | None
    read_at: datetime | None
    delivery: int


def prove_notice(notice: Notice) -> list[Proof]:
    """Return the proof of every recipient and channel; those not tried yet as well."""
    proofs = []
    for delivery in deliveries_of(notice):
        attempts = sorted(delivery.attempts.all(), key=lambda one: one.pk)
        proofs += [prove_one(notice, delivery, one) for one in attempts or (None,)]
    return proofs


def prove_one(notice: Notice, delivery: Delivery, attempt: Attempt | None) -> Proof:
    """Return the proof of one channel to one recipient."""
    reading = min(
        (one for one in delivery.readings.all() if one.contact_id == delivery.contact_id),
        key=lambda one: one.read_at,
        default=None,
    )
    return Proof(
        customer=delivery.organisation_name,
        name=delivery.name,
        address=attempt.address if attempt else delivery.address,
        channel=attempt.channel if attempt else "",
        language=delivery.language,
        wanted=delivery.wanted,
        flags=tuple(delivery.flags),
        template=notice.sent_key,
        version=notice.sent_number or 0,
        digest=delivery.digest,
        released_by=notice.released_by,
        released_at=notice.released_at,
        queued_at=attempt.queued_at if attempt else None,
        sent_at=attempt.sent_at if attempt else None,
        answer=attempt.answer if attempt else "",
        failed_at=attempt.failed_at if attempt else None,
        bounced_at=attempt.bounced_at if attempt else None,
        read_at=reading.read_at if reading else None,
        delivery=delivery.pk,
    )
