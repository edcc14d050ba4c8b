"""The frame around every page: desks, views with live counts, places, the reader."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
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
        "rail_url": f"{reverse('desk:rail')}?{urlencode(rail)}",
        "topic": "ticket:",
        "unwatched": show_unwatched(request),
        "unwatched_url": reverse("desk:unwatched"),
        "person": {
            "name": request.reader.specialist.name,
            "initials": initials_of(request.reader.specialist.name),
            "email": user.email,
        },
        "bell": show_bell(request, count=counts["notices"]),
        "account_url": reverse("desk:account"),
        "logout_url": reverse("desk:logout"),
        "theme_url": reverse("ui:theme"),
        "theme": user.theme,
        "density": user.density,
        "incidents": show_incidents(desk, counts["going_on"]) if view else None,
        "going_on": counts["going_on"],
        "alarm": show_alarm(request, desk, counts["alarms"]),
        "single_keys": user.single_keys,
        "search_url": reverse("desk:search"),
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
    return {"count": count, "url": f"{reverse('desk:climbs')}?{urlencode({'desk': desk.key})}"}


def show_incidents(desk: Desk, count: int) -> Shown | None:
    """Return the bar that says over the lists that incidents go on."""
    if not count:
        return None
    return {"count": count, "url": f"{reverse('desk:incidents')}?{urlencode({'desk': desk.key})}"}


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


def list_views(desk: Desk, counts: dict[str, int], *, view: str) -> list[Shown]:
    """Return the views of the rail; what is over is not counted."""
    return [
        {
            "label": label,
            "url": view_url(desk, key),
            "count": say_count(counts[key]) if key in counts else None,
            "current": key == view,
            "tone": "overdue" if key == "overdue" and counts[key] else "",
        }
        for key, label in view_names().items()
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


def list_places(
    request: StaffRequest, desk: Desk, counts: dict[str, int], *, place: str
) -> list[Shown]:
    """Return the other places of the desk that the reader may go to."""
    places = [
        ("calls", _("New request"), "phone", 0, Right.ANSWER),
        ("climbs", _("On the ladder"), "climb", counts["alarms"], Right.READ_TICKETS),
        ("alerts", _("Alerts"), "alert", 0, Right.READ_TICKETS),
        ("traces", _("Message traces"), "send", 0, Right.READ_TRACES),
        ("incidents", _("Incidents"), "alarm", counts["going_on"], Right.READ_TICKETS),
        ("board", _("Board"), "chart", 0, Right.READ_REPORTS),
        ("rotas", _("On call"), "phone", 0, Right.READ_TICKETS),
        ("actions", _("Actions"), "check", 0, Right.READ_TICKETS),
        ("drafts", _("Drafts"), "write", 0, Right.ANSWER),
        ("status", _("State of the service"), "globe", 0, Right.READ_TICKETS),
        ("maintenance", _("Planned work"), "clock", 0, Right.READ_TICKETS),
        ("bulks", _("Bulk acts"), "list", 0, Right.READ_TICKETS),
        ("quarantine", _("Quarantine"), "hold", counts["letters"], Right.READ_LETTERS),
        ("outgoing", _("Outgoing mail"), "send", counts["failed"], Right.READ_OUTGOING),
        ("written-notices", _("Notices to customers"), "mail", 0, Right.READ_OUTGOING),
        ("agreements", _("Agreements"), "check", 0, Right.READ_TICKETS),
        ("reports", _("Reports"), "chart", 0, Right.READ_REPORTS),
        ("hours", _("Hours"), "hourglass", 0, Right.READ_TICKETS),
        ("simulator", _("Simulator"), "flag", 0, Right.READ_TICKETS),
        ("customers", _("Customers"), "person", 0, Right.READ_CUSTOMERS),
        ("contracts", _("Contracts"), "folder", 0, Right.READ_CONTRACTS),
        ("articles", _("Articles"), "book", 0, Right.READ_ARTICLES),
        ("wordings", _("Canned answers"), "write", 0, Right.READ_TICKETS),
        ("automation", _("Rules"), "list", 0, Right.READ_TICKETS),
        ("triage-signs", _("Signs for triage"), "flag", 0, Right.READ_TICKETS),
        ("catalogue", _("Catalogue"), "list", 0, Right.READ_TICKETS),
        ("policies", _("Policy"), "book", 0, Right.READ_POLICIES),
        ("calendars", _("Calendars"), "clock", 0, Right.READ_POLICIES),
        ("contact-points", _("Contact points"), "mail", 0, Right.READ_POLICIES),
        ("ladder", _("Ladder"), "climb", 0, Right.READ_POLICIES),
        ("people", _("People"), "person", 0, Right.READ_TICKETS),
        ("teams", _("Teams"), "person", 0, Right.READ_TICKETS),
        ("roles", _("Roles"), "person", 0, Right.READ_TICKETS),
        ("retention", _("Retention"), "clock", 0, Right.READ_POLICIES),
        ("log-ins", _("Log-ins"), "lock", 0, Right.READ_LOG_INS),
        ("looks", _("Who looked"), "search", 0, Right.READ_LOOKS),
        ("sign-on", _("Single sign-on"), "in", 0, Right.READ_SETTINGS),
        ("ways", _("Ways out"), "phone", 0, Right.READ_SETTINGS),
    ]
    return [
        {
            "key": key,
            "label": label,
            "url": f"{address_of(f'desk:{key}')}?{urlencode({'desk': desk.key})}",
            "icon": icon,
            "count": say_count(count) if count else None,
            "current": key == place,
        }
        for key, label, icon, count, right in places
        if request.reader.may(right, desk.pk)
    ]


def view_url(desk: Desk, view: str, **asked: Any) -> str:
    """Return the address of a list."""
    query = {"desk": desk.key, "view": view} | {key: one for key, one in asked.items() if one}
    return f"{address_of('desk:tickets')}?{urlencode(query)}"


def initials_of(name: str) -> str:
    """Return the letters that stand for a name."""
    return "".join(word[0] for word in name.split()[:2]).upper()
