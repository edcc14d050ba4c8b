"""One rule on one ticket: what its acts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from permanence.ground.journal.rules import Actor
from permanence.overview.automation.models import Rule
from permanence.overview.automation.rules.instructions import Then
from permanence.overview.worklists.rules import NOBODY
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.filling import Occasion
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Specialist, Team
from permanence.world.wording.rules import fill_text

Done = dict[str, Any]


class Broken(Exception):  # noqa: N818 -- says what is so, as a Refusal does
    """A rule that cannot be carried out any more: what it names is gone."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Nobody:
    """Who writes where no person does."""

    name: str = ""


@dataclass
class Course:
    """One rule on one ticket, at one instant."""

    rule: Rule
    then: Then
    ticket: Ticket
    policy: Policy
    at: datetime

    @property
    def actor(self) -> Actor:
        """Who the journal says did it."""
        return actor_of_rule(self.rule)

    def read_again(self) -> None:
        """Look at the ticket as it is after an act."""
        rows = Ticket.objects.select_related("organisation", "contact", "team", "assignee", "desk")
        self.ticket = rows.get(pk=self.ticket.pk)


def actor_of_rule(rule: Rule) -> Actor:
    """Return a rule as the one who did something."""
    return Actor(f"rule:{rule.pk}", rule.name)


def team_wished(course: Course) -> Team | None:
    """Return the team that has the ticket afterwards; one that is gone breaks the rule."""
    if course.then.team is None:
        return course.ticket.team
    if course.then.team == NOBODY:
        return None
    found = Team.objects.filter(
        pk=course.then.team, desk=course.ticket.desk_id, retired_at=None
    ).first()
    if found is None:
        raise Broken("team")
    return found


def assignee_wished(course: Course) -> Specialist | None:
    """Return who has the ticket afterwards; somebody who left breaks the rule."""
    if course.then.assignee is None:
        return course.ticket.assignee
    if course.then.assignee == NOBODY:
        return None
    staying = Specialist.objects.staying().filter(roles__desk=course.ticket.desk_id)
    found = staying.filter(pk=course.then.assignee).first()
    if found is None:
        raise Broken("person")
    return found


def fill_words(course: Course, text: str) -> str:
    """Return a text for colleagues with its variables filled, in the language of the desk."""
    language = course.policy.default_language
    occasion = Occasion(course.ticket, course.policy, Nobody())
    return fill_text(text, occasion.values(language), language=language).text


Hands = tuple[Team | None, Specialist | None]


def list_changes(before: Hands, after: Hands) -> list[Done]:
    """Return who has a ticket instead of whom, as a turn keeps it."""
    names: Sequence[str] = ("team", "assignee")
    return [
        {"deed": name, "before": was.name if was else "", "after": now.name if now else ""}
        for name, was, now in zip(names, before, after, strict=True)
        if was != now
    ]
