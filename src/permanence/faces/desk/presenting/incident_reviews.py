"""What the third column of the war room shows: how far the looking back is."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.presenting.post_mortem import show_steps
from permanence.faces.desk.presenting.review_words import state_names, summary_state_names
from permanence.service.incidents.models import Incident
from permanence.service.reviews.models import Measure, SummaryRequest
from permanence.service.reviews.queries.analysis import post_mortem_of
from permanence.service.reviews.queries.summaries import approved_of, summary_of

Shown = dict[str, Any]


def show_review(request: StaffRequest, incident: Incident, sent: object) -> Shown | None:
    """Return what `desk/incident/review.html` reads; before the resolution only when it opens."""
    found, reader = post_mortem_of(incident), request.reader
    if found is None:
        return {"is_open": False}
    mine = found.contributions.filter(specialist=reader.specialist, answered_at=None)
    summary, version = summary_of(incident), approved_of(incident)
    measures = Measure.objects.filter(post_mortem=found, dropped_at=None)
    return {
        "is_open": True,
        "state": state_names()[found.state],
        "url": reverse("desk:post-mortem", args=[incident.pk]),
        "asked": found.contributions.count(),
        "missing": found.contributions.filter(answered_at=None).count(),
        "is_mine": mine.exists(),
        "measures": measures.count(),
        "open_measures": measures.open().count(),
        "steps": [one for one in show_steps(incident, reader) if not one["is_gone"]],
        "summary_url": reverse("desk:incident-summary", args=[incident.pk]),
        "summary": summary_state_names()[summary.state] if summary else "",
        "version": version.number if version else 0,
        "waiting": SummaryRequest.objects.waiting().filter(incident=incident).count(),
    }
