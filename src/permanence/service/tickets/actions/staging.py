"""Letting go of files that were added to a draft and went nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from permanence.ground.files.actions import drop_contents
from permanence.ground.files.models import Blob
from permanence.service.tickets.models import Attachment, Draft, StagedFile

REST: Final = timedelta(days=1)
MOST: Final = 200
WITH_MAILS: Final = """
select (file ->> 'blob')::bigint from outbox_message message,
    jsonb_array_elements(message.files) file
where message.owner = any(%s) and (file ->> 'blob')::bigint = any(%s)
"""


def clear_staged_files(*, at: datetime) -> list[str]:
    """Let go of files staged more than a day ago; return the paths of those that are no more.

    What a draft still has is looked at again a day later.
    """
    rows = list(
        StagedFile.objects.filter(staged_at__lte=at - REST)
        .order_by("staged_at", "pk")
        .select_for_update(skip_locked=True)[:MOST]
    )
    kept = drafted_blobs({row.ticket_id for row in rows})
    gone = [row for row in rows if row.blob_id not in kept]
    StagedFile.objects.filter(pk__in=[row.pk for row in rows if row.blob_id in kept]).update(
        staged_at=at
    )
    StagedFile.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return drop_contents(unused_blobs(gone))


def drafted_blobs(tickets: Iterable[int]) -> set[int]:
    """Return the files that drafts and held answers on these tickets have."""
    drafts = Draft.objects.filter(ticket__in=list(tickets)).values_list("files", flat=True)
    return {int(file["blob"]) for files in drafts for file in files}


def unused_blobs(rows: Sequence[StagedFile]) -> list[Blob]:
    """Return those of the files that no entry, no mail and nobody else's draft has."""
    wanted = {row.blob_id for row in rows}
    used = set(Attachment.objects.filter(blob__in=wanted).values_list("blob_id", flat=True))
    used |= set(StagedFile.objects.filter(blob__in=wanted).values_list("blob_id", flat=True))
    with connection.cursor() as cursor:
        owners = [f"ticket:{row.ticket_id}" for row in rows]
        cursor.execute(WITH_MAILS, [owners, list(wanted)])
        used |= {int(row[0]) for row in cursor.fetchall()}
    return list(Blob.objects.filter(pk__in=wanted - used).defer("content"))
