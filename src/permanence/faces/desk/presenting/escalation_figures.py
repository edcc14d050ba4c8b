"""The table of what customers escalated in a month."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from permanence.overview.reports.queries.escalations import Escalated
from permanence.service.tickets.queries.escalations import ground_names

Shown = dict[str, Any]


def show_escalated(counted: dict[str, Escalated]) -> list[Shown]:
    """Return a row for each ground that came up, and one for all; empty where nothing did."""
    names = ground_names() | {"unsaid": _("Ground not said")}
    rows = [show_row(names[ground], counted[ground]) for ground in names if ground in counted]
    whole = sum(counted.values(), Escalated())
    return [*rows, show_row(_("All"), whole) | {"is_whole": True}] if rows else []


def show_row(name: str, count: Escalated) -> Shown:
    """Return one row; shares are of what was ruled on, and of attention that is over."""
    upheld, over = count.upheld + count.partly, count.kept + count.late
    return {
        "name": name,
        "came": count.came,
        "ruled": count.ruled,
        "upheld": upheld,
        "upheld_share": say_share(upheld, count.ruled),
        "owed": count.owed,
        "kept": count.kept,
        "kept_share": say_share(count.kept, over),
        "is_whole": False,
    }


def say_share(part: int, whole: int) -> str:
    """Return a share in percent; a dash where there is nothing to share."""
    return _("%(share)s %%") % {"share": round(100 * part / whole)} if whole else "—"
