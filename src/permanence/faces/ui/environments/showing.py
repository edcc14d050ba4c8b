"""The record of an installation as a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.ui.environments.words import (
    HEADINGS,
    LABELS,
    name_piece,
    place_names,
    purpose_names,
    say_worth,
)
from permanence.faces.ui.moments import say_instant_fully
from permanence.ground.lib.dates import say_date
from permanence.world.catalogue.models import Installation, Piece
from permanence.world.catalogue.rules import (
    Change,
    Held,
    Kind,
    Side,
    is_stale,
    order_history,
    planned_after,
    side_of,
    standing_at,
)

Shown = dict[str, Any]
MONTH = timedelta(days=30.4375)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Look:
    """When a reader looks at a record, by which clock, and from which side."""

    at: datetime
    zone: tzinfo
    side: Side = Side.DESK


def show_card(installation: Installation, look: Look) -> Shown:
    """Return what is kept of an installation beside its pieces."""
    return {
        "name": installation.name,
        "product": installation.product,
        "purpose": purpose_names()[installation.purpose],
        "is_test": installation.purpose != "production",
        "place": place_names(look.side)[installation.runs_at],
        "region": installation.region,
        "zone": installation.zone.replace("_", " "),
        "notes": installation.notes,
        "retired": installation.retired_at is not None,
        "is_stale": is_stale(installation.confirmed_at, look.at),
        "confirmed": say_confirmed(installation, look),
        **show_since(installation.confirmed_at, look, name="confirmed_on"),
    }


def say_confirmed(installation: Installation, look: Look) -> str:
    """Return when a record was confirmed last, and by whom."""
    told = {
        "who": installation.confirmed_name or "Permanence",
        "when": say_ago(look.at - installation.confirmed_at),
    }
    if look.side == Side.CUSTOMER:
        return _("last confirmed %(when)s by %(who)s") % told
    if side_of(installation.confirmed_by) == Side.CUSTOMER:
        return _("last confirmed %(when)s by %(who)s, for the customer") % told
    return _("last confirmed %(when)s by %(who)s, for the desk") % told


def show_groups(rows: Sequence[Piece], look: Look) -> list[Shown]:
    """Return the pieces of each kind: as they stand, as announced, and as they were."""
    pieces, by_number = [row.held for row in rows], {row.pk: row for row in rows}
    standing, planned = standing_at(pieces, look.at), planned_after(pieces, look.at)
    known = {one.number for one in (*standing, *planned)}
    past = [one for one in reversed(order_history(pieces)) if one.number not in known]

    def show(found: Sequence[Held], kind: Kind) -> list[Shown]:
        return [show_piece(by_number[one.number], look) for one in found if one.kind == kind]

    return [
        {
            "kind": str(kind),
            "label": HEADINGS[kind],
            "labels": LABELS[kind],
            "rows": show(standing, kind),
            "planned": show(planned, kind),
            "past": show(past, kind),
        }
        for kind in Kind
    ]


def show_piece(row: Piece, look: Look) -> Shown:
    """Return one piece with who wrote it down."""
    held = row.held
    return {
        "number": row.pk,
        "name": name_piece(held),
        "value": row.value,
        "detail": row.detail,
        "is_gone": row.is_gone,
        "worth": say_worth(held),
        "by": row.written_name or "Permanence",
        "is_theirs": side_of(row.written_by) == Side.CUSTOMER,
        **show_since(row.since, look, name="since"),
        **show_since(row.written_at, look, name="written"),
    }


def show_since(instant: datetime | None, look: Look, *, name: str) -> Shown:
    """Return a day with its instant in full; empty when nobody knows."""
    if instant is None:
        return {name: "", f"{name}_iso": "", f"{name}_title": ""}
    return {
        name: say_date(instant.astimezone(look.zone).date(), "j M Y"),
        f"{name}_iso": instant.isoformat(),
        f"{name}_title": say_instant_fully(instant, zone=look.zone),
    }


def show_change(change: Change, look: Look, *, before: datetime) -> Shown:
    """Return a change, with how long before an instant it was."""
    after = change.after
    return {
        "kind": HEADINGS[after.kind],
        "name": name_piece(after),
        "was": say_worth(change.before) if change.before else "",
        "now": say_worth(after),
        "ago": say_before(before - change.since),
        **show_since(change.since, look, name="since"),
    }


def say_before(span: timedelta) -> str:
    """Return how long before a request something was changed."""
    if span < HOUR:
        return _("less than an hour before this request")
    if span < timedelta(days=1):
        count = span // HOUR
        text = ngettext(
            "%(count)s hour before this request", "%(count)s hours before this request", count
        )
    else:
        count = span.days
        text = ngettext(
            "%(count)s day before this request", "%(count)s days before this request", count
        )
    return text % {"count": count}


def say_ago(span: timedelta) -> str:
    """Return how long ago something was, as roughly as it matters."""
    if span < timedelta(days=1):
        return _("today")
    if span < 2 * MONTH:
        text = ngettext("%(count)s day ago", "%(count)s days ago", span.days)
        return text % {"count": span.days}
    months = span // MONTH
    return ngettext("%(count)s month ago", "%(count)s months ago", months) % {"count": months}
