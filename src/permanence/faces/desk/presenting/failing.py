"""Messages that fail more than usual, in words: by component, and in an incident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.escalation_figures import say_share
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.service.incidents.models import Incident, Sign
from permanence.service.incidents.queries.failing import failing_now, looked_at, now_of, worst_of
from permanence.service.incidents.queries.signals import names_of_customers
from permanence.service.incidents.queries.suspecting import (
    explained_by_work,
    find_open,
    open_places,
    what_fails,
)
from permanence.service.incidents.rules.failing import Measured, Over, add_measured
from permanence.service.incidents.rules.suspecting import TRACE
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST_NAMES: Final = 12


def failing_url(desk: Desk) -> str:
    """Return the address of the list of what fails on a desk now."""
    return f"{reverse('desk:traces-failing')}?{urlencode({'desk': desk.key})}"


def show_failing(desk: Desk, reader: Reader) -> Shown:
    """Return what fails on a desk now, above the usual, by component."""
    found = failing_now(desk.pk)
    signs = [one for each in found.values() for one in each]
    names = names_of_customers({one.organisation_id for one in signs if one.organisation_id})
    excused = explained_by_work(signs, at=reader.at) if signs else set()
    places, above = open_places(desk.pk), what_fails(desk.pk)
    last = looked_at(desk.pk)
    return {
        "rows": [
            show_component(each, names, desk, reader)
            | {"is_excused": all(one.pk in excused for one in each)}
            | show_incident_at(find_open(component, places, above))
            for component, each in found.items()
        ],
        "looked": show_instant(last, reader) if last else None,
        "empty": {
            "icon": "check",
            "title": _("Nothing fails above the usual"),
            "text": _("Components stand here while messages of customers fail there unusually."),
        },
    }


def show_component(
    signs: Sequence[Sign], names: Mapping[int, str], desk: Desk, reader: Reader
) -> Shown:
    """Return one component on which messages fail, with the customers whose they are."""
    measured = add_measured([now_of(one) for one in signs])
    component, since = signs[0].component, min(one.at for one in signs)
    name = ""
    if component is not None:
        name = component.name_in(reader.user.language, otherwise=desk.default_language)
    shown = sorted(names.get(one.organisation_id or 0, "") for one in signs)
    may = reader.may(Right.DECLARE_INCIDENTS, desk.pk)
    return {
        "name": name,
        "customers": len(signs),
        "names": shown[:MOST_NAMES],
        "more": max(len(shown) - MOST_NAMES, 0),
        **show_measured(measured),
        **show_instant(since, reader),
        "declare_url": declare_url(signs[0], name, desk, since=since) if may else "",
    }


def show_measured(measured: Measured) -> Shown:
    """Return how many messages failed of all, and which share usually does."""
    return {
        "failed": measured.failed,
        "total": measured.total,
        "share": say_share(measured.failed, measured.total),
        "usual": say_usual(measured.usual_failed, measured.usual_failed + measured.usual_passed),
    }


def say_usual(failed: int, total: int) -> str:
    """Return which share usually fails; that nobody knows it of who sends next to nothing."""
    return say_share(failed, total) if total else _("not known")


def show_incident_at(incident: Incident | None) -> Shown:
    """Return the incident that goes on there; nothing without one."""
    if incident is None:
        return {"incident": "", "incident_url": ""}
    return {
        "incident": incident.name,
        "incident_url": reverse("desk:incident", args=[incident.pk]),
    }


def declare_url(sign: Sign, name: str, desk: Desk, *, since: datetime) -> str:
    """Return where an incident is declared from what fails, filled in."""
    told = {
        "desk": desk.key,
        "component": sign.component_id,
        "traces": sign.component_id,
        "title": _("Messages fail: %(component)s") % {"component": name},
        "occurred": since.isoformat(),
    }
    return f"{reverse('desk:incident-declare')}?{urlencode(told)}"


def say_spell(sign: Sign) -> str:
    """Return one customer's failing messages as a sign of an incident: when most failed."""
    measured = show_measured(worst_of(sign))
    return _("%(failed)s of %(total)s messages failed (usual: %(usual)s)") % measured


def say_recovery(signs: Sequence[Sign], reader: Reader) -> Shown | None:
    """Return whether messages go through again; None where none had failed."""
    spells = [one for one in signs if one.kind == TRACE]
    going = [one for one in spells if one.ended_at is None]
    if not spells:
        return None
    if going:
        text = ngettext(
            "Messages of %(count)s customer still fail more than usual.",
            "Messages of %(count)s customers still fail more than usual.",
            len(going),
        ) % {"count": len(going)}
        return {"text": text, "is_over": False}
    last = max(one.ended_at for one in spells if one.ended_at)
    text = _("Messages fail no more than usual since %(at)s. Nothing is closed by itself.") % {
        "at": say_moment(last, reader)
    }
    silent = sum(one.measured.get("over") == Over.SILENT for one in spells)
    if silent:
        text += " " + ngettext(
            "%(count)s customer has sent nothing since.",
            "%(count)s customers have sent nothing since.",
            silent,
        ) % {"count": silent}
    return {"text": text, "is_over": True}
