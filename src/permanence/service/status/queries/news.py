"""What subscribers are told of: how each thing on a desk's page stands, as facts to compare."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from permanence.service.status.models import Standing
from permanence.service.status.queries.pages import public_page
from permanence.service.status.rules.conditions import Condition
from permanence.service.status.rules.standing import ComponentShown, Shown, digest_of, gather_page
from permanence.service.status.rules.telling import Fact

OPERATIONAL = str(Condition.OPERATIONAL)


def tell_page(desk: int) -> Shown:
    """Return the page of a desk as subscribers are told of it."""
    return public_page(desk)


def whole_page(desk: int) -> Shown:
    """Return all components of a desk, those that only their customers read of as well."""
    rows = Standing.objects.filter(desk=desk)
    return gather_page(rows.values_list("content", flat=True))


def facts_of(shown: Shown, components: Collection[int] = ()) -> list[Fact]:
    """Return how the things stand that touch some components; no components are all."""

    def is_wanted(touched: Sequence[ComponentShown]) -> bool:
        return not components or any(one.number in components for one in touched)

    facts = [
        Fact(
            component_key(one.number),
            OPERATIONAL if one.is_maintained else str(one.condition),
            one.since,
            one.changes,
        )
        for one in shown.components
        if is_wanted([one])
    ]
    facts += [
        Fact(
            f"incident:{one.number}",
            f"{one.last.number}",
            one.last.at,
            is_settled=True,
            along=tuple(component_key(each.number) for each in one.components),
        )
        for one in shown.incidents
        if is_wanted(one.components)
    ]
    facts += [
        Fact(f"window:{one.number}", f"{one.stage}:{one.version}", is_settled=True)
        for one in shown.windows
        if is_wanted(one.components)
    ]
    return facts


def component_key(number: int) -> str:
    """Return by which key a component is told of."""
    return f"component:{number}"


def digest_page(shown: Shown) -> str:
    """Return by what it is seen whether there is anything to tell."""
    return digest_of([[one.key, one.state, str(one.since)] for one in facts_of(shown) if one.state])
