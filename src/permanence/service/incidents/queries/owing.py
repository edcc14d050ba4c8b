"""Which customers of an incident were promised shorter times than all, and by which contract."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from permanence.promises.contracts.queries import contracts_on_incidents
from permanence.promises.contracts.rules import OwnTime, shorter_times
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.incidents.queries.impact import NOTIFY

Owed = tuple[OwnTime, int]


def times_owed(incident: Incident, organisations: Collection[int]) -> dict[int, list[Owed]]:
    """Return by customer the times that their contracts make shorter, each with its version.

    The contracts are those that were in effect when the incident occurred.
    """
    at, policy = incident.occurred_at, policy_of_version(incident.policy_version_id)
    known = contracts_on_incidents(desk=incident.desk_id, organisations=organisations, at=at)
    found: dict[int, list[Owed]] = {}
    for organisation, versions in known.items():
        numbers = {terms.source: version for version, terms in versions.items()}
        times = shorter_times(policy, list(versions.values()), at=at)
        if times:
            found[organisation] = [(one, numbers[one.source]) for one in times]
    return found


def own_limits(incident: Incident, organisations: Collection[int]) -> Mapping[int, IncidentClock]:
    """Return for each of these customers their own clock of the notice that ends first."""
    running = IncidentClock.objects.running().filter(
        incident=incident, key=NOTIFY, organisation_id__in=organisations
    )
    found: dict[int, IncidentClock] = {}
    for clock in running.select_related("contract_version__contract").order_by("limit_at", "pk"):
        found.setdefault(clock.organisation_id or 0, clock)
    return found


def clocks_of_all(incident: Incident) -> list[IncidentClock]:
    """Return the clocks of the notices to all that run."""
    running = IncidentClock.objects.running().filter(incident=incident, key=NOTIFY)
    return list(running.filter(organisation_id=None))
