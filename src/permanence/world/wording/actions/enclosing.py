"""Adding files to canned answers, taking them off, and reading them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from permanence.ground.files.actions import Content, keep_contents, read_content
from permanence.ground.lib.errors import Refusal
from permanence.world.wording.models import CannedAnswer, CannedFile
from permanence.world.wording.queries import standing_files
from permanence.world.wording.rules import Enclosures, NewFile


def find_going(answer: CannedAnswer, enclosed: Enclosures) -> list[CannedFile]:
    """Return the files that are taken off an answer; refuse more than a mail carries."""
    standing = standing_files([answer.pk]).get(answer.pk, []) if answer.pk else []
    kept = {one.pk for one in standing} if enclosed.kept is None else enclosed.kept
    size = sum(one.blob.size for one in standing if one.pk in kept)
    size += sum(len(one.content) for one in enclosed.new)
    if enclosed.limit and size > enclosed.limit:
        raise Refusal(_("The files are too large to go by mail together."))
    return [one for one in standing if one.pk not in kept]


def change_files(
    answer: CannedAnswer, going: Sequence[CannedFile], coming: Sequence[NewFile]
) -> None:
    """Add and take off files with the version that was just saved; what went stays readable."""
    CannedFile.objects.filter(pk__in=[one.pk for one in going]).update(until=answer.number)
    blobs = keep_contents([Content(None, None, one.content) for one in coming])
    CannedFile.objects.bulk_create(
        CannedFile(
            answer=answer,
            blob=blob,
            name=one.name[:255],
            content_type=one.content_type[:255],
            since=answer.number,
        )
        for one, blob in zip(coming, blobs, strict=True)
    )


def read_enclosed(answer: CannedAnswer) -> list[NewFile]:
    """Return the files that go with a canned answer as it is now, with their bytes."""
    rows = answer.files.filter(until=None).select_related("blob").order_by("pk")
    return [NewFile(one.name, one.content_type, read_content(one.blob)) for one in rows]
