"""Asking a provider: in time, in measure, in secret, and nowhere else than told."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from permanence.ground.lib.db import house
from permanence.ground.lib.sealing import seal, unseal
from permanence.world.sign_on.models import Provider
from permanence.world.sign_on.rules import Fault, NotTrusted
from permanence.world.sign_on.rules.oidc import (
    Endpoints,
    derive,
    discovery_address,
    is_safe_address,
    read_discovery,
    read_token,
)

PATIENCE = 5.0
LONGEST = 15.0
LARGEST = 512 * 1024
FRESH = timedelta(hours=1)
PURPOSE = "sign-on"


class NoRedirect(HTTPRedirectHandler):
    """Goes where it was sent and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing: the answer that leads elsewhere becomes the answer."""


def ask_json(
    address: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] = {}
) -> tuple[int, dict[str, Any]]:
    """Return status and object of a provider's answer; NotTrusted when it gives none."""
    if not is_safe_address(address):
        raise NotTrusted(Fault.INSECURE, address[:200])
    told = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
    body = urlencode(form).encode("ascii") if form is not None else None
    request = Request(address, data=body, headers=told)  # noqa: S310 -- checked just above
    try:
        with build_opener(NoRedirect).open(request, timeout=PATIENCE) as answer:
            return answer.status, parse_object(read_measured(answer))
    except HTTPError as refused:
        with refused:
            if 300 <= refused.code < 400:
                raise NotTrusted(Fault.REDIRECTED, address[:200]) from None
            return refused.code, parse_error(read_measured(refused))
    except (URLError, OSError, HTTPException, ValueError) as wrong:
        reason = getattr(wrong, "reason", None) or wrong
        raise NotTrusted(Fault.UNREACHABLE, str(reason)[:200]) from None


def read_measured(answer: Any) -> bytes:
    """Return the body of an answer that is neither too long nor too slow."""
    until = time.monotonic() + LONGEST
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(65536):
        size += len(part)
        parts.append(part)
        if size > LARGEST:
            raise NotTrusted(Fault.TOO_LARGE)
        if time.monotonic() > until:
            raise NotTrusted(Fault.UNREACHABLE, "timed out")
    return b"".join(parts)


def parse_object(body: bytes) -> dict[str, Any]:
    """Return the object of a body; NotTrusted when it is none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise NotTrusted(Fault.NO_JSON)
    return told


def parse_error(body: bytes) -> dict[str, Any]:
    """Return what a refusal says, if it says anything that can be read."""
    try:
        return parse_object(body)
    except NotTrusted:
        return {}


def ask_found(address: str, **asked: Any) -> dict[str, Any]:
    """Return the object at an address; NotTrusted for any other answer."""
    status, told = ask_json(address, **asked)
    if status != 200:
        raise NotTrusted(Fault.UNREACHABLE, f"{address[:160]}: {status}")
    return told


def endpoints_of(provider: Provider, *, at: datetime) -> Endpoints:
    """Return where a provider listens; it is asked again once an hour."""
    if provider.read_at is None or not provider.told or at - provider.read_at > FRESH:
        provider.told = ask_found(discovery_address(provider.issuer))
        endpoints = read_discovery(provider.told, issuer=provider.issuer)
        provider.keys = ask_found(endpoints.keys)
        keep_told(provider, at=at)
        return endpoints
    return read_discovery(provider.told, issuer=provider.issuer)


def read_signed(provider: Provider, endpoints: Endpoints, token: str, *, at: datetime) -> Any:
    """Return what a token says; its keys are read anew when it is signed with a new one."""
    try:
        return read_token(token, provider.keys)
    except NotTrusted as unknown:
        if unknown.fault is not Fault.UNKNOWN_KEY:
            raise
    provider.keys = ask_found(endpoints.keys)
    keep_told(provider, at=at)
    return read_token(token, provider.keys)


def keep_told(provider: Provider, *, at: datetime) -> None:
    """Keep what a provider says of itself, for all processes; not where it moved meanwhile."""
    provider.read_at = at
    with house():
        kept = Provider.objects.filter(pk=provider.pk, issuer=provider.issuer)
        kept.update(told=provider.told, keys=provider.keys, read_at=at)


def exchange_code(
    provider: Provider, endpoints: Endpoints, code: str, *, secret: str, back: str
) -> dict[str, Any]:
    """Return the tokens that a code is good for."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": derive(secret, "verifier"),
    }
    status, told = ask_tokens(provider, endpoints, form)
    if status != 200 or not isinstance(told.get("id_token"), str):
        said = str(told.get("error_description") or told.get("error") or status)[:200]
        is_client = told.get("error") in {"invalid_client", "unauthorized_client"}
        raise NotTrusted(Fault.WRONG_CLIENT if is_client else Fault.CODE_REFUSED, said)
    return told


def ask_tokens(
    provider: Provider, endpoints: Endpoints, form: Mapping[str, str]
) -> tuple[int, dict[str, Any]]:
    """Send a form to where tokens are given, in the name of this installation."""
    secret = secret_of(provider)
    if not secret or endpoints.secret_in_form:
        named = {"client_id": provider.client_id} | ({"client_secret": secret} if secret else {})
        return ask_json(endpoints.token, form={**form, **named})
    # RFC 6749, 2.3.1: both are written as in a form before they are joined.
    pair = f"{quote(provider.client_id, safe='')}:{quote(secret, safe='')}"
    named = {"Authorization": "Basic " + b64encode(pair.encode()).decode("ascii")}
    return ask_json(endpoints.token, form=form, headers=named)


def secret_of(provider: Provider) -> str:
    """Return the secret of this installation at a provider; NotTrusted when it is lost."""
    if not provider.client_secret:
        return ""
    secret = unseal(provider.client_secret, purpose=PURPOSE)
    if secret is None:
        raise NotTrusted(Fault.SECRET_LOST)
    return secret


def seal_secret(secret: str) -> str:
    """Return a secret as the database may keep it."""
    return seal(secret, purpose=PURPOSE) if secret else ""


def add_userinfo(
    claims: dict[str, Any], endpoints: Endpoints, access_token: object, *, wanted: str
) -> dict[str, Any]:
    """Return claims with what the provider tells only on asking; the token itself stands above it.

    An answer on somebody else is none (OpenID Connect Core, 5.3.2).
    """
    if claims.get(wanted) or not endpoints.userinfo or not isinstance(access_token, str):
        return claims
    told = ask_found(endpoints.userinfo, headers={"Authorization": f"Bearer {access_token}"})
    if told.get("sub") != claims["sub"]:
        raise NotTrusted(Fault.NO_SUBJECT)
    return told | claims
