"""What a bulk act would do, what it did, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from permanence.overview.bulk.models import Bulk, BulkRow
from permanence.overview.bulk.rules import Code, Reason, count_each

Counted = list[tuple[tuple[str, ...], int]]
READ_WITH = ("ticket__contact", "ticket__organisation")


@dataclass(frozen=True)
class Progress:
    """How far an act is; `looked` counts the tickets that were looked at."""

    count: int
    looked: int
    done: int
    skipped: int
    failed: int
    left: int

    @property
    def settled(self) -> int:
        """How many tickets need nothing more."""
        return self.done + self.skipped + self.failed + self.left


@dataclass(frozen=True)
class Summary:
    """What would happen to all tickets together, the most frequent first.

    A change is (field, before, after), a mail (language,), a promise (promise, what becomes of
    it), a reason (code, text).
    """

    changed: int
    changes: Counted
    notes: int
    mails: Counted
    promises: Counted
    reasons: Counted


def progress_of(bulk: Bulk) -> Progress:
    """Return how far an act is."""
    outcomes = BulkRow.Outcome
    found = BulkRow.objects.filter(bulk=bulk).aggregate(
        count=Count("pk"),
        looked=Count("pk", filter=Q(outlook__isnull=False)),
        **{
            one.value: Count("pk", filter=Q(outcome=one))
            for one in (outcomes.DONE, outcomes.SKIPPED, outcomes.FAILED, outcomes.LEFT)
        },
    )
    return Progress(**found)


def sum_up(bulk: Bulk) -> Summary:
    """Return what would happen to all tickets together, as far as they were looked at."""
    rows = BulkRow.objects.filter(bulk=bulk, outlook__isnull=False)
    outlooks = [one for one in rows.values_list("outlook", flat=True) if one is not None]
    acts = [one for one in outlooks if "left_out" not in one]
    return Summary(
        changed=len(acts),
        changes=count_each(words_of(change) for one in acts for change in one["changes"]),
        notes=sum(1 for one in acts if one["note"]),
        mails=count_each((mail[1],) for one in acts for mail in one["mails"]),
        promises=count_each(words_of(promise) for one in acts for promise in one["promises"]),
        reasons=sum_reasons(one["left_out"] for one in outlooks if "left_out" in one),
    )


def words_of(facts: Sequence[Any]) -> tuple[str, ...]:
    """Return the facts of a line as texts; None is empty."""
    return tuple("" if one is None else str(one) for one in facts)


def sum_reasons(reasons: Iterable[dict[str, Any]]) -> Counted:
    """Return why tickets are left out, with how many for each reason."""
    return count_each((one["code"], one["text"]) for one in reasons)


def reasons_of(bulk: Bulk) -> Counted:
    """Return why tickets were skipped or failed when their turn came."""
    outcomes = (BulkRow.Outcome.SKIPPED, BulkRow.Outcome.FAILED)
    rows = BulkRow.objects.filter(bulk=bulk, outcome__in=outcomes)
    return sum_reasons(rows.values_list("reason", flat=True))


def samples_of(bulk: Bulk) -> list[tuple[str, str]]:
    """Return the first mail that would be written in each language: its language and text."""
    found: dict[str, str] = {}
    rows = rows_of(bulk).filter(outlook__isnull=False)[:20]
    for row in rows:
        outlook = row.outlook or {}
        for mail, text in zip(outlook.get("mails", ()), outlook.get("texts", ()), strict=False):
            found.setdefault(mail[1], text)
    return list(found.items())


def rows_of(bulk: Bulk, *, show: str = "", after: int | None = None) -> QuerySet[BulkRow]:
    """Return the rows of an act in their order, those of one outcome or all, from a place on."""
    rows = BulkRow.objects.filter(bulk=bulk).select_related(*READ_WITH).order_by("place")
    if show == "out":
        rows = rows.filter(outlook__has_key="left_out")
    elif show:
        rows = rows.filter(outcome=show)
    return rows if after is None else rows.filter(place__gt=after)


def reason_of_row(row: BulkRow) -> Reason | None:
    """Return why a ticket is, would be or was left out; None when it is not."""
    kept = row.reason or (row.outlook or {}).get("left_out")
    if not kept or (row.outcome == BulkRow.Outcome.DONE):
        return None
    code: Code = kept["code"]
    return Reason(code, kept["text"], kept["facts"])


def recent_bulks(desk: int, *, most: int) -> list[Bulk]:
    """Return the acts on many tickets of a desk that were begun, the newest first."""
    begun = Bulk.objects.filter(desk=desk, begun_at__isnull=False).select_related("owner")
    return list(begun.order_by("-pk")[:most])


def may_be_put_back(bulk: Bulk) -> bool:
    """Say whether an act that is over gave tickets to others, who may get them back."""
    if bulk.ended_at is None:
        return False
    done = BulkRow.objects.filter(bulk=bulk, outcome=BulkRow.Outcome.DONE)
    return done.exclude(kept={}).exists()
