"""The rungs of a policy's ladder as they are called from an instant on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from permanence.promises.policies.rules import LadderContact, Policy, Rung
from permanence.service.escalation.rules import Hours, Step
from permanence.world.calendars.rules import Calendar, open_intervals

AHEAD: Final = timedelta(days=30)


def lay_steps(
    rungs: Iterable[tuple[Rung, LadderContact]],
    *,
    policy: Policy,
    calendars: Mapping[str, Calendar],
    at: datetime,
) -> tuple[Step, ...]:
    """Return rungs, each with the contact that serves it, as they are called from an instant on."""
    return tuple(
        Step(
            key=rung.key,
            office=rung.title,
            mail=contact.mail,
            phone=contact.office or "",
            mobile=contact.mobile or "",
            language=next(iter(contact.languages), policy.default_language),
            allowed=rung.allowed,
            hours=hours_ahead(calendars.get(contact.hours), at),
            rota=contact.rota,
            people=contact.people,
        )
        for rung, contact in rungs
    )


def hours_ahead(calendar: Calendar | None, at: datetime) -> Hours | None:
    """Return the open spans of the weeks ahead, as they stand now; None for always."""
    if calendar is None or calendar.always:
        return None
    return tuple(takewhile(lambda span: span[0] < at + AHEAD, open_intervals(calendar, at)))
