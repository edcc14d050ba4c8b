"""Which hosts lie outside: what somebody typed must not lead to what stands beside us. Pure."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 2000


def may_be_called(address: str, *, trusted: frozenset[str]) -> bool:
    """Say whether an address may be called by its shape: https, and no inner address.

    `trusted` are hosts with their ports for which the operator vouches ("sms.example.org:8443"):
    those may lie inside, and be called without encryption.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)
    except ValueError:
        return False
    if parts.username is not None or len(address) > LONGEST or not host:
        return False
    if not address.isascii() or not address.isprintable() or " " in address:
        return False
    if f"{host}:{port}" in trusted:
        return parts.scheme in {"http", "https"}
    return parts.scheme == "https" and "." in host.strip(".") and is_outside(host)


def is_outside(host: str) -> bool:
    """Say whether a host may lie outside; a bare address must be one of the open network."""
    try:
        return is_public(host.strip("[]"))
    except ValueError:
        return not host.endswith((".local", ".internal", ".localhost", ".lan", ".home.arpa"))


def is_public(address: str) -> bool:
    """Say whether an address is one of the open network; ValueError when it is none at all."""
    found = ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if inner is not None and not inner.is_global:
        return False
    return found.is_global and not found.is_multicast
