"""Lines of the log-in journal and browsers that were let in, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.factor_acts import ALARMS, say_factor_act, say_way
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.sign_on import say_reason
from permanence.world.accounts.models import LogInEvent, Session
from permanence.world.accounts.rules import LogInAct

Shown = dict[str, Any]
# In this order: each of the later ones also names itself as an earlier one.
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
ALARMING = frozenset({LogInAct.REFUSED, LogInAct.HELD_UP, LogInAct.PASSWORD_REFUSED}) | ALARMS


def act_names() -> dict[str, str]:
    """Return what each act of the log-in journal is called."""
    return {
        LogInAct.LOGGED_IN: _("Logged in"),
        LogInAct.LOGGED_OUT: _("Logged out"),
        LogInAct.REFUSED: _("Log-in refused"),
        LogInAct.HELD_UP: _("Too many tries"),
        LogInAct.PASSWORD_CHANGED: _("Password changed"),
        LogInAct.PASSWORD_REFUSED: _("Password not changed: the old one was wrong"),
        LogInAct.LINK_SENT: _("Link to a new password sent"),
        LogInAct.LINK_USED: _("New password chosen by a link"),
        LogInAct.INVITED: _("Invited"),
        LogInAct.JOINED: _("First password chosen"),
        LogInAct.SESSION_ENDED: _("Another browser logged out"),
        LogInAct.SESSIONS_ENDED: _("All other browsers logged out"),
        LogInAct.BOUND: _("Log-in bound to a person at a provider"),
        LogInAct.ADMITTED: _("Log-in made at the first entry"),
    }


def show_lines(
    lines: Sequence[LogInEvent], reader: Reader, *, names: Mapping[int, str]
) -> list[Shown]:
    """Return lines of the log-in journal; those that a person should look at stand out."""
    acts = act_names()
    return [
        {
            **show_instant(line.at, reader),
            "act": say_factor_act(line) or acts.get(line.act, line.act),
            "how": say_way(str(line.facts.get("how", ""))),
            "who": names.get(line.user_id or 0, "") or _("Unknown address"),
            "why": say_reason(line.facts),
            "by": line.by,
            "place": line.place,
            "device": say_device(line.device) if line.device else "",
            "alarming": line.act in ALARMING,
        }
        for line in lines
    ]


def show_sessions(sessions: Sequence[Session], reader: Reader, *, current: str) -> list[Shown]:
    """Return the browsers in which the reader is logged in."""
    return [
        {
            **show_instant(session.since, reader, name="since"),
            **show_instant(session.seen_at, reader, name="seen"),
            "handle": session.handle,
            "device": say_device(session.device),
            "place": session.place,
            "current": session.session_key == current,
        }
        for session in sessions
    ]


def say_device(words: str) -> str:
    """Return browser and system by what the browser says of itself."""
    browser = next((name for mark, name in BROWSERS if mark in words), "")
    system = next((name for mark, name in SYSTEMS if mark in words), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")
