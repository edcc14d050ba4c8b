"""Finding out for which tickets the time of a rule has come; a stop of the program loses none."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from permanence.overview.automation.models import Occasion, Rule
from permanence.overview.automation.queries.timing import tickets_due
from permanence.overview.automation.rules.instructions import read_instruction

EVERY: Final = timedelta(seconds=15)


def note_times(*, at: datetime) -> int:
    """Note for one rule the tickets whose time came since it looked last; return how many.

    The span looked at begins where the last one ended, however long ago that was, so each time is
    noted once; with the row of the rule moves on what was looked at.
    """
    waiting = Rule.objects.on_time().filter(reached_at__lte=at - EVERY).order_by("reached_at")
    held = waiting.select_related("desk").select_for_update(
        skip_locked=True, no_key=True, of=("self",)
    )
    rule = held.first()
    if rule is None:
        return 0
    since = read_instruction(rule.says).when.since
    due = tickets_due(rule, at=at)
    Occasion.objects.bulk_create(
        [
            Occasion(
                desk_id=rule.desk_id,
                ticket_id=ticket,
                organisation_id=organisation,
                event=f"since:{since}",
                at=begun,
                rule=rule,
            )
            for ticket, organisation, begun in due
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    rule.reached_at = at
    rule.save(update_fields=["reached_at"])
    return 1 + len(due)
