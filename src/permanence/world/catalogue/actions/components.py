"""Keeping the catalogue of a desk's service; every change stands in the journal."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component, Dependency
from permanence.world.catalogue.rules import ComponentCard, SeedComponent

KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class ComponentTaken(Refusal):
    """A desk's components are told apart by their keys."""


class ComponentUnnamed(Refusal):
    """People read of components by a name."""


class ComponentsInCircle(Refusal):
    """Of two components that need each other none could stand first."""


class ComponentNeeded(Refusal):
    """Nothing that stands may need what is out of use."""


def add_component(desk: Desk, card: ComponentCard, *, by: Actor, at: datetime) -> Component:
    """Write down a part of a desk's service, as the last one."""
    _check_card(card)
    made = Component(
        desk=desk, position=_next_position(desk), **vars(card) | {"names": _clean(card)}
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        message = _("There is a component of this key already: {key}.")
        raise ComponentTaken(message, key=card.key) from None
    record_component(made, "component.added", by=by, at=at, names=made.names, kind=made.kind)
    return made


def change_component(
    component: Component,
    card: ComponentCard,
    *,
    position: int | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Let a component be called, sorted and shown as the card says; its key stays."""
    _check_card(card)
    held = lock_component(component)
    wanted: dict[str, Any] = {
        "names": _clean(card),
        "kind": card.kind,
        "is_public": card.is_public,
        "position": held.position if position is None else position,
    }
    changes = {
        name: [getattr(held, name), value]
        for name, value in wanted.items()
        if getattr(held, name) != value
    }
    if not changes:
        return
    for name, value in wanted.items():
        setattr(held, name, value)
    held.save(update_fields=list(wanted))
    record_component(held, "component.changed", by=by, at=at, changes=changes)


def set_needs(component: Component, needs: Collection[int], *, by: Actor, at: datetime) -> None:
    """Let a component need exactly those of its desk; a circle is refused."""
    held = lock_component(component)
    if held.archived_at:
        raise ComponentNeeded(_("This component is archived: take it into use again first."))
    rows = Component.objects.standing().filter(desk=held.desk_id, pk__in=needs)
    wanted = {row.pk: row for row in rows}
    known = Dependency.objects.filter(component=held).select_related("needs")
    before = {row.needs_id: row for row in known}
    gone = [row for number, row in before.items() if number not in wanted]
    new = [Dependency(component=held, needs=row) for row in wanted.values() if row.pk not in before]
    if not gone and not new:
        return
    with transaction.atomic():
        Dependency.objects.filter(pk__in=[row.pk for row in gone]).delete()
        _add_dependencies(new)
    record_component(
        held,
        "component.needs_set",
        by=by,
        at=at,
        added=[row.needs.key for row in new],
        dropped=[row.needs.key for row in gone],
    )


def archive_component(component: Component, *, by: Actor, at: datetime) -> None:
    """Put a component out of use; refused while one that stands needs it."""
    held = lock_component(component)
    if held.archived_at:
        return
    above = Component.objects.standing().filter(dependencies__needs=held).order_by("position", "pk")
    if names := [row.name_in(held.desk.default_language) for row in above]:
        message = _("Other components still need this one: {names}.")
        raise ComponentNeeded(message, names=", ".join(names))
    held.archived_at = at
    held.save(update_fields=["archived_at"])
    record_component(held, "component.archived", by=by, at=at)


def restore_component(component: Component, *, by: Actor, at: datetime) -> None:
    """Take a component into use again; refused while one that it needs is out of use."""
    held = lock_component(component)
    if held.archived_at is None:
        return
    below = Component.objects.filter(dependents__component=held, archived_at__isnull=False)
    if names := [row.name_in(held.desk.default_language) for row in below.order_by("pk")]:
        message = _("This component needs others that are archived: {names}.")
        raise ComponentNeeded(message, names=", ".join(names))
    held.archived_at = None
    held.save(update_fields=["archived_at"])
    record_component(held, "component.restored", by=by, at=at)


def seed_components(
    desk: Desk, seeds: Sequence[SeedComponent], *, at: datetime, by: Actor = SYSTEM
) -> list[Component]:
    """Write down the components that a document names and the desk has not had yet.

    What stands in the catalogue stays as people made it: a document brings what is new, and the
    dependencies of which one end is new. Returns the new ones.
    """
    known = {row.key: row for row in Component.objects.filter(desk=desk)}
    new = {
        seed.card.key: add_component(desk, seed.card, by=by, at=at)
        for seed in seeds
        if seed.card.key not in known
    }
    known |= new
    _add_dependencies(
        Dependency(component=known[seed.card.key], needs=known[below])
        for seed in seeds
        for below in seed.needs
        if below in known and (seed.card.key in new or below in new)
    )
    return list(new.values())


def lock_component(component: Component) -> Component:
    """Return a component as it is now, locked."""
    rows = Component.objects.select_for_update(no_key=True, of=("self",)).select_related("desk")
    return rows.get(pk=component.pk)


def record_component(
    component: Component, act: str, *, by: Actor, at: datetime, **facts: Any
) -> None:
    """Record one act on a component."""
    subject = f"component:{component.pk}"
    record(act, subject, at=at, actor=by, desk=component.desk_id, key=component.key, **facts)


def _add_dependencies(rows: Iterable[Dependency]) -> None:
    try:
        with transaction.atomic():
            Dependency.objects.bulk_create(rows)
    except IntegrityError as fault:
        if "circle" not in str(fault):
            raise
        message = _("Components would need each other in a circle. Nothing was changed.")
        raise ComponentsInCircle(message) from None


def _next_position(desk: Desk) -> int:
    last = Component.objects.filter(desk=desk).aggregate(last=Max("position"))["last"]
    return 1 if last is None else int(last) + 1


def _check_card(card: ComponentCard) -> None:
    if not KEY.fullmatch(card.key):
        raise ComponentUnnamed(_("A key has small letters, digits and single hyphens."))
    if not _clean(card):
        raise ComponentUnnamed(_("Say what it is called, in one language at the least."))


def _clean(card: ComponentCard) -> Mapping[str, str]:
    return {language: name.strip() for language, name in card.names.items() if name.strip()}
