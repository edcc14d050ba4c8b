"""The one door: whatever the channel, reports become tickets here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from permanence.promises.contracts.queries import contracts_in_force
from permanence.promises.policies.queries import policy_in_force
from permanence.service.tickets.actions import Opening, open_tickets
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.opening import Report
from permanence.world.accounts.models import Contact, Desk


def admit_reports(reports: Sequence[Report], *, at: datetime) -> list[Ticket]:
    """Open a ticket for each report under the policy and contract in force, in the same order."""
    desks = Desk.objects.in_bulk({report.desk for report in reports})
    policies = {pk: policy_in_force(desk.key, at=at) for pk, desk in desks.items()}
    contracts = contracts_in_force(
        desks=desks.keys(),
        organisations={report.organisation for report in reports if report.organisation},
        day=at.date(),
    )
    zones = zones_of({report.contact for report in reports})
    openings = []
    for report in reports:
        version, policy = policies[report.desk]
        contract = contracts.get((report.desk, report.organisation or 0))
        openings.append(
            Opening(
                report,
                policy,
                version,
                contract=contract.pk if contract else None,
                plan=contract.plan or None if contract else None,
                zone=zones.get(report.contact) or policy.zone,
            )
        )
    return open_tickets(openings, at=at)


def zones_of(contacts: set[int]) -> dict[int, str]:
    """Return the zone in which each contact reads instants, where one is known."""
    rows: Any = Contact.objects.filter(pk__in=contacts).values_list(
        "pk", "zone", "organisation__zone"
    )
    return {pk: own or of_organisation or "" for pk, own, of_organisation in rows}
