"""A deadline as both faces show it: state, time left in words, share used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache

from django.utils.translation import get_language, gettext

from permanence.faces.ui.moments import say_instant, say_instant_in_zones, say_span

RISKY_SHARE = 75


@dataclass(frozen=True)
class ShownDeadline:
    """What `ui/parts/deadline.html` and the rows of lists read."""

    state: str
    remaining: str
    until: str
    due_iso: str
    zones: str
    share: int
    ticks: bool


def show_deadline(
    *,
    start: datetime,
    due: datetime | None,
    at: datetime,
    zone: tzinfo,
    clock_zone: tzinfo | None = None,
    met_at: datetime | None = None,
    warn_at: datetime | None = None,
    share: int | None = None,
) -> ShownDeadline:
    """Return the deadline as a reader in `zone` sees it at this instant.

    A due instant that is empty means that the clock is stopped. `share` is the part of the
    promised time that is used, in per cent; without it, the elapsed time stands for it.
    """
    stop = min(met_at or at, at)
    used = _use(start, due, stop) if share is None else share
    state = _judge(due, at=at, met_at=met_at, warn_at=warn_at, share=used)
    return ShownDeadline(
        state=state,
        remaining=_say_remaining(state, due, at=at, met_at=met_at),
        until=say_instant(due, at=at, zone=zone) if due else "",
        due_iso=due.isoformat(timespec="seconds") if due else "",
        zones=say_instant_in_zones(due, at=at, zones=[zone, clock_zone or zone]) if due else "",
        share=max(0, min(100, used)),
        ticks=state in {"on_time", "at_risk", "overdue"},
    )


def _use(start: datetime, due: datetime | None, stop: datetime) -> int:
    if due is None:
        return 0
    return 100 if due <= start else int(100 * (stop - start) / (due - start))


def _judge(
    due: datetime | None,
    *,
    at: datetime,
    met_at: datetime | None,
    warn_at: datetime | None,
    share: int,
) -> str:
    if met_at:
        return "met" if due is None or met_at < due else "missed"
    if due is None:
        return "paused"
    if at >= due:
        return "overdue"
    risky = at >= warn_at if warn_at else share >= RISKY_SHARE
    return "at_risk" if risky else "on_time"


def _say_remaining(
    state: str, due: datetime | None, *, at: datetime, met_at: datetime | None
) -> str:
    words = _say_phrases(get_language())
    if due is None:
        return words["stopped"] if state == "paused" else words["done"]
    if met_at:
        early = words["early"] if state == "met" else words["late"]
        return early % {"span": say_span(due - met_at)}
    left = words["left"] if at < due else words["late"]
    return left % {"span": say_span(due - at)}


@lru_cache(maxsize=16)
def _say_phrases(_language: str | None) -> dict[str, str]:
    return {
        "stopped": gettext("clock stopped"),
        "done": gettext("done"),
        "early": gettext("%(span)s early"),
        "late": gettext("%(span)s late"),
        "left": gettext("%(span)s left"),
    }
