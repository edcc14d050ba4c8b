"""Looking for passages, and the path of one."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db.models import Q, QuerySet

from permanence.service.trace.models import Event, Passage
from permanence.service.trace.rules.events import write_address
from permanence.service.trace.rules.folding import Hop, walk_hops
from permanence.service.trace.rules.reading import strip_angles

# Where a page of passages ended: when its last began, and its number.
After = tuple[datetime, int]


class Asked(TypedDict, total=False):
    """What may be said of the passages that are looked for; what is empty says nothing."""

    organisation: int | None
    job: str
    message_id: str
    sender: str
    recipient: str
    state: str


def find_passages(
    desk: int,
    *,
    since: datetime | None,
    until: datetime | None,
    after: After | None = None,
    most: int = 50,
    **asked: Unpack[Asked],
) -> list[Passage]:
    """Return the passages of a desk that fit all that is asked, the last begun first.

    They began from `since` on and before `until`. An address is whole, or how it ends
    ("@example.com", the last digits of a number). `after` is where the page before ended.
    """
    rows = fit_asked(Passage.objects.filter(desk=desk), asked)
    if since is not None:
        rows = rows.filter(first_at__gte=since)
    if until is not None:
        rows = rows.filter(first_at__lt=until)
    if after is not None:
        first_at, number = after
        rows = rows.filter(Q(first_at__lt=first_at) | Q(first_at=first_at, pk__lt=number))
    return list(rows.select_related("organisation").order_by("-first_at", "-pk")[:most])


def fit_asked(rows: QuerySet[Passage], asked: Asked) -> QuerySet[Passage]:
    """Return the rows that fit what is asked."""
    if asked.get("organisation") is not None:
        rows = rows.filter(organisation=asked["organisation"])
    if job := asked.get("job", "").strip():
        rows = rows.filter(job__iexact=job)
    if message_id := strip_angles(asked.get("message_id", "").strip()):
        rows = rows.filter(message_id=message_id)
    if state := asked.get("state", ""):
        rows = rows.filter(state=state)
    rows = fit_address(rows, "sender", asked.get("sender", ""))
    return fit_address(rows, "recipient", asked.get("recipient", ""))


def fit_address(rows: QuerySet[Passage], name: str, told: str) -> QuerySet[Passage]:
    """Return the rows with this address, or with one that ends so."""
    text = write_address(told.strip())
    if not text:
        return rows
    is_whole = text.find("@") > 0 or text.startswith("+")
    return rows.filter(**{name if is_whole else f"{name}__endswith": text})


def path_of(passage: Passage) -> list[Hop]:
    """Return the path of a message hop by hop, as far as its events are known."""
    events = Event.objects.filter(passage=passage).order_by("happened_at", "pk")
    return walk_hops(one.told_of(passage) for one in events)
