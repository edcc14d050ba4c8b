"""How a desk looks back on its incidents: the times of post-mortem, summary and measures."""

from collections.abc import Mapping
from typing import Final

from permanence.promises.policies.rules.amounts import (
    TARGET_EXAMPLE,
    TIME_EXAMPLE,
    Amount,
    parse_span,
    parse_target,
)
from permanence.promises.policies.rules.chapters import Draft, Drafts
from permanence.promises.policies.rules.policy import Reviewing, Times

DAY: Final = Amount(1, "day")
STEPS: Final = ("held", "closed", "summary")


def read_reviewing(drafts: Drafts, calendars: Mapping[str, object]) -> Reviewing | None:
    """Return how incidents are looked back on, if the operator says so."""
    for draft in drafts.of("post_mortem"):
        return _read(draft, calendars)
    return None


def _read(draft: Draft, calendars: Mapping[str, object]) -> Reviewing:
    table = draft.table
    amounts = {
        f"{step}_{end}": _read_target(draft, f"{step}_{end}")
        for step in STEPS
        for end in ("goal", "limit")
    }
    amounts |= {key: _read_target(draft, key) for key in ("remind_every", "warn_before")}
    after = table.parsed("recurrence_after", parse_span, right=TIME_EXAMPLE, empty=DAY)
    fill = {key: amount.words for key, amount in amounts.items()}
    draft.read_clauses(fill | {"recurrence_after": after.words})
    times = {step: _read_times(draft, amounts, step) for step in STEPS}
    return Reviewing(
        calendar_key=table.choice("calendar", calendars),
        remind_every=amounts["remind_every"].target,
        warn_before=amounts["warn_before"].target,
        recurrence_after=after.span,
        **times,
    )


def _read_target(draft: Draft, key: str) -> Amount:
    return draft.table.parsed(key, parse_target, right=TARGET_EXAMPLE, empty=DAY)


def _read_times(draft: Draft, amounts: Mapping[str, Amount], step: str) -> Times:
    """A limit is no shorter than its goal; both are counted alike, so that they compare."""
    goal, limit = amounts[f"{step}_goal"], amounts[f"{step}_limit"]
    if goal.unit != limit.unit:
        draft.table.blame(
            f"{step}_limit", "is counted otherwise than the goal", "write both in one unit"
        )
    elif limit.number < goal.number:
        draft.table.blame(
            f"{step}_limit", "comes before the goal", "write a limit that is not below the goal"
        )
    return Times(goal.target, limit.target)
