"""Telling a browser that is closed: messages by RFC 8030, sealed by RFC 8291, signed by RFC 8292.

Pure but for chance: what goes over the wire is made here, and read where a push service answers.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from permanence.ground.lib.hosts import is_outside

LONGEST_ADDRESS: Final = 2000
POINT: Final = 65
SECRET: Final = 16
RECORD: Final = 4096
MOST_TOLD: Final = 3000
KEPT_BY_SERVICE: Final = timedelta(hours=12)
VOUCHED_FOR: Final = timedelta(hours=12)
RETRIES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
LONGEST_WAIT: Final = timedelta(hours=6)


class NoPush(ValueError):  # noqa: N818 -- says what is so, as a Refusal does
    """What a browser said of itself is nothing to which a message could be sent."""


@dataclass(frozen=True)
class Endpoint:
    """Where a browser is told, and the two keys that it alone can open messages with."""

    address: str
    key: bytes
    secret: bytes


@dataclass(frozen=True)
class Verdict:
    """What becomes of a message: it arrived, the browser is gone, or it is tried again."""

    arrived: bool = False
    gone: bool = False
    again_at: datetime | None = None


def read_endpoint(address: str, key: str, secret: str, *, trusted: frozenset[str]) -> Endpoint:
    """Return what a browser said of itself; NoPush when it cannot be so."""
    if not may_be_told(address, trusted=trusted):
        raise NoPush("address")
    found = Endpoint(address, from_text(key), from_text(secret))
    if len(found.key) != POINT or found.key[0] != 4 or len(found.secret) != SECRET:
        raise NoPush("keys")
    try:
        open_point(found.key)
    except ValueError as wrong:
        raise NoPush("keys") from wrong
    return found


def may_be_told(address: str, *, trusted: frozenset[str]) -> bool:
    """Say whether an address may be a push service by its shape: https, and no inner address.

    `trusted` are hosts with their ports that the operator vouches for ("push.example.org:8443").
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username is not None or len(address) > LONGEST_ADDRESS:
        return False
    if not address.isascii() or not address.isprintable() or " " in address:
        return False
    if f"{host}:{port}" in trusted:
        return True
    return port == 443 and "." in host.strip(".") and is_outside(host)


def seal_message(text: bytes, endpoint: Endpoint, *, salt: bytes = b"", key: bytes = b"") -> bytes:
    """Return a message that the browser alone can open (RFC 8291); both are for one only."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 -- few need it
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 -- as above
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 -- as above
        Encoding,
        PublicFormat,
    )

    if len(text) > MOST_TOLD:
        raise ValueError("too long for one record")
    salt = salt or os.urandom(SECRET)
    number = int.from_bytes(key, "big")
    own = (
        ec.derive_private_key(number, ec.SECP256R1())
        if key
        else ec.generate_private_key(ec.SECP256R1())
    )
    public = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), open_point(endpoint.key))
    told = b"WebPush: info\x00" + endpoint.key + public
    secret = stretch(shared, salt=endpoint.secret, told=told, length=32)
    cipher = stretch(secret, salt=salt, told=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = stretch(secret, salt=salt, told=b"Content-Encoding: nonce\x00", length=12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(public)]) + public
    return head + AESGCM(cipher).encrypt(nonce, text + b"\x02", None)


def stretch(secret: bytes, *, salt: bytes, told: bytes, length: int) -> bytes:
    """Return a key made of a secret (RFC 5869)."""
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 -- as above
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 -- as above

    return HKDF(SHA256(), length, salt, told).derive(secret)


def open_point(key: bytes):  # type: ignore[no-untyped-def]
    """Return a public key as it is reckoned with; ValueError when it is none."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 -- as above

    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)


def make_keys() -> tuple[str, str]:
    """Return the installation's own pair of keys: the private one, and what browsers are told."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 -- as above
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 -- as above
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
    )

    own = ec.generate_private_key(ec.SECP256R1())
    public = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    private = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private.decode("ascii"), to_text(public)


def vouch(address: str, *, private: str, public: str, contact: str, at: datetime) -> str:
    """Return the header by which a push service knows who sends (RFC 8292)."""
    from joserfc import jwt  # noqa: PLC0415 -- as above
    from joserfc.jwk import ECKey  # noqa: PLC0415 -- as above

    parts = urlsplit(address)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + VOUCHED_FOR).timestamp()),
        "sub": contact,
    }
    token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, ECKey.import_key(private))
    return f"vapid t={token}, k={public}"


def judge_answer(status: int, *, tries: int, wait: str, at: datetime) -> Verdict:
    """Return what an answer means after so many tries; 0 is no answer at all.

    A service that is busy or broken is asked again, as late as it wishes; what it refuses for
    good is given up.
    """
    if 200 <= status < 300:
        return Verdict(arrived=True)
    if status in {404, 410}:
        return Verdict(gone=True)
    is_passing = status in {0, 408, 425, 429} or status >= 500
    if not is_passing or tries > len(RETRIES):
        return Verdict()
    asked = timedelta(seconds=int(wait)) if wait.isdecimal() and len(wait) < 7 else timedelta()
    return Verdict(again_at=at + min(max(RETRIES[tries - 1], asked), LONGEST_WAIT))


def from_text(text: str) -> bytes:
    """Return the bytes that a text without padding stands for; NoPush when it stands for none."""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError) as wrong:
        raise NoPush("keys") from wrong


def to_text(content: bytes) -> str:
    """Return bytes as browsers and services write them."""
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
