"""What an administrator does to providers; every change stands in the journal, no secret does."""

from __future__ import annotations

import secrets as chance
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.hosts import may_be_called
from permanence.ground.ways.actions.posting import post_trial
from permanence.ground.ways.actions.sealing import open_secrets, seal_secrets
from permanence.ground.ways.models import Call, Provider
from permanence.ground.ways.rules import TRIALS, NewCall, Way
from permanence.ground.ways.rules.providers import (
    KINDS,
    Kind,
    ProviderCard,
    is_exchange,
    is_service,
)

INSIDE = _(
    "This address may not be called: write a full one that begins with https:// and lies outside,"
    " or let the operator vouch for its host (PERMANENCE_WAY_HOSTS)."
)


class UnsafeAddress(Refusal):
    """What an administrator types must not lead to what stands beside us."""


class UnknownService(Refusal):
    """The library knows services that write files or send anywhere; those are no ways to people."""


def add_provider(
    card: ProviderCard, *, secrets: Mapping[str, str], by: Actor, at: datetime
) -> Provider:
    """Add somebody who carries calls from now on."""
    check_card(card, secrets)
    made = Provider(way=card.way, kind=card.kind, nonce=chance.token_urlsafe(12), made_at=at)
    put_card(made, card, secrets)
    made.save()
    record("way.added", f"way:{made.pk}", at=at, actor=by, card=tell_card(card))
    return made


def change_provider(
    provider: Provider,
    card: ProviderCard,
    *,
    secrets: Mapping[str, str],
    by: Actor,
    at: datetime,
) -> None:
    """Let a provider be what the card says; a secret that is not told anew stays as it is."""
    held = Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    fresh = {name: secret for name, secret in secrets.items() if secret}
    check_card(card, fresh)
    was, now = tell_card(card_of(held)), tell_card(card)
    put_card(held, card, open_secrets(held) | fresh)
    held.failures, held.rests_until = 0, None
    held.save()
    changes = {name: [was[name], now[name]] for name in now if was[name] != now[name]}
    subject = f"way:{held.pk}"
    record("way.changed", subject, at=at, actor=by, changes=changes, new_secrets=sorted(fresh))


def end_provider(provider: Provider, *, by: Actor, at: datetime) -> None:
    """Let a provider carry nothing any more; what it carried stays on the record."""
    held = Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    if held.ended_at is None:
        held.ended_at, held.sealed = at, ""
        held.save(update_fields=["ended_at", "sealed"])
        record("way.ended", f"way:{held.pk}", at=at, actor=by)


def try_provider(
    provider: Provider, address: str, *, language: str, text: str, at: datetime
) -> Call:
    """Send somebody a message by this provider alone, to see whether it arrives."""
    new = NewCall(TRIALS, provider.pk, Way(provider.way), address, language, text)
    return post_trial(provider, new, at=at)


def card_of(provider: Provider) -> ProviderCard:
    """Return what is kept of a provider that administrators see."""
    return ProviderCard(
        name=provider.name,
        way=Way(provider.way),
        kind=Kind(provider.kind),
        rank=provider.rank,
        desk=provider.desk_id,
        per_minute=provider.per_minute,
        receipt_within=provider.receipt_within,
        settings=provider.settings,
    )


def tell_card(card: ProviderCard) -> dict[str, Any]:
    """Return a card as the journal keeps it."""
    within = card.receipt_within
    return asdict(card) | {"receipt_within": None if within is None else within.total_seconds()}


def put_card(provider: Provider, card: ProviderCard, secrets: Mapping[str, str]) -> None:
    """Write what a card says on a provider, and its secrets."""
    provider.name, provider.rank, provider.desk_id = card.name, card.rank, card.desk
    provider.per_minute, provider.receipt_within = card.per_minute, card.receipt_within
    provider.settings = {name: told for name, told in card.settings.items() if told}
    provider.sealed = seal_secrets(secrets)


def check_card(card: ProviderCard, secrets: Mapping[str, str]) -> None:
    """Refuse addresses that lead inside, and services that are no ways to people."""
    if card.kind not in KINDS[card.way]:
        raise UnknownService(_("This way is not carried by such a provider."))
    for name in ("url", "base"):
        told = card.settings.get(name)
        if told and not may_be_called(told, trusted=settings.WAY_HOSTS):
            raise UnsafeAddress(INSIDE)
    domain = card.settings.get("domain")
    if domain and not is_exchange(domain, trusted=settings.WAY_HOSTS):
        raise UnsafeAddress(INSIDE)
    address = secrets.get("address")
    if address and not is_service(address, card.way, trusted=settings.WAY_HOSTS):
        raise UnknownService(
            _("This address is not one of a service that carries messages to people by this way.")
        )
