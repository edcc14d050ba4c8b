"""Who could take a ticket, with the reasons in words: the drawer *Give to …*."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.services import services_of
from permanence.faces.desk.presenting.words import language_within
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries.assigning import fitting_team, weigh_team
from permanence.service.tickets.rules.assigning import Reason, Weighed
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.models import Specialist

Shown = dict[str, Any]


def may_give(ticket: Ticket, reader: Reader) -> bool:
    """Say whether a ticket can be given to somebody now."""
    return may_follow("assign", ticket.state)


def say_giving(ticket: Ticket) -> str:
    """Return who has a ticket, or that somebody is suggested."""
    if ticket.assignee:
        return ticket.assignee.name
    if ticket.team and ticket.team.mode == "suggest":
        return _("somebody is suggested")
    return _("nobody yet")


def open_giving(request: StaffRequest, ticket: Ticket, sent: Mapping[str, DeskForm]) -> Shown:
    """Return the people of the ticket's team, or of the one that fits, the best first."""
    at = request.reader.at
    team = ticket.team or fitting_team(ticket, at=at)
    if team is None:
        return {"team": "", "rows": [], "url": ""}
    choice = weigh_team(ticket, team, at=at)
    numbers = [one.member.number for one in choice.weighed]
    names = dict(Specialist.objects.filter(pk__in=numbers).values_list("pk", "name"))
    services = services_of(policy_of_version(ticket.policy_version_id))
    service = services.get(ticket.service, ticket.service)
    return {
        "team": team.name,
        "rows": [
            {
                "number": one.member.number,
                "name": names[one.member.number],
                "reasons": ", ".join(say_reasons(one, ticket.language, service)),
                "is_fit": one.is_fit,
                "is_chosen": one.member.number == choice.chosen,
                "has_it": one.member.number == ticket.assignee_id,
            }
            for one in choice.weighed
        ],
        "url": reverse("desk:ticket-give", args=[ticket.reference]),
    }


def say_reasons(weighed: Weighed, language: str, service: str) -> list[str]:
    """Return what speaks for and against somebody, in the order in which it weighs."""
    member = weighed.member
    told = {"level": member.level, "count": member.tickets}
    return [say_reason(reason, language, service, told) for reason in weighed.reasons]


def say_reason(reason: Reason, language: str, service: str, told: Mapping[str, int]) -> str:
    """Return one reason in words."""
    if reason == Reason.LOAD:
        count = told.get("count", 0)
        return ngettext("%(count)s open ticket", "%(count)s open tickets", count) % {"count": count}
    texts = {
        Reason.LEVEL_TOO_HIGH: _("works up to level %(level)s"),
        Reason.AWAY: _("is away"),
        Reason.OUT: _("is out of office"),
        Reason.ELSEWHERE: _("is not here now"),
        Reason.TEAM_CLOSED: _("the team is closed now"),
        Reason.SPEAKS: _("speaks %(language)s"),
        Reason.SPEAKS_NOT: _("does not speak %(language)s"),
        Reason.KNOWS: _("knows %(service)s"),
        Reason.KNOWS_NOT: _("does not know %(service)s"),
        Reason.TURN: _("it is their turn"),
    }
    said = {"language": language_within(language), "service": service, **told}
    return texts[reason] % said


def say_handed(given: dict[str, int]) -> str:
    """Return how many tickets came to whom."""
    parts = []
    for name, count in given.items():
        told = {"count": count, "name": name or _("nobody")}
        text = ngettext("%(count)s ticket to %(name)s", "%(count)s tickets to %(name)s", count)
        parts.append(text % told)
    return " · ".join(parts) or _("Nothing was handed over.")
