"""Measures as the pages of actions show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.post_mortem import page_url, show_measure, show_measures
from permanence.service.incidents.models import Incident
from permanence.service.reviews.models import Measure
from permanence.service.reviews.queries.analysis import removed_by

Shown = dict[str, Any]


def list_measures(rows: Sequence[Measure], reader: Reader) -> list[Shown]:
    """Return measures of several incidents as rows."""
    return [
        shown | name_incident_of(one)
        for one, shown in zip(rows, show_measures(rows, reader), strict=True)
    ]


def name_incident_of(measure: Measure) -> Shown:
    """Return the incident from which a measure comes."""
    incident = measure.post_mortem.incident
    return {"incident": incident.name, "incident_url": page_url(incident)}


def show_page(measure: Measure, reader: Reader, *, similar: Sequence[Incident]) -> Shown:
    """Return what `desk/action.html` reads beside its forms."""
    removed = removed_by([measure]).get(measure.pk, [])
    shown = show_measure(measure, removed, reader) | name_incident_of(measure)
    recurred = measure.recurred_in
    shown |= {
        "planned_by": measure.planned_name,
        **show_instant(measure.planned_at, reader, name="planned"),
        "done": say_moment(measure.done_at, reader) if measure.done_at else "",
        "done_by": measure.done_name,
        "evidence": measure.evidence,
        "dropped": say_moment(measure.dropped_at, reader) if measure.dropped_at else "",
        "dropped_by": measure.dropped_name,
        "drop_reason": measure.drop_reason,
        "check": say_moment(measure.check_at, reader) if measure.check_at else "",
        "checked": say_moment(measure.checked_at, reader) if measure.checked_at else "",
        "checked_by": measure.checked_name,
        "check_note": measure.check_note,
        "recurred_in": recurred.name if recurred else "",
        "recurred_url": reverse("desk:incident", args=[recurred.pk]) if recurred else "",
    }
    return {
        "measure": shown,
        "similar": [
            {
                "name": one.name,
                "title": one.title,
                "url": reverse("desk:incident", args=[one.pk]),
                **show_instant(one.occurred_at, reader),
            }
            for one in similar
        ],
    }
