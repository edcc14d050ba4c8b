"""Tokens by which programs prove who they are: made by chance, kept as hashes. Pure."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final

# How long a token works on after a new one was made, so that nothing is lost while it is put in.
ROTATION: Final = timedelta(hours=24)


def hash_token(token: str) -> str:
    """Return what is kept of a token: it is long and made by chance, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def fits_token(
    token: str, *, kept: str, before: str, before_until: datetime | None, at: datetime
) -> bool:
    """Say whether a token opens a source: its own, or the one before for a while."""
    told = hash_token(token)
    is_own = bool(kept) and hmac.compare_digest(told, kept)
    is_before = bool(before) and hmac.compare_digest(told, before)
    return is_own or (is_before and before_until is not None and at < before_until)
