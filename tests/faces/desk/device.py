"""A device with a passkey, as browsers speak to one: for tests that need no browser."""

from __future__ import annotations

import json
import secrets
import struct
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One key pair; `counter` goes up with each signature, or stays nought on devices of that kind.

    `place` is where the page stands that asks; `flags` say what the device asked of its owner.
    """

    counts: bool = True
    place: str = settings.PUBLIC_URL
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    handle: bytes = b""
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, question: dict[str, Any]) -> str:
        """Answer the question for a new passkey."""
        self.handle = websafe_decode(question["user"]["id"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        made = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + public
        told = self.tell(question["rp"]["id"], self.flags | MADE) + made
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": told})
        said = self.say("webauthn.create", question)
        return self.answer(clientDataJSON=said, attestationObject=attested)

    def show(self, question: dict[str, Any]) -> str:
        """Answer the question who is there."""
        if self.counts:
            self.counter += 1
        told = self.tell(question["rpId"], self.flags)
        said = self.say("webauthn.get", question)
        signature = self.key.sign(told + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self.answer(
            clientDataJSON=said,
            authenticatorData=told,
            signature=signature,
            userHandle=self.handle,
        )

    def tell(self, place: str, flags: int) -> bytes:
        return sha256(place.encode()).digest() + struct.pack(">BI", flags, self.counter)

    def say(self, kind: str, question: dict[str, Any]) -> bytes:
        told = {"type": kind, "challenge": question["challenge"], "origin": self.place}
        return json.dumps(told).encode()

    def answer(self, **response: bytes) -> str:
        name = websafe_encode(self.credential)
        parts = {key: websafe_encode(part) for key, part in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})
