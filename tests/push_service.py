"""A push service on this machine, by https: what it was sent, and browsers that open it."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import ECKey

from permanence.world.attention.rules.pushing import from_text, to_text

POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


class Receiver:
    """A browser's side of the keys: it opens what was sealed for it (RFC 8291)."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.public = self.private.public_key().public_bytes(*POINT)
        self.secret = bytes(range(16))

    def said(self, address: str) -> dict[str, str]:
        """What the browser says of itself."""
        return {"address": address, "key": to_text(self.public), "secret": to_text(self.secret)}

    def open(self, body: bytes) -> bytes:
        """Return what is in a message."""
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.private.exchange(ec.ECDH(), point)
        told = b"WebPush: info\x00" + self.public + sender
        secret = HKDF(hashes.SHA256(), 32, self.secret, told).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(secret)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(secret)
        padded = AESGCM(key).decrypt(nonce, sealed, None)
        return padded.rstrip(b"\x00").removesuffix(b"\x02")


@dataclass
class Service:
    """What came to the service, and what it answers."""

    host: str = ""
    status: int = 201
    wait: str = ""
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def address(self, name: str = "abc") -> str:
        """Where a browser is told."""
        return f"https://{self.host}/push/{name}"

    def messages(self, receiver: Receiver) -> list[dict[str, Any]]:
        """What the browser reads."""
        return [json.loads(receiver.open(body)) for _path, _headers, body in self.got]

    def claims(self) -> dict[str, Any]:
        """What the sender vouches for in its last message, once its signature is checked."""
        told = self.got[-1][1]["Authorization"].removeprefix("vapid ")
        parts = dict(part.strip().split("=", 1) for part in told.split(","))
        numbers = from_text(parts["k"])
        x, y = to_text(numbers[1:33]), to_text(numbers[33:])
        key = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": x, "y": y})
        return dict(jwt.decode(parts["t"], key, algorithms=["ES256"]).claims)


@contextmanager
def open_service(folder: Path) -> Iterator[Service]:
    """Run the service with a certificate of its own, which stands in the folder."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.got.append((self.path, dict(self.headers), body))
            self.send_response(service.status)
            if service.wait:
                self.send_header("Retry-After", service.wait)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(write_certificate(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    service.host = f"localhost:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def write_certificate(folder: Path) -> Path:
    """Write a key and its certificate for this machine into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "push-service.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
