"""Signs that are counted for an incident, and the pattern from which one is declared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.rows import update_rows
from permanence.service.incidents.actions.chain import write_events
from permanence.service.incidents.models import Incident, Sign
from permanence.service.incidents.queries.failing import failing_now, now_of
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.incidents.rules.suspecting import TRACE


def count_signs(incident: Incident, signs: Sequence[Sign], *, rule: str, at: datetime) -> None:
    """Count signs for an incident, once and for ever."""
    mark_counted(incident, signs, rule=rule, at=at)
    facts = {"signs": [tell_sign(one) for one in signs], "rule": rule}
    write_events(incident, [NewEvent("signs_counted", facts)], at=at, by=SYSTEM)


def mark_counted(incident: Incident, signs: Sequence[Sign], *, rule: str, at: datetime) -> None:
    """Let signs be those of an incident."""
    for one in signs:
        one.incident, one.rule, one.counted_at = incident, rule, at
    update_rows(signs, ["incident", "rule", "counted_at"])


def keep_pattern(incident: Incident, component: int, *, at: datetime, by: Actor) -> None:
    """Keep, on the record of an incident, the failing messages from which it is declared.

    They are signs of it from then on, unless they were counted for another before.
    """
    signs = failing_now(incident.desk_id).get(component, [])
    if not signs:
        return
    mark_counted(incident, [one for one in signs if one.incident_id is None], rule="", at=at)
    facts = {"component": component, "signs": [tell_sign(one) for one in signs]}
    write_events(incident, [NewEvent("pattern_kept", facts)], at=at, by=by)


def tell_sign(sign: Sign) -> dict[str, object]:
    """Return a sign as the record of an incident keeps it."""
    told: dict[str, object] = {"kind": sign.kind, "at": sign.at.isoformat()}
    if sign.kind == TRACE:
        place = {"organisation": sign.organisation_id, "component": sign.component_id}
        return told | place | now_of(sign).told()
    return told | {"ticket": sign.ticket_id, "alert": sign.alert_id}
