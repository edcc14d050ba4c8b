"""What a program outside is told, how it knows that it was us, and when it is tried again. Pure."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

RETRIES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
GONE: Final = frozenset({404, 410})


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt: arrived, to be tried again at an instant, or given up."""

    arrived: bool
    again_at: datetime | None = None


def write_body(told: Mapping[str, object]) -> bytes:
    """Return what is told as the bytes that are signed."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def sign_body(secret: str, body: bytes, *, at: datetime) -> str:
    """Return the signature that goes with a body: of the instant and the body, by the secret."""
    instant = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), instant.encode() + b"." + body, "sha256").hexdigest()
    return f"t={instant},v1={digest}"


def judge_attempt(status: int | None, *, tries: int, at: datetime) -> Outcome:
    """Return what an answer means after so many attempts; no status is no answer."""
    if status is not None and 200 <= status < 300:
        return Outcome(arrived=True)
    is_final = status in GONE or tries > len(RETRIES)
    return Outcome(arrived=False, again_at=None if is_final else at + RETRIES[tries - 1])
