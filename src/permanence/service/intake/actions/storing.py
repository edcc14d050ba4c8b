"""Storing what arrives before anybody is told that it was accepted (SPEC C5)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from permanence.ground.files.actions import ROW_LIMIT, write_synced
from permanence.service.intake.models import Letter
from permanence.service.intake.rules.identity import identity_of


@dataclass(frozen=True)
class Arrival:
    """One message as it came over the wire, for one desk."""

    desk: int
    raw: bytes
    envelope_from: str
    envelope_to: str


def receive_letters(arrivals: Sequence[Arrival], *, at: datetime) -> None:
    """Store messages, each once a desk; a message delivered again is accepted and makes nothing.

    A message above a mebibyte is on disk, synced, before its row is written.
    """
    Letter.objects.bulk_create(
        [make_letter(arrival, at=at) for arrival in arrivals], ignore_conflicts=True
    )


def make_letter(arrival: Arrival, *, at: datetime) -> Letter:
    """Return the unsaved letter of an arrival."""
    letter = Letter(
        desk_id=arrival.desk,
        received_at=at,
        next_try_at=at,
        identity=identity_of(arrival.raw),
        envelope_from=arrival.envelope_from[:500],
        envelope_to=arrival.envelope_to[:500],
        size=len(arrival.raw),
    )
    if letter.size <= ROW_LIMIT:
        letter.raw = arrival.raw
    else:
        sha256 = hashlib.sha256(arrival.raw).hexdigest()
        letter.path = f"{sha256[:2]}/{sha256}"
        write_synced(settings.DATA / "letters" / letter.path, arrival.raw)
    return letter


def read_raw(letter: Letter) -> bytes:
    """Return the bytes of a letter as they arrived."""
    if letter.path:
        return (settings.DATA / "letters" / letter.path).read_bytes()
    return bytes(letter.raw or b"")
