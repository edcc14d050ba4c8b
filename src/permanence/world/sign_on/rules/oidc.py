"""OpenID Connect: what a provider says of itself, the way to it, and when its token is believed."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode, urlsplit

from permanence.world.sign_on.rules.providers import (
    LONGEST_SUBJECT,
    Fault,
    NotTrusted,
    Person,
    ProviderCard,
)

LEEWAY = 60
# Signatures that only the provider can make; a shared secret or none at all would let others in.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
AT_HOME = frozenset({"localhost", "127.0.0.1", "::1"})
DISCOVERY = "/.well-known/openid-configuration"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OFFERED = ("userinfo_endpoint", "end_session_endpoint")


@dataclass(frozen=True)
class Endpoints:
    """Where a provider listens, and how it wants to be spoken to."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str = ""
    end_session: str = ""
    secret_in_form: bool = False
    names_itself: bool = False


def is_safe_address(address: str) -> bool:
    """Say whether an address is spoken to in secret, or is on this very machine."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in AT_HOME)


def discovery_address(issuer: str) -> str:
    """Return where a provider says what it can do."""
    return issuer.rstrip("/") + DISCOVERY


def read_discovery(told: Mapping[str, Any], *, issuer: str) -> Endpoints:
    """Return what a provider says of itself; NotTrusted when it is another, or something lacks."""
    if told.get("issuer") != issuer:
        raise NotTrusted(Fault.WRONG_ISSUER, str(told.get("issuer", ""))[:200])
    for name in NEEDED:
        if not isinstance(told.get(name), str):
            raise NotTrusted(Fault.INCOMPLETE, name)
    for name in (*NEEDED, *OFFERED):
        if told.get(name) and not is_safe_address(str(told[name])):
            raise NotTrusted(Fault.INSECURE, str(told[name])[:200])
    ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Endpoints(
        issuer=issuer,
        authorization=told["authorization_endpoint"],
        token=told["token_endpoint"],
        keys=told["jwks_uri"],
        userinfo=str(told.get("userinfo_endpoint") or ""),
        end_session=str(told.get("end_session_endpoint") or ""),
        secret_in_form="client_secret_basic" not in ways and "client_secret_post" in ways,
        names_itself=told.get("authorization_response_iss_parameter_supported") is True,
    )


def derive(secret: str, purpose: str) -> str:
    """Return what only the holder of a browser's secret knows, for one purpose (RFC 7636, 4.1)."""
    return encode(hashlib.sha256(f"{purpose}:{secret}".encode()).digest())


def challenge_of(verifier: str) -> str:
    """Return what the provider is shown beforehand of a verifier (RFC 7636, S256)."""
    return encode(hashlib.sha256(verifier.encode("ascii")).digest())


def encode(digest: bytes) -> str:
    """Return bytes as addresses carry them."""
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def authorization_address(
    endpoints: Endpoints,
    *,
    client_id: str,
    scopes: str,
    back: str,
    state: str,
    secret: str,
    language: str = "",
) -> str:
    """Return where the browser goes to log in, with what will prove that it came back itself."""
    wanted = dict.fromkeys(["openid", *scopes.split()])
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": back,
        "scope": " ".join(wanted),
        "state": state,
        "nonce": derive(secret, "nonce"),
        "code_challenge": challenge_of(derive(secret, "verifier")),
        "code_challenge_method": "S256",
    }
    if language:
        asked["ui_locales"] = language
    sign = "&" if urlsplit(endpoints.authorization).query else "?"
    return endpoints.authorization + sign + urlencode(asked)


def leaving_address(endpoints: Endpoints, *, client_id: str, token: str, back: str) -> str:
    """Return where the browser logs out at the provider too; nothing when that is not offered."""
    if not endpoints.end_session:
        return ""
    asked = {"client_id": client_id, "post_logout_redirect_uri": back}
    if token:
        asked["id_token_hint"] = token
    sign = "&" if urlsplit(endpoints.end_session).query else "?"
    return endpoints.end_session + sign + urlencode(asked)


def check_way_back(endpoints: Endpoints, answer: Mapping[str, str]) -> str:
    """Return the code of an answer; NotTrusted when another provider gave it, or none is given.

    A provider that promises to name itself has to (RFC 9207).
    """
    named = answer.get("iss", "")
    if (named or endpoints.names_itself) and named != endpoints.issuer:
        raise NotTrusted(Fault.WRONG_ISSUER, named[:200])
    if answer.get("error"):
        told = answer.get("error_description") or answer["error"]
        raise NotTrusted(Fault.DENIED, told[:200])
    code = answer.get("code", "")
    if not code:
        raise NotTrusted(Fault.MALFORMED)
    return code


def read_token(token: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a token says, once its signature is found to be the provider's.

    NotTrusted says UNKNOWN_KEY when the keys may have changed since they were read.
    """
    # Few requests need it, every process would load it.
    from joserfc import errors, jwt  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    usable = [one for one in keys.get("keys", []) if one.get("use", "sig") == "sig"]
    try:
        found = KeySet.import_key_set({"keys": usable})
        return dict(jwt.decode(token, found, algorithms=list(ALGORITHMS)).claims)
    except (errors.InvalidKeyIdError, errors.MissingKeyError):
        raise NotTrusted(Fault.UNKNOWN_KEY) from None
    except (errors.UnsupportedAlgorithmError, errors.ConflictAlgorithmError):
        raise NotTrusted(Fault.UNSIGNED) from None
    except errors.BadSignatureError:
        raise NotTrusted(Fault.WRONG_SIGNATURE) from None
    except (errors.JoseError, ValueError, TypeError) as wrong:
        raise NotTrusted(Fault.MALFORMED, type(wrong).__name__) from None


def check_claims(
    claims: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str, at: datetime
) -> None:
    """Refuse what was said by another, to another, of another log-in, or at another time."""
    if claims.get("iss") != issuer:
        raise NotTrusted(Fault.WRONG_ISSUER, str(claims.get("iss", ""))[:200])
    given = claims.get("aud")
    audience = given if isinstance(given, list) else [given]
    party = claims.get("azp", client_id if len(audience) == 1 else None)
    if client_id not in audience or party != client_id:
        raise NotTrusted(Fault.WRONG_AUDIENCE)
    if not compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotTrusted(Fault.WRONG_NONCE)
    check_times(claims, now=at.timestamp())
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotTrusted(Fault.NO_SUBJECT)


def check_times(claims: Mapping[str, Any], *, now: float) -> None:
    """Refuse what is over or has not begun; clocks may differ by a minute."""
    times = {name: claims.get(name) for name in ("exp", "iat", "nbf")}
    for name, told in times.items():
        is_number = isinstance(told, int | float) and not isinstance(told, bool)
        if not is_number and (told is not None or name != "nbf"):
            raise NotTrusted(Fault.MALFORMED, name)
    if float(times["exp"] or 0) + LEEWAY <= now:
        raise NotTrusted(Fault.EXPIRED)
    if max(float(times["iat"] or 0), float(times["nbf"] or 0)) - LEEWAY > now:
        raise NotTrusted(Fault.TOO_EARLY)


def person_of(claims: Mapping[str, Any], card: ProviderCard) -> Person:
    """Return whom a checked token speaks of.

    `email_verified` speaks of the claim `email` alone, and what is called false never counts.
    """
    email = claims.get(card.email_claim)
    verified = claims.get("email_verified")
    is_said = card.email_claim == "email" and is_true(verified)
    is_denied = verified is not None and not is_true(verified)
    methods = claims.get("amr")
    return Person(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        email=email.strip().lower() if isinstance(email, str) else "",
        is_verified=is_said or (card.trusts_addresses and not is_denied),
        name=text_of(claims.get(card.name_claim)),
        language=text_of(claims.get("locale"))[:2].lower(),
        groups=frozenset(texts_of(claims.get(card.groups_claim)) if card.groups_claim else ()),
        methods=None if methods is None else frozenset(texts_of(methods)),
    )


def is_true(told: object) -> bool:
    """Say whether a claim is true; some providers write it as a text."""
    return told is True or told == "true"


def text_of(told: object) -> str:
    """Return a claim that is a text, short enough to be kept."""
    return told.strip()[:200] if isinstance(told, str) else ""


def texts_of(told: object) -> Sequence[str]:
    """Return a claim that is one text or several."""
    if isinstance(told, str):
        return [told]
    return [one for one in told if isinstance(one, str)] if isinstance(told, list) else []
