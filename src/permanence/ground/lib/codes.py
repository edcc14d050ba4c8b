"""Codes that a person types: of an app (RFC 6238) and for the day when it is lost. Pure."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime

import pyotp

STEP = 30  # seconds
DRIFT = 1  # steps that a phone's clock may be off
DIGITS = re.compile(r"\d{6}")
# No letters that look like figures or like each other.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 3, 4


def make_secret() -> str:
    """Return a fresh secret of 160 bits, in base 32."""
    return pyotp.random_base32()


def address_of_secret(secret: str, *, account: str, issuer: str) -> str:
    """Return the address that a QR code tells an app."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def code_of_step(secret: str, step: int) -> str:
    """Return the six digits that an app shows in a half minute."""
    return pyotp.TOTP(secret).generate_otp(step)


def step_at(at: datetime) -> int:
    """Return the number of the half minute of an instant."""
    return int(at.timestamp()) // STEP


def find_step(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """Return the half minute that shows a code; None for a wrong one and one not `after` that."""
    now = step_at(at)
    fits = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_of_step(secret, step), code) and step > after:
            fits = step
    return fits


def read_digits(text: str) -> str:
    """Return the six digits that somebody typed, without what stands between; else nothing."""
    code = re.sub(r"[\s-]", "", text)
    return code if DIGITS.fullmatch(code) and code.isascii() else ""


def make_recovery_code() -> str:
    """Return a code of 59 random bits that a person can copy from paper."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def read_recovery_code(text: str) -> str:
    """Return a recovery code as it is compared: letters and figures alone."""
    return re.sub(r"[\s-]", "", text).lower()
