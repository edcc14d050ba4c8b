"""The address to which a customer answers on one ticket: it names the ticket, under seal."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from permanence.service.tickets.rules.reference import is_reference

SEAL_LENGTH = 8
_DETAIL = re.compile(r"(\d{10})-([a-z2-7]{8})$")


def reply_address(base: str, reference: str, secret: str) -> str:
    """Return the desk's address `base` with the reference and its seal in it."""
    local, _, domain = base.rpartition("@")
    return f"{local}+{reference}-{_seal_reference(reference, secret)}@{domain}"


def reference_from_address(address: str, secret: str) -> str | None:
    """Return the reference in a reply address, or None when the seal was not set by us."""
    detail = read_detail(address)
    if detail is None or not hmac.compare_digest(_seal_reference(detail[0], secret), detail[1]):
        return None
    return detail[0]


def read_detail(address: str) -> tuple[str, str] | None:
    """Return reference and seal of what is shaped as a reply address, the seal unproved."""
    local, _, _ = address.rpartition("@")
    match = _DETAIL.fullmatch(local.partition("+")[2].lower())
    return (match[1], match[2]) if match and is_reference(match[1]) else None


def base_address(address: str) -> str:
    """Return an address less its detail and in lower case: the desk's own address."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _seal_reference(reference: str, secret: str) -> str:
    digest = hmac.new(
        secret.encode(), b"reply-address:" + reference.encode(), hashlib.sha256
    ).digest()
    return base64.b32encode(digest).decode()[:SEAL_LENGTH].lower()
