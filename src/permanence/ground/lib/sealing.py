"""Secrets at rest: what the database keeps is of no use without the installation's own key."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

from django.conf import settings


def seal(text: str, *, purpose: str) -> str:
    """Return a secret encrypted under the installation's key, for one purpose alone."""
    from cryptography.fernet import Fernet  # noqa: PLC0415 -- few pages need it, all would load it

    return Fernet(key_for(purpose)).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str, *, purpose: str) -> str | None:
    """Return the secret; None when it was sealed under another key, or for something else."""
    from cryptography.fernet import Fernet, InvalidToken  # noqa: PLC0415 -- as above

    try:
        return Fernet(key_for(purpose)).decrypt(sealed.encode("ascii")).decode()
    except InvalidToken:
        return None


def key_for(purpose: str) -> bytes:
    """Return a key made of the installation's, as Fernet wants it written."""
    told = f"permanence.seal.{purpose}".encode()
    return urlsafe_b64encode(hmac.digest(settings.SECRET_KEY.encode(), told, "sha256"))
