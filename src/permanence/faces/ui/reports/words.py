"""Words and figures of the reports, as both faces say them."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, pgettext

from permanence.faces.ui.moments import say_span, say_zone
from permanence.faces.ui.promises import promise_names
from permanence.ground.lib.dates import say_date
from permanence.overview.reports.queries import Row
from permanence.overview.reports.rules import Month, lateness


def kind_names() -> dict[str, str]:
    """Return what each kind of promise is called."""
    return dict(_kind_names(get_language()))


@lru_cache(maxsize=16)
def _kind_names(_language: str | None) -> dict[str, str]:
    # A page says the same few names on every line.
    return {
        "guarantee": gettext("Guarantee"),
        "target": gettext("Target"),
        "own": gettext("Desk's own rule"),
    }


def verdict_names() -> dict[str, str]:
    """Return what became of a promise."""
    return dict(_verdict_names(get_language()))


@lru_cache(maxsize=16)
def _verdict_names(_language: str | None) -> dict[str, str]:
    return {
        "kept": pgettext("a promise", "Kept"),
        "late": pgettext("a promise", "Late"),
        "running": pgettext("a promise", "Running"),
    }


def pause_names() -> dict[str, str]:
    """Return for whom or what a request waited."""
    return {
        "waiting_customer": gettext("Waiting for the customer"),
        "waiting_third_party": gettext("Waiting for a third party"),
        "out_of_scope": gettext("Out of scope"),
    }


def say_month(month: Month) -> str:
    """Return a month's name with its year."""
    return say_date(month.first, "F Y")


def say_number(count: int) -> str:
    """Return a count in the reader's figures."""
    return _say_number(count, get_language())


@lru_cache(maxsize=4096)
def _say_number(count: int, _language: str | None) -> str:
    return number_format(count, force_grouping=True)


def say_share(share: int | None) -> str:
    """Return a share of promises kept, which is given in tenths of a per cent."""
    return _say_share(share, get_language())


@lru_cache(maxsize=4096)
def _say_share(share: int | None, _language: str | None) -> str:
    if share is None:
        return "–"
    said = number_format(Decimal(share) / 10, decimal_pos=1)
    return gettext("%(share)s%%") % {"share": said}


def say_moment_in(instant: datetime, zone: tzinfo) -> str:
    """Return an instant as files write it: a day with its year, and the time."""
    local = instant.astimezone(zone)
    return f"{say_date(local.date(), 'j M Y')}, {local:%H:%M}"


def say_state_of(at: datetime, zone: tzinfo) -> str:
    """Return when a file was written, and in which zone its times are told."""
    told = {"when": say_moment_in(at, zone), "zone": say_zone(zone, at)}
    return gettext("As of %(when)s. Times are told in %(zone)s.") % told


def say_due(row: Row, zone: tzinfo) -> str:
    """Return when a promise was due; one that was kept while its clock stood still had no time."""
    return say_moment_in(row.due_at, zone) if row.due_at else gettext("the clock stood still")


def say_lateness(row: Row, *, at: datetime) -> str:
    """Return by how much a promise was late; one that is not met yet is late so far."""
    if row.verdict != "late" or row.due_at is None:
        return ""
    span: timedelta = lateness(row.due_at, met_at=row.met_at, at=at)
    if row.met_at:
        return say_span(span)
    return gettext("%(span)s so far") % {"span": say_span(span)}


def say_promise(row: Row) -> str:
    """Return which promise a row is about; of those that recur, which of them."""
    name = promise_names().get(row.promise, row.promise)
    return f"{name} {row.round}" if row.round > 1 else name


def say_grade(severity: int | None, level: int | None) -> str:
    """Return how grave and how hard a request is."""
    said = []
    if severity is not None:
        said.append(gettext("Severity %(number)s") % {"number": severity})
    if level is not None:
        said.append(gettext("Level %(number)s") % {"number": level})
    return ", ".join(said)
