"""The one door: whatever the channel, reports become tickets here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection

from permanence.promises.contracts.queries import contracts_of
from permanence.promises.policies.queries import policy_in_force
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions import Opening, open_tickets
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.facts import known_facts
from permanence.service.tickets.rules.opening import Report
from permanence.world.accounts.models import Contact, Desk

MANY_AN_HOUR = 50
BUSY = """
select contact from unnest(%s::bigint[]) as contact
cross join lateral (
    select count(*) as many from (
        select 1 from tickets_ticket
        where contact_id = contact and opened_at > %s order by id desc limit %s
    ) as lately
) as counted
where many >= %s
"""


def admit_reports(reports: Sequence[Report], *, at: datetime) -> list[Ticket]:
    """Open a ticket for each report under the policy and contract in force, in the same order."""
    desks = Desk.objects.in_bulk({report.desk for report in reports})
    policies = {pk: policy_in_force(desk.key, at=at) for pk, desk in desks.items()}
    contracts = contracts_of(
        desks=desks.keys(),
        organisations={report.organisation for report in reports if report.organisation},
        at=at,
    )
    contacts = {
        contact.pk: contact
        for contact in Contact.objects.filter(
            pk__in={report.contact for report in reports}
        ).select_related("organisation")
    }
    busy = busy_contacts(contacts, at=at)
    openings = []
    for report in reports:
        version, policy = policies[report.desk]
        agreed = contracts.get((report.desk, report.organisation or 0), ())
        openings.append(
            Opening(
                complete_report(
                    report, contacts[report.contact], policy, is_busy=report.contact in busy
                ),
                policy,
                version,
                contracts=tuple(terms for terms in agreed if terms.standing(at) == "in_force"),
                zone=zone_of(contacts[report.contact]) or policy.zone,
                region=region_of(contacts[report.contact]),
            )
        )
    return open_tickets(openings, at=at)


def complete_report(report: Report, contact: Contact, policy: Policy, *, is_busy: bool) -> Report:
    """Return a report with what is known of its contact; a loop of machines is not confirmed."""
    known = known_facts(
        policy.facts,
        name=contact.name if contact.name != contact.email else "",
        company=contact.organisation.name if contact.organisation else "",
        address=contact.email,
        phone=contact.phone,
        text=report.text,
    )
    return replace(
        report,
        facts=known | dict(report.facts),
        is_answerable=report.is_answerable and not is_busy,
    )


def region_of(contact: Contact) -> str:
    """Return the region whose numbers a contact calls; empty when none is known."""
    return contact.region or (contact.organisation.region if contact.organisation else "")


def zone_of(contact: Contact) -> str:
    """Return the zone in which a contact reads instants; empty when none is known."""
    return contact.zone or (contact.organisation.zone if contact.organisation else "")


def busy_contacts(contacts: Iterable[int], *, at: datetime) -> set[int]:
    """Return who opened so many tickets within the hour that only a machine can have done it.

    They still get their tickets, but no more confirmations: two machines that answer each other
    without saying what they are stop here.
    """
    with connection.cursor() as cursor:
        cursor.execute(BUSY, [list(contacts), at - timedelta(hours=1), MANY_AN_HOUR, MANY_AN_HOUR])
        return {int(row[0]) for row in cursor.fetchall()}
