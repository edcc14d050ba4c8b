"""Starting climbs: a copy of the ladder as it stands, and the first call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from permanence.ground.journal.actions import record_deeds
from permanence.ground.journal.rules import SYSTEM
from permanence.ground.lib.rows import Row, insert_rows
from permanence.service.escalation.actions.going import go_on, make_deed
from permanence.service.escalation.models import Climb, Rung
from permanence.service.escalation.rules import Briefing, Hours, Start, Step
from permanence.service.escalation.rules.course import write_course


def start_climbs(starts: Sequence[Start], *, at: datetime) -> list[Climb]:
    """Start climbs and call their first rungs; a climb that goes on already is left alone."""
    known = set(
        Climb.objects.filter(
            ended_at=None, subject__in=[start.subject for start in starts]
        ).values_list("owner", "subject", "matter")
    )
    fresh: dict[tuple[str, int, str], Start] = {}
    for start in starts:
        key = (start.owner, start.subject, start.matter)
        if start.steps and key not in known:
            fresh.setdefault(key, start)
    climbs = insert_climbs(list(fresh.values()), at=at)
    record_deeds(
        make_deed(
            climb,
            "climb.started",
            at=at,
            actor=start.by or SYSTEM,
            ground=climb.ground,
            promise=start.promise,
            **({"reason": start.reason} if start.reason else {}),
        )
        for climb, start in zip(climbs, fresh.values(), strict=True)
    )
    insert_rungs(climbs, list(fresh.values()))
    go_on(climbs, at=at)
    return climbs


def insert_climbs(starts: Sequence[Start], *, at: datetime) -> list[Climb]:
    """Write the climbs of some starts, each with a copy of all it needs."""
    rows: list[Row] = [
        {
            "owner": start.owner,
            "subject": start.subject,
            "desk_id": start.desk,
            "organisation_id": start.organisation,
            "ground": start.ground,
            "matter": start.matter,
            "reason": start.reason,
            "reference": start.reference,
            "briefing": describe_briefing(start.briefing),
            "sender": start.sender,
            "sender_name": start.sender_name,
            "severity": start.severity,
            "course": write_course(start.course),
            "started_at": at,
            "round": 1,
            "position": 0,
            "waits": False,
            "given_up": False,
            "outcome": "",
            "taken_by": "",
        }
        for start in starts
    ]
    return [Climb(id=pk, **row) for pk, row in zip(insert_rows(Climb, rows), rows, strict=True)]


def brief_again(climb: Climb, briefing: Mapping[str, Briefing]) -> None:
    """Tell whoever is called from now on something else, and forget the reason given."""
    climb.briefing, climb.reason = describe_briefing(briefing), ""
    climb.save(update_fields=["briefing", "reason"])


def describe_briefing(briefing: Mapping[str, Briefing]) -> dict[str, dict[str, str]]:
    """Return what is told in each language, as a climb keeps it."""
    return {
        language: {"subject": one.subject, "text": one.text} for language, one in briefing.items()
    }


def insert_rungs(climbs: Sequence[Climb], starts: Sequence[Start]) -> None:
    """Write the rungs of new climbs."""
    insert_rows(
        Rung,
        [
            describe_rung(climb, position, step)
            for climb, start in zip(climbs, starts, strict=True)
            for position, step in enumerate(start.steps, start=1)
        ],
    )


def describe_rung(climb: Climb, position: int, step: Step) -> Row:
    """Return the row of one rung: a later change of the ladder leaves it as it is."""
    return {
        "climb_id": climb.pk,
        "organisation_id": climb.organisation_id,
        "position": position,
        "key": step.key,
        "office": dict(step.office),
        "mail": step.mail,
        "phone": step.phone,
        "mobile": step.mobile,
        "language": step.language,
        "allowed": step.allowed,
        "hours": None if step.hours is None else write_hours(step.hours),
        "rota": step.rota,
        "people": list(step.people),
    }


@lru_cache(maxsize=256)
def write_hours(hours: Hours) -> list[list[str]]:
    """Return open spans as a rung keeps them; the same stand on many rungs."""
    return [[opens.isoformat(), closes.isoformat()] for opens, closes in hours]
