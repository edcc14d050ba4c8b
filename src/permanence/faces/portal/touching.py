"""What is known of disruptions that touch a customer, and saying that one touches oneself too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.portal.access import Guest
from permanence.faces.portal.promising import say_in_zone
from permanence.promises.terms.rules import say
from permanence.service.incidents.actions import say_me_too
from permanence.service.incidents.models import IncidentClock, MeToo
from permanence.service.incidents.rules import read_incident_name
from permanence.service.notices.models import Delivery
from permanence.world.catalogue.models import Component

Shown = dict[str, Any]
TOUCHES = "select 1 from permanence_touching() t where t.incident_id = %s"
GOING_ON = """
select t.incident_id, t.occurred_at, t.news_at, t.path::text from permanence_touching() t
where t.desk_id = %s and t.state = 'declared' order by t.occurred_at, t.incident_id
"""


@dataclass(frozen=True)
class Disruption:
    """An incident that goes on and touches the customer, as the database tells customers of it.

    `news_at` is by when they hear more, `path` leads from what is broken to what they use.
    """

    number: int
    occurred_at: datetime
    news_at: datetime | None
    path: tuple[int, ...]


def disruptions_now(guest: Guest) -> list[Disruption]:
    """Return what goes on at this desk and touches a guest's organisation; confirmed, no breach."""
    if guest.contact is None or guest.contact.organisation_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(GOING_ON, [guest.desk.pk])
        return [
            Disruption(number, occurred, news, tuple(json.loads(path)))
            for number, occurred, news, path in cursor.fetchall()
        ]


def show_disruptions(guest: Guest) -> list[Shown]:
    """Return what a guest need not write of, since the desk knows it already."""
    found = disruptions_now(guest)
    if not found or guest.contact is None:
        return []
    parts = [number for one in found for number in one.path]
    names = {one.pk: one.names for one in Component.objects.filter(pk__in=parts)}
    numbers = [one.number for one in found]
    said = MeToo.objects.filter(incident__in=numbers, contact=guest.contact)
    told = set(said.values_list("incident", flat=True))
    return [
        {
            "title": say_what(one, names, guest),
            "since": _("since %(when)s")
            % {"when": say_in_zone(one.occurred_at, at=guest.at, zone=guest.zone)},
            "news": say_news(one, guest),
            "has_said": one.number in told,
            "url": reverse("portal:disruption-touched", args=[guest.desk.key, one.number]),
        }
        for one in found
    ]


def say_what(one: Disruption, names: dict[int, Any], guest: Guest) -> str:
    """Return what is disturbed, by the part of the service that is nearest to the customer."""
    public = [names[number] for number in reversed(one.path) if number in names]
    if not public:
        return _("a disruption of the service")
    name = say(public[0], guest.language, guest.policy.default_language)
    return _("a disruption of %(component)s") % {"component": name}


def say_news(one: Disruption, guest: Guest) -> str:
    """Return by when the customer hears more; nothing where that has passed already."""
    if one.news_at is None or one.news_at <= guest.at:
        return ""
    return _("Next news by %(when)s.") % {
        "when": say_in_zone(one.news_at, at=guest.at, zone=guest.zone)
    }


def incident_told_of(delivery: Delivery) -> int | None:
    """Return the incident that a notice tells of, if by what is known it touches this customer."""
    number = read_incident_name(delivery.title)
    return number if number is not None and is_touched_by(number) else None


def is_touched_by(incident: int) -> bool:
    """Say whether by what is known an incident touches the customer whose page this is."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHES, [incident])
        return cursor.fetchone() is not None


def own_clocks(incident: int, guest: Guest) -> list[IncidentClock]:
    """Return the clocks of notices that run in an incident for the guest's organisation alone."""
    if guest.contact is None or guest.contact.organisation_id is None:
        return []
    standing = IncidentClock.objects.standing().filter(
        incident=incident,
        organisation_id=guest.contact.organisation_id,
        key__in=("notify", "report"),
    )
    return list(standing.select_related("contract_version__contract").order_by("limit_at", "pk"))


def has_said(incident: int, guest: Guest) -> bool:
    """Say whether this person has said so before."""
    return MeToo.objects.filter(incident=incident, contact=guest.contact).exists()


def say_touched(incident: int | None, guest: Guest, *, said: str) -> bool:
    """Keep that this person says that it touches them; False where there is nothing to say of."""
    contact = guest.contact
    if incident is None or contact is None or contact.organisation_id is None:
        return False
    if not is_touched_by(incident):
        return False
    if not has_said(incident, guest):
        say_me_too(
            incident,
            organisation=contact.organisation_id,
            contact=contact.pk,
            said=said[:500],
            at=guest.at,
        )
    return True
