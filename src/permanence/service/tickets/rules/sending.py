"""What is looked at before an answer leaves, and how long it can be taken back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

HOLD: Final = timedelta(seconds=10)
LEEWAY: Final = timedelta(seconds=20)
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
LATEST: Final = timedelta(days=366)

# In any of the five languages, whatever the ticket's: people answer in the one they can.
MENTIONS: Final = re.compile(
    r"""\b(?:
      attach(?:ed|ment|ments|ing)? | enclos(?:ed|ure|ures|ing)
    | ci-joint(?:e|s|es)? | pi[eè]ces?[ ]jointes? | (?:en|ci)[ ]annexe | joins? | joignons
      | fichiers?[ ]joints?
    | anhang | anh[aä]nge | anlagen? | (?:bei|an)gef[uü]gt(?:e[nmrs]?)? | angeh[aä]ngt(?:e[nmrs]?)?
      | beiliegend(?:e[nmrs]?)?
    | allegat[oaie] | allego | alleghiamo | in[ ]allegato
    | adjunt[oae]s? | adjuntamos | anex[oa]s?
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def is_picture(content_type: str) -> bool:
    """Say whether a file is a picture that every program shows."""
    return content_type.lower() in PICTURES


def mentions_attachment(text: str) -> bool:
    """Say whether a text speaks of an attachment; lines that are quoted do not count."""
    own = [line for line in text.splitlines() if not line.lstrip().startswith(">")]
    return bool(MENTIONS.search("\n".join(own)))


def hold_until(at: datetime, *, due_at: datetime | None) -> datetime:
    """Return until when an answer can be taken back.

    It never waits past the instant at which something is due: what would be late by the wait
    leaves at once.
    """
    if due_at is not None and at < due_at <= at + HOLD + LEEWAY:
        return at
    return at + HOLD
