"""What the API and `permanence reckon --ticket` say of a ticket's promises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions import (
    Answer,
    Judgement,
    answer_ticket,
    settle_due_marks,
    triage_ticket,
)
from permanence.service.tickets.actions.lateness import explain_lateness
from permanence.service.tickets.actions.pausing import pause_ticket, resume_ticket
from permanence.service.tickets.command import print_commitments
from permanence.service.tickets.models import Commitment, Ticket
from permanence.service.tickets.queries import grounds_of, stops_of, write_commitments
from permanence.service.tickets.rules.explaining import write_explanation
from permanence.service.tickets.rules.simulating import simulate_promises
from tests.cast import World

SAM = Actor("specialist:1", "Sam")
HOUR = timedelta(hours=1)
KEYS = {
    "reference",
    "round",
    "met",
    "missed",
    "late_reason",
    "promise",
    "nature",
    "bound",
    "start",
    "due",
    "clause",
    "reason",
    "calendar",
    "zone",
    "target",
    "explanation",
    "holidays",
    "paused_by",
    "pauses",
    "beaten",
}


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def paused_ticket(world: World) -> Ticket:
    """A ticket of severity 3 that waited from the first hour to the third."""
    ticket = world.ticket()
    policy = policy_of_version(ticket.policy_version_id)
    judged = Judgement(1, 3, None, None)
    triage_ticket(ticket, judged, policy=policy, by=SAM, at=world.at)
    pause_ticket(
        ticket,
        "waiting_third_party",
        reason="The operator looks.",
        policy=policy,
        by=SAM,
        at=world.at + HOUR,
    )
    resume_ticket(ticket, by=SAM, at=world.at + 3 * HOUR)
    ticket.refresh_from_db()
    return ticket


def test_each_promise_says_all_that_made_it(world: World) -> None:
    ticket = paused_ticket(world)

    told = {line["promise"]: line for line in write_commitments(ticket)}

    assert set(told) == {"triage", "response", "resolution"}
    assert all(set(line) == KEYS for line in told.values())
    resolution = told["resolution"]
    assert (resolution["reference"], resolution["round"]) == (ticket.reference, 1)
    assert resolution["start"] == "2026-03-02T15:00:00Z"
    assert resolution["due"] == "2026-03-03T05:00:00Z"
    assert resolution["pauses"] == [
        {
            "state": "waiting_third_party",
            "from": "2026-03-02T16:00:00Z",
            "to": "2026-03-02T18:00:00Z",
            "reason": "The operator looks.",
        }
    ]
    assert resolution["clause"]["source"] == "policy:messaging:1"
    assert sum(line["seconds"] for line in resolution["explanation"] if line["why"] == "open") == (
        12 * 3600
    )
    assert told["triage"]["met"] == "2026-03-02T15:00:00Z"


def test_a_broken_promise_says_why(world: World) -> None:
    ticket = paused_ticket(world)
    settle_due_marks(at=world.at + 9 * HOUR)
    late = Commitment.objects.get(ticket=ticket, promise="response", replaced_at=None)
    explain_lateness(late, "Nobody was on duty.", by=SAM, at=world.at + 9 * HOUR)

    told = {line["promise"]: line for line in write_commitments(ticket)}

    assert told["response"]["missed"] == told["response"]["due"] == "2026-03-02T17:00:00Z"
    assert told["response"]["late_reason"] == "Nobody was on duty."
    assert told["resolution"]["missed"] is None


def test_rounds_of_a_promise_are_told_apart(world: World) -> None:
    ticket = world.ticket()
    policy = policy_of_version(ticket.policy_version_id)
    for hours in (1, 2):
        at = world.at + hours * HOUR
        answer_ticket(ticket, Answer("News."), policy=policy, by=SAM, at=at)

    news = [line for line in write_commitments(ticket) if line["promise"] == "update"]

    assert [(line["round"], line["met"]) for line in news] == [
        (1, "2026-03-02T17:00:00Z"),
        (2, None),
    ]


def test_what_is_simulated_is_what_is_promised(world: World) -> None:
    ticket = paused_ticket(world)
    grounds, stops = grounds_of(ticket, at=world.at), stops_of(ticket)

    simulated = {
        one.promise: write_explanation(one)
        for one in simulate_promises(grounds, start=ticket.opened_at, stops=stops)
    }

    outcome = {"reference", "round", "met", "missed", "late_reason"}
    for line in write_commitments(ticket):
        if line["promise"] == "triage":  # judged before the severity was known
            continue
        told = {key: value for key, value in line.items() if key not in outcome}
        assert told == simulated[line["promise"]]


def test_the_command_prints_a_line_for_each_promise(world: World) -> None:
    ticket = paused_ticket(world)
    out = StringIO()

    status = print_commitments(f"{ticket.reference[:5]} {ticket.reference[5:]}", out)

    assert status == 0
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["promise"] for line in lines] == [
        line["promise"] for line in write_commitments(ticket)
    ]


def test_an_unknown_reference_is_said(world: World) -> None:
    out = StringIO()

    assert print_commitments("0000000000", out) == 1
    assert json.loads(out.getvalue())["error"]["at"] == "ticket"
