"""What the war room shows of the notices: which wait, what went out, whom it reached."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.presenting.written_notices import show_row, stage_names
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries.notifying import notices_of_incident
from permanence.service.notices.models import Notice, Reach
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


def show_notices(request: StaffRequest, incident: Incident, sent: object) -> Shown | None:
    """Return what `desk/incident/notices.html` reads."""
    reader = request.reader
    notices = notices_of_incident(incident)
    reached = count_reached(notices)
    rows = [
        {
            **show_row(one, reader),
            "title": stage_names()[one.stage],
            "customers": reached.get(one.pk, (0, 0))[0],
            "reached": reached.get(one.pk, (0, 0))[1],
        }
        for one in notices
    ]
    works = reader.may(Right.WORK_ON_INCIDENTS, incident.desk_id)
    return {
        "rows": [one for one in rows if one["state"] != "failed"],
        "url": reverse("desk:incident-notices", args=[incident.pk]),
        "acts": list_acts(incident, notices) if works else [],
        "is_suspected": incident.state == Incident.State.SUSPECTED,
    }


def count_reached(notices: list[Notice]) -> dict[int, tuple[int, int]]:
    """Return for each notice how many customers it is for, and how many it reached."""
    rows = (
        Reach.objects.filter(notice__in=[one.pk for one in notices])
        .values_list("notice")
        .annotate(all=Count("pk"), reached=Count("pk", filter=Q(reached_at__isnull=False)))
    )
    return {notice: (customers, reached) for notice, customers, reached in rows}


def list_acts(incident: Incident, notices: list[Notice]) -> list[Shown]:
    """Return which notice may be begun now: the next report, while none waits."""
    waits = {one.stage for one in notices if one.released_at is None and one.withdrawn_at is None}
    was_told = any(one.released_at for one in notices)
    if incident.state == Incident.State.DECLARED and was_told and "report" not in waits:
        return [{"key": "report", "title": _("Write the next situation report")}]
    if (
        incident.state == Incident.State.RESOLVED
        and was_told
        and not (
            "resolved" in waits
            or any(one.stage == "resolved" and one.released_at for one in notices)
        )
    ):
        return [{"key": "resolved", "title": _("Write that it is over")}]
    return []
