"""The columns that a view adds: what they are called, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from textwrap import shorten
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.kinds import say_kind
from permanence.faces.desk.presenting.services import services_of
from permanence.faces.desk.presenting.words import language_name, reader_language
from permanence.faces.ui.moments import say_instant
from permanence.faces.ui.promises import promise_names
from permanence.faces.ui.templatetags.ui import CHANNELS
from permanence.overview.worklists.queries import Row, read_columns
from permanence.overview.worklists.rules import ADDABLE
from permanence.promises.policies.queries import policy_of_version

Shown = dict[str, Any]
MOST_OF_SERVICE = 48


@dataclass(frozen=True)
class Column:
    """One column of a list beyond the usual ones."""

    key: str
    label: str
    say: Callable[[Row], str]


def added_names() -> dict[str, str]:
    """Return what the columns are called that may be added."""
    names = {
        "contact": _("Contact"),
        "team": _("Team"),
        "kind": _("Kind of request"),
        "channel": _("Channel"),
        "language": _("Language"),
        "opened": _("Received"),
        "solved": _("Solved"),
        "promise": _("Promise"),
        "service": _("Service"),
        "contract": _("Contract"),
    }
    return {key: names[key] for key in ADDABLE}


def columns_of(keys: Sequence[str], say_when: Callable[[datetime], str]) -> list[Column]:
    """Return columns by their keys; instants are said as the reader reads them."""
    promises, names = promise_names(), added_names()

    def when(*fields: str) -> Callable[[Row], str]:
        return lambda row: next((say_when(row[one]) for one in fields if row[one]), "")

    sayings: dict[str, Callable[[Row], str]] = {
        "contact": lambda row: row["contact__name"] or "",
        "team": lambda row: row["team__name"] or "",
        "kind": lambda row: name_kind(row["policy_version_id"], row["kind"], reader_language()),
        "channel": lambda row: str(CHANNELS[row["channel"]][1]) if row["channel"] else "",
        "language": lambda row: language_name(row["language"]),
        "opened": when("opened_at"),
        "solved": when("resolved_at", "closed_at"),
        "promise": lambda row: promises.get(row["next_promise"], ""),
        "service": lambda row: name_service(
            row["policy_version_id"], row["service"], reader_language()
        ),
        "contract": lambda row: row["contract__number"] or "",
    }
    return [Column(key, names[key], sayings[key]) for key in keys]


@cache
def name_kind(version: int, key: str, _language: str) -> str:
    """Return what a version of a policy calls a kind; it never changes, so it is said once."""
    return say_kind(policy_of_version(version), key) if key else ""


@cache
def name_service(version: int, key: str, _language: str) -> str:
    """Return what a version of a policy calls a service; it never changes, so it is said once."""
    return services_of(policy_of_version(version)).get(key, key)


def add_columns(
    shown: Sequence[Shown], rows: Sequence[Row], keys: Sequence[str], reader: Reader
) -> None:
    """Put what the added columns say into the rows of a list."""
    columns = columns_of(keys, lambda one: say_instant(one, at=reader.at, zone=reader.zone))
    for row, whole in zip(shown, complete_rows(rows, keys), strict=True):
        row["added"] = [
            {
                "key": one.key,
                "label": one.label,
                "text": shorten(one.say(whole), MOST_OF_SERVICE, placeholder="…"),
            }
            for one in columns
        ]


def complete_rows(rows: Sequence[Row], keys: Sequence[str]) -> list[Row]:
    """Return rows with what the added columns need besides."""
    read: Mapping[int, Row] = read_columns([row["pk"] for row in rows], keys)
    return [row | read.get(row["pk"], {}) for row in rows]
