"""When a provider is believed: what needs no provider to be tried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from permanence.world.sign_on.rules import (
    Fault,
    Grant,
    Kind,
    NotTrusted,
    ProviderCard,
    read_grants,
    roles_of_groups,
    write_grants,
)
from permanence.world.sign_on.rules.oidc import (
    Endpoints,
    authorization_address,
    challenge_of,
    check_claims,
    derive,
    is_safe_address,
    person_of,
    read_discovery,
    read_token,
)

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ISSUER = "https://login.acme.example"
CLAIMS = {
    "iss": ISSUER,
    "aud": "permanence",
    "sub": "sam-4711",
    "nonce": "n",
    "iat": AT.timestamp(),
    "exp": AT.timestamp() + 300,
}
CARD = ProviderCard(kind=Kind.OIDC, name="Acme", issuer=ISSUER, client_id="permanence")
TOLD = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize?tenant=1",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://login.acme.example", True),
        ("https://login.acme.example:8443/realms/acme", True),
        ("http://localhost:9400", True),
        ("http://127.0.0.1:9400", True),
        ("http://login.acme.example", False),
        ("http://localhost.evil.example", False),
        ("https://user@login.acme.example", False),
        ("https://login.acme.example#part", False),
        ("https://login.acme.example:port", False),
        ("ftp://login.acme.example", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_an_address_is_spoken_to_in_secret_or_not_at_all(address: str, is_safe: bool) -> None:
    assert is_safe_address(address) is is_safe


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_way_to_a_provider_keeps_what_its_address_says_already() -> None:
    address = authorization_address(
        read_discovery(TOLD, issuer=ISSUER),
        client_id="permanence",
        scopes="email openid",
        back="https://desk.example.com/back",
        state="s",
        secret="secret",
    )

    asked = parse_qs(urlsplit(address).query)
    assert asked["tenant"] == ["1"]
    assert asked["scope"] == ["openid email"]
    assert asked["nonce"] == [derive("secret", "nonce")]
    assert asked["code_challenge"] == [challenge_of(derive("secret", "verifier"))]
    assert "secret" not in address.replace("client_secret", "")


@pytest.mark.parametrize(
    ("ways", "in_form"),
    [
        (None, False),
        (["client_secret_basic", "client_secret_post"], False),
        (["client_secret_post"], True),
    ],
)
def test_the_secret_is_shown_as_the_provider_wants_it(
    ways: list[str] | None, in_form: bool
) -> None:
    told = TOLD | {"token_endpoint_auth_methods_supported": ways}

    assert read_discovery(told, issuer=ISSUER).secret_in_form is in_form


def check(claims: dict[str, Any], *, at: datetime = AT) -> None:
    check_claims(claims, issuer=ISSUER, client_id="permanence", nonce="n", at=at)


@pytest.mark.parametrize(
    ("passed", "fault"),
    [
        (timedelta(), None),
        (timedelta(seconds=359), None),  # clocks may differ by a minute
        (timedelta(seconds=360), Fault.EXPIRED),
        (timedelta(seconds=-60), None),
        (timedelta(seconds=-61), Fault.TOO_EARLY),
    ],
)
def test_a_token_counts_in_its_time(passed: timedelta, fault: Fault | None) -> None:
    if fault is None:
        check(CLAIMS, at=AT + passed)
        return
    with pytest.raises(NotTrusted) as refused:
        check(CLAIMS, at=AT + passed)
    assert refused.value.fault is fault


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": "soon"},
        {"exp": True},
        {"iat": None},
        {"nbf": "later"},
        {"sub": 4711},
        {"sub": "x" * 256},
        {"nonce": ["n"]},
        {"aud": None},
        {"aud": ["permanence", "other"]},
    ],
)
def test_claims_of_the_wrong_shape_are_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(NotTrusted):
        check(CLAIMS | claims)


def test_one_of_several_parties_is_named() -> None:
    check(CLAIMS | {"aud": ["permanence", "other"], "azp": "permanence"})


@pytest.mark.parametrize(
    ("claims", "otherwise", "is_verified"),
    [
        ({"email_verified": True}, {}, True),
        ({"email_verified": "true"}, {}, True),
        ({"email_verified": "false"}, {}, False),
        ({}, {}, False),
        ({}, {"trusts_addresses": True}, True),
        ({"email_verified": False}, {"trusts_addresses": True}, False),
        # What is said of the claim `email` says nothing of another.
        ({"email_verified": True, "upn": "x@y.example"}, {"email_claim": "upn"}, False),
    ],
)
def test_an_address_is_verified_by_the_provider_or_by_its_administrator(
    claims: dict[str, Any], otherwise: dict[str, Any], is_verified: bool
) -> None:
    card = ProviderCard(**{**CARD.__dict__, **otherwise})

    assert person_of(CLAIMS | {"email": "x@y.example"} | claims, card).is_verified is is_verified


def test_every_kind_of_key_that_only_the_provider_has_will_do() -> None:
    for algorithm, key in (
        ("RS256", RSAKey.generate_key(2048, parameters={"kid": "r"})),
        ("PS256", RSAKey.generate_key(2048, parameters={"kid": "p"})),
        ("ES256", ECKey.generate_key("P-256", parameters={"kid": "e"})),
    ):
        token = jwt.encode({"alg": algorithm, "kid": key.kid}, {"sub": "x"}, key, [algorithm])
        keys = KeySet([key]).as_dict(private=False)

        assert read_token(token, keys)["sub"] == "x"


def test_a_key_for_encryption_signs_nothing() -> None:
    key = RSAKey.generate_key(2048, parameters={"kid": "k"})
    token = jwt.encode({"alg": "RS256", "kid": "k"}, {"sub": "x"}, key)
    public = key.as_dict(private=False) | {"use": "enc"}

    with pytest.raises(NotTrusted) as refused:
        read_token(token, {"keys": [public]})
    assert refused.value.fault is Fault.UNKNOWN_KEY


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "....", "é.é.é"])
def test_what_is_no_token_is_refused(token: str) -> None:
    key = RSAKey.generate_key(2048, parameters={"kid": "k"})

    with pytest.raises(NotTrusted):
        read_token(token, KeySet([key]).as_dict(private=False))


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": [{"kty": "??"}]}])
def test_without_keys_nothing_is_believed(keys: dict[str, Any]) -> None:
    key = RSAKey.generate_key(2048, parameters={"kid": "k"})
    token = jwt.encode({"alg": "RS256", "kid": "k"}, {"sub": "x"}, key)

    with pytest.raises(NotTrusted):
        read_token(token, keys)


def test_groups_give_roles_once() -> None:
    grants = (
        Grant("a", "messaging", "specialist"),
        Grant("b", "messaging", "specialist"),
        Grant("c", "content", "supervisor"),
    )

    assert roles_of_groups(grants, {"a", "b", "x"}) == (("messaging", "specialist"),)
    assert roles_of_groups(grants, set()) == ()


def test_grants_are_read_as_they_are_written() -> None:
    text = "cn=a,dc=x = messaging: specialist\n\nb = content: supervisor"

    grants, faults = read_grants(
        text, desks=["messaging", "content"], roles=["specialist", "supervisor"]
    )

    assert faults == ()
    assert write_grants(grants) == text.replace("\n\n", "\n")


def test_endpoints_say_nothing_that_was_not_told() -> None:
    assert read_discovery(TOLD, issuer=ISSUER) == Endpoints(
        issuer=ISSUER,
        authorization=f"{ISSUER}/authorize?tenant=1",
        token=f"{ISSUER}/token",
        keys=f"{ISSUER}/keys",
    )
