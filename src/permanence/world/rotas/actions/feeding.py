"""Addresses under which calendars read rotas."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.core.signing import BadSignature, Signer

from permanence.world.accounts.models import Specialist
from permanence.world.rotas.models import Feed

SALT = "permanence.rotas.feed"


def open_feed(specialist: Specialist, *, at: datetime) -> str:
    """Return the signed token of somebody's feed; an address they had before is closed."""
    key = secrets.token_urlsafe(18)
    Feed.objects.update_or_create(
        specialist=specialist, defaults={"key": key, "made_at": at, "read_at": None}
    )
    return sign_feed(specialist.pk, key)


def close_feed(specialist: Specialist) -> None:
    """Close the address of somebody's feed."""
    Feed.objects.filter(specialist=specialist).delete()


def token_of(specialist: Specialist) -> str:
    """Return the token of somebody's feed; nothing when none is open."""
    found = Feed.objects.filter(specialist=specialist).first()
    return sign_feed(specialist.pk, found.key) if found else ""


def sign_feed(specialist: int, key: str) -> str:
    """Return a token that names whose feed it is, and that nobody else can make."""
    return Signer(salt=SALT).sign(f"{specialist}-{key}").replace(":", ".")


def reader_of_token(token: str, *, at: datetime) -> Specialist | None:
    """Return whose calendar asks; None for a token that was closed, or of who has left."""
    text, _dot, signature = token.rpartition(".")
    try:
        named = Signer(salt=SALT).unsign(f"{text}:{signature}")
    except BadSignature:
        return None
    number, _dash, key = named.partition("-")
    found = Feed.objects.filter(specialist=int(number), specialist__left_at=None).first()
    if found is None or not secrets.compare_digest(found.key, key):
        return None
    Feed.objects.filter(pk=found.pk).update(read_at=at)
    return found.specialist
