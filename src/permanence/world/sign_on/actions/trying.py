"""Trying a provider before people depend on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from permanence.world.sign_on.actions.asking import ask_found, ask_tokens, keep_told
from permanence.world.sign_on.models import Provider
from permanence.world.sign_on.rules import Fault, NotTrusted
from permanence.world.sign_on.rules.oidc import (
    ALGORITHMS,
    Endpoints,
    discovery_address,
    read_discovery,
)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `tone` is good, doubtful or bad."""

    code: str
    tone: str
    detail: str = ""


def try_provider(provider: Provider, *, callback: str, at: datetime) -> list[Finding]:
    """Return what is right and wrong with a provider, up to what nobody can go beyond."""
    findings: list[Finding] = []
    try:
        provider.told = ask_found(discovery_address(provider.issuer))
        endpoints = read_discovery(provider.told, issuer=provider.issuer)
        findings.append(Finding("found", "good", provider.issuer))
        findings += look_at(provider.told)
        provider.keys = ask_found(endpoints.keys)
        findings.append(look_at_keys(provider.keys))
        findings.append(try_secret(provider, endpoints, callback=callback))
    except NotTrusted as wrong:
        return [*findings, Finding(wrong.fault, "bad", wrong.detail)]
    keep_told(provider, at=at)
    return findings


def look_at(told: dict[str, Any]) -> Iterator[Finding]:
    """Say what a provider can and cannot do, by its own word."""
    if "code" not in (told.get("response_types_supported") or ["code"]):
        yield Finding("no_code", "bad")
    if "S256" in (told.get("code_challenge_methods_supported") or []):
        yield Finding("pkce", "good")
    else:
        yield Finding("no_pkce", "doubtful")
    scopes = told.get("scopes_supported")
    if scopes and "email" not in scopes:
        yield Finding("no_email", "doubtful")
    signed = told.get("id_token_signing_alg_values_supported") or ["RS256"]
    if not set(signed) & set(ALGORITHMS):
        yield Finding("no_algorithm", "bad", ", ".join(map(str, signed))[:200])
    yield (
        Finding("leaving", "good")
        if told.get("end_session_endpoint")
        else Finding("no_leaving", "doubtful")
    )


def look_at_keys(keys: dict[str, Any]) -> Finding:
    """Say whether there is a key with which a signature can be checked."""
    told = keys.get("keys")
    listed = told if isinstance(told, list) else []
    usable = [one for one in listed if isinstance(one, dict) and one.get("use", "sig") == "sig"]
    if not usable:
        raise NotTrusted(Fault.NO_KEYS)
    return Finding("keys", "good", str(len(usable)))


def try_secret(provider: Provider, endpoints: Endpoints, *, callback: str) -> Finding:
    """Say whether the provider knows this installation, by a code that can be none.

    Who knows client and secret refuses the code; who does not, refuses the client (RFC 6749, 5.2).
    """
    form = {
        "grant_type": "authorization_code",
        "code": "permanence-tries-its-secret",
        "redirect_uri": callback,
        "code_verifier": "permanence-tries-its-secret-with-a-verifier",
    }
    status, told = ask_tokens(provider, endpoints, form)
    error = str(told.get("error") or status)[:100]
    if error == "invalid_grant":
        return Finding("known", "good")
    if error in {"invalid_client", "unauthorized_client"} or status == 401:
        return Finding("not_known", "bad", error)
    return Finding("perhaps_known", "doubtful", error)
