"""Letting go of attachments and of mails as they came."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from permanence.ground.files.actions import drop_contents, read_content, remove_files
from permanence.ground.files.models import Blob, Extract
from permanence.overview.privacy.models import Leftover
from permanence.overview.privacy.queries.reach import Reach
from permanence.overview.privacy.rules.contents import holds_piece
from permanence.overview.worklists.actions import forget_files
from permanence.service.intake.actions import read_raw
from permanence.service.intake.models import Letter
from permanence.service.tickets.models import Attachment, Entry, StagedFile

HELD = ("held", "quarantined")
UNREFERENCED = """
select b.id from files_blob b where b.id = any(%(blobs)s)
    and not exists (select 1 from tickets_attachment a where a.blob_id = b.id)
    and not exists (select 1 from tickets_stagedfile s where s.blob_id = b.id)
    and not exists (
        select 1 from outbox_message m, jsonb_array_elements(m.files) file
        where m.owner = any(%(owners)s) and (file ->> 'blob')::bigint = b.id)
"""
WITHOUT_FILES = """
update {table} set files = coalesce((
    select jsonb_agg(file order by place) from jsonb_array_elements(files)
        with ordinality as kept (file, place)
    where not (file ->> 'blob')::bigint = any(%(blobs)s)), '[]')
where {rows} and exists (
    select 1 from jsonb_array_elements(files) file
    where (file ->> 'blob')::bigint = any(%(blobs)s))
"""
LETTERS_OF = """
select l.id from intake_letter l
where l.removed_at is null and (l.ticket_id = any(%(family)s) or l.id = any(%(named)s)
    or l.state = any(%(held)s) and lower(l.facts ->> 'from') in (
        select lower(email) from accounts_contact where id = any(%(contacts)s)))
order by l.id
"""
# A mail that came back has the whole of what was sent in it, and names it.
RETURNED = """
select l.id from intake_letter l join outbox_message m on m.id = any(%s)
where m.bounced_at is not null and l.state = 'silent' and l.removed_at is null
    and l.received_at between m.queued_at and m.bounced_at + interval '1 day'
    and position(convert_to(m.message_id, 'UTF8') in l.raw) > 0
"""


def find_files(
    reach: Reach, pieces: Sequence[str], pattern: Any, *, chosen: Collection[int] = ()
) -> set[int]:
    """Return the contents among the files at hand in which a piece stands, and the chosen ones."""
    rows = Attachment.objects.filter(entry__ticket__in=reach.family).values_list("blob", flat=True)
    staged = StagedFile.objects.filter(ticket_id__in=reach.family).values_list("blob", flat=True)
    wanted = set(
        Attachment.objects.filter(pk__in=chosen, entry__ticket__in=reach.family).values_list(
            "blob", flat=True
        )
    )
    for blob in Blob.objects.filter(pk__in={*rows, *staged} - wanted).iterator(chunk_size=20):
        if pieces and holds_piece(read_content(blob), pieces, pattern):
            wanted.add(blob.pk)
    # What a document is packed in hides its words; they were read when it came.
    told = Extract.objects.filter(blob__in={*rows, *staged} - wanted).exclude(text="")
    wanted |= {
        one.blob_id
        for one in told.iterator(chunk_size=20)
        if pieces and holds_piece(one.text.encode(), pieces, pattern)
    }
    return wanted


def drop_files(blobs: Collection[int], reach: Reach, *, at: datetime) -> list[int]:
    """Take contents off every entry, draft and mail that has them; return the entries.

    A content is kept once a customer: with its last reference the bytes go as well.
    """
    if not blobs:
        return []
    found = Attachment.objects.filter(blob__in=blobs)
    entries = sorted(set(found.values_list("entry", flat=True)))
    forget_files(blobs)
    told: dict[str, Any] = {"blobs": sorted(blobs), **reach.facts}
    with connection.cursor() as cursor:
        cursor.execute(
            "update tickets_askedfile set attachment_id = null where attachment_id in"
            " (select id from tickets_attachment where blob_id = any(%(blobs)s))",
            told,
        )
        cursor.execute("delete from tickets_attachment where blob_id = any(%(blobs)s)", told)
        cursor.execute("delete from tickets_stagedfile where blob_id = any(%(blobs)s)", told)
        for table, rows in (
            ("tickets_draft", "ticket_id = any(%(tickets)s)"),
            ("outbox_message", "owner = any(%(owners)s)"),
        ):
            cursor.execute(WITHOUT_FILES.format(table=table, rows=rows), told)
        cursor.execute(UNREFERENCED, told)
        gone = [int(row[0]) for row in cursor.fetchall()]
    paths = drop_contents(list(Blob.objects.filter(pk__in=gone).defer("content")))
    leave_over(Leftover.Place.FILE, paths, at=at)
    return entries


def find_letters(
    reach: Reach,
    pieces: Sequence[str],
    pattern: Any,
    *,
    entries: Iterable[int],
    messages: Iterable[int],
) -> set[int]:
    """Return the mails as they came in which a piece stands, however it was encoded.

    Those behind entries that had it always count: what cannot be decoded may have it as well.
    """
    behind = Entry.objects.filter(pk__in=list(entries), letter_id__isnull=False)
    wanted = {int(number or 0) for number in behind.values_list("letter_id", flat=True)}
    told: dict[str, Any] = {
        "family": list(reach.family),
        "named": list(wanted),
        "held": list(HELD),
        "contacts": list(reach.contacts),
    }
    with connection.cursor() as cursor:
        cursor.execute(LETTERS_OF, told)
        looked = [int(row[0]) for row in cursor.fetchall()]
        cursor.execute(RETURNED, [list(messages)])
        wanted |= {int(row[0]) for row in cursor.fetchall()}
    for letter in Letter.objects.filter(pk__in=set(looked) - wanted).iterator(chunk_size=20):
        if pieces and holds_piece(read_raw(letter), pieces, pattern):
            wanted.add(letter.pk)
    return set(Letter.objects.filter(pk__in=wanted, removed_at=None).values_list("pk", flat=True))


def remove_letters(letters: Collection[int], *, at: datetime) -> None:
    """Remove mails as they came, for good; that they came, and their identity, stays.

    One that still waited for a person has nothing left to be sorted.
    """
    rows = Letter.objects.filter(pk__in=letters, removed_at=None)
    paths = list(rows.exclude(path="").values_list("path", flat=True))
    rows.filter(state__in=HELD).update(state=Letter.State.DISCARDED, why="redacted", settled_at=at)
    rows.update(raw=None, path="", removed_at=at)
    leave_over(Leftover.Place.LETTER, paths, at=at)


def prove_message(said: Mapping[str, Any]) -> str:
    """Return a digest of what a mail said, which only this installation can make or check.

    Without the key a short password could be guessed from the digest and the words around it.
    """
    words = json.dumps([said["subject"], said["text"], said["html"]], ensure_ascii=False)
    key = f"permanence.sent.{settings.SECRET_KEY}".encode()
    return hmac.digest(key, words.encode(), hashlib.sha256).hex()


def leave_over(place: Leftover.Place, paths: Iterable[str], *, at: datetime) -> None:
    """Note files that a worker removes once this transaction is committed."""
    Leftover.objects.bulk_create(Leftover(place=place, path=path, left_at=at) for path in paths)


def clear_leftovers(*, most: int = 100) -> int:
    """Remove files whose rows are gone, and only then the note of them."""
    rows = list(Leftover.objects.order_by("pk").select_for_update(skip_locked=True)[:most])
    letters = {row.path for row in rows if row.place == Leftover.Place.LETTER}
    kept = set(Letter.objects.filter(path__in=letters).values_list("path", flat=True))
    remove_files([row.path for row in rows if row.place == Leftover.Place.FILE])
    for path in letters - kept:
        (settings.DATA / "letters" / path).unlink(missing_ok=True)
    for row in rows:
        if row.place == Leftover.Place.MAIL:
            (settings.MAIL_FOLDER / row.path).unlink(missing_ok=True)
    Leftover.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
