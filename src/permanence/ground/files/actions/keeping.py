"""Keeping files: in the row when small, in the data folder when large, once a customer."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from permanence.ground.files.models import Blob

ROW_LIMIT = 1024 * 1024


@dataclass(frozen=True)
class Content:
    """Bytes to be kept for one customer."""

    organisation: int | None
    contact: int | None
    data: bytes


def keep_contents(contents: Sequence[Content]) -> list[Blob]:
    """Keep each content and return its blob, in the same order; the same content is kept once.

    A contact of an organisation shares the organisation's files: `contact` counts only without.
    """
    if not contents:
        return []
    keys = [content_key(content) for content in contents]
    wanted = dict(zip(keys, contents, strict=True))
    Blob.objects.bulk_create(
        # In one order everywhere, so that two workers never wait for each other.
        [make_blob(key, wanted[key].data) for key in sorted(wanted, key=str)],
        ignore_conflicts=True,
    )
    found = {
        (blob.sha256, blob.organisation_id, blob.contact_id): blob
        for blob in Blob.objects.filter(sha256__in={key[0] for key in keys}).defer("content")
    }
    return [found[key] for key in keys]


def content_key(content: Content) -> tuple[str, int | None, int | None]:
    """Return what makes a content the same: its hash and whose it is."""
    contact = None if content.organisation else content.contact
    return hashlib.sha256(content.data).hexdigest(), content.organisation, contact


def make_blob(key: tuple[str, int | None, int | None], content: bytes) -> Blob:
    """Return the unsaved blob; a large content is on disk, synced, before the row is written."""
    sha256, organisation, contact = key
    blob = Blob(sha256=sha256, organisation_id=organisation, contact_id=contact, size=len(content))
    if len(content) <= ROW_LIMIT:
        blob.content = content
    else:
        blob.path = f"{organisation or 0}/{contact or 0}/{sha256[:2]}/{sha256}"
        write_synced(settings.DATA / "files" / blob.path, content)
    return blob


def write_synced(path: Path, content: bytes) -> None:
    """Write a file so that it is wholly there, or not at all, even after a power failure."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def drop_contents(blobs: Sequence[Blob]) -> list[str]:
    """Forget contents that nobody has any more; return the paths that `remove_files` may clear."""
    Blob.objects.filter(pk__in=[blob.pk for blob in blobs]).delete()
    return [blob.path for blob in blobs if blob.path]


def remove_files(paths: Sequence[str]) -> None:
    """Remove files of the data folder whose rows are gone, in a transaction after theirs."""
    kept = set(Blob.objects.filter(path__in=paths).values_list("path", flat=True))
    for path in set(paths) - kept:
        (settings.DATA / "files" / path).unlink(missing_ok=True)


def read_content(blob: Blob) -> bytes:
    """Return the bytes of a blob."""
    if blob.path:
        return (settings.DATA / "files" / blob.path).read_bytes()
    return bytes(blob.content or b"")
