"""What a desk wants to have within reach beyond what its policy promises."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.world.accounts.models import Desk
from permanence.world.rotas.models import Requirement
from permanence.world.rotas.rules.coverage import Need


def require(desk: Desk, need: Need, *, by: Actor, at: datetime) -> None:
    """Want something always within reach; said twice it is wanted once."""
    facts: Any = {"level": need.level, "language": need.language, "skill": need.skill}
    _row, made = Requirement.objects.get_or_create(desk=desk, **facts)
    if made:
        record("rota.required", f"desk:{desk.pk}", at=at, actor=by, desk=desk.pk, **facts)


def require_no_more(desk: Desk, number: int, *, by: Actor, at: datetime) -> None:
    """Want something no more."""
    found = Requirement.objects.filter(desk=desk, pk=number).first()
    if found is not None:
        facts: Any = {"level": found.level, "language": found.language, "skill": found.skill}
        found.delete()
        record("rota.required_no_more", f"desk:{desk.pk}", at=at, actor=by, desk=desk.pk, **facts)
