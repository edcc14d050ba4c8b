"""Whom an incident may summon: who fits, what speaks for them, and the rotas as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.incident_room import Room
from permanence.faces.desk.presenting.services import services_of
from permanence.faces.desk.presenting.words import language_name
from permanence.overview.duty.rules import needs_of_policy
from permanence.promises.policies.rules import Policy
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries import components_touched
from permanence.service.incidents.queries.crew import experts_within_reach
from permanence.service.incidents.rules.summoning import (
    Expert,
    Target,
    Wanted,
    loosen,
    rank_experts,
)
from permanence.world.accounts.models import Specialist
from permanence.world.catalogue.models import Component
from permanence.world.rotas.models import Rota
from permanence.world.rotas.queries import rotas_of_desk

SPECIALIST, ROTA = "specialist", "rota"
MOST_SHOWN = 60
INVESTIGATION = "investigation"


def begin_wanted(room: Room, policy: Policy, *, team: str) -> Wanted:
    """Return what is sought at first, as the policy says it: as much of it as somebody brings."""
    touched = Component.objects.filter(pk__in=components_touched(room.incident))
    keys = set(touched.values_list("key", flat=True))
    skill = next((one for one in services_of(policy) if one in keys), "")
    level = max((need.level for need in needs_of_policy(policy)), default=1)
    wanted = Wanted(skill=skill, level=level if team == INVESTIGATION else 1)
    experts = experts_within_reach(room.incident.desk_id, at=room.reader.at)
    fitting = (one for one in loosen(wanted) if rank_experts(experts, one))
    return next(fitting, Wanted())


def begin_summons(room: Room, targets: Sequence[tuple[str, str]]) -> dict[str, object]:
    """Return what a summons says at first: the first one fitting, then whoever is on call.

    Of a security breach nothing is written down for those who do not know of it yet.
    """
    people = [key for key, _label in targets if key.startswith(f"{SPECIALIST}:")]
    rotas = [key for key, _label in targets if key.startswith(f"{ROTA}:")]
    is_known = room.incident.kind != Incident.Kind.SECURITY
    reason = room.incident.title if is_known else ""
    return {"targets": [*people[:1], *rotas], "reason": reason}


def list_targets(room: Room, wanted: Wanted) -> list[tuple[str, str]]:
    """Return whom one may call, in the order in which they would be: people, then rotas."""
    desk, at = room.incident.desk_id, room.reader.at
    fitting = rank_experts(experts_within_reach(desk, at=at), wanted)
    people = [(f"{SPECIALIST}:{one.number}", describe_expert(one)) for one in fitting]
    rotas = [
        (f"{ROTA}:{one.slug}", _("Whoever is on call: %(rota)s") % {"rota": one.name})
        for one in rotas_of_desk(desk)
    ]
    return [*people[:MOST_SHOWN], *rotas]


def describe_expert(one: Expert) -> str:
    """Return somebody's name with what speaks for calling them, and what against."""
    languages = ", ".join(language_name(code) for code in one.languages)
    told = [one.name, _("level %(level)s") % {"level": one.level}, languages]
    if one.is_first:
        told.append(_("on call: %(rotas)s") % {"rotas": ", ".join(one.rotas)})
    elif one.rotas:
        told.append(_("next on call: %(rotas)s") % {"rotas": ", ".join(one.rotas)})
    if one.is_out:
        told.append(_("out of office"))
    elif one.is_away:
        told.append(_("away"))
    return " · ".join(filter(None, told))


def read_targets(room: Room, chosen: Sequence[str], offered: Sequence[str]) -> list[Target]:
    """Return the rungs that were chosen, in the order in which they were offered."""
    wanted = [one for one in offered if one in chosen]
    numbers = {int(one.partition(":")[2]) for one in wanted if one.startswith(f"{SPECIALIST}:")}
    people = Specialist.objects.staying().select_related("user").in_bulk(numbers)
    rotas: dict[str, Rota] = {one.slug: one for one in rotas_of_desk(room.incident.desk_id)}
    targets = []
    for place, one in enumerate(wanted, start=1):
        kind, _colon, key = one.partition(":")
        person = people.get(int(key)) if kind == SPECIALIST else None
        if person is not None:
            language, log_in = person.user.language, person.user.email
            targets.append(Target(f"expert-{place}", person.name, language, log_in=log_in))
        elif kind == ROTA and key in rotas:
            language = room.incident.desk.default_language
            targets.append(Target(f"rota-{place}", rotas[key].name, language, rota=key))
    return targets
