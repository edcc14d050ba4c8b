"""Keeping what specialists write, until it is in the file."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.files.actions import Content, keep_contents, read_content
from permanence.ground.files.models import Blob
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.rich import pictures_in
from permanence.service.tickets.models import Draft, StagedFile, Ticket
from permanence.service.tickets.rules.opening import Part
from permanence.service.tickets.rules.sending import is_picture
from permanence.world.accounts.models import Specialist

KeptFile = dict[str, Any]
KeptArticle = dict[str, Any]


class ChangedElsewhere(Refusal):
    """A draft that its author has changed on another page since."""


class FilesTooLarge(Refusal):
    """Files that no mail could carry."""


@dataclass(frozen=True)
class Writing:
    """What somebody has written so far; `seen` is the last entry that they had before them.

    `limit` is how many bytes its files may have together, 0 for any number. `articles` are those
    whose words were put into it (`name_in_draft`).
    """

    kind: str
    text: str
    files: Sequence[KeptFile] | None = None
    called_at: datetime | None = None
    seen: int = 0
    limit: int = 0
    articles: Sequence[KeptArticle] = ()


def keep_draft(
    ticket: Ticket, writing: Writing, *, by: Specialist, known: int, at: datetime
) -> Draft | None:
    """Keep what is being written; None when there is nothing to keep.

    `known` is the version that the page had: an older one is refused and overwrites nothing.
    Without `files` those that were kept stay.
    """
    check_size(writing)
    with transaction.atomic():
        found = lock_draft(ticket, writing.kind, by=by)
        if found is not None and found.version != known:
            raise ChangedElsewhere(
                _("You have changed this draft on another page: load this one again to see it.")
            )
        files = list(writing.files if writing.files is not None else found.files if found else ())
        if not writing.text.strip() and not files:
            if found is not None:
                found.delete()
            return None
        if found is None:
            found = begin_draft(ticket, writing, by=by, at=at)
        found.text, found.files, found.called_at = writing.text, files, writing.called_at
        found.articles = list(writing.articles)
        found.version, found.kept_at, found.refused = known + 1, at, ""
        found.save()
        return found


def lock_draft(ticket: Ticket, kind: str, *, by: Specialist) -> Draft | None:
    """Return what somebody is writing, locked; None when nothing is kept."""
    drafts = Draft.objects.in_writing().filter(ticket=ticket, specialist=by, kind=kind)
    return drafts.select_for_update(no_key=True).first()


def begin_draft(ticket: Ticket, writing: Writing, *, by: Specialist, at: datetime) -> Draft:
    """Return a new draft, locked; of two pages that begin at once, the second is refused."""
    new = Draft(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        specialist=by,
        kind=writing.kind,
        text=writing.text,
        seen=writing.seen,
        begun_at=at,
        kept_at=at,
    )
    Draft.objects.bulk_create([new], ignore_conflicts=True)
    found = lock_draft(ticket, writing.kind, by=by)
    if found is None or found.text != writing.text or found.version != 1:
        raise ChangedElsewhere(
            _("You have changed this draft on another page: load this one again to see it.")
        )
    return found


def drop_draft(ticket: Ticket, kind: str, *, by: Specialist, known: int) -> None:
    """Forget a draft whose words are in the file; one that was changed elsewhere stays."""
    drafts = Draft.objects.in_writing().filter(ticket=ticket, specialist=by, kind=kind)
    drafts.filter(version=known).delete()


def keep_files(ticket: Ticket, parts: Sequence[Part], *, at: datetime) -> list[KeptFile]:
    """Keep files beside a draft and return how it names them; `key` is for pictures in its text."""
    blobs = keep_contents(
        [Content(ticket.organisation_id, ticket.contact_id, part.content) for part in parts]
    )
    StagedFile.objects.bulk_create(
        StagedFile(
            organisation_id=ticket.organisation_id, ticket_id=ticket.pk, blob=blob, staged_at=at
        )
        for blob in blobs
    )
    return [
        {
            "name": part.name[:255],
            "content_type": part.content_type[:255],
            "blob": blob.pk,
            "size": len(part.content),
            "key": secrets.token_hex(6),
        }
        for part, blob in zip(parts, blobs, strict=True)
    ]


def check_size(writing: Writing) -> None:
    """Refuse files that are too large together to go by mail."""
    if writing.limit and sum(file["size"] for file in writing.files or ()) > writing.limit:
        raise FilesTooLarge(_("The files are too large to go by mail together."))


def parts_of(files: Iterable[KeptFile], text: str) -> list[Part]:
    """Return the files of a draft with their bytes; pictures that its text shows are inside it."""
    kept, shown = list(files), set(pictures_in(text))
    blobs = Blob.objects.in_bulk([file["blob"] for file in kept])
    return [
        Part(
            file["name"],
            file["content_type"],
            read_content(blobs[file["blob"]]),
            file.get("key", ""),
            file.get("key", "") in shown and is_picture(file["content_type"]),
        )
        for file in kept
    ]
