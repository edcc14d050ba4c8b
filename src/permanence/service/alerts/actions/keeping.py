"""What an administrator does to sources, their tokens, and where their labels lead."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.tokens import ROTATION, hash_token
from permanence.promises.policies.queries import addresses_in_force
from permanence.service.alerts.models import Alert, Place, Source
from permanence.service.alerts.queries import compass_of
from permanence.service.alerts.rules.mails import WrongPattern, compile_pattern
from permanence.service.alerts.rules.sources import (
    POSTING,
    Kind,
    SourceCard,
    find_faults,
)
from permanence.world.catalogue.models import Component

SHOWN = 4


class WrongSource(Refusal):
    """What is said of a source cannot be."""


class AddressTaken(Refusal):
    """An address leads to one place."""


def add_source(card: SourceCard, *, by: Actor, at: datetime) -> tuple[Source, str]:
    """Add a source, and return it with its token: it is shown now and never again."""
    check_card(card, at=at)
    made = Source(kind=card.kind, desk_id=card.desk, made_at=at)
    put_card(made, card, at=at)
    token = put_token(made, at=at) if card.kind in POSTING else ""
    made.save()
    record("source.added", f"source:{made.pk}", at=at, actor=by, desk=card.desk, card=tell(card))
    return made, token


def change_source(source: Source, card: SourceCard, *, by: Actor, at: datetime) -> None:
    """Let a source be what the card says; its alerts are placed anew."""
    held = lock_source(source)
    check_card(card, but=held.pk, at=at)
    was, now = tell(card_of(held)), tell(card)
    put_card(held, card, at=at)
    held.save()
    place_anew(held)
    changes = {name: [was[name], now[name]] for name in now if was[name] != now[name]}
    subject = f"source:{held.pk}"
    record("source.changed", subject, at=at, actor=by, desk=held.desk_id, changes=changes)


def renew_token(source: Source, *, by: Actor, at: datetime) -> str:
    """Give a source a new token and return it; the one before works for a day more."""
    held = lock_source(source)
    if held.kind not in POSTING:
        raise WrongSource(_("This source has no token."))
    held.token_before, held.token_before_until = held.token, at + ROTATION
    token = put_token(held, at=at)
    held.save()
    record("source.token_renewed", f"source:{held.pk}", at=at, actor=by, desk=held.desk_id)
    return token


def end_source(source: Source, *, by: Actor, at: datetime) -> None:
    """Hear a source no more; its alerts stay, and none of its tokens works from now on."""
    held = lock_source(source)
    held.ended_at, held.due_at, held.silent_at = at, None, None
    held.token = held.token_before = held.token_end = ""
    held.token_before_until = None
    held.save()
    record("source.ended", f"source:{held.pk}", at=at, actor=by, desk=held.desk_id)


def add_place(
    desk: int,
    *,
    source: Source | None,
    label: str,
    value: str,
    component: Component,
    by: Actor,
    at: datetime,
) -> Place:
    """Let a label lead to a component, from now on and for what is known already."""
    label, value = label.strip(), value.strip()
    if not label or not value:
        raise WrongSource(_("Write a label and its value."))
    same = Place.objects.filter(desk=desk, source=source, label=label, value=value)
    if same.exists():
        raise WrongSource(_("This label leads to a component already."))
    last = Place.objects.filter(desk=desk).aggregate(last=Max("rank"))["last"] or 0
    made = Place.objects.create(
        desk_id=desk, source=source, label=label, value=value, component=component, rank=last + 1
    )
    place_all_anew(desk, source)
    facts: dict[str, Any] = {"label": label, "value": value, "component": component.pk}
    record("alert_place.added", f"sources:{desk}", at=at, actor=by, desk=desk, **facts)
    return made


def remove_place(place: Place, *, by: Actor, at: datetime) -> None:
    """Let a label lead nowhere."""
    facts: dict[str, Any] = {
        "label": place.label,
        "value": place.value,
        "component": place.component_id,
    }
    desk, source = place.desk_id, place.source
    place.delete()
    place_all_anew(desk, source)
    record("alert_place.removed", f"sources:{desk}", at=at, actor=by, desk=desk, **facts)


def place_all_anew(desk: int, source: Source | None) -> None:
    """Place the alerts of one source anew, or of all of a desk."""
    for one in [source] if source else Source.objects.active().filter(desk=desk):
        place_anew(one)


def place_anew(source: Source) -> None:
    """Let the alerts of a source lead where its labels lead now."""
    compass = compass_of(source)
    changed = []
    for alert in Alert.objects.filter(source=source, state="firing").select_for_update():
        found = compass.find(alert.labels)
        if found != alert.component_id:
            alert.component_id = found
            changed.append(alert)
    Alert.objects.bulk_update(changed, ["component"])


def lock_source(source: Source) -> Source:
    """Return a source that is heard, locked."""
    held = Source.objects.active().select_for_update(no_key=True).filter(pk=source.pk).first()
    if held is None:
        raise WrongSource(_("This source is not heard any more."))
    return held


def check_card(card: SourceCard, *, but: int | None = None, at: datetime) -> None:
    """Refuse what cannot be."""
    texts = {
        "name": _("Give it a name."),
        "address": _("Write the mail address at which its alerts arrive."),
        "every": _("Say how often it beats."),
        "span": _("It can be expected every ten seconds at most, and once a month at least."),
    }
    faults = find_faults(card)
    if faults:
        raise WrongSource(texts[faults[0]])
    check_pattern(card.pattern)
    taken = Source.objects.active().filter(address=card.address.lower()).exclude(pk=but or 0)
    if card.kind == Kind.MAIL and taken.exists():
        raise AddressTaken(_("Another source has this address."))
    if card.address.lower() in addresses_in_force(at=at):
        raise AddressTaken(_("Customers write to this address: their mails would become alerts."))


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that finds nothing."""
    try:
        if pattern:
            compile_pattern(pattern)
    except WrongPattern as wrong:
        texts = {
            "places": _("Write {fingerprint} once, and {state} once at most."),
            "most": _("This pattern has too many places: four are enough."),
        }
        raise WrongSource(texts[wrong.code]) from wrong


def put_card(source: Source, card: SourceCard, *, at: datetime) -> None:
    """Write what a card says on a source."""
    source.name, source.pattern = card.name.strip(), card.pattern.strip()
    source.address = card.address.strip().lower() if card.kind == Kind.MAIL else ""
    source.group_by, source.component_label = list(card.group_by), card.component_label.strip()
    source.every, source.grace = card.every, card.grace
    if card.every is None:
        source.due_at = source.silent_at = None
    elif source.silent_at is None:
        source.due_at = (source.heard_at or at) + card.every + card.grace


def put_token(source: Source, *, at: datetime) -> str:
    """Give a source a fresh token and return it."""
    token = secrets.token_urlsafe(24)
    source.token, source.token_end = hash_token(token), token[-SHOWN:]
    source.token_made_at = at
    return token


def card_of(source: Source) -> SourceCard:
    """Return what is kept of a source that administrators see."""
    return SourceCard(
        name=source.name,
        kind=Kind(source.kind),
        desk=source.desk_id,
        address=source.address,
        pattern=source.pattern,
        group_by=tuple(source.group_by),
        component_label=source.component_label,
        every=source.every,
        grace=source.grace,
    )


def tell(card: SourceCard) -> dict[str, Any]:
    """Return a card as the journal keeps it."""
    every = None if card.every is None else card.every.total_seconds()
    told = {"every": every, "grace": card.grace.total_seconds(), "group_by": list(card.group_by)}
    return asdict(card) | told
