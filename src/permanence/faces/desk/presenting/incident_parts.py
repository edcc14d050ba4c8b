"""What stands on the page of an incident: each part lives by itself, and its forms work in it.

A part is a title, a column, what it shows, and a template that reads `part` (what `show` returned),
`incident` (`incident_pages.show_incident`) and `may` (rights by name). What comes from elsewhere
adds its parts here. A part that returns None is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.incident_clocks import show_all_clocks
from permanence.faces.desk.presenting.incident_customers import show_customers
from permanence.faces.desk.presenting.incident_leading import show_climbs, show_leading
from permanence.faces.desk.presenting.incident_notices import show_notices
from permanence.faces.desk.presenting.incident_requests import show_requests, show_signs
from permanence.faces.desk.presenting.incident_reviews import show_review
from permanence.faces.desk.presenting.incident_room_open import (
    open_composer,
    open_facts,
    open_record,
    open_tasks,
    open_team,
    open_timeline,
)
from permanence.faces.desk.presenting.incident_status import show_public
from permanence.faces.desk.presenting.incident_touched import show_touched
from permanence.faces.ui.addresses import address_of
from permanence.service.incidents.models import Incident
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
Forms = Mapping[str, DeskForm]
Column = Literal["top", "notification", "investigation", "post_mortem", "aside", "below"]
COLUMNS: Final[tuple[Column, ...]] = (
    "top",
    "notification",
    "investigation",
    "post_mortem",
    "aside",
    "below",
)


@dataclass(frozen=True)
class Part:
    """One panel of the page of an incident; `forms` are the keys of forms that come back wrong.

    One that does not live is never fetched anew: in it people write.
    """

    key: str
    title: str | Promise
    column: Column
    show: Callable[[StaffRequest, Incident, Forms], Shown | None]
    template: str
    right: Right = Right.READ_TICKETS
    forms: frozenset[str] = frozenset()
    lives: bool = True


# Within each column in this order.
PARTS: Final[tuple[Part, ...]] = (
    Part("facts", _("What everybody has to know"), "top", open_facts, "desk/incident/facts.html"),
    Part(
        "team-notification",
        _("Notification"),
        "notification",
        partial(open_team, team="notification"),
        "desk/incident/team.html",
    ),
    Part(
        "notices",
        _("Notices to customers"),
        "notification",
        show_notices,
        "desk/incident/notices.html",
    ),
    Part(
        "customers",
        _("Customers touched"),
        "notification",
        show_customers,
        "desk/incident/customers.html",
    ),
    Part(
        "tasks-notification",
        _("Tasks: notification"),
        "notification",
        partial(open_tasks, team="notification"),
        "desk/incident/tasks.html",
    ),
    Part(
        "team-investigation",
        _("Investigation and resolution"),
        "investigation",
        partial(open_team, team="investigation"),
        "desk/incident/team.html",
    ),
    Part(
        "tasks-investigation",
        _("Tasks: investigation"),
        "investigation",
        partial(open_tasks, team="investigation"),
        "desk/incident/tasks.html",
    ),
    Part(
        "record-scope",
        _("Scope assessment"),
        "investigation",
        partial(open_record, kind="scope"),
        "desk/incident/record.html",
    ),
    Part(
        "record-plan",
        _("Resolution plan"),
        "investigation",
        partial(open_record, kind="plan"),
        "desk/incident/record.html",
    ),
    Part(
        "team-post_mortem",
        _("Post-mortem"),
        "post_mortem",
        partial(open_team, team="post_mortem"),
        "desk/incident/team.html",
    ),
    Part(
        "tasks-post_mortem",
        _("Tasks: post-mortem"),
        "post_mortem",
        partial(open_tasks, team="post_mortem"),
        "desk/incident/tasks.html",
    ),
    Part("review", _("Looking back"), "post_mortem", show_review, "desk/incident/review.html"),
    Part("signs", _("What spoke for it"), "investigation", show_signs, "desk/incident/signs.html"),
    Part(
        "requests",
        _("Requests"),
        "notification",
        show_requests,
        "desk/incident/requests.html",
        forms=frozenset({"joining", "ending"}),
    ),
    Part("touched", _("What is touched"), "aside", show_touched, "desk/incident/touched.html"),
    Part(
        "public", _("Text for the status page"), "aside", show_public, "desk/incident/public.html"
    ),
    Part("climbs", _("On the ladder"), "aside", show_climbs, "desk/incident/climbs.html"),
    Part("clocks", _("All clocks"), "aside", show_all_clocks, "desk/incident/clocks.html"),
    Part("leading", _("Lead the incident"), "aside", show_leading, "desk/incident/leading.html"),
    Part(
        "composer",
        _("Write"),
        "below",
        open_composer,
        "desk/incident/composer.html",
        right=Right.WORK_ON_INCIDENTS,
        lives=False,
    ),
    Part("timeline", _("Timeline"), "below", open_timeline, "desk/incident/timeline.html"),
)


def find_part(key: str, incident: Incident, request: StaffRequest) -> Part | None:
    """Return a part that this reader may see."""
    return next((one for one in parts_of(incident, request) if one.key == key), None)


def parts_of(incident: Incident, request: StaffRequest) -> list[Part]:
    """Return the parts that this reader may see, in their order."""
    return [one for one in PARTS if request.reader.may(one.right, incident.desk_id)]


def list_parts(request: StaffRequest, incident: Incident, sent: Forms) -> dict[str, list[Shown]]:
    """Return the parts of each column with what is in them."""
    found: dict[str, list[Shown]] = {column: [] for column in COLUMNS}
    for part in parts_of(incident, request):
        shown = show_part(request, incident, part, sent)
        if shown is not None:
            found[part.column].append(shown)
    return found


def show_part(request: StaffRequest, incident: Incident, part: Part, sent: Forms) -> Shown | None:
    """Return one part; None where there is nothing to show."""
    inside = part.show(request, incident, sent)
    if inside is None:
        return None
    return {
        "key": part.key,
        "title": part.title,
        "template": part.template,
        "inside": inside,
        "topic": incident.subject if part.lives else "",
        "url": f"{address_of('desk:incident', incident.pk)}?part={part.key}",
    }
