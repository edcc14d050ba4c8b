"""What escalations are called, and where the right place of each is."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from permanence.service.tickets.models import Escalation, Ticket
from permanence.service.tickets.rules.escalating import Doer, Place
from permanence.world.accounts.models import Specialist


def ground_names() -> dict[str, str]:
    """Return what each ground of an escalation is called."""
    return {
        "policies": gettext("The policies are not kept"),
        "practices": gettext("The practices are not kept"),
        "commitments": gettext("The commitments are not kept"),
        "help": gettext("The help is not suitable"),
    }


def verdict_names() -> dict[str, str]:
    """Return what each ruling is called."""
    return {
        "upheld": gettext("Upheld"),
        "partly": gettext("Upheld in part"),
        "declined": gettext("Not upheld"),
    }


def escalations_of(tickets: Iterable[Ticket]) -> list[Escalation]:
    """Return the escalations of some files, the latest first."""
    rows = Escalation.objects.filter(ticket__in=[one.pk for one in tickets])
    return list(rows.select_related("team", "person").order_by("-pk"))


def place_of(escalation: Escalation) -> Place | None:
    """Return the right place that the manager named; None where none is."""
    numbers = {
        "level": escalation.level,
        "team": escalation.team_id,
        "person": escalation.person_id,
    }
    number = numbers.get(escalation.place)
    if number is None:
        return None
    return Place(escalation.place, number)  # type: ignore[arg-type]  # a constraint says so


def name_place(escalation: Escalation) -> str:
    """Return what the right place is called, as the customer is told it."""
    if escalation.place_title:
        return escalation.place_title
    if escalation.place == "person":
        return gettext("the specialist in charge")
    if escalation.level is None:
        return ""
    return gettext("our specialists of level %(level)s") % {"level": escalation.level}


def doers_of(specialists: Iterable[int]) -> dict[int, Doer]:
    """Return specialists with the teams they are in now, and the levels that these take."""
    found = {}
    people = Specialist.objects.filter(pk__in=set(specialists)).prefetch_related("teams")
    for one in people:
        teams = list(one.teams.all())
        levels = frozenset(level for team in teams for level in team.levels)
        found[one.pk] = Doer(one.pk, frozenset(team.pk for team in teams), levels)
    return found
