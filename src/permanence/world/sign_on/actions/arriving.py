"""The way of a browser to a provider and back, and who is let in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.world.accounts.actions import add_specialist
from permanence.world.accounts.models import Desk, Specialist, User
from permanence.world.sign_on.actions.asking import (
    add_userinfo,
    endpoints_of,
    exchange_code,
    read_signed,
)
from permanence.world.sign_on.models import GOOD_FOR, Approach, Binding, Provider
from permanence.world.sign_on.rules import Fault, NotTrusted, Person, roles_of_groups
from permanence.world.sign_on.rules.oidc import (
    authorization_address,
    check_claims,
    check_way_back,
    derive,
    leaving_address,
    person_of,
)


@dataclass(frozen=True)
class Arrived:
    """Who came back from a provider: a person it vouches for, and where they wanted to go."""

    person: Person
    back: str
    token: str = ""


@dataclass(frozen=True)
class Admitted:
    """Whose log-in it is, and whether it was bound or even made just now."""

    user: User
    is_new: bool = False
    is_bound: bool = False


def set_out(
    provider: Provider, *, callback: str, back: str, language: str, at: datetime
) -> tuple[str, str]:
    """Send a browser to a provider: return the address, and the secret that it has to keep."""
    endpoints = endpoints_of(provider, at=at)
    state, secret = note_approach(provider, back=back, at=at)
    address = authorization_address(
        endpoints,
        client_id=provider.client_id,
        scopes=provider.scopes,
        back=callback,
        state=state,
        secret=secret,
        language=language,
    )
    return address, secret


def note_approach(provider: Provider, *, back: str, at: datetime) -> tuple[str, str]:
    """Note that a browser sets out; return its state and its secret, and forget who never came."""
    state, secret = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
    with house():
        Approach.objects.stale(at=at).delete()
        Approach.objects.create(
            state=state, digest=digest_of(secret), provider=provider, back=back, begun_at=at
        )
    return state, secret


def end_approach(provider: Provider, *, state: str, secret: str, at: datetime) -> Approach:
    """Return the way that a browser comes back from, once; NotTrusted when it never set out."""
    with house():
        found = Approach.objects.select_for_update().filter(state=state, provider=provider).first()
        if found is None or not constant_time_compare(found.digest, digest_of(secret)):
            raise NotTrusted(Fault.STALE)
        found.delete()
    if at - found.begun_at >= GOOD_FOR:
        raise NotTrusted(Fault.STALE)
    return found


def digest_of(secret: str) -> str:
    """Return what is kept of a browser's secret."""
    return sha256(secret.encode()).hexdigest()


def come_back(
    provider: Provider, answer: Mapping[str, str], *, secret: str, callback: str, at: datetime
) -> Arrived:
    """Return whom a provider vouches for; NotTrusted says why nobody is believed."""
    way = end_approach(provider, state=answer.get("state", ""), secret=secret, at=at)
    endpoints = endpoints_of(provider, at=at)
    code = check_way_back(endpoints, answer)
    tokens = exchange_code(provider, endpoints, code, secret=secret, back=callback)
    claims: dict[str, Any] = read_signed(provider, endpoints, tokens["id_token"], at=at)
    check_claims(
        claims,
        issuer=provider.issuer,
        client_id=provider.client_id,
        nonce=derive(secret, "nonce"),
        at=at,
    )
    card = provider.card
    claims = add_userinfo(claims, endpoints, tokens.get("access_token"), wanted=card.email_claim)
    return Arrived(person_of(claims, card), way.back, tokens["id_token"])


def admit_person(provider: Provider, person: Person, *, at: datetime) -> Admitted:
    """Return whose log-in a person is; NotTrusted when it is nobody's.

    The subject decides. Only at the first entry does the address, and only a verified one.
    """
    bound = (
        Binding.objects.select_for_update(no_key=True, of=("self",))
        .select_related("user")
        .filter(issuer=person.issuer, subject=person.subject)
        .first()
    )
    if bound is not None:
        if not bound.user.is_active:
            raise NotTrusted(Fault.INACTIVE, user=bound.user_id)
        bound.used_at = at
        bound.save(update_fields=["used_at"])
        return Admitted(bound.user)
    if not person.email:
        raise NotTrusted(Fault.NO_ADDRESS)
    known = User.objects.select_for_update(no_key=True).filter(email=person.email).first()
    if not person.is_verified:
        raise NotTrusted(Fault.UNVERIFIED, user=known.pk if known else None)
    if known is not None:
        check_known(known, person)
    user = known or admit_newcomer(provider, person, at=at)
    Binding.objects.create(
        issuer=person.issuer, subject=person.subject, user=user, since=at, used_at=at
    )
    return Admitted(user, is_new=known is None, is_bound=True)


def check_known(user: User, person: Person) -> None:
    """Refuse a log-in that is not to be bound: closed, a customer's, or bound to somebody else."""
    if not user.is_active:
        raise NotTrusted(Fault.INACTIVE, user=user.pk)
    if not Specialist.objects.filter(user=user).exists():
        raise NotTrusted(Fault.NOT_STAFF, user=user.pk)
    if Binding.objects.filter(issuer=person.issuer, user=user).exists():
        raise NotTrusted(Fault.BOUND_OTHERWISE, user=user.pk)


def admit_newcomer(provider: Provider, person: Person, *, at: datetime) -> User:
    """Make a log-in for somebody whom nobody knew, with the roles that their groups give."""
    if not provider.admits_newcomers:
        raise NotTrusted(Fault.UNKNOWN)
    desks = {desk.key: desk for desk in Desk.objects.order_by("position", "pk")}
    given = roles_of_groups(provider.card.grants, person.groups)
    roles = [(desks[key], role) for key, role in given if key in desks]
    if not roles:
        raise NotTrusted(Fault.NO_ROLE)
    spoken = {code for code, _ in settings.LANGUAGES}
    language = person.language if person.language in spoken else roles[0][0].default_language
    specialist = add_specialist(
        email=person.email,
        name=person.name or person.email,
        password=None,
        roles=roles,
        language=language,
    )
    record(
        "staff.admitted",
        f"specialist:{specialist.pk}",
        at=at,
        actor=Actor(f"provider:{provider.pk}", provider.name),
        roles=[list(one) for one in given],
    )
    return specialist.user


def leave_provider(provider: Provider, *, token: str, back: str, at: datetime) -> str:
    """Return where the browser logs out at the provider too; nothing when that is not offered."""
    endpoints = endpoints_of(provider, at=at)
    return leaving_address(endpoints, client_id=provider.client_id, token=token, back=back)
