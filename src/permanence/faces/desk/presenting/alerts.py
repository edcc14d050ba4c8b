"""Alerts as the desk shows them: what fires, by groups; what is past; what is kept quiet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.ui.moments import say_span
from permanence.promises.terms.rules import say
from permanence.service.alerts.models import Alert, AlertTurn, Silence
from permanence.service.alerts.queries import excuse_of, works_around
from permanence.service.alerts.rules.sources import SILENT, Quiet, is_quiet
from permanence.service.alerts.rules.turns import FIRING
from permanence.world.accounts.models import Desk
from permanence.world.maintenance.models import Window

Shown = dict[str, Any]
TURNS = 40


def show_groups(alerts: Iterable[Alert], desk: Desk, reader: Reader) -> list[Shown]:
    """Return alerts by group, the group of the newest first."""
    groups: dict[str, list[Shown]] = {}
    for alert in alerts:
        groups.setdefault(alert.group, []).append(show_alert(alert, desk, reader))
    return [{"name": name, "rows": rows, "count": len(rows)} for name, rows in groups.items()]


def show_alert(alert: Alert, desk: Desk, reader: Reader) -> Shown:
    """Return an alert as a row shows it."""
    ended = alert.resolved_at
    flaps = alert.flaps_until is not None and alert.flaps_until > reader.at
    return {
        "title": say_title(alert),
        "url": reverse("desk:alert", args=[alert.pk]),
        "source": alert.source.name,
        "component": name_component(alert, desk, reader),
        "is_firing": alert.state == FIRING or flaps,
        "flaps": flaps,
        "count": alert.count,
        **show_instant(alert.began_at, reader, name="began"),
        "lasts": say_span((ended or reader.at) - alert.began_at),
        "ended": show_instant(ended, reader) if ended else None,
    }


def say_title(alert: Alert) -> str:
    """Return what an alert says; of one that we made ourselves, in the reader's language."""
    if alert.fingerprint == SILENT:
        return _("%(source)s is silent") % {"source": alert.title}
    return alert.title


def name_component(alert: Alert, desk: Desk, reader: Reader) -> str:
    """Return what an alert's component is called; nothing for one that leads nowhere."""
    if alert.component is None:
        return ""
    return alert.component.name_in(reader.user.language, otherwise=desk.default_language)


def split_quiet(
    alerts: Iterable[Alert], silences: Iterable[Silence]
) -> tuple[list[Alert], list[Alert]]:
    """Return the alerts that are heard, and those that are kept quiet."""
    quiets = [
        Quiet(one.alert.fingerprint if one.alert else "", one.labels or None) for one in silences
    ]
    heard: list[Alert] = []
    quiet: list[Alert] = []
    for alert in alerts:
        (quiet if is_quiet(alert.fingerprint, alert.labels, quiets) else heard).append(alert)
    return heard, quiet


def split_excused(
    alerts: Iterable[Alert], desk: Desk, reader: Reader
) -> tuple[list[Alert], list[Shown]]:
    """Return the alerts that are news, and as rows those that planned work explains."""
    told = list(alerts)
    works = works_around(told, at=reader.at)
    heard: list[Alert] = []
    excused: list[Shown] = []
    for alert in told:
        window = excuse_of(alert, works, at=reader.at)
        if window is None:
            heard.append(alert)
        else:
            row = show_alert(alert, desk, reader) | {"work": show_work(window, desk, reader)}
            excused.append(row)
    return heard, excused


def show_excuse(alert: Alert, reader: Reader) -> Shown | None:
    """Return the planned work that explains an alert; None when it is news."""
    window = excuse_of(alert, works_around([alert], at=reader.at), at=reader.at)
    return show_work(window, alert.desk, reader) if window else None


def show_work(window: Window, desk: Desk, reader: Reader) -> Shown:
    """Return planned work as the reason why an alert is no news."""
    return {
        "title": say(window.titles, reader.user.language, desk.default_language),
        "url": f"{reverse('desk:maintenance')}?{urlencode({'desk': desk.key})}",
        **show_instant(window.ends_at, reader, name="until"),
    }


def show_silences(silences: Iterable[Silence], reader: Reader, *, may_end: bool) -> list[Shown]:
    """Return what is kept quiet, until when and why."""
    return [
        {
            "what": say_title(one.alert) if one.alert else say_labels(one.labels),
            "reason": one.reason,
            "by": one.made_by_name,
            **show_instant(one.until, reader),
            "end_url": reverse("desk:silence-end", args=[one.pk]) if may_end else "",
        }
        for one in silences
    ]


def say_labels(labels: dict[str, str]) -> str:
    """Return labels in one line."""
    return ", ".join(f"{name} = {value}" for name, value in sorted(labels.items()))


def show_turns(turns: Iterable[AlertTurn], reader: Reader) -> list[Shown]:
    """Return when an alert came and went, the last first."""
    return [
        {**show_instant(one.at, reader), "is_firing": one.state == FIRING}
        for one in list(turns)[:TURNS]
    ]


def list_url(desk: Desk) -> str:
    """Return the address of the list of a desk's alerts."""
    return f"{reverse('desk:alerts')}?{urlencode({'desk': desk.key})}"
