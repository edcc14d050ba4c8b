"""Making standings anew whenever something changed, and each minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from permanence.promises.policies.queries import policies_in_force
from permanence.service.status.models import Page, Standing
from permanence.service.status.queries.facts import know_component, read_facts
from permanence.service.status.rules.standing import digest_of, write_standing
from permanence.world.accounts.models import Desk

REFRESH = ("desk", "is_public", "content", "digest", "changed_at")


def open_pages(*, at: datetime) -> int:
    """Give every desk that lacks one a status page; return how many."""
    known = set(Page.objects.values_list("desk_id", flat=True))
    fresh = Desk.objects.exclude(pk__in=known)
    return len(
        Page.objects.bulk_create(
            [Page(desk=desk, measured_since=at) for desk in fresh], ignore_conflicts=True
        )
    )


def refresh_standings(*, at: datetime) -> int:
    """Make the standing of every component anew; return how many changed."""
    open_pages(at=at)
    facts = read_facts(at=at)
    zones = {key: ZoneInfo(policy.zone) for key, policy in policies_in_force(at=at)}
    fresh = []
    for component in facts.components:
        page = facts.pages[component.desk_id]
        zone = zones.get(page.desk.key, ZoneInfo("UTC"))
        known = know_component(facts, component, at=at)
        kept = write_standing(known, zone=zone, since=page.measured_since, at=at)
        fresh.append(
            Standing(
                desk_id=component.desk_id,
                component=component,
                is_public=component.is_public,
                content=kept,
                digest=digest_of([component.is_public, kept]),
                changed_at=at,
            )
        )
    return keep_standings(fresh)


def keep_standings(fresh: Sequence[Standing]) -> int:
    """Write the standings that changed, and drop those of components that are gone."""
    kept = dict(Standing.objects.values_list("component_id", "digest"))
    gone = kept.keys() - {one.component_id for one in fresh}
    if gone:
        Standing.objects.filter(component__in=gone).delete()
    changed = [one for one in fresh if kept.get(one.component_id) != one.digest]
    Standing.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["component"],
        update_fields=list(REFRESH),
    )
    return len(changed) + len(gone)
