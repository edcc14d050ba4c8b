"""What monitoring posts: Prometheus Alertmanager's webhook, and a plain form. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from permanence.service.alerts.rules.turns import FIRING, RESOLVED, Turn

LARGEST: Final = 1024 * 1024
MOST_ALERTS: Final = 1000
MOST_LABELS, LONGEST_NAME, LONGEST_VALUE = 64, 100, 1000
LONGEST_FINGERPRINT: Final = 200
TITLES: Final = ("title", "summary", "alertname", "name", "description")
VERSION: Final = "4"
# Who tells an instant further ahead has a wrong clock: what they tell is of now.
AHEAD: Final = timedelta(minutes=5)
# Before this nobody had alerts: it is how some write "never".
NEVER: Final = datetime(1980, 1, 1, tzinfo=UTC)


class Unreadable(ValueError):  # noqa: N818 -- an answer for who posted it
    """What was posted is no report; the text says why, for whoever set the sender up."""


@dataclass(frozen=True)
class Report:
    """What one message says of one alert."""

    fingerprint: str
    title: str
    turns: tuple[Turn, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    link: str = ""

    @property
    def told_of(self) -> datetime:
        """The last instant that it speaks of."""
        return max(turn.at for turn in self.turns)


@dataclass(frozen=True)
class Reading:
    """All that one message says; `left_out` is how many alerts its sender says are missing."""

    reports: tuple[Report, ...]
    left_out: int = 0


def read_alertmanager(body: bytes, *, at: datetime) -> Reading:
    """Return what Alertmanager says by its webhook of version 4; raise Unreadable for else."""
    told = read_object(body)
    if str(told.get("version", "")) != VERSION:
        raise Unreadable(f'"version" has to be "{VERSION}": this is no webhook of Alertmanager')
    alerts = told.get("alerts")
    if not isinstance(alerts, list):
        raise Unreadable('"alerts" has to be a list')
    left_out = told.get("truncatedAlerts", 0)
    reports = [read_one_alert(one, number, at=at) for number, one in enumerate(check_many(alerts))]
    return Reading(tuple(reports), left_out if isinstance(left_out, int) and left_out > 0 else 0)


def read_one_alert(told: object, number: int, *, at: datetime) -> Report:
    """Return what Alertmanager says of one alert."""
    place = f"alerts[{number}]"
    if not isinstance(told, Mapping):
        raise Unreadable(f"{place} has to be an object")
    labels = read_pairs(told.get("labels"), f"{place}.labels")
    notes = read_pairs(told.get("annotations"), f"{place}.annotations")
    began = read_instant(told.get("startsAt"), f"{place}.startsAt", at=at) or at
    turns = [Turn(began, FIRING)]
    if read_state(told.get("status"), f"{place}.status") == RESOLVED:
        ended = read_instant(told.get("endsAt"), f"{place}.endsAt", at=at) or at
        turns.append(Turn(max(began, ended), RESOLVED))
    return Report(
        fingerprint=read_text(told.get("fingerprint"))[:LONGEST_FINGERPRINT] or hash_labels(labels),
        title=choose_title(notes, labels) or place,
        turns=tuple(turns),
        labels=labels,
        notes=notes,
        link=read_link(told.get("generatorURL")),
    )


def read_plain(body: bytes, *, at: datetime) -> Reading:
    """Return what a plain report says: one object, or a list of them; raise Unreadable for else.

    Only a title is needed. What names no state fires; what names no instant is of now.
    """
    told = read_json(body)
    alerts = told if isinstance(told, list) else [told]
    reports = [read_one_plain(one, number, at=at) for number, one in enumerate(check_many(alerts))]
    return Reading(tuple(reports))


def read_one_plain(told: object, number: int, *, at: datetime) -> Report:
    """Return what one object of the plain form says."""
    place = f"[{number}]"
    if not isinstance(told, Mapping):
        raise Unreadable(f"{place} has to be an object")
    labels = read_pairs(told.get("labels"), f"{place}.labels")
    if component := read_text(told.get("component")):
        labels = labels | {"component": component}
    title = read_text(told.get("title"))
    fingerprint = read_text(told.get("fingerprint"))[:LONGEST_FINGERPRINT]
    if not title and not fingerprint:
        raise Unreadable(f'{place} needs a "title" or a "fingerprint"')
    state = read_state(told.get("status", FIRING), f"{place}.status")
    began = read_instant(told.get("starts_at"), f"{place}.starts_at", at=at)
    ended = read_instant(told.get("ends_at"), f"{place}.ends_at", at=at)
    turns = [Turn(began, FIRING)] if began else []
    if state == RESOLVED:
        end = ended or at
        turns.append(Turn(max(began, end) if began else end, RESOLVED))
    elif not turns:
        turns.append(Turn(at, FIRING))
    text = read_text(told.get("text"))
    return Report(
        fingerprint=fingerprint or hash_labels({**labels, "title": title}),
        title=title or fingerprint,
        turns=tuple(turns),
        labels=labels,
        notes={"description": text} if text else {},
        link=read_link(told.get("url")),
    )


def read_json(body: bytes) -> Any:
    """Return what a body says; raise Unreadable for what is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"this is no JSON: {str(error)[:200]}") from error


def read_object(body: bytes) -> Mapping[str, Any]:
    """Return the object that a body is."""
    told = read_json(body)
    if not isinstance(told, Mapping):
        raise Unreadable("this has to be an object")
    return told


def check_many(alerts: Sequence[object]) -> Sequence[object]:
    """Return the alerts of one message, of which there are some and not too many."""
    if len(alerts) > MOST_ALERTS:
        raise Unreadable(f"one message carries {MOST_ALERTS} alerts at most")
    return alerts


def read_state(told: object, place: str) -> str:
    """Return whether something fires or is over."""
    state = read_text(told).lower()
    if state in {FIRING, "alerting", "triggered", "down", "problem"}:
        return FIRING
    if state in {RESOLVED, "ok", "up", "recovered", "closed"}:
        return RESOLVED
    raise Unreadable(f'{place} has to be "firing" or "resolved"')


def read_pairs(told: object, place: str) -> dict[str, str]:
    """Return labels or notes; nothing where there are none."""
    if told is None:
        return {}
    if not isinstance(told, Mapping):
        raise Unreadable(f"{place} has to be an object")
    pairs = list(told.items())[:MOST_LABELS]
    return {clean(key)[:LONGEST_NAME]: read_text(value) for key, value in pairs if key}


def read_text(told: object) -> str:
    """Return a text, a number or a truth as text; nothing for anything else."""
    if not isinstance(told, str | int | float):
        return ""
    return clean(str(told))[:LONGEST_VALUE].strip()


def clean(text: object) -> str:
    """Return a text less what PostgreSQL cannot keep."""
    return str(text).replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def read_link(told: object) -> str:
    """Return an address that a person may follow; nothing for any other."""
    link = read_text(told)
    return link if link.startswith(("https://", "http://")) else ""


def read_instant(told: object, place: str, *, at: datetime) -> datetime | None:
    """Return an instant; None for none, and for what stands for never. None lies ahead."""
    text = read_text(told)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f'{place} is no instant: write it as "2026-03-02T09:00:00Z"') from error
    if found.tzinfo is None:
        raise Unreadable(f'{place} names no zone: write it as "2026-03-02T09:00:00Z"')
    found = found.astimezone(UTC) if found.year > 1 else NEVER
    if found <= NEVER:
        return None
    return at if found > at + AHEAD else found


def choose_title(notes: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Return by what words people know an alert."""
    found = (told[name] for name in TITLES for told in (notes, labels) if told.get(name))
    return next(found, "")


def hash_labels(labels: Mapping[str, str]) -> str:
    """Return a fingerprint of labels, for who tells none."""
    told = json.dumps(sorted(labels.items()), ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def group_of(report: Report, by: Sequence[str]) -> str:
    """Return under which group an alert stands: by these labels, else by its title."""
    told = [report.labels.get(name, "") for name in by]
    return " · ".join(one for one in told if one) or report.title
