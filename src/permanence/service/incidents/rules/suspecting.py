"""When what several customers say of one component is taken for an incident. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from permanence.promises.policies.rules.suspicion import Suspicion

ALERT: Final = "alert"
TRACE: Final = "trace"
HYPHENS: Final = re.compile(r"[-\u2010-\u2015_/]")
ALL, SEVERAL = 1, 2  # severities: everything is down; several customers, or one quite
Rule = str
SEVERE, TWO_GRAVE, MANY, WITH_ALERT, ALERTS = (
    "severe",
    "grave-and-others",
    "customers",
    "alert-and-customers",
    "alerts",
)


@dataclass(frozen=True)
class Sign:
    """One thing that speaks for an incident: a request, a call, an alert, messages that fail.

    `customer` tells customers apart, and is empty for an alert. `ended_at` is when an alert, or
    the failing of messages, was over, `said_at` when a person said of a request, later than it
    came, what it speaks of or how grave it is. Without a component only a request of severity 1
    says anything.
    """

    key: int
    kind: str
    component: int | None
    customer: str
    at: datetime
    ended_at: datetime | None = None
    severity: int | None = None
    said_at: datetime | None = None


@dataclass(frozen=True)
class Meeting:
    """Signs that meet on a component, and the rule by which they are an incident to be.

    `failing` says of how many of the customers messages fail.
    """

    rule: Rule
    component: int | None
    signs: tuple[int, ...]
    customers: int
    alerts: int
    since: datetime
    severity: int
    failing: int = 0


def find_meetings(
    signs: Iterable[Sign],
    *,
    above: Mapping[int, Collection[int]],
    suspicion: Suspicion,
    at: datetime,
) -> list[Meeting]:
    """Return where signs meet, those with most signs first; no sign counts twice.

    What is said of a component counts for all that it needs: who cannot send a fax speaks of the
    lines, when an alert does. `above` says what fails with each component.
    """
    left = sorted(
        (one for one in signs if is_recent(one, suspicion=suspicion, at=at)),
        key=lambda one: (one.at, one.key),
    )
    meetings = []
    while meeting := find_largest(left, above=above, suspicion=suspicion):
        meetings.append(meeting)
        counted = set(meeting.signs)
        left = [one for one in left if one.key not in counted]
    return meetings


def find_largest(
    signs: Sequence[Sign], *, above: Mapping[int, Collection[int]], suspicion: Suspicion
) -> Meeting | None:
    """Return the meeting with most signs; of equal ones the one on fewest components above."""
    places: set[int | None] = {one.component for one in signs}
    found = []
    for place in places:
        reach = {place, *above.get(place, ())} if place is not None else {None}
        here = [one for one in signs if one.component in reach]
        if meeting := judge_place(here, place, suspicion=suspicion):
            found.append((-len(here), len(reach), place or 0, meeting))
    return min(found, key=lambda one: one[:3])[3] if found else None


def judge_place(
    signs: Sequence[Sign], place: int | None, *, suspicion: Suspicion
) -> Meeting | None:
    """Return by which rule signs on one component are an incident to be; None by none."""
    customers = len({one.customer for one in signs if one.customer})
    alerts = sum(one.kind == ALERT for one in signs)
    gravest = min((one.severity for one in signs if one.severity), default=SEVERAL + 1)
    rule = choose_rule(customers, alerts, gravest, is_placed=place is not None, suspicion=suspicion)
    if not rule:
        return None
    return Meeting(
        rule=rule,
        component=place,
        signs=tuple(one.key for one in signs),
        customers=customers,
        alerts=alerts,
        since=min(one.at for one in signs),
        severity=ALL if gravest == ALL else SEVERAL,
        failing=len({one.customer for one in signs if one.kind == TRACE}),
    )


def choose_rule(
    customers: int, alerts: int, gravest: int, *, is_placed: bool, suspicion: Suspicion
) -> Rule:
    """Return the first rule that such signs fulfil; empty for none."""
    if gravest == ALL:
        return SEVERE
    if not is_placed:
        return ""
    if gravest == SEVERAL and customers >= suspicion.with_grave:
        return TWO_GRAVE
    if customers >= suspicion.customers:
        return MANY
    if alerts and customers >= suspicion.with_alert:
        return WITH_ALERT
    if suspicion.alerts and alerts >= suspicion.alerts:
        return ALERTS
    return ""


def is_recent(sign: Sign, *, suspicion: Suspicion, at: datetime) -> bool:
    """Say whether a sign still counts: what was said within the window, what lasts or just did."""
    since = at - suspicion.window
    if sign.kind in (ALERT, TRACE):
        return sign.ended_at is None or sign.ended_at > since
    return max(sign.at, sign.said_at or sign.at) > since


def climb_needs(needs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    """Return what fails with each component: all that needs it, directly or through others."""
    direct: dict[int, set[int]] = {}
    for component, needed in needs:
        direct.setdefault(needed, set()).add(component)
    found = {}
    for base in direct:
        reached: set[int] = set()
        waiting = [base]
        while waiting:
            more = direct.get(waiting.pop(), set()) - reached
            reached |= more
            waiting.extend(more)
        found[base] = frozenset(reached)
    return found


def find_named(text: str, names: Mapping[int, Iterable[str]]) -> list[int]:
    """Return the components that a text names in any language; of overlapping names the longest."""
    folded = fold(text)
    spans: list[tuple[int, int, int]] = []
    for component, spoken in names.items():
        for name in {fold_name(one) for one in spoken} - {""}:
            # Most texts name few components: to look for a plain word costs far less.
            if name in folded:
                pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
                spans += [(*match.span(), component) for match in re.finditer(pattern, folded)]
    kept = [
        (begin, component)
        for begin, end, component in spans
        if not any(
            other[0] <= begin and end <= other[1] and other[1] - other[0] > end - begin
            for other in spans
        )
    ]
    return list(dict.fromkeys(component for _, component in sorted(kept)))


@lru_cache(maxsize=4096)
def fold_name(name: str) -> str:
    """Return a name as it is compared; the same ones are looked for in each text."""
    return fold(name)


def fold(text: str) -> str:
    """Return a text as it is compared: without case and accents, hyphens as spaces."""
    plain = text.lower() if text.isascii() else drop_accents(text.casefold())
    return " ".join(HYPHENS.sub(" ", plain).split())


def drop_accents(text: str) -> str:
    """Return a text with the marks left out that are set upon its letters."""
    bare = unicodedata.normalize("NFKD", text)
    for mark in sorted(one for one in set(bare) if unicodedata.combining(one)):
        bare = bare.replace(mark, "")
    return bare
