"""Putting a policy document into force."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.clocks.actions import Setting, set_deadlines
from permanence.promises.policies.models import PolicyVersion
from permanence.promises.policies.queries import policy_in_force
from permanence.promises.policies.rules import Policy, read_policy
from permanence.promises.terms.rules import say
from permanence.promises.terms.rules.editing import changed_values
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.actions import seed_components
from permanence.world.catalogue.rules import ComponentCard, SeedComponent

TURN: Final = "policies.turn"
TOO_LATE = _("A new version takes effect now or later, not at {date}: that time has passed.")


class TooLate(Refusal):
    """Nothing that was promised is changed afterwards."""


@dataclass(frozen=True)
class Loading:
    """What came of loading a document; `new` is False when the version stood already."""

    version: int
    number: int
    desk: str
    effective_at: datetime
    new: bool


def load_policy(
    text: str,
    *,
    file: str,
    at: datetime,
    effective_at: datetime | None = None,
    by: Actor = SYSTEM,
) -> Loading:
    """Make a new version of a desk's policy, or raise Faults and change nothing.

    A document that holds at that date already makes nothing new. A version takes effect at its
    date, at once when none is given. Runs in the caller's `house()`.
    """
    policy = read_policy(text, file=file)
    comes_later = effective_at is not None and effective_at > at
    desk = _lock_desk(policy) if comes_later else _settle_desk(policy, at=at)
    versions = PolicyVersion.objects.filter(desk=desk)
    digest = sha256(text.encode()).hexdigest()
    held = versions.in_force(effective_at or at).first()
    if held and held.digest == digest:
        return Loading(held.pk, held.number, desk.key, held.effective_at, new=False)
    last = versions.order_by("-number").first()
    if last and effective_at and effective_at < at:
        raise TooLate(TOO_LATE, date=effective_at.isoformat())
    version = PolicyVersion.objects.create(
        desk=desk,
        number=last.number + 1 if last else 1,
        title=say(policy.title, policy.default_language),
        document=text,
        digest=digest,
        effective_at=effective_at or at,
        loaded_at=at,
        loaded_by=by.name or by.key,
    )
    set_deadlines(TURN, [_set_turn(version, desk)])
    _record_loading(version, desk, by, before=held.document if held else "")
    return Loading(version.pk, version.number, desk.key, version.effective_at, new=True)


def _set_turn(version: PolicyVersion, desk: Desk) -> Setting:
    """The instant at which open tickets may fare better than before."""
    turn = version.effective_at
    return Setting(desk.pk, version.loaded_at, turn, marks=[("limit", turn)], desk=desk.pk)


def _record_loading(version: PolicyVersion, desk: Desk, by: Actor, *, before: str) -> None:
    """Record who loaded what, and each value as it was in the version replaced and as it is."""
    record(
        "policy.loaded",
        f"desk:{desk.key}",
        at=version.loaded_at,
        actor=by,
        desk=desk.pk,
        version=version.number,
        effective_at=version.effective_at.isoformat(),
        digest=version.digest,
        changes=changed_values(before, version.document) if before else {},
    )


def follow_policies(desks: Collection[int], *, at: datetime) -> None:
    """Let each desk be named as the version says that has taken effect on it."""
    for key in Desk.objects.filter(pk__in=desks).values_list("key", flat=True):
        _settle_desk(policy_in_force(key, at=at)[1], at=at)


def _settle_desk(policy: Policy, *, at: datetime) -> Desk:
    """The desk's row follows its document; its catalogue gains what the document brings."""
    desk = _lock_desk(policy)
    facts = _facts_of(policy)
    if any(getattr(desk, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(desk, name, value)
        desk.save()
    seed_components(desk, _seeds_of(policy), at=at)
    return desk


def _lock_desk(policy: Policy) -> Desk:
    """Locking the desk's row lets one loading follow another; a desk's first document makes it."""
    facts = _facts_of(policy) | {"position": Desk.objects.count()}
    Desk.objects.get_or_create(key=policy.desk, defaults=facts)
    return Desk.objects.select_for_update(no_key=True).get(key=policy.desk)


def _seeds_of(policy: Policy) -> list[SeedComponent]:
    return [
        SeedComponent(ComponentCard(term.key, term.name, term.kind, term.is_public), term.needs)
        for term in policy.components
    ]


def _facts_of(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "default_language": policy.default_language,
        "accent": policy.accent,
    }
