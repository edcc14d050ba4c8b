"""The page of one customer: what its contracts give it, and what that needs."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from permanence.ground.lib.prepared import Prepared, ask
from permanence.promises.contracts.queries import components_given
from permanence.service.incidents.queries.suspecting import what_fails
from permanence.service.status.models import Standing
from permanence.service.status.rules.conditions import Condition
from permanence.service.status.rules.own import Above, Touch, narrow_to
from permanence.service.status.rules.standing import Shown, gather_page

TOUCHING = """
select incident_id, occurred_at, resolved_at, condition, path::text
from permanence_own_incidents(%s)
"""

STANDINGS = Prepared(
    lambda desk, given: (
        Standing.objects.filter(desk=desk)
        .filter(Q(is_public=True) | Q(component__pk__any_of=given))
        .values_list("component_id", "is_public", "content")
    ),
    "desk",
    "given",
)


@dataclass(frozen=True)
class OwnPage:
    """What a customer reads of a desk's services, and what fails with each component."""

    shown: Shown
    above: Above


def own_page(organisation: int | None, *, desk: int, at: datetime) -> OwnPage:
    """Return what a customer may read: its own components, and what happens to what they need.

    Its own are those that its contracts name; where these name none, all that are public.
    """
    given = components_given(organisation, desk=desk, at=at) if organisation else None
    told = STANDINGS(desk=desk, given=list(given or ()))
    own: Collection[int] = given or {number for number, is_public, _ in told if is_public}
    above = what_fails(desk)
    return OwnPage(narrow_to(gather_page(one for *_, one in told), own, above=above), above)


def own_touches(desk: int) -> list[Touch]:
    """Return the disruptions that touch the customer for whom the transaction runs (SPEC C6)."""
    return [
        Touch(incident, began, ended, Condition(condition or "degraded"), tuple(json.loads(path)))
        for incident, began, ended, condition, path in ask(TOUCHING, [desk])
    ]
