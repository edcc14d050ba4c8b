"""Storing what arrives before anybody is told that it was accepted (SPEC C5)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from django.conf import settings
from django.db import connection

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


# The raw bytes travel as they are, in binary: written into the statement as hexadecimal, as the
# ORM would, they cost twice the processor time, and this is the door that bursts come through.
INSERT = """
insert into intake_letter (desk_id, identity, envelope_from, envelope_to, size, raw, path,
    received_at, next_try_at, state, attempts, why, facts)
select letter.*, %s, %s, 'received', 0, '', '{}'
from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::bigint[], %b::bytea[], %s::text[])
    as letter
on conflict (desk_id, identity) do nothing
"""


def receive_letters(arrivals: Sequence[Arrival], *, at: datetime) -> None:
    """Store messages, each once a desk; a message delivered again is accepted and makes nothing.

    A message above a mebibyte is on disk, synced, before its row is written.
    """
    letters = [make_letter(arrival, at=at) for arrival in arrivals]
    columns = ("desk_id", "identity", "envelope_from", "envelope_to", "size", "raw", "path")
    values = [[getattr(letter, column) for letter in letters] for column in columns]
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(INSERT, [at, at, *values])


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
