"""When the watch acts before a limit: a warning, the start of a climb (SPEC A7)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from permanence.promises.terms.rules.prevailing import (
    AgreedDate,
    Lead,
    Offer,
    Stop,
    pauses_of,
)
from permanence.world.calendars.rules import OpenTime, due_instant, open_seconds


def instant_of_lead(
    offer: Offer, lead: Lead, *, start: datetime, due: datetime, stops: Sequence[Stop] = ()
) -> datetime:
    """Return when a share of a promise's open time is used, or so much of it is left.

    Open time on the promise's own calendar: "an hour before" a due instant at 08:30 is in the
    afternoon of the working day before, never at night. An agreed date has no calendar, and
    elapsed time counts.
    """
    if isinstance(offer.target, AgreedDate):
        return (
            max(start, due - lead) if isinstance(lead, timedelta) else start + (due - start) * lead
        )
    pauses = pauses_of(offer, stops)
    whole = (
        offer.target.seconds
        if isinstance(offer.target, OpenTime)
        else open_seconds(offer.calendar, start=start, end=due, pauses=pauses)
    )
    part = whole * lead if isinstance(lead, float) else whole - lead.total_seconds()
    target = OpenTime(max(0, int(part)))
    at = due_instant(offer.calendar, start=start, target=target, pauses=pauses)
    return min(at, due) if at else due
