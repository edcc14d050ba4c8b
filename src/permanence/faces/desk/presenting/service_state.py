"""Planned work, conditions and public words as the desk shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.words import language_name, reader_language
from permanence.service.incidents.models import Incident, IncidentComponent
from permanence.service.status.actions.publishing import case_of, say_obstacle
from permanence.service.status.models import Appearance, HandCondition, Standing, Update
from permanence.service.status.queries.words import condition_names, stage_names, window_names
from permanence.service.status.rules.standing import read_component
from permanence.service.status.rules.uptime import share_of
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component
from permanence.world.maintenance.models import Window
from permanence.world.maintenance.rules import OVER, UNDER_WAY, stage_of

Shown = dict[str, Any]


def show_window(window: Window, desk: Desk, reader: Reader) -> Shown:
    """Return planned work as a row."""
    language = reader_language()
    stage = stage_of(window.plan, reader.at)
    components = sorted(window.components.all(), key=lambda one: (one.position, one.pk))
    return {
        "title": pick(window.titles, language, desk),
        "stage": window_names()[stage],
        "code": str(stage),
        "components": [one.name_in(language) for one in components],
        "languages": [language_name(code) for code in window.titles],
        "url": reverse("desk:window", args=[window.pk]),
        "may_change": stage not in OVER,
        "is_under_way": stage in UNDER_WAY,
        "is_coming": stage not in OVER | UNDER_WAY,
        **show_instant(window.starts_at, reader, name="starts"),
        **show_instant(window.ends_at, reader, name="ends"),
    }


def pick(words: dict[str, str], language: str, desk: Desk) -> str:
    """Return words in a language, in the desk's own or in any."""
    for one in (language, desk.default_language, *words):
        if words.get(one):
            return words[one]
    return ""


def list_components(
    components: Iterable[Component],
    standings: dict[int, Standing],
    said: dict[int, HandCondition],
    reader: Reader,
    *,
    may_edit: bool,
) -> list[Shown]:
    """Return components with how they stand, and what somebody said of them."""
    language, names = reader_language(), condition_names()
    rows = []
    for one in components:
        standing = standings.get(one.pk)
        shown = read_component(standing.content) if standing else None
        code = "unknown" if shown is None else str(shown.condition)
        code = "maintenance" if shown and shown.is_maintained else code
        hand = said.get(one.pk)
        share = share_of(shown.days) if shown else None
        rows.append(
            {
                "name": one.name_in(language),
                "is_public": one.is_public,
                "code": code,
                "word": names[code],
                "share": "" if share is None else f"{share:.2f} %",
                "reason": hand.reason if hand else "",
                "said_by": hand.said_name if hand else "",
                "since": show_instant(hand.since, reader) if hand else None,
                "url": reverse("desk:status-condition", args=[one.pk]) if may_edit else "",
            }
        )
    return rows


def show_reach(incident: Incident) -> Shown:
    """Return of which parts everybody may read, of which not, and what stands in the way."""
    language = reader_language()
    rows = Component.objects.filter(
        pk__in=IncidentComponent.objects.filter(incident=incident).values("component")
    ).order_by("position", "pk")
    names = [(one.name_in(language), one.is_public) for one in rows]
    return {
        "public": [name for name, is_public in names if is_public],
        "hidden": [name for name, is_public in names if not is_public],
        "obstacle": say_obstacle(case_of(incident)),
    }


def show_appearance(appearance: Appearance | None, desk: Desk, reader: Reader) -> Shown:
    """Return what everybody reads of an incident, and what waits for approval."""
    if appearance is None:
        return {"is_shown": False, "title": "", "updates": [], "draft": None, "titles": {}}
    rows = list(appearance.updates.filter(replaced_at=None).order_by("-pk"))
    drafts = [one for one in rows if one.published_at is None]
    return {
        "is_shown": appearance.shown_at is not None and appearance.withdrawn_at is None,
        "withdrawn": appearance.withdrawn_reason,
        "title": pick(appearance.titles, reader_language(), desk),
        "titles": appearance.titles,
        "draft": show_update(drafts[0], desk, reader) if drafts else None,
        "updates": [show_update(one, desk, reader) for one in rows if one.published_at],
    }


def show_update(update: Update, desk: Desk, reader: Reader) -> Shown:
    """Return one text for everybody."""
    return {
        "number": update.pk,
        "stage": stage_names()[update.stage],
        "text": pick(update.texts, reader_language(), desk),
        "languages": [language_name(code) for code in update.texts],
        "author": update.written_name or "Permanence",
        "approver": update.approved_name,
        "is_plain": update.is_plain,
        **show_instant(update.published_at or update.written_at, reader),
    }
