"""Reading the text inside files, once a content, outside of any transaction."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from permanence.ground.files.actions.keeping import read_content
from permanence.ground.files.models import Blob, Extract
from permanence.ground.files.rules import IN_A_CHILD, decode_text, tell_kind

SHORT: Final = 256 * 1024
LARGEST: Final = 32 * 1024 * 1024
PATIENCE: Final = 30.0
# A worker that began and has not ended by then is gone.
GIVEN_UP: Final = timedelta(minutes=5)
CHILD: Final = "permanence.ground.files.rules.child"


def read_short(blobs: Collection[int], *, at: datetime) -> None:
    """Read the short contents among some that need no process of their own, all at once.

    The same content of another customer has been read for both.
    """
    begun = Extract.objects.filter(blob__in=blobs).values("blob")
    rows = Blob.objects.filter(pk__in=blobs, path="", size__lte=SHORT).exclude(pk__in=begun)
    found = list(rows)
    same = Extract.objects.filter(
        blob__sha256__in=[one.sha256 for one in found], read_at__isnull=False
    )
    known = dict(same.values_list("blob__sha256", "text")) if found else {}
    read = []
    for blob in found:
        content = bytes(blob.content or b"")
        kind = tell_kind(content)
        if blob.sha256 in known or kind not in IN_A_CHILD:
            text = known.get(blob.sha256, decode_text(content) if kind == "text" else "")
            read.append(Extract(blob=blob, text=text, began_at=at, read_at=at))
    Extract.objects.bulk_create(read, ignore_conflicts=True)


def begin_reading(blob: Blob, *, at: datetime) -> bool:
    """Take the reading of a content upon oneself; False when it is read, or another reads it.

    The same content of another customer has been read for both.
    """
    Extract.objects.bulk_create([Extract(blob=blob)], ignore_conflicts=True)
    held = Extract.objects.select_for_update().get(pk=blob.pk)
    if held.read_at or (held.began_at and held.began_at > at - GIVEN_UP):
        return False
    held.began_at = at
    same = Extract.objects.filter(blob__sha256=blob.sha256, read_at__isnull=False).first()
    if same:
        held.text, held.read_at = same.text, at
    held.save()
    return same is None


def load_content(blob: Blob) -> bytes:
    """Return the bytes of a content; none where they are too many, or gone."""
    if blob.size > LARGEST:
        return b""
    try:
        return read_content(blob)
    except OSError:
        return b""


def read_text(content: bytes) -> str:
    """Return the text inside a file; empty when there is none, or it cannot be read."""
    kind = tell_kind(content)
    if kind in IN_A_CHILD:
        return read_apart(content)
    return decode_text(content) if kind else ""


def read_apart(content: bytes) -> str:
    """Return the text that a process with bounds finds in a file; empty when it fails.

    It knows nothing of this one: neither the database nor the settings.
    """
    told = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 -- our own interpreter; the file comes as input
            [sys.executable, "-m", CHILD],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=told,
            cwd="/",
            timeout=PATIENCE,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return "" if done.returncode else done.stdout.decode("utf-8", "replace")


def keep_text(blob: Blob, text: str, *, at: datetime) -> None:
    """Keep the text of a content; of one that was dropped meanwhile nothing is kept."""
    Extract.objects.filter(blob=blob).update(text=text, read_at=at)
