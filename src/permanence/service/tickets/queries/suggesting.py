"""What is read before something is suggested, and how often suggestions were right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.db.models.functions import Left

from permanence.promises.contracts.queries import terms_of_source
from permanence.promises.policies.queries import policy_in_force, policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.models import Entry, Suggestion, Ticket
from permanence.service.tickets.queries.assigning import is_team_open
from permanence.service.tickets.queries.resembling import Solved, similar_to
from permanence.service.tickets.queries.signs import book_of
from permanence.service.tickets.rules.assigning import TeamOffer
from permanence.service.tickets.rules.hints import Asked, Axis, Lens
from permanence.service.tickets.rules.nearness import is_near, topics_of
from permanence.service.tickets.rules.signs import Book
from permanence.service.tickets.rules.suggesting import AXES, STATED_FACT
from permanence.world.accounts.models import Desk, Team

LONGEST_TEXT: Final = 4000
TOGETHER: Final = timedelta(hours=1)
MOST_TOGETHER: Final = 200
BEGINNING: Final = 400


@dataclass
class Desktop:
    """What is the same for all requests of a desk that are looked at together."""

    desk: Desk
    at: datetime
    lens: Lens = field(init=False)
    teams: Sequence[TeamOffer] = field(init=False)
    recent: Sequence[tuple[int, tuple[str, int], frozenset[str], datetime]] = field(init=False)

    def __post_init__(self) -> None:
        version, policy = policy_in_force(self.desk.key, at=self.at)
        self.lens = lens_through(version, book_of(self.desk, policy.ordered_by))
        self.teams = teams_offered(self.desk, policy, at=self.at)
        self.recent = self.read_recent()

    def read_recent(self) -> list[tuple[int, tuple[str, int], frozenset[str], datetime]]:
        """Return what the last requests of the hour are about, and whose they are."""
        rows = Ticket.objects.filter(
            desk=self.desk, opened_at__gt=self.at - 2 * TOGETHER, opened_at__lte=self.at
        )
        found = list(
            rows.order_by("-pk").values_list(
                "pk", "organisation", "contact", "subject", "opened_at"
            )[:MOST_TOGETHER]
        )
        texts = texts_of([row[0] for row in found], longest=BEGINNING)
        return [
            (
                number,
                whose(organisation, contact),
                topics_of(begin_text(subject, texts.get(number, "")), self.lens.book),
                opened_at,
            )
            for number, organisation, contact, subject, opened_at in found
        ]


@lru_cache(maxsize=16)
def lens_through(version: int, book: Book) -> Lens:
    """Return a policy and a book together; what they say in common is worked out once."""
    return Lens(policy_of_version(version), book)


def teams_offered(desk: Desk, policy: Policy, *, at: datetime) -> list[TeamOffer]:
    """Return the teams of a desk as they might take a request, in its own order."""
    rows = Team.objects.filter(desk=desk, retired_at=None).order_by("position", "pk")
    return [
        TeamOffer(
            team.pk,
            tuple(team.levels),
            tuple(team.languages),
            tuple(team.skills),
            is_team_open(team, policy, at=at),
        )
        for team in rows
    ]


def whose(organisation: int | None, contact: int) -> tuple[str, int]:
    """Return what tells one customer from another: the organisation, or a stranger alone."""
    return ("organisation", organisation) if organisation is not None else ("contact", contact)


def texts_of(tickets: Iterable[int], *, longest: int = LONGEST_TEXT) -> dict[int, str]:
    """Return what customers themselves wrote into files, from the first word on."""
    rows = Entry.objects.filter(
        ticket__in=list(tickets), direction=Entry.Direction.IN, is_public=True
    ).order_by("ticket", "at", "pk")
    said: dict[int, list[str]] = defaultdict(list)
    for ticket, text in rows.values_list("ticket", Left("text", longest)):
        if sum(map(len, said[ticket])) < longest:
            said[ticket].append(text)
    return {ticket: "\n\n".join(texts)[:longest] for ticket, texts in said.items()}


def ask_for(ticket: Ticket, text: str, solved: Sequence[Solved], desktop: Desktop) -> Asked:
    """Return a request with all that is known of it."""
    about = topics_of(begin_text(ticket.subject, text), desktop.lens.book)
    return Asked(
        text=f"{ticket.subject}\n\n{text}",
        language=ticket.language,
        kind=ticket.kind,
        stated=stated_in(ticket),
        level=ticket.level,
        past=similar_to(about, solved, desktop.lens.book),
        alike=count_alike(ticket, about, desktop),
        services=services_covered(ticket),
        teams=desktop.teams,
    )


def begin_text(subject: str, text: str) -> str:
    """Return how a request begins, by which it is compared with others."""
    return f"{subject}\n\n{text[:BEGINNING]}"


def stated_in(ticket: Ticket) -> int | None:
    """Return the severity that the customer chose in the form."""
    stated = str(ticket.facts.get(STATED_FACT, ""))
    return int(stated) if stated in {"1", "2", "3", "4"} else None


def count_alike(ticket: Ticket, about: frozenset[str], desktop: Desktop) -> int:
    """Return how many other customers wrote nearly the same within the hour."""
    key, opened_at = ticket.pk, ticket.opened_at
    found = {whose(ticket.organisation_id, ticket.contact_id)}
    for number, customer, topics, at in desktop.recent:
        if customer in found or number == key or abs(at - opened_at) > TOGETHER:
            continue
        if is_near(topics, about):
            found.add(customer)
    return len(found) - 1


def services_covered(ticket: Ticket) -> tuple[str, ...]:
    """Return the services to which the contracts of a ticket are limited; none without a limit."""
    found = [terms_of_source(source).services for source in ticket.terms]
    return tuple(dict.fromkeys(key for services in found for key in services))


@dataclass(frozen=True)
class Score:
    """How suggestions on one axis fared: taken as they were, otherwise judged, or set aside."""

    accepted: int = 0
    changed: int = 0
    dismissed: int = 0
    unseen: int = 0

    @property
    def share(self) -> int | None:
        """The share of those that somebody saw and judged by, in per cent; None without any."""
        seen = self.accepted + self.changed + self.dismissed
        return self.accepted * 100 // seen if seen else None


def score_suggestions(desk: int, *, since: datetime, until: datetime) -> Mapping[Axis, Score]:
    """Return how the suggestions of a desk fared that were settled in a span of time."""
    rows = Suggestion.objects.filter(desk_id=desk, settled_at__gte=since, settled_at__lt=until)
    counted: dict[tuple[Axis, str], int] = defaultdict(int)
    for outcome, advice, chosen in rows.values_list("outcome", "advice", "chosen").iterator():
        for axis in AXES:
            if axis in advice:
                counted[axis, verdict_of(outcome, advice[axis], chosen.get(axis))] += 1
    return {
        axis: Score(
            **{name: counted[axis, name] for name in ("accepted", "changed", "dismissed", "unseen")}
        )
        for axis in AXES
    }


def verdict_of(outcome: str, advice: Mapping[str, Any], chosen: int | None) -> str:
    """Return what became of a suggestion on one axis."""
    if outcome != Suggestion.Outcome.SHOWN:
        return outcome
    return "accepted" if advice["value"] == chosen else "changed"
