"""Gathering what proves to one customer how an incident went: theirs alone, and the whole chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.incidents.queries.chain import read_chain
from permanence.service.incidents.queries.notifying import OWNER
from permanence.service.notices.models import Delivery
from permanence.service.notices.queries.notices import notices_of
from permanence.service.reviews.models import SummaryCopy
from permanence.service.reviews.queries.reach import lines_on, tickets_of
from permanence.service.reviews.rules.evidence import FORMAT, seal_evidence, write_link
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Organisation

# How the times of looking back are named: they are the desk's own work, no promise to a customer.
INWARD = ("action:", "post_mortem")


def gather_evidence(
    incidents: Sequence[Incident], organisation: Organisation, *, at: datetime
) -> dict[str, Any]:
    """Return the evidence of one customer over some incidents, sealed with its own digest."""
    return seal_evidence(
        {
            "format": FORMAT,
            "made_at": at.isoformat(),
            "customer": organisation.name,
            "incidents": [tell_incident(one, organisation.pk, at=at) for one in incidents],
        }
    )


def tell_incident(incident: Incident, organisation: int, *, at: datetime) -> dict[str, Any]:
    """Return what of one incident concerns a customer, and the chain that proves it."""
    links = read_chain(incident)
    return {
        "number": incident.pk,
        "name": incident.name,
        "desk": policy_of_version(incident.policy_version_id).name,
        "kind": incident.kind,
        "severity": incident.severity,
        "state": incident.state,
        **{
            name: say(getattr(incident, name))
            for name in (
                "occurred_at",
                "detected_at",
                "declared_at",
                "resolved_at",
                "closed_at",
            )
        },
        "touched": [
            {
                "list": one.revision.number,
                "at": say(one.revision.at),
                "standing": one.standing,
                "ground": one.ground,
                "path": list(one.path),
                "list_digest": one.revision.digest,
            }
            for one in lines_on(incident, organisation)
        ],
        "clocks": [tell_clock(one, at=at) for one in clocks_for(incident, organisation)],
        "notices": [
            line
            for one in notices_of(OWNER, incident.pk)
            for line in tell_notice(one.pk, organisation)
        ],
        "requests": sorted(
            Ticket.objects.filter(
                pk__in=tickets_of(incident), organisation=organisation
            ).values_list("reference", flat=True)
        ),
        "summaries": [
            {
                "version": one.number,
                "language": one.language,
                "sent_at": say(one.sent_at),
                "to": one.sent_to,
                "sha256": one.digest,
            }
            for one in SummaryCopy.objects.filter(
                incident=incident, organisation=organisation
            ).order_by("pk")
        ],
        "chain": {
            "length": len(links),
            "hash": links[-1].hash if links else "",
            "links": [write_link(one, organisation=organisation) for one in links],
        },
    }


def clocks_for(incident: Incident, organisation: int) -> list[IncidentClock]:
    """Return the clocks of an incident that were a customer's own, or of all together."""
    rows = IncidentClock.objects.filter(incident=incident, organisation_id__isnull=True)
    own = IncidentClock.objects.filter(incident=incident, organisation_id=organisation)
    found = [*rows, *own.select_related("contract_version__contract")]
    return sorted((one for one in found if not one.key.startswith(INWARD)), key=lambda one: one.pk)


def tell_clock(clock: IncidentClock, *, at: datetime) -> dict[str, Any]:
    """Return a clock with its verdict as it stands."""
    return {
        "matter": clock.key,
        "since": clock.since,
        "start": say(clock.start_at),
        "goal": say(clock.goal_at),
        "limit": say(clock.limit_at),
        "met": say(clock.met_at),
        "missed": say(clock.missed_at),
        "withdrawn": say(clock.withdrawn_at),
        "own": clock.organisation_id is not None,
        "contract": clock.contract,
        "contract_version": clock.contract_version.number if clock.contract_version else None,
        "verdict": clock.timing.standing(
            met_at=clock.met_at, withdrawn_at=clock.withdrawn_at, at=at
        ),
    }


def tell_notice(notice: int, organisation: int) -> list[dict[str, Any]]:
    """Return what of one notice went to a customer, and by what it is proven."""
    rows = Delivery.objects.filter(notice=notice, organisation_id=organisation)
    return [
        {
            "stage": one.stage,
            "subject": one.subject,
            "to": one.address,
            "language": one.language,
            "sha256": one.digest,
            "queued_at": say(one.queued_at),
            "reached_at": say(one.reached_at),
            "read_at": [say(each.read_at) for each in one.readings.order_by("read_at")],
            "attempts": [
                {
                    "channel": each.channel,
                    "queued_at": say(each.queued_at),
                    "sent_at": say(each.sent_at),
                    "failed_at": say(each.failed_at),
                    "bounced_at": say(each.bounced_at),
                    "answer": each.answer,
                }
                for each in one.attempts.order_by("queued_at", "pk")
            ],
        }
        for one in rows.order_by("pk")
    ]


def say(at: datetime | None) -> str | None:
    """Return an instant as it is written in evidence."""
    return at.isoformat() if at else None
