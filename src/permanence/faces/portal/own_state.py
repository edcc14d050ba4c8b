"""How a customer's own services stand, in the language and zone of who reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.portal.access import Guest
from permanence.faces.portal.status.showing import Eye, show_incident, show_state
from permanence.faces.portal.views.notices import newest_of_each, show_delivery
from permanence.faces.ui.moments import say_span
from permanence.ground.lib.dates import say_date
from permanence.service.incidents.rules import read_incident_name
from permanence.service.status.queries.own import own_page, own_touches
from permanence.service.status.queries.pages import page_of
from permanence.service.status.queries.words import condition_names, overall_sentences
from permanence.service.status.rules.own import (
    Touch,
    mark_touched,
    overall_of,
    touched_among,
    unpublished,
)
from permanence.service.status.rules.standing import IncidentShown, Shown, months_of, overall

Facts = dict[str, Any]
Letters = dict[int, list[Facts]]


@dataclass(frozen=True)
class OwnState:
    """What the page of a customer shows, and of what its reader may be told."""

    context: Facts
    choices: list[tuple[str, str]]
    public_url: str


def read_own_state(guest: Guest) -> OwnState:
    """Return how everything that concerns the reader's organisation stands."""
    page = own_page(contact_organisation(guest), desk=guest.desk.pk, at=guest.at)
    touches = unpublished(own_touches(guest.desk.pk), page.shown)
    shown = mark_touched(page.shown, touches, above=page.above)
    eye = Eye(guest.language, guest.policy.default_language, guest.zone, guest.at)
    letters = read_letters(guest)
    told = [show_touch(one, shown, page.above, eye) for one in touches]
    context = show_state(shown, eye)
    code = overall_of(context["overall"]["code"], touches)
    context |= {
        "overall": {"code": code, "sentence": overall_sentences()[code]},
        "zone": str(ZoneInfo(guest.policy.zone)).replace("_", " "),
        "own_zone": str(eye.zone).replace("_", " "),
        "current": merge_incidents(shown.current, told, eye, letters, is_over=False),
        "months": list_months(shown, told, eye, letters),
    }
    return OwnState(
        context,
        [(str(one.number), eye.say(one.names)) for one in shown.components],
        public_url(guest),
    )


def sum_up_services(guest: Guest) -> Facts | None:
    """Return in one sentence how the reader's services stand; None for nobody known."""
    if guest.contact is None:
        return None
    page = own_page(contact_organisation(guest), desk=guest.desk.pk, at=guest.at)
    if not page.shown.components:
        return None
    touches = unpublished(own_touches(guest.desk.pk), page.shown)
    shown = mark_touched(page.shown, touches, above=page.above)
    code = overall_of(overall(shown.components), touches)
    return {
        "code": code,
        "sentence": overall_sentences()[code],
        "url": reverse("portal:services", args=[guest.desk.key]),
        "incidents": [guest.say(one.titles) for one in shown.current],
    }


def public_url(guest: Guest) -> str:
    """Return where everybody reads how the desk's services stand; empty while nobody does."""
    return reverse("portal:status", args=[guest.desk.key]) if page_of(guest.desk.pk) else ""


def contact_organisation(guest: Guest) -> int | None:
    """Return the organisation of the reader; None for who belongs to none."""
    return guest.contact.organisation_id if guest.contact else None


def read_letters(guest: Guest) -> Letters:
    """Return what the organisation was written of each incident, the last first."""
    found: Letters = defaultdict(list)
    for one in newest_of_each(guest):
        number = read_incident_name(one.title)
        if number is not None:
            found[number].append(show_delivery(one, guest))
    return found


def merge_incidents(
    published: Iterable[IncidentShown],
    told: Iterable[Facts],
    eye: Eye,
    letters: Letters,
    *,
    is_over: bool,
) -> list[Facts]:
    """Return what is published and what is not, the latest first, each with what was written."""
    rows = [show_incident(one, eye) | {"key": one.incident} for one in published]
    rows += [one for one in told if one["is_over"] == is_over]
    rows.sort(key=lambda one: str(one["began"]["iso"]), reverse=True)
    return [one | {"letters": letters.get(one["key"] or 0, [])} for one in rows]


def list_months(shown: Shown, told: Sequence[Facts], eye: Eye, letters: Letters) -> list[Facts]:
    """Return what is over by the month of the reader's zone in which it began, the last first."""
    months: dict[Any, list[IncidentShown]] = dict(months_of(shown.past, zone=eye.zone))
    loose: dict[Any, list[Facts]] = defaultdict(list)
    for one in told:
        loose[one["month"]].append(one)
    rows = []
    for month in sorted(months.keys() | loose.keys(), reverse=True):
        given = merge_incidents(
            months.get(month, []), loose.get(month, []), eye, letters, is_over=True
        )
        if given:
            rows.append({"name": say_date(month, "F Y"), "incidents": given})
    return rows


def show_touch(touch: Touch, shown: Shown, above: Any, eye: Eye) -> Facts:
    """Return an incident of which nothing is published, as a customer reads it whom it touches."""
    kept = {one.number: one for one in shown.components}
    touched = touched_among(touch.path[:1], kept, above=above)
    touched += [kept[one] for one in touch.path if one in kept and kept[one] not in touched]
    names = condition_names()
    codes = {
        one.number: str(touch.condition) if one.number in touch.path[:1] else "degraded"
        for one in touched
    }
    said = {"components": ", ".join(eye.say(one.names) for one in touched)}
    return {
        "key": touch.incident,
        "number": f"own-{touch.incident}",
        "month": touch.began.astimezone(eye.zone).date().replace(day=1),
        "title": _("Disruption of %(components)s") % said if touched else _("Disruption"),
        "is_over": touch.ended is not None,
        "began": eye.tell(touch.began),
        "ended": eye.tell(touch.ended) if touch.ended else None,
        "lasted": say_span((touch.ended or eye.at) - touch.began),
        "components": [
            {"name": eye.say(one.names), "code": code, "word": names[code]}
            for one, code in ((one, codes[one.number]) for one in touched)
        ],
        "updates": [],
    }
