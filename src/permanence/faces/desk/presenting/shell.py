"""The frame around every page: desks, views with live counts, places, the reader."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.presenting.bell import show_bell
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.words import say_count
from permanence.faces.ui.addresses import address_of
from permanence.faces.ui.moments import say_span
from permanence.faces.ui.watching import unwatched_since
from permanence.overview.worklists.queries import KeptRow, Look, count_kept, read_rail
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import SUPERVISORS, Right

Shown = dict[str, Any]
# What is set up now and then rather than worked with every day; it stands folded in the rail.
ADMINISTRATION = frozenset(
    {
        "maintenance",
        "wordings",
        "automation",
        "triage-signs",
        "catalogue",
        "policies",
        "calendars",
        "ladder",
        "people",
        "teams",
        "roles",
        "sign-on",
        "ways",
        "log-ins",
        "retention",
    }
)


def build_shell(
    request: StaffRequest,
    desk: Desk,
    *,
    view: str = "",
    place: str = "",
    query: str = "",
    saved: int = 0,
    afresh: bool = False,
) -> Shown:
    """Return what `ui/base.html` reads; `afresh` counts the kept views, which no page waits for."""
    reader = request.reader
    counts, kept = read_rail(reader.whose(desk), at=reader.at)
    user = request.reader.user
    places = list_places(request, desk, counts, place=place)
    rail = {"desk": desk.key, "view": view} | ({"saved": saved} if saved else {})
    return {
        "desk": show_desk(desk),
        "desks": [show_desk(one) | {"current": one.pk == desk.pk} for one in access.desks(request)],
        "views": list_views(desk, counts, view=view),
        "saved": list_saved(request, desk, kept, current=saved, afresh=afresh),
        "places": [one for one in places if one["key"] not in ADMINISTRATION],
        "administration": [one for one in places if one["key"] in ADMINISTRATION],
        "is_administering": place in ADMINISTRATION,
        "is_counted": afresh,
        "rail_url": f"{address_of('desk:rail')}?{urlencode(rail)}",
        "topic": "ticket:",
        "unwatched": show_unwatched(request),
        "unwatched_url": address_of("desk:unwatched"),
        "person": {
            "name": request.reader.specialist.name,
            "initials": initials_of(request.reader.specialist.name),
            "email": user.email,
        },
        "bell": show_bell(request, count=counts["notices"]),
        "account_url": address_of("desk:account"),
        "logout_url": address_of("desk:logout"),
        "theme_url": address_of("ui:theme"),
        "theme": user.theme,
        "density": user.density,
        "incidents": show_incidents(desk, counts["going_on"]) if view else None,
        "going_on": counts["going_on"],
        "alarm": show_alarm(request, desk, counts["alarms"]),
        "single_keys": user.single_keys,
        "search_url": address_of("desk:search"),
        "query": query,
        "events_url": "/events",
    }


def show_unwatched(request: StaffRequest) -> Shown | None:
    """Return since when no promise is watched; None while they are. Nothing is asked for it."""
    since = unwatched_since(at=request.reader.at)
    if since is None:
        return None
    span = say_span(request.reader.at - since)
    return show_instant(since, request.reader, name="since") | {"span": span}


def show_alarm(request: StaffRequest, desk: Desk, count: int) -> Shown | None:
    """Return the bar that supervisors see on every page while nobody takes an alarm."""
    hears = request.reader.roles.get(desk.pk, frozenset()) & set(SUPERVISORS)
    if not count or not hears:
        return None
    return {"count": count, "url": f"{address_of('desk:climbs')}?{urlencode({'desk': desk.key})}"}


def show_incidents(desk: Desk, count: int) -> Shown | None:
    """Return the bar that says over the lists that incidents go on."""
    if not count:
        return None
    return {
        "count": count,
        "url": f"{address_of('desk:incidents')}?{urlencode({'desk': desk.key})}",
    }


def show_desk(desk: Desk) -> Shown:
    """Return a desk as the switch shows it."""
    return {
        "name": desk.name,
        "initials": initials_of(desk.name),
        "accent": desk.accent,
        "url": view_url(desk, "next"),
    }


def view_names() -> dict[str, str]:
    """Return what each view of the work is called."""
    return {
        "next": _("To do"),
        "overdue": _("Overdue"),
        "soon": _("Due soon"),
        "escalated": _("Escalated"),
        "incidents": _("In an incident"),
        "untriaged": _("To triage"),
        "mine": _("Mine"),
        "teams": _("My teams"),
        "unassigned": _("Nobody's"),
        "waiting": _("Waiting for customer"),
        "third_party": _("Waiting for others"),
        "snoozed": _("Out of sight"),
        "resolved": _("Resolved"),
        "ended": _("Closed"),
    }


class Known(NamedTuple):
    """A view or a place of a desk, as every page of it names it.

    `counted` is what is counted beside it, "" for nothing; `right` is needed to go there.
    """

    key: str
    label: str
    url: str
    icon: str = ""
    counted: str = ""
    right: Right = Right.READ_TICKETS


@lru_cache(maxsize=200)
def known_views(desk: str, _language: str | None) -> tuple[Known, ...]:
    """Return the views of a desk, named in the language that is spoken."""
    page = address_of("desk:tickets")
    return tuple(
        Known(key, label, f"{page}?{urlencode({'desk': desk, 'view': key})}")
        for key, label in view_names().items()
    )


def list_views(desk: Desk, counts: dict[str, int], *, view: str) -> list[Shown]:
    """Return the views of the rail; what is over is not counted."""
    return [
        {
            "label": one.label,
            "url": one.url,
            "count": say_count(counts[one.key]) if one.key in counts else None,
            "current": one.key == view,
            "tone": "overdue" if one.key == "overdue" and counts[one.key] else "",
        }
        for one in known_views(desk.key, get_language())
    ]


def list_saved(
    request: StaffRequest, desk: Desk, kept: list[KeptRow], *, current: int, afresh: bool
) -> list[Shown]:
    """Return the views that the reader keeps, then those shared with the desk."""
    reader = request.reader
    look = Look(reader.whose(desk), reader.zone, reader.at)
    return [
        {
            "label": one.name,
            "url": reverse("desk:saved-view", args=[one.number]),
            "count": None if one.count is None else say_count(one.count),
            "current": one.number == current,
        }
        for one in count_kept(kept, look, afresh=afresh)
    ]


@lru_cache(maxsize=200)
def known_places(desk: str, _language: str | None) -> tuple[Known, ...]:
    """Return the other places of a desk, named in the language that is spoken."""
    places = [
        ("calls", _("New request"), "phone", "", Right.ANSWER),
        ("climbs", _("On the ladder"), "climb", "alarms", Right.READ_TICKETS),
        ("alerts", _("Alerts"), "alert", "", Right.READ_TICKETS),
        ("traces", _("Message traces"), "send", "", Right.READ_TRACES),
        ("incidents", _("Incidents"), "alarm", "going_on", Right.READ_TICKETS),
        ("board", _("Board"), "chart", "", Right.READ_REPORTS),
        ("rotas", _("On call"), "phone", "", Right.READ_TICKETS),
        ("actions", _("Actions"), "check", "", Right.READ_TICKETS),
        ("drafts", _("Drafts"), "write", "", Right.ANSWER),
        ("status", _("State of the service"), "globe", "", Right.READ_TICKETS),
        ("maintenance", _("Planned work"), "clock", "", Right.READ_TICKETS),
        ("bulks", _("Bulk acts"), "list", "", Right.READ_TICKETS),
        ("quarantine", _("Quarantine"), "hold", "letters", Right.READ_LETTERS),
        ("outgoing", _("Outgoing mail"), "send", "failed", Right.READ_OUTGOING),
        ("written-notices", _("Notices to customers"), "mail", "", Right.READ_OUTGOING),
        ("agreements", _("Agreements"), "check", "", Right.READ_TICKETS),
        ("reports", _("Reports"), "chart", "", Right.READ_REPORTS),
        ("hours", _("Hours"), "hourglass", "", Right.READ_TICKETS),
        ("simulator", _("Simulator"), "flag", "", Right.READ_TICKETS),
        ("customers", _("Customers"), "person", "", Right.READ_CUSTOMERS),
        ("contracts", _("Contracts"), "folder", "", Right.READ_CONTRACTS),
        ("articles", _("Articles"), "book", "", Right.READ_ARTICLES),
        ("wordings", _("Canned answers"), "write", "", Right.READ_TICKETS),
        ("automation", _("Rules"), "list", "", Right.READ_TICKETS),
        ("triage-signs", _("Signs for triage"), "flag", "", Right.READ_TICKETS),
        ("catalogue", _("Catalogue"), "list", "", Right.READ_TICKETS),
        ("policies", _("Policy"), "book", "", Right.READ_POLICIES),
        ("calendars", _("Calendars"), "clock", "", Right.READ_POLICIES),
        ("contact-points", _("Contact points"), "mail", "", Right.READ_POLICIES),
        ("ladder", _("Ladder"), "climb", "", Right.READ_POLICIES),
        ("people", _("People"), "person", "", Right.READ_TICKETS),
        ("teams", _("Teams"), "person", "", Right.READ_TICKETS),
        ("roles", _("Roles"), "person", "", Right.READ_TICKETS),
        ("retention", _("Retention"), "clock", "", Right.READ_POLICIES),
        ("log-ins", _("Log-ins"), "lock", "", Right.READ_LOG_INS),
        ("looks", _("Who looked"), "search", "", Right.READ_LOOKS),
        ("sign-on", _("Single sign-on"), "in", "", Right.READ_SETTINGS),
        ("ways", _("Ways out"), "phone", "", Right.READ_SETTINGS),
    ]
    asked = urlencode({"desk": desk})
    return tuple(
        Known(key, label, f"{reverse(f'desk:{key}')}?{asked}", icon, counted, right)
        for key, label, icon, counted, right in places
    )


def list_places(
    request: StaffRequest, desk: Desk, counts: dict[str, int], *, place: str
) -> list[Shown]:
    """Return the other places of the desk that the reader may go to."""
    return [
        {
            "key": one.key,
            "label": one.label,
            "url": one.url,
            "icon": one.icon,
            "count": say_count(counts[one.counted]) if counts.get(one.counted) else None,
            "current": one.key == place,
        }
        for one in known_places(desk.key, get_language())
        if request.reader.may(one.right, desk.pk)
    ]


def view_url(desk: Desk, view: str, **asked: Any) -> str:
    """Return the address of a list."""
    query = {"desk": desk.key, "view": view} | {key: one for key, one in asked.items() if one}
    return f"{address_of('desk:tickets')}?{urlencode(query)}"


def initials_of(name: str) -> str:
    """Return the letters that stand for a name."""
    return "".join(word[0] for word in name.split()[:2]).upper()
