"""A provider of SAML 2.0: pysaml2, with libxmlsec1 for its signatures.

pysaml2 reads this installation's metadata and its requests and writes the answers; what signs them
shares no line with what checks them here. It is asked in the same process, as a browser would ask.
"""

from __future__ import annotations

import sys
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from lxml import etree
from saml2 import BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAME_FORMAT_BASIC, NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.sigver import CryptoBackend
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

URL = "https://login.verdier.example/saml"
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
UNSPECIFIED = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"
Spoil = Callable[[str], str]


class Libxmlsec(CryptoBackend):
    """Signs as the program xmlsec1 would, by the same library."""

    def sign_statement(self, statement: Any, node_name: str, key_file: str, node_id: str) -> str:
        root = etree.fromstring(
            statement if isinstance(statement, bytes) else str(statement).encode()
        )
        xmlsec.tree.add_ids(root, ["ID"])
        (node,) = root.xpath("descendant-or-self::*[@ID=$id]", id=node_id)
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_file(key_file, xmlsec.KeyFormat.PEM)
        context.sign(xmlsec.tree.find_child(node, "Signature"))
        return str(etree.tostring(root).decode())


@dataclass
class SamlProvider:
    """The provider and those who log in there; `attributes` are said of each of them."""

    server: Server
    folder: Path
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    how: str = UNSPECIFIED

    @property
    def metadata(self) -> str:
        """What it says of itself."""
        # pysaml2 would run its program to list algorithms, which nobody asks for here.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("saml2.metadata.algorithm_support_in_metadata", lambda _: [])
            return str(entity_descriptor(self.server.config))

    def sign_in(
        self,
        address: str,
        *,
        subject: str,
        sign_response: bool = False,
        sign_assertion: bool = True,
        spoil: Spoil = lambda answer: answer,
    ) -> dict[str, str]:
        """Log somebody in who came to the address; return the form that the browser posts back."""
        asked = {key: one[0] for key, one in parse_qs(urlsplit(address).query).items()}
        request = self.server.parse_authn_request(asked["SAMLRequest"], BINDING_HTTP_REDIRECT)
        told = self.server.response_args(request.message)
        answer = self.server.create_authn_response(
            identity=self.people[subject],
            userid=subject,
            name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=subject),
            authn={"class_ref": self.how},
            sign_response=sign_response,
            sign_assertion=sign_assertion,
            in_response_to=told["in_response_to"],
            destination=told["destination"],
            sp_entity_id=told["sp_entity_id"],
            sign_alg=SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA256,
        )
        letter = spoil(str(answer))
        return {
            "SAMLResponse": b64encode(letter.encode()).decode(),
            "RelayState": asked["RelayState"],
        }


def build_saml_provider(folder: Path, *, metadata: bytes) -> SamlProvider:
    """Return a provider that knows this installation by its metadata."""
    write_key(folder, "key")
    (folder / "sp.xml").write_bytes(metadata)
    config = IdPConfig()
    config.load(
        {
            "entityid": URL,
            # Never run: the library signs in its place.
            "xmlsec_binary": sys.executable,
            "key_file": str(folder / "key.pem"),
            "cert_file": str(folder / "key.crt"),
            "metadata": {"local": [str(folder / "sp.xml")]},
            "service": {
                "idp": {
                    "endpoints": {
                        "single_sign_on_service": [(f"{URL}/sso", BINDING_HTTP_REDIRECT)]
                    },
                    "policy": {
                        "default": {
                            "lifetime": {"minutes": 5},
                            "name_form": NAME_FORMAT_BASIC,
                            "attribute_restrictions": None,
                        }
                    },
                }
            },
        }
    )
    server = Server(config=config)
    server.sec.crypto = Libxmlsec()
    return SamlProvider(server, folder)


def write_key(folder: Path, name: str, *, days: int = 365) -> str:
    """Write a key pair and its certificate; return the certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "login.verdier.example")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=400))
        .not_valid_after(today + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / f"{name}.pem").write_bytes(private)
    text = certificate.public_bytes(Encoding.PEM)
    (folder / f"{name}.crt").write_bytes(text)
    return text.decode()
