"""Handing a ticket over to other levels of expertise, with what was tried (SPEC A6, B3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.answering import add_note
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.mails import draft_for_colleague
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.actions.triaging import (
    Judgement,
    NotOnThisDesk,
    assign_ticket,
    check_judgement,
    triage_ticket,
)
from permanence.service.tickets.actions.validating import require_validation
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries.secrecy import insiders_on
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import Specialist, Team, User


class NothingTried(Refusal):
    """Who takes over has to read what was tried."""


class NotJudged(Refusal):
    """Nobody has judged the request: that comes before it is handed over."""


class SameHands(Refusal):
    """A hand-over to those who have it already."""


@dataclass(frozen=True)
class Passing:
    """To whom a ticket is handed over, what was tried, and what is wanted of them."""

    level: int
    team: Team | None
    assignee: Specialist | None
    tried: str
    wanted: str = ""


def hand_over(ticket: Ticket, passing: Passing, *, policy: Policy, by: Actor, at: datetime) -> None:
    """Hand a ticket over with a note of what was tried, and tell those who get it by mail.

    Another level is another judgement: what is promised is reckoned by it, from the receipt, and
    the customer is told when a promise gets later.
    """
    if not passing.tried.strip():
        raise NothingTried(gettext_lazy("Say what was tried: who takes over reads it."))
    ticket = lock_ticket(ticket, step="assign")
    judgement = judgement_of(ticket, passing)
    require_validation(ticket, "hand-over", policy=policy)
    check_judgement(ticket, judgement, policy=policy)
    check_team(passing)
    before = (ticket.level, ticket.team_id, ticket.assignee_id)
    given = [one.pk if one else None for one in (passing.team, passing.assignee)]
    if before == (passing.level, *given):
        raise SameHands(gettext_lazy("They have it already: choose a level, team or assignee."))
    record_on(
        ticket,
        "ticket.handed_over",
        at=at,
        actor=by,
        before=ticket.level,
        level=passing.level,
        team=passing.team.name if passing.team else "",
        assignee=passing.assignee.name if passing.assignee else "",
    )
    add_note(ticket, text=note_of(passing), by=by, at=at)
    if passing.level != ticket.level:
        triage_ticket(ticket, judgement, policy=policy, by=by, at=at)
    else:
        assign_ticket(ticket, team=passing.team, assignee=passing.assignee, by=by, at=at)
    tell_receivers(ticket, passing, policy=policy, by=by, at=at)


def judgement_of(ticket: Ticket, passing: Passing) -> Judgement:
    """Return the judgement that a hand-over makes; only the level and the people change.

    Its reason may be read by the customer, so what was tried is not in it.
    """
    if ticket.triaged_at is None or ticket.severity is None:
        raise NotJudged(gettext_lazy("Judge the request first, then hand it over."))
    with translation.override(ticket.language):
        reason = _("It was handed over to our specialists of level %(level)s.")
        said = reason % {"level": passing.level}
    return Judgement(
        level=passing.level,
        severity=ticket.severity,
        team=passing.team,
        assignee=passing.assignee,
        reason=said if passing.level != ticket.level else "",
    )


def check_team(passing: Passing) -> None:
    """Refuse a team that does not take work of the level."""
    team = passing.team
    if team and team.levels and passing.level not in team.levels:
        raise NotOnThisDesk(
            gettext_lazy("{team} takes no work of level {level}."),
            team=team.name,
            level=passing.level,
        )


def note_of(passing: Passing) -> str:
    """Return the note that goes with a hand-over."""
    parts = [f"{_('What was tried:')}\n{passing.tried.strip()}"]
    if passing.wanted.strip():
        parts.append(f"{_('What is wanted:')}\n{passing.wanted.strip()}")
    return "\n\n".join(parts)


def tell_receivers(
    ticket: Ticket, passing: Passing, *, policy: Policy, by: Actor, at: datetime
) -> None:
    """Tell who takes over by mail, each in their own language: the assignee, or else the team."""
    drafts = [
        draft_passing(ticket, passing, user, policy=policy, author=by.name)
        for user in receivers_of(ticket, passing, by=by)
    ]
    post_drafts(drafts, at=at)


def receivers_of(ticket: Ticket, passing: Passing, *, by: Actor) -> list[User]:
    """Return the log-ins of those who are told; nobody is told of the own act.

    Of a confidential request only those are who may know of it.
    """
    people = Specialist.objects.staying().select_related("user").order_by("pk")
    if passing.assignee:
        people = people.filter(pk=passing.assignee.pk)
    elif passing.team:
        people = people.filter(teams=passing.team)
        insiders = insiders_on(ticket)
        people = people if insiders is None else people.filter(pk__in=insiders)
    else:
        return []
    return [one.user for one in people if f"specialist:{one.pk}" != by.key]


def draft_passing(
    ticket: Ticket, passing: Passing, user: User, *, policy: Policy, author: str
) -> Draft:
    """Return the mail to one who takes over."""
    with translation.override(user.language):
        text = render_to_string(
            "tickets/mail/handed_over.txt",
            {
                "author": author,
                "reference": speak_reference(ticket.reference),
                "subject": ticket.subject,
                "secret": ticket.confidential,
                "level": passing.level,
                "severity": ticket.severity,
                "organisation": ticket.organisation.name if ticket.organisation else "",
                "tried": passing.tried.strip(),
                "wanted": passing.wanted.strip(),
                "link": link_to("ticket", base=settings.PUBLIC_URL, reference=ticket.reference),
            },
        )
        about = _("a confidential request") if ticket.confidential else ticket.subject
        title = _("Handed over to you: %(subject)s") % {"subject": about}
    return draft_for_colleague(ticket, user, title, text, policy=policy)
