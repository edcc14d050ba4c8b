"""Posting calls in the act's transaction; a worker carries them out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from permanence.ground.lib.rows import Row, insert_rows
from permanence.ground.ways.models import Call, Provider
from permanence.ground.ways.rules import NewCall


def post_calls(calls: Sequence[NewCall], *, at: datetime) -> list[Call]:
    """Post calls in the transaction of the act that makes them; return them in their order."""
    return insert_calls([describe_call(call, at=at) for call in calls])


def post_trial(provider: Provider, call: NewCall, *, at: datetime) -> Call:
    """Post a call that this provider alone carries, to see whether it does."""
    return insert_calls([describe_call(call, at=at) | {"only_id": provider.pk}])[0]


def forget_texts(owner: str, subject: int) -> None:
    """Forget what was said to a subject; that it was, and to which address, stays."""
    Call.objects.filter(owner=owner, subject=subject).update(text="", spoken="")


def insert_calls(rows: Sequence[Row]) -> list[Call]:
    """Write calls, and return them."""
    return [Call(id=pk, **row) for pk, row in zip(insert_rows(Call, rows), rows, strict=True)]


def describe_call(call: NewCall, *, at: datetime) -> Row:
    """Return the row of a call that nobody has tried."""
    return {
        "owner": call.owner,
        "subject": call.subject,
        "way": call.way.value,
        "address": call.address,
        "language": call.language,
        "text": call.text,
        "spoken": call.spoken,
        "reference": call.reference,
        "desk_id": call.desk,
        "organisation_id": call.organisation,
        "posted_at": at,
        "next_try_at": at,
        "round": 1,
    }
