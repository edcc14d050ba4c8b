"""What happens on the demo's desks: requests of several ages, in several states and languages."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast

from permanence.ground.journal.rules import Actor
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.intake.actions.admitting import admit_reports
from permanence.service.tickets.actions import Judgement, join_ticket, triage_ticket
from permanence.service.tickets.actions.answering import (
    Answer,
    Then,
    add_note,
    answer_ticket,
    close_ticket,
)
from permanence.service.tickets.actions.pausing import pause_ticket
from permanence.service.tickets.actions.snoozing import snooze_ticket
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.opening import Report
from permanence.world.accounts.models import Contact, Desk, Organisation, Specialist, Team
from permanence.world.catalogue.actions import enter_installation, write_piece
from permanence.world.catalogue.rules import InstallationCard, Kind, PieceCard
from permanence.world.wording.actions import save_template
from permanence.world.wording.rules import Beginning

LIFE: Final = Path(__file__).with_name("demo_requests.toml")
LANGUAGES: Final = ("en", "fr", "de", "it", "es")
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Moment:
    """One step in the life of a request: by whom, given to whom, when, and what is told of it."""

    ticket: Ticket
    policy: Policy
    by: Specialist | None
    to: Specialist | None
    at: datetime
    told: Told

    @property
    def actor(self) -> Actor:
        """Who does it, as the journal names them."""
        if self.by is None:
            return Actor(f"contact:{self.ticket.contact_id}", self.ticket.contact.name)
        return self.by.actor


def bring_to_life(desks: Mapping[str, Desk], *, by: Specialist, at: datetime) -> None:
    """Give the demo's customers their environments, the desks their templates and their work."""
    life = tomllib.loads(LIFE.read_text(encoding="utf-8"))
    actor = by.actor
    for one in life["environment"]:
        describe_environment(one, by=actor, at=at)
    for one in life["template"]:
        save_template(desks[one["desk"]], read_beginning(one), by=actor, at=at)
    requests = life["request"]
    people = find_people(requests)
    tickets = open_requests(requests, desks, people, at=at)
    staff = {
        one.user.email.partition("@")[0]: one for one in Specialist.objects.select_related("user")
    }
    for told, ticket in zip(requests, tickets, strict=True):
        live_through(ticket, told.get("steps", ()), staff)


def describe_environment(told: Told, *, by: Actor, at: datetime) -> None:
    """Write down what a customer runs."""
    customer = Organisation.objects.get(name=told["customer"])
    card = InstallationCard(
        told["name"],
        told["product"],
        purpose="production",
        runs_at=told["runs_at"],
        keeper=told["runs_at"],
    )
    place = enter_installation(customer, card, by=by, at=at)
    versions = [PieceCard(Kind.VERSION, name, value) for name, value in told["versions"]]
    servers = [PieceCard(Kind.SERVER, name, value, what) for name, value, what in told["servers"]]
    for piece in (*versions, *servers):
        write_piece(place, piece, by=by, at=at)


def read_beginning(told: Told) -> Beginning:
    """Return a template as the document tells it."""
    said = {code: told[code] for code in LANGUAGES if code in told}
    return Beginning(
        told["title"],
        told["kind"],
        {code: one[0] for code, one in said.items()},
        {code: one[1] for code, one in said.items()},
        tuple(told["facts"]) if "facts" in told else None,
    )


def find_people(requests: Sequence[Told]) -> dict[str, Contact]:
    """Return the contacts who ask, by their addresses."""
    rows = Contact.objects.filter(email__in={one["from"] for one in requests})
    return {one.email: one for one in rows.select_related("organisation")}


def open_requests(
    requests: Sequence[Told],
    desks: Mapping[str, Desk],
    people: Mapping[str, Contact],
    *,
    at: datetime,
) -> list[Ticket]:
    """Open all requests at once, each received when it is told to have been."""
    reports = [
        Report(
            desk=desks[one["desk"]].pk,
            channel="portal",
            received_at=at - timedelta(minutes=one["ago"]),
            contact=people[one["from"]].pk,
            organisation=people[one["from"]].organisation_id,
            author_name=people[one["from"]].name,
            author_address=one["from"],
            subject=one["subject"],
            text=one["text"].strip(),
            language=people[one["from"]].language,
            kind=one.get("kind", ""),
        )
        for one in requests
    ]
    return admit_reports(reports, at=at)


def live_through(ticket: Ticket, steps: Sequence[Told], staff: Mapping[str, Specialist]) -> None:
    """Do what was done to a request, each step at its own instant."""
    policy = policy_of_version(ticket.policy_version_id)
    for told in steps:
        ticket.refresh_from_db()
        at = ticket.opened_at + timedelta(minutes=told["after"])
        by, to = staff.get(told.get("by", "")), staff.get(told.get("to", ""))
        STEPS[told["do"]](Moment(ticket, policy, by, to or by, at, told))


def judge(moment: Moment) -> None:
    """Judge it, and give it to somebody."""
    told, desk = moment.told, moment.ticket.desk_id
    team = Team.objects.filter(desk=desk, key=told.get("team", "")).first()
    judgement = Judgement(
        level=told["level"], severity=told["severity"], team=team, assignee=moment.to
    )
    triage_ticket(moment.ticket, judgement, policy=moment.policy, by=moment.actor, at=moment.at)


def answer(moment: Moment) -> None:
    """Answer the customer, and let follow what is told."""
    said = Answer(moment.told["text"], then=cast(Then, moment.told.get("then", "")))
    answer_ticket(moment.ticket, said, policy=moment.policy, by=moment.actor, at=moment.at)


def note(moment: Moment) -> None:
    """Leave a note for colleagues."""
    add_note(moment.ticket, text=moment.told["text"], by=moment.actor, at=moment.at)


def write(moment: Moment) -> None:
    """Let the customer write again."""
    ticket = moment.ticket
    report = Report(
        desk=ticket.desk_id,
        channel="portal",
        received_at=moment.at,
        contact=ticket.contact_id,
        organisation=ticket.organisation_id,
        author_name=ticket.contact.name,
        author_address=ticket.contact.email,
        subject=ticket.subject,
        text=moment.told["text"],
        language=ticket.language,
    )
    join_ticket(ticket, report, policy=moment.policy, at=moment.at)


def hold(moment: Moment) -> None:
    """Let it wait for somebody else."""
    pause_ticket(
        moment.ticket,
        "waiting_third_party",
        reason=moment.told["text"],
        policy=moment.policy,
        by=moment.actor,
        at=moment.at,
    )


def snooze(moment: Moment) -> None:
    """Put it out of sight for some hours."""
    until = moment.at + timedelta(hours=moment.told["hours"])
    snooze_ticket(
        moment.ticket, until=until, reason=moment.told["text"], by=moment.actor, at=moment.at
    )


def close(moment: Moment) -> None:
    """Put it away."""
    close_ticket(moment.ticket, by=moment.actor, at=moment.at)


STEPS: Final[dict[str, Callable[[Moment], None]]] = {
    "triage": judge,
    "answer": answer,
    "note": note,
    "hold": hold,
    "snooze": snooze,
    "write": write,
    "close": close,
}
