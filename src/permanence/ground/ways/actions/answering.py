"""What comes back of calls: receipts, keys that were pressed, texts that were sent."""

from __future__ import annotations

from datetime import datetime

from permanence.ground.ways.models import Call, Reply
from permanence.ground.ways.rules import Answer, AnswerKind


def claim_answers(owner: str, *, at: datetime, most: int = 200) -> list[Answer]:
    """Take what came back of an owner's calls, each once, in the order in which it came."""
    found = list(
        Reply.objects.filter(call__owner=owner, heard_at=None)
        .select_related("call")
        .order_by("pk")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))[:most]
    )
    Reply.objects.filter(pk__in=[one.pk for one in found]).update(heard_at=at)
    return [
        Answer(one.call_id, one.call.subject, AnswerKind(one.kind), one.text, one.at)
        for one in found
    ]


def note_answer(call: Call, kind: AnswerKind, text: str = "", *, at: datetime) -> None:
    """Keep what came back of a call for its owner; the same again is the same."""
    fresh = Reply(
        call=call,
        organisation_id=call.organisation_id,
        kind=kind,
        text=clean_text(text),
        at=at,
    )
    Reply.objects.bulk_create([fresh], ignore_conflicts=True)


def clean_text(text: str) -> str:
    """Return what somebody outside said as the database can keep it."""
    return text.replace("\x00", "")[:1000]
