"""What an administrator does to providers and bindings; every change stands in the journal."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.world.sign_on.actions.asking import seal_secret
from permanence.world.sign_on.models import Binding, Provider
from permanence.world.sign_on.rules import Kind, ProviderCard
from permanence.world.sign_on.rules.oidc import is_safe_address

WRITTEN_ONCE = {"kind", "grants"}


class ProviderTaken(Refusal):
    """Two providers of one issuer could not be told apart."""


class UnsafeAddress(Refusal):
    """What anybody on the way can read and change says nothing about who somebody is."""


def add_provider(card: ProviderCard, *, secret: str, by: Actor, at: datetime) -> Provider:
    """Add a provider, under a key made of its name that never changes."""
    check_provider(None, card)
    provider = Provider(key=find_key(card.name), kind=card.kind, client_secret=seal_secret(secret))
    put_card(provider, card)
    provider.save()
    told = asdict(card)
    record("sign_on.added", f"provider:{provider.pk}", at=at, actor=by, card=told)
    return provider


def change_provider(
    provider: Provider, card: ProviderCard, *, secret: str, by: Actor, at: datetime
) -> None:
    """Let a provider be what the card says; without a new secret the old one stays."""
    held = Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    was, now = asdict(held.card), asdict(card)
    changes = {name: [was[name], now[name]] for name in now if was[name] != now[name]}
    if not changes and not secret:
        return
    check_provider(held, card)
    put_card(held, card)
    if secret:
        held.client_secret = seal_secret(secret)
    held.told, held.keys, held.read_at = {}, {}, None
    held.save()
    record(
        "sign_on.changed",
        f"provider:{held.pk}",
        at=at,
        actor=by,
        changes=changes,
        has_new_secret=bool(secret),
    )


def put_card(provider: Provider, card: ProviderCard) -> None:
    """Write what a card says on a provider."""
    for one in fields(card):
        if one.name not in WRITTEN_ONCE:
            setattr(provider, one.name, getattr(card, one.name))
    provider.grants = [[one.group, one.desk, one.role] for one in card.grants]


def check_provider(held: Provider | None, card: ProviderCard) -> None:
    """Refuse an issuer that another provider has, and an address that is no secret one."""
    same = Provider.objects.filter(issuer=card.issuer)
    if (same.exclude(pk=held.pk) if held else same).exists():
        raise ProviderTaken(_("There is a provider with this issuer already."))
    address = card.issuer if card.kind is Kind.OIDC else card.sign_in_url
    if not is_safe_address(address):
        raise UnsafeAddress(_("Write a full address that begins with https://."))


def find_key(name: str) -> str:
    """Return a key that no provider has, made of its name."""
    stem = slugify(name)[:40] or "provider"
    taken = set(Provider.objects.filter(key__startswith=stem).values_list("key", flat=True))
    tries = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(one for one in tries if one not in taken)


def end_binding(provider: Provider, number: int, *, by: Actor, at: datetime) -> bool:
    """Undo whose log-in a subject is; the next entry binds anew. False when there is no such."""
    binding = Binding.objects.filter(pk=number, issuer=provider.issuer).first()
    if binding is None:
        return False
    binding.delete()
    record(
        "sign_on.unbound",
        f"provider:{provider.pk}",
        at=at,
        actor=by,
        user=binding.user_id,
        person=binding.subject,
    )
    return True
