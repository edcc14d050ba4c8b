"""Handing a ticket over to more expertise by itself, with the note that goes along (SPEC A6)."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from permanence.ground.lib.errors import Refusal
from permanence.overview.automation.actions.course import (
    Course,
    Done,
    assignee_wished,
    fill_words,
    list_changes,
    team_wished,
)
from permanence.service.tickets.actions.assigning import give_to_best
from permanence.service.tickets.actions.passing import Passing, hand_over
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.actions.triaging import dues_of, is_later
from permanence.service.tickets.queries.assigning import fitting_team
from permanence.world.accounts.models import Team


class MadeLater(Refusal):
    """A promise would be owed later than it was: that needs the judgement of a person."""


def hand_on(course: Course) -> list[Done]:
    """Hand the ticket over to a level of more expertise; nothing where it is with it already.

    No clock is won by it: where a promise would become later, a person has to do it.
    """
    then, ticket = course.then, course.ticket
    if not then.level or (ticket.level or 0) >= then.level:
        return []
    before, level, owed = (ticket.team, ticket.assignee), ticket.level, dues_of(ticket)
    passing = Passing(
        level=then.level,
        team=team_taking(course),
        assignee=None if then.assignee is None else assignee_wished(course),
        tried=fill_words(course, then.tried),
        wanted=fill_words(course, then.wanted),
    )
    with translation.override(course.policy.default_language):
        hand_over(ticket, passing, policy=course.policy, by=course.actor, at=course.at)
    if is_later(owed, dues_of(ticket)):
        raise MadeLater(_("A promise would be due later: a person has to hand it over."))
    course.read_again()
    if then.is_best and course.ticket.assignee is None:
        give_to_best(lock_ticket(course.ticket, step="assign"), at=course.at, by=course.actor)
        course.read_again()
    changes = list_changes(before, (course.ticket.team, course.ticket.assignee))
    return [{"deed": "level", "before": level, "after": then.level}, *changes]


def team_taking(course: Course) -> Team | None:
    """Return the team that takes over: the one named, else its own or another of that level."""
    level, team = course.then.level, course.ticket.team
    if course.then.team is not None:
        return team_wished(course)
    if team is not None and level in (team.levels or [level]):
        return team
    return fitting_team(course.ticket, at=course.at, level=level)
