"""Whom an incident may summon: who fits, what speaks for them, and the rotas as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.incident_room import Room
from permanence.faces.desk.presenting.words import language_name
from permanence.service.incidents.queries.crew import experts_within_reach
from permanence.service.incidents.rules.summoning import Expert, Target, Wanted, rank_experts
from permanence.world.accounts.models import Specialist
from permanence.world.rotas.models import Rota
from permanence.world.rotas.queries import rotas_of_desk

SPECIALIST, ROTA = "specialist", "rota"
MOST_SHOWN = 60


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
