"""SAML 2.0: the request that a browser carries away, and when the answer is believed.

Only what was signed is read: everything below `trusted_assertion` looks at the signed bytes, parsed
anew, and never at the letter around them.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from lxml import etree

from permanence.world.sign_on.rules.oidc import LEEWAY, derive, text_of
from permanence.world.sign_on.rules.providers import (
    LONGEST_SUBJECT,
    Fault,
    NotTrusted,
    Person,
    ProviderCard,
)

NS = {
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
RESPONSE, ASSERTION = f"{{{NS['samlp']}}}Response", f"{{{NS['saml']}}}Assertion"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
MAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
NAME_ID = "NameID"
PASSWORD_ONLY = frozenset(
    f"urn:oasis:names:tc:SAML:2.0:ac:classes:{name}"
    for name in ("Password", "PasswordProtectedTransport")
)
LARGEST = 512 * 1024


@dataclass(frozen=True)
class Wanted:
    """What an answer has to be meant for."""

    issuer: str
    audience: str
    recipient: str
    request: str


@dataclass(frozen=True)
class Described:
    """What a provider's metadata say of it."""

    issuer: str
    sign_in_url: str
    certificates: str


def request_of(secret: str) -> str:
    """Return the name of the request that a browser carries away: only its secret makes it."""
    return f"_{derive(secret, 'request')}"


def request_address(
    sign_in_url: str, *, request: str, audience: str, recipient: str, state: str, at: datetime
) -> str:
    """Return where the browser goes to log in (HTTP-Redirect binding)."""
    root = etree.Element(
        f"{{{NS['samlp']}}}AuthnRequest",
        {
            "ID": request,
            "Version": "2.0",
            "IssueInstant": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "Destination": sign_in_url,
            "AssertionConsumerServiceURL": recipient,
            "ProtocolBinding": POST,
        },
        nsmap={"samlp": NS["samlp"], "saml": NS["saml"]},
    )
    etree.SubElement(root, f"{{{NS['saml']}}}Issuer").text = audience
    squeezed = zlib.compress(etree.tostring(root))[2:-4]
    asked = {"SAMLRequest": b64encode(squeezed).decode("ascii"), "RelayState": state}
    return sign_in_url + ("&" if urlsplit(sign_in_url).query else "?") + urlencode(asked)


def write_metadata(*, audience: str, recipient: str) -> bytes:
    """Return what a provider has to know of this installation."""
    root = etree.Element(
        f"{{{NS['md']}}}EntityDescriptor", {"entityID": audience}, nsmap={"md": NS["md"]}
    )
    told = {
        "AuthnRequestsSigned": "false",
        "WantAssertionsSigned": "true",
        "protocolSupportEnumeration": NS["samlp"],
    }
    service = etree.SubElement(root, f"{{{NS['md']}}}SPSSODescriptor", told)
    place = {"Binding": POST, "Location": recipient, "index": "0", "isDefault": "true"}
    etree.SubElement(service, f"{{{NS['md']}}}AssertionConsumerService", place)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def read_metadata(text: str) -> Described:
    """Return issuer, address and certificates of a provider; ValueError when one is missing."""
    try:
        root = parse_plainly(text.strip().encode())
    except NotTrusted:
        raise ValueError(text) from None
    path = "descendant-or-self::md:EntityDescriptor[md:IDPSSODescriptor]"
    described = root.xpath(path, namespaces=NS)
    if len(described) != 1:
        raise ValueError(text)
    entity = described[0]
    services = entity.xpath(
        "md:IDPSSODescriptor/md:SingleSignOnService[@Binding=$binding]/@Location",
        namespaces=NS,
        binding=REDIRECT,
    )
    signing = entity.xpath(
        "md:IDPSSODescriptor/md:KeyDescriptor[not(@use) or @use='signing']//ds:X509Certificate",
        namespaces=NS,
    )
    certificates = [frame_certificate(one.text or "") for one in signing]
    if not services or not certificates:
        raise ValueError(text)
    issuer = str(entity.get("entityID", ""))
    return Described(issuer, str(services[0]), "\n".join(dict.fromkeys(certificates)))


def frame_certificate(text: str) -> str:
    """Return the letters of a certificate as a PEM block."""
    letters = "".join(text.split())
    lines = [letters[at : at + 64] for at in range(0, len(letters), 64)]
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----"])


def split_certificates(text: str) -> list[str]:
    """Return each PEM block of a text; ValueError when there is none, or one cannot be read."""
    from cryptography import x509  # noqa: PLC0415 -- few requests need it, all would load it
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    found = x509.load_pem_x509_certificates(text.encode())
    return [one.public_bytes(Encoding.PEM).decode("ascii") for one in found]


def parse_plainly(raw: bytes) -> Any:
    """Return the root of a document that has no type, no entities and nothing from elsewhere."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    if len(raw) > LARGEST:
        raise NotTrusted(Fault.TOO_LARGE)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NotTrusted(Fault.MALFORMED) from None
    if root.getroottree().docinfo.doctype:
        raise NotTrusted(Fault.MALFORMED, "doctype")
    return root


def read_answer(answer: str, card: ProviderCard, *, wanted: Wanted, at: datetime) -> Person:
    """Return whom an answer speaks of; NotTrusted says why it is not believed."""
    try:
        raw = b64decode("".join(answer.split()), validate=True)
    except ValueError:
        raise NotTrusted(Fault.MALFORMED) from None
    root = parse_plainly(raw)
    check_letter(root, wanted=wanted)
    assertion = trusted_assertion(raw, root, certificates=card.certificates, at=at)
    check_assertion(assertion, wanted=wanted, at=at)
    return person_of_assertion(assertion, card)


def check_letter(root: Any, *, wanted: Wanted) -> None:
    """Refuse a letter that says of itself that it is none of ours, or no success."""
    if root.tag != RESPONSE or root.get("Version") != "2.0":
        raise NotTrusted(Fault.MALFORMED)
    issuer = root.find("saml:Issuer", NS)
    if issuer is not None and text_within(issuer) != wanted.issuer:
        raise NotTrusted(Fault.WRONG_ISSUER, text_within(issuer)[:200])
    code = root.find("samlp:Status/samlp:StatusCode", NS)
    if code is None or code.get("Value") != SUCCESS:
        raise NotTrusted(Fault.DENIED)
    if root.get("Destination", wanted.recipient) != wanted.recipient:
        raise NotTrusted(Fault.WRONG_AUDIENCE)
    if root.get("InResponseTo") != wanted.request:
        raise NotTrusted(Fault.WRONG_NONCE)


def trusted_assertion(raw: bytes, root: Any, *, certificates: str, at: datetime) -> Any:
    """Return the one assertion of a letter, read from bytes that the provider signed.

    A letter with several assertions, with one anywhere else, with two elements of one name, or with
    a signature that covers anything but its own parent is refused before any key is tried: that
    is how signed parts are wrapped into letters that say something else.
    """
    assertions = root.xpath("//saml:Assertion", namespaces=NS)
    if root.xpath("//saml:EncryptedAssertion", namespaces=NS):
        raise NotTrusted(Fault.MALFORMED, "encrypted")
    if len(assertions) != 1 or assertions[0].getparent() is not root:
        raise NotTrusted(Fault.UNSIGNED)
    names = root.xpath("//@ID | //@Id | //@id | //@xml:id")
    if len(names) != len(set(names)):
        raise NotTrusted(Fault.UNSIGNED)
    signatures = root.xpath("//ds:Signature", namespaces=NS)
    for one in signatures:
        check_place(one, [root, assertions[0]])
    found: list[Any] = []
    for one in signatures:
        signed = verify_signature(raw, one.getparent(), certificates=certificates, at=at)
        found += [signed] if signed.tag == ASSERTION else signed.findall("saml:Assertion", NS)
    if not found:
        raise NotTrusted(Fault.UNSIGNED)
    return found[-1]


def check_place(signature: Any, parents: Sequence[Any]) -> None:
    """Refuse a signature that stands elsewhere than in what it signs, or signs something else."""
    parent = signature.getparent()
    references = signature.findall("ds:SignedInfo/ds:Reference", NS)
    is_own = len(references) == 1 and references[0].get("URI") == f"#{parent.get('ID')}"
    if parent not in parents or not is_own or signature.find("ds:Object", NS) is not None:
        raise NotTrusted(Fault.UNSIGNED)


def verify_signature(raw: bytes, parent: Any, *, certificates: str, at: datetime) -> Any:
    """Return the signed element, parsed from the very bytes that were signed."""
    # Few requests need it, every process would load it.
    from signxml import exceptions  # noqa: PLC0415
    from signxml.verifier import SignatureConfiguration, XMLVerifier  # noqa: PLC0415

    place = "./" if parent.tag == RESPONSE else f"./{ASSERTION}/"
    expected = SignatureConfiguration(location=place, verification_time=at)
    wrong = Fault.UNKNOWN_KEY
    for certificate in split_certificates(certificates):
        try:
            result = XMLVerifier().verify(
                raw, x509_cert=certificate, expect_config=expected, id_attribute="ID"
            )
        except exceptions.InvalidCertificate:
            wrong = Fault.OLD_CERTIFICATE
        except exceptions.InvalidInput:
            wrong = Fault.UNSIGNED
        except (exceptions.SignXMLException, ValueError):
            wrong = Fault.WRONG_SIGNATURE
        else:
            signed = None if isinstance(result, list) else result.signed_xml
            if signed is None or (signed.tag, signed.get("ID")) != (parent.tag, parent.get("ID")):
                raise NotTrusted(Fault.UNSIGNED)
            return signed
    raise NotTrusted(wrong)


def check_assertion(assertion: Any, *, wanted: Wanted, at: datetime) -> None:
    """Refuse what was said by another, to another, of another log-in, or at another time."""
    issuer = assertion.find("saml:Issuer", NS)
    if issuer is None or text_within(issuer) != wanted.issuer:
        raise NotTrusted(Fault.WRONG_ISSUER)
    conditions = assertion.find("saml:Conditions", NS)
    if conditions is None:
        raise NotTrusted(Fault.MALFORMED, "Conditions")
    check_span(conditions, at=at)
    told = conditions.findall("saml:AudienceRestriction", NS)
    audiences = [{text_within(one) for one in each.findall("saml:Audience", NS)} for each in told]
    if not audiences or any(wanted.audience not in each for each in audiences):
        raise NotTrusted(Fault.WRONG_AUDIENCE)
    confirmed = assertion.xpath(
        "saml:Subject/saml:SubjectConfirmation[@Method=$bearer]/saml:SubjectConfirmationData",
        namespaces=NS,
        bearer=BEARER,
    )
    if not confirmed:
        raise NotTrusted(Fault.MALFORMED, "SubjectConfirmation")
    check_confirmation(confirmed[0], wanted=wanted, at=at)
    if assertion.find("saml:AuthnStatement", NS) is None:
        raise NotTrusted(Fault.MALFORMED, "AuthnStatement")


def check_confirmation(confirmed: Any, *, wanted: Wanted, at: datetime) -> None:
    """Refuse who was confirmed for another place, another request or another time."""
    if confirmed.get("Recipient") != wanted.recipient:
        raise NotTrusted(Fault.WRONG_AUDIENCE)
    if confirmed.get("InResponseTo") != wanted.request:
        raise NotTrusted(Fault.WRONG_NONCE)
    if not confirmed.get("NotOnOrAfter"):
        raise NotTrusted(Fault.MALFORMED, "NotOnOrAfter")
    check_span(confirmed, at=at)


def check_span(element: Any, *, at: datetime) -> None:
    """Refuse what is over or has not begun; clocks may differ by a minute."""
    until, since = element.get("NotOnOrAfter"), element.get("NotBefore")
    if until and moment_of(until) + LEEWAY <= at.timestamp():
        raise NotTrusted(Fault.EXPIRED)
    if since and moment_of(since) - LEEWAY > at.timestamp():
        raise NotTrusted(Fault.TOO_EARLY)


def moment_of(text: str) -> float:
    """Return an instant of a letter as seconds; those without a zone are in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotTrusted(Fault.MALFORMED, "time") from None
    if moment.tzinfo is None:
        raise NotTrusted(Fault.MALFORMED, "time")
    return moment.timestamp()


def person_of_assertion(assertion: Any, card: ProviderCard) -> Person:
    """Return whom a checked assertion speaks of.

    SAML does not say whether an address is verified: the administrator vouches for all or none. A
    name that is another each time (transient) is no name.
    """
    named = assertion.find("saml:Subject/saml:NameID", NS)
    subject = "" if named is None else text_within(named)
    if not subject or len(subject) > LONGEST_SUBJECT or named.get("Format") == TRANSIENT:
        raise NotTrusted(Fault.NO_SUBJECT)
    told = attributes_of(assertion)
    is_mail = card.email_claim == NAME_ID or named.get("Format") == MAIL
    email = first_of(told, card.email_claim) or (subject if is_mail else "")
    return Person(
        issuer=card.issuer,
        subject=subject,
        email=email.lower(),
        is_verified=card.trusts_addresses,
        name=first_of(told, card.name_claim),
        groups=frozenset(told.get(card.groups_claim, ()) if card.groups_claim else ()),
        methods=methods_of(assertion),
    )


def attributes_of(assertion: Any) -> Mapping[str, Sequence[str]]:
    """Return the texts of each attribute, under its name and its friendly name."""
    found: dict[str, list[str]] = {}
    for one in assertion.findall("saml:AttributeStatement/saml:Attribute", NS):
        texts = [text_within(each) for each in one.findall("saml:AttributeValue", NS)]
        for name in dict.fromkeys(filter(None, (one.get("Name"), one.get("FriendlyName")))):
            found.setdefault(name, []).extend(texts)
    return found


def first_of(told: Mapping[str, Sequence[str]], name: str) -> str:
    """Return the first text of an attribute."""
    return text_of(next(iter(told.get(name, ())), ""))


def methods_of(assertion: Any) -> frozenset[str] | None:
    """Return how somebody logged in, as far as it is said: with a password alone, or unknown."""
    path = "saml:AuthnStatement/saml:AuthnContext/saml:AuthnContextClassRef"
    said = {text_within(one) for one in assertion.findall(path, NS)}
    return frozenset({"pwd"}) if said & PASSWORD_ONLY else None


def text_within(element: Any) -> str:
    """Return the whole text of an element, whatever comments or elements cut it in pieces."""
    return "".join(element.itertext()).strip()
