"""Where other products fail, on a ticket's own file: pauses, changes of mind, news, thanks.

Each test is named for what users of another product have reported, some for a decade.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.service.tickets.models import Commitment
from tests.cast import World
from tests.service.tickets.acting import (
    HOUR,
    MINUTE,
    answer,
    due,
    est,
    judge,
    office_hours_ticket,
    pause,
    promise_resolution,
    resume,
    standing,
    sweep,
    write,
)


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def test_osticket_3034_a_state_that_waits_stops_the_clock(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)

    pause(ticket, at=world.at + HOUR)

    assert due(ticket, "resolution") is None
    assert due(ticket, "response") == world.at + 2 * HOUR  # no clause stops the first answer

    resume(ticket, at=world.at + 6 * HOUR)

    assert due(ticket, "resolution") == world.at + 17 * HOUR


def test_osticket_3034_the_customer_is_told_of_the_pause_and_its_reason(world: World) -> None:
    ticket = world.ticket()

    with pytest.raises(Refusal):
        pause(ticket, at=world.at + HOUR, reason=" ")
    pause(ticket, at=world.at + HOUR)

    told = Message.objects.filter(owner=f"ticket:{ticket.pk}").latest("pk")
    assert told.recipients == [ticket.contact.email]
    assert "The network operator looks for the broken line." in told.text
    assert "we owe you by" not in told.text  # before triage nothing is sure, and this is no promise


def test_glpi_6902_a_change_of_severity_forgets_no_pause(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    pause(ticket, at=world.at + HOUR)
    resume(ticket, at=world.at + 3 * HOUR)

    judge(ticket, severity=2, at=world.at + 4 * HOUR, reason="A second platform fails.")

    assert due(ticket, "resolution") == world.at + (3 + 2) * HOUR


def test_glpi_15605_a_severity_changed_while_it_waits_counts_the_whole_pause(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=2, at=world.at)
    pause(ticket, at=world.at + HOUR)

    judge(ticket, severity=3, at=world.at + 2 * HOUR, reason="One platform only.")
    assert due(ticket, "resolution") is None

    resume(ticket, at=world.at + 5 * HOUR)
    assert due(ticket, "resolution") == world.at + (12 + 4) * HOUR


def test_zammad_5177_news_of_the_work_never_overrules_the_first_answer(world: World) -> None:
    ticket = world.ticket()

    judge(ticket, severity=2, at=world.at + 10 * MINUTE)

    assert due(ticket, "response") == world.at + HOUR
    assert not Commitment.objects.filter(ticket=ticket, promise="update").exists()

    answer(ticket, at=world.at + 50 * MINUTE)

    assert standing(ticket, "response").missed_at is None
    assert due(ticket, "response") == world.at + HOUR
    assert due(ticket, "update") == world.at + 50 * MINUTE + 3 * HOUR


def test_zammad_1322_an_answer_typed_in_the_portal_starts_the_clock(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    answer(ticket, at=world.at + HOUR, then="wait")
    assert due(ticket, "resolution") is None

    write(ticket, "The log is attached.", at=world.at + 4 * HOUR, channel="portal")

    ticket.refresh_from_db()
    assert ticket.state == "open"
    assert due(ticket, "resolution") == world.at + (12 + 3) * HOUR
    assert due(ticket, "follow-up") == world.at + (4 + 4) * HOUR
    assert (ticket.next_promise, ticket.last_word_by) == ("follow-up", "customer")


@pytest.mark.parametrize("text", ["Thanks, bye!", "Merci beaucoup, bonne journée", "Danke!"])
def test_chatwoot_10178_thanks_after_the_resolution_start_no_clock(world: World, text: str) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    answer(ticket, at=world.at + HOUR, then="resolve")

    write(ticket, text, at=world.at + 2 * HOUR)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.next_due_at) == ("resolved", None)
    assert not Commitment.objects.filter(ticket=ticket, promise="follow-up").exists()
    assert not Commitment.objects.filter(ticket=ticket, met_at=None, replaced_at=None).exists()


def test_chatwoot_10178_a_question_among_the_thanks_starts_it(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    answer(ticket, at=world.at + HOUR, then="resolve")

    write(ticket, "Thanks! But what about the second fax?", at=world.at + 2 * HOUR)

    ticket.refresh_from_db()
    assert ticket.state == "open"
    assert due(ticket, "follow-up") == world.at + 6 * HOUR


def test_breeze_4606_a_contract_replaced_meanwhile_counts_from_the_receipt(world: World) -> None:
    ticket = office_hours_ticket(world, at=est(5, 10))
    pause(ticket, at=est(5, 11))
    resume(ticket, at=est(5, 12))
    assert due(ticket, "resolution") == est(6, 14)

    promise_resolution(world, "6 hours", at=est(5, 13))
    sweep(at=est(5, 13))

    assert due(ticket, "resolution") == est(5, 17)
    assert Commitment.objects.filter(ticket=ticket, due_at=est(6, 14)).exists()
