"""What a customer reads of the promises on a request: why these times, pauses, lateness."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.promises.contracts.rules import TargetRow
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions import (
    Answer,
    Judgement,
    answer_ticket,
    settle_due_marks,
    triage_ticket,
)
from permanence.service.tickets.actions.lateness import explain_lateness
from permanence.service.tickets.actions.pausing import correct_span, pause_ticket, resume_ticket
from permanence.service.tickets.actions.states import change_state
from permanence.service.tickets.models import Commitment, Ticket
from permanence.world.accounts.models import Contact, Desk
from tests.cast import World, add_contract
from tests.faces.portal.browsing import follow_link, read, send

SAM = Actor("specialist:1", "Sam Okoro")
HOUR = timedelta(hours=1)


def act(ticket: Ticket, world: World) -> dict[str, Any]:
    return {"policy": policy_of_version(ticket.policy_version_id), "by": SAM, "at": world.at}


def judge(ticket: Ticket, world: World, *, severity: int = 3, level: int = 1) -> None:
    with house():
        triage_ticket(ticket, Judgement(level, severity, None, None), **act(ticket, world))


def page_of(ticket: Ticket, contact: Contact, desk: Desk) -> str:
    page = read(follow_link(contact, desk).get(f"/{desk.key}/requests/{ticket.reference}"))
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_each_time_says_its_clause_and_from_when_it_counts(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, world)

    page = page_of(ticket, world.ada, world.messaging)

    assert "Why these times?" in page
    assert "Solution : Tue 03:00 (Europe/London) our aim" in page
    assert "under 12 hours" in page
    assert "(our published policy)" in page
    assert "Counted from the arrival of your request, 15:00 (Europe/London)." in page


def test_before_it_is_judged_only_what_cannot_get_worse_is_told(world: World) -> None:
    page = page_of(world.ticket(), world.ada, world.messaging)

    assert "A person answers you by" in page
    assert "Why these times?" not in page


def test_pauses_are_told_one_by_one_with_their_reasons(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, world)
    with house():
        pause_ticket(
            ticket, "waiting_third_party", reason="The operator looks.", **act(ticket, world)
        )
    assert "until now" in page_of(ticket, world.ada, world.messaging)
    world.pass_time(hours=2)
    with house():
        resume_ticket(ticket, by=SAM, at=world.at)

    page = page_of(ticket, world.ada, world.messaging)

    assert "Pauses 1" in page
    assert "We waited for somebody outside our desk." in page
    assert "The operator looks." in page
    assert "2 h" in page
    assert "The time stood still in the pauses below." in page
    assert "Solution : Tue 05:00" in page


def test_a_pause_that_was_corrected_away_is_told_no_more(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, world)
    with house():
        change_state(ticket, "out_of_scope", at=world.at, reason="Their own network.")
    world.pass_time(hours=2)
    with house():
        resume_ticket(ticket, by=SAM, at=world.at)
        correct_span(
            ticket,
            state="open",
            since=world.at - 2 * HOUR,
            until=world.at,
            reason="It was ours after all.",
            **act(ticket, world),
        )

    page = page_of(ticket, world.ada, world.messaging)

    assert "This was not part of our services." not in page
    assert "We found that this is not part of our services." not in page


def test_a_late_promise_is_called_late_with_its_reason(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, world, severity=2)
    world.pass_time(hours=2)
    with house():
        settle_due_marks(at=world.at)
        late = Commitment.objects.get(ticket=ticket, promise="response", replaced_at=None)
        explain_lateness(late, "Our line was down.", by=SAM, at=world.at)
    assert "We are late. Our line was down." in page_of(ticket, world.ada, world.messaging)
    with house():
        answer_ticket(ticket, Answer("Here we are."), **act(ticket, world))

    page = page_of(ticket, world.ada, world.messaging)

    assert "Done late, 17:00 (Europe/London). Our line was down." in page


def test_a_contracts_clause_is_told_with_what_it_beat_and_nothing_internal(world: World) -> None:
    with house():
        add_contract(
            world.verdier,
            desk=world.content,
            number="CV-2026-12",
            starts=date(2026, 1, 1),
            at=world.at - 24 * HOUR,
            targets=(
                TargetRow("response", "under", "20 minutes", "eastern-standard", "guarantee"),
                TargetRow("follow-up", "within", "2 hours", "eastern-standard", "target"),
            ),
        )
    ticket = world.ticket(world.claire, desk=world.content)
    judge(ticket, world)

    client = follow_link(world.claire, world.content)
    client.cookies["language"] = "en"
    page = read(client.get(f"/content/requests/{ticket.reference}"))

    assert "CV-2026-12" in page
    assert "operator." not in page
    with house():
        row = Commitment.objects.get(ticket=ticket, promise="response", replaced_at=None)
    assert {one["clause"] for one in row.candidates["losers"]} & {"operator.readings.local-time"}


def test_a_further_message_has_its_own_promise(world: World) -> None:
    with house():
        add_contract(
            world.brightwater,
            desk=world.messaging,
            number="BW-3",
            starts=date(2026, 1, 1),
            at=world.at - 24 * HOUR,
            targets=(TargetRow("follow-up", "within", "2 hours", "always", "guarantee"),),
        )
    ticket = world.ticket()
    judge(ticket, world)
    with house():
        answer_ticket(ticket, Answer("We look into it."), **act(ticket, world))
    client = follow_link(world.ada, world.messaging)
    world.pass_time(hours=1)

    send(client, f"/messaging/requests/{ticket.reference}", text="It is worse now.")

    page = page_of(ticket, world.ada, world.messaging)

    assert "We answer your last message by 18:00 (Europe/London)." in page
    assert "Answer to your last message" in page
    assert "your contract BW-3 of 1 Jan 2026" in page


def test_where_a_reading_of_the_desk_is_earlier_the_published_time_is_told(world: World) -> None:
    world.pass_time(days=119, hours=20)  # a summer morning: the desk's clock is an hour ahead
    ticket = world.ticket(world.claire, desk=world.content)
    judge(ticket, world)
    with house():
        row = Commitment.objects.get(ticket=ticket, promise="response", replaced_at=None)
    assert (row.clause_key, row.is_published) == ("operator.readings.local-time", False)
    client = follow_link(world.claire, world.content)
    client.cookies["language"] = "en"

    page = " ".join(
        re.sub(r"<[^>]+>", " ", read(client.get(f"/content/requests/{ticket.reference}"))).split()
    )

    assert "10:00 (America/Toronto)" in page
    assert "09:00 (America/Toronto)" not in page
