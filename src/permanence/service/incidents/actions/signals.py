"""What customers say of an incident, and what people conclude from signals."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from permanence.ground.journal.rules import Actor
from permanence.service.incidents.actions.impact import judge_customers
from permanence.service.incidents.models import ImpactRevision, Incident, MeToo
from permanence.service.incidents.queries.signals import (
    signals_of,
    thresholds_of,
    window_of_incident,
)
from permanence.service.incidents.rules.impact import Ground, Standing


def say_me_too(
    incident: int, *, organisation: int, contact: int, said: str = "", at: datetime
) -> None:
    """Keep that somebody at a customer says that an incident touches them too.

    Runs in the caller's `portal(…)`: the database lets a customer speak for itself alone, and of
    an incident that it may know of. Said twice it is refused by the database.
    """
    row = MeToo(
        incident_id=incident,
        organisation_id=organisation,
        contact_id=contact,
        said=said.strip(),
        at=at,
    )
    row.save(force_insert=True)


def confirm_by_signals(
    incident: Incident, organisations: Collection[int], *, at: datetime, by: Actor
) -> ImpactRevision:
    """Confirm customers, or add those that the catalogue missed, by what they let be seen.

    The signals are kept with the decision, with their window and the policy that says when one
    speaks.
    """
    found = signals_of(incident, at=at)
    window = window_of_incident(incident, at=at)
    went_by = {
        "source": thresholds_of(incident).source,
        "start": window.start.isoformat(),
        "end": window.end.isoformat(),
    }
    signals = [
        one.told() | went_by for each in sorted(set(organisations)) for one in found.get(each, ())
    ]
    return judge_customers(
        incident,
        organisations,
        standing=Standing.CONFIRMED,
        signals=signals,
        ground=Ground.SIGNALS,
        at=at,
        by=by,
    )
