"""Templates of notices as their pages show them: which is in force, what waits, what was before."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.incident_words import kind_names
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.words import language_name
from permanence.faces.desk.presenting.written_notices import (
    say_version,
    severity_names,
    stage_names,
)
from permanence.service.notices.models import TemplateVersion
from permanence.service.notices.queries import approved_templates, choose_template
from permanence.service.notices.queries.templates import NoticeTemplate, Sort
from permanence.service.notices.rules import KINDS, SEVERITIES, STAGES
from permanence.world.accounts.models import Desk

Shown = dict[str, Any]


def list_templates(desk: Desk) -> list[Shown]:
    """Return every sort of notice with the version that is in force, and what waits."""
    waiting = {
        (one.kind, one.severity, one.stage)
        for one in TemplateVersion.objects.filter(desk=desk, approved_at=None)
    }
    own = approved_templates(desk.pk)
    sorts = [
        (kind, severity, stage) for kind in KINDS for stage in STAGES for severity in SEVERITIES
    ]
    found = {sort: choose_template(own, *sort) for sort in sorts}
    return [
        show_row(desk, sort, one, waits=sort in waiting)
        for sort, one in found.items()
        if speaks_of(sort, one) or sort in waiting
    ]


def speaks_of(sort: Sort, found: NoticeTemplate | None) -> bool:
    """Say whether something is written for just this severity, or any severity stands for it."""
    _, severity, _ = sort
    return found is not None and (found.severity == severity or severity != 0)


def show_row(desk: Desk, sort: Sort, found: NoticeTemplate | None, *, waits: bool) -> Shown:
    """Return one row of the list."""
    kind, severity, stage = sort
    missing = [
        language_name(code)
        for code, _name in settings.LANGUAGES
        if found and code not in found.texts
    ]
    falls_back = found is not None and found.severity != severity
    return {
        "kind": kind_names()[kind],
        "stage": stage_names()[stage],
        "severity": severity_names()[severity],
        "version": _("as for any severity")
        if falls_back
        else say_version(found.number)
        if found
        else "—",
        "missing": ", ".join(missing),
        "waits": waits,
        "url": address_of(desk, kind, severity, stage),
    }


def address_of(desk: Desk, kind: str, severity: int, stage: str) -> str:
    """Return the page of a template."""
    place = reverse("desk:notice-template", args=[kind, severity, stage])
    return f"{place}?{urlencode({'desk': desk.key})}"


def name_template(kind: str, severity: int, stage: str) -> str:
    """Return what a template is called."""
    return f"{kind_names()[kind]}, {severity_names()[severity]}: {stage_names()[stage]}"


def show_version(version: TemplateVersion, reader: Reader) -> Shown:
    """Return one version: who wrote it, who approved it, in which languages."""
    shown: Shown = {
        "number": version.number,
        "who": version.written_by,
        "approved_by": version.approved_by,
        "languages": ", ".join(language_name(code) for code in sorted(version.texts)),
        **show_instant(version.written_at, reader),
    }
    if version.approved_at:
        shown |= show_instant(version.approved_at, reader, name="approved")
    return shown
