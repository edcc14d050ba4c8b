"""Giving a ticket to whoever fits best, and handing over what somebody leaves behind."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.tickets.actions.guarding import refuse_outsider
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.introducing import introduce_engineer
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.models.ticket import GRAVITY
from permanence.service.tickets.queries.assigning import fitting_team, weigh_team
from permanence.service.tickets.queries.secrecy import insiders_on
from permanence.service.tickets.rules.assigning import Choice
from permanence.world.accounts.models import Specialist, Team


class NobodyFits(Refusal):
    """No member of the team may get the ticket now."""


def assign_automatically(ticket: Ticket, *, at: datetime, by: Actor) -> Choice:
    """Give a ticket to whoever of its team fits best; a ticket without team goes to one that fits.

    The row of the team is locked while its members are weighed: two tickets at once are weighed
    one after the other, so that neither load nor turn is counted twice.
    """
    held = lock_ticket(ticket, step="assign")
    choice = give_to_best(held, at=at, by=by)
    if choice is None or choice.chosen is None:
        raise NobodyFits(_("Nobody of the team can take it now."))
    return choice


def give_if_automatic(ticket: Ticket, *, at: datetime) -> None:
    """Give a locked ticket that is nobody's to somebody, when its team works that way.

    When nobody fits it stays with the team, where everybody sees it.
    """
    team = ticket.team
    if ticket.assignee_id is None and team is not None and team.mode == Team.Mode.AUTOMATIC:
        give_to_best(ticket, at=at, by=SYSTEM)


def give_waiting(*, at: datetime, most: int = 100) -> int:
    """Give what waits with teams that work automatically, the gravest first; return how many.

    Nobody was there when it came: somebody may have come since, or the team may have opened.
    """
    waiting = Ticket.objects.unended().filter(
        assignee=None,
        triaged_at__isnull=False,
        team__mode=Team.Mode.AUTOMATIC,
        team__retired_at=None,
    )
    rows = waiting.select_related("desk", "team").order_by(GRAVITY, "order_at", "pk")
    held = rows.select_for_update(no_key=True, skip_locked=True, of=("self",))[:most]
    choices = [give_to_best(ticket, at=at, by=SYSTEM) for ticket in held]
    return sum(choice is not None and choice.chosen is not None for choice in choices)


def give_to_best(
    ticket: Ticket, *, at: datetime, by: Actor, without: Collection[int] = ()
) -> Choice | None:
    """Give a locked ticket to whoever fits best, if anybody does; return how it was weighed."""
    found = ticket.team or fitting_team(ticket, at=at)
    if found is None:
        return None
    team = Team.objects.select_for_update(no_key=True).get(pk=found.pk)
    choice = weigh_team(ticket, team, at=at, without=without, among=insiders_on(ticket))
    if choice.chosen is None:
        return choice
    person = Specialist.objects.get(pk=choice.chosen)
    ticket.team, ticket.assignee, team.given_to = team, person, person
    ticket.save(update_fields=["team", "assignee"])
    team.save(update_fields=["given_to"])
    best = choice.weighed[0]
    record_on(
        ticket,
        "ticket.given",
        at=at,
        actor=by,
        team=team.name,
        assignee=person.name,
        reasons=[reason.value for reason in best.reasons],
        language=ticket.language,
        tickets=best.member.tickets,
    )
    introduce_engineer(ticket, at=at)
    return choice


def hand_over(
    tickets: Iterable[Ticket],
    *,
    of: Specialist,
    to: Specialist | None,
    by: Actor,
    at: datetime,
) -> dict[str, int]:
    """Give open tickets of somebody to a stand-in; without one, each to who fits best in its team.

    Where nobody fits a ticket stays with its team as nobody's. What somebody else has got
    meanwhile stays there. Return how many came to whom, by name; nobody's are under "".
    """
    given: dict[str, int] = {}
    for ticket in sorted(tickets, key=lambda one: one.pk):
        held = lock_ticket(ticket, step="assign")
        if held.assignee_id != of.pk:
            continue
        if to is not None and not to.roles.filter(desk=held.desk_id).exists():
            raise NobodyFits(_("{name} has no role on this desk."), name=to.name)
        refuse_outsider(held, to)
        held.assignee = to
        held.save(update_fields=["assignee"])
        choice = (
            None if to or held.team is None else give_to_best(held, at=at, by=by, without={of.pk})
        )
        if choice is None or choice.chosen is None:
            team, name = held.team.name if held.team else "", to.name if to else ""
            record_on(held, "ticket.assigned", at=at, actor=by, team=team, assignee=name)
        name = held.assignee.name if held.assignee else ""
        given[name] = given.get(name, 0) + 1
    return given
