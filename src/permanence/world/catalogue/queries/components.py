"""What a desk's service consists of, and what a failure touches."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db import connection

from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component, Dependency

# Every component above is met once a length of way, never once a way: ways through a net of
# shared components are too many to be walked. The way told is the shortest.
TOUCHED: Final = """
with recursive up (id, via, depth) as (
    select c.id, null::bigint, 0 from catalogue_component c where c.id = any(%(broken)s)
    union
    select d.component_id, d.needs_id, up.depth + 1
    from up
    join catalogue_dependency d on d.needs_id = up.id
    join catalogue_component c on c.id = d.component_id and c.archived_at is null
), nearest as (
    select distinct on (id) id, via, depth from up order by id, depth, via
), paths (id, path) as (
    select id, array[id] from nearest where depth = 0
    union all
    select n.id, p.path || n.id from paths p join nearest n on n.via = p.id and n.depth > 0
)
select id, path from paths order by cardinality(path), id
"""


def touched_components(components: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return all that fails with components: each by the shortest way from what is broken up to it.

    The broken ones come first, each with itself alone as its way. What is archived is touched
    only when it is itself among the broken.
    """
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, {"broken": sorted(set(components))})
        return {number: tuple(path) for number, path in cursor.fetchall()}


def components_of(desk: Desk | int) -> list[Component]:
    """Return what a desk's service consists of, in the desk's order."""
    number = desk if isinstance(desk, int) else desk.pk
    return list(Component.objects.standing().filter(desk=number).order_by("position", "pk"))


def archived_components_of(desk: Desk | int) -> list[Component]:
    """Return what was part of a desk's service once, in the desk's order."""
    number = desk if isinstance(desk, int) else desk.pk
    rows = Component.objects.filter(desk=number, archived_at__isnull=False)
    return list(rows.order_by("position", "pk"))


def needs_of(components: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return what each of several components needs itself."""
    found: dict[int, list[int]] = {one: [] for one in components}
    rows = Dependency.objects.filter(component__in=found).order_by("component", "needs")
    for component, below in rows.values_list("component_id", "needs_id"):
        found[component].append(below)
    return {one: tuple(below) for one, below in found.items()}


def components_named(components: Collection[int], language: str) -> dict[int, str]:
    """Return what components are called in a language."""
    rows = Component.objects.filter(pk__in=components).select_related("desk")
    return {row.pk: row.name_in(language, otherwise=row.desk.default_language) for row in rows}
