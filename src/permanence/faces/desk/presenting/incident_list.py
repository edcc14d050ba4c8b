"""The list of incidents: what waits for a decision first, what goes on, and what is past."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incidents import DismissalForm
from permanence.faces.desk.presenting.incident_clocks import name_customers, show_clock
from permanence.faces.desk.presenting.incident_leading import show_act
from permanence.faces.desk.presenting.incident_pages import show_incident
from permanence.faces.desk.presenting.shell import build_shell
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries import next_clocks, open_incidents
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
Sent = Mapping[int, DeskForm]
MOST_PAST = 100
FROM_LIST = "?from=list"


def list_incidents(request: StaffRequest, desk: Desk, sent: Sent) -> Shown:
    """Return what `desk/incidents.html` reads; `sent` are dismissals that came back wrong."""
    reader = request.reader
    going = list(open_incidents(desk.pk))
    going.sort(key=lambda one: (one.drill, one.state != Incident.State.SUSPECTED))
    rows = Incident.objects.filter(desk=desk).select_related("lead").order_by("-pk")
    past = rows.exclude(state__in=("suspected", "declared"))[:MOST_PAST]
    clocks = next_clocks(going)
    names = name_customers([one.organisation_id for some in clocks.values() for one in some])
    address = f"{reverse('desk:incidents')}?desk={desk.key}"
    may = reader.may(Right.DECLARE_INCIDENTS, desk.pk)
    figures = reader.may(Right.READ_REPORTS, desk.pk)
    return {
        "shell": build_shell(request, desk, place="incidents"),
        "going": [
            show_incident(one, reader)
            | {
                "clocks": [
                    show_clock(one, clock, reader)
                    | {"customer": names.get(clock.organisation_id or 0, "")}
                    for clock in clocks[one.pk]
                ],
                "acts": list_decisions(request, one, sent),
            }
            for one in going
        ],
        "past": [show_incident(one, reader) for one in past],
        "figures_url": f"{reverse('desk:incident-figures')}?desk={desk.key}" if figures else "",
        "declare_url": f"{reverse('desk:incident-declare')}?desk={desk.key}" if may else "",
        "live_url": f"{address}&part=going",
        "empty": {
            "icon": "check",
            "title": _("No incident goes on"),
            "text": _("What is suspected or declared stands here with the time that is left."),
        },
    }


def list_decisions(request: StaffRequest, incident: Incident, sent: Sent) -> list[Shown]:
    """Return how a suspicion is decided in the list, for who leads incidents; else nothing."""
    may = request.reader.may(Right.LEAD_INCIDENTS, incident.desk_id)
    if not may or incident.state != Incident.State.SUSPECTED:
        return []
    form = sent.get(incident.pk) or DismissalForm()
    form.auto_id = f"dismiss-{incident.pk}-%s"
    forms = {"dismiss": form} if incident.pk in sent else {}
    acts = [
        show_act(incident, "confirm", _("Confirm the incident"), None, forms),
        show_act(incident, "dismiss", _("It is no incident"), form, forms),
    ]
    return [one | {"url": one["url"] + FROM_LIST} for one in acts]
