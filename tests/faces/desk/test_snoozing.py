"""Putting a ticket out of sight, on its page and in the lists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from permanence.faces.desk.forms.snoozing import SnoozeForm, offer_times, say_both
from permanence.ground.lib.db import house
from permanence.service.tickets.jobs import watch_snoozes
from permanence.service.tickets.models import Ticket
from tests.cast import World, post
from tests.faces.desk.test_ticket import address, read, words
from tests.service.tickets.acting import answer, judge

LIST = "/desk/tickets?desk=messaging&view="


def quiet_ticket(world: World) -> Ticket:
    ticket = world.ticket()
    with house():
        judge(ticket, severity=3, at=world.at)
        answer(ticket, at=world.at)
    return ticket


def test_a_ticket_is_put_out_of_sight_and_comes_back(world: World) -> None:
    client = world.log_in(world.sam)
    ticket = quiet_ticket(world)
    given = {"choice": "hours-1", "reason": "The operator calls back."}

    sent = post(client, address(ticket, "snooze"), given)

    assert sent.headers["Location"] == address(ticket)
    page = words(client.get(address(ticket)))
    assert "no promise pauses by it" in page
    assert "put it out of sight until 16:0" in page
    assert "The operator calls back." in page
    assert ticket.subject not in words(client.get(LIST + "next"))
    listed = words(client.get(LIST + "snoozed"))
    assert ticket.subject in listed
    assert "out of sight until 16:0" in listed
    inside = words(client.get(address(ticket) + "?part=drawer&drawer=snooze"))
    assert "Bring it back now" in inside
    assert "comes at risk" in inside
    world.pass_time(hours=1, seconds=1)
    watch_snoozes()
    assert ticket.subject in words(client.get(LIST + "next"))


def test_it_is_brought_back_with_one_button(world: World) -> None:
    client = world.log_in(world.sam)
    ticket = quiet_ticket(world)
    post(client, address(ticket, "snooze"), {"choice": "tomorrow", "reason": "Later."})

    post(client, address(ticket, "wake"))

    assert read(ticket).snoozed_until is None


def test_a_wrong_time_or_no_reason_is_said_and_kept(world: World) -> None:
    client = world.log_in(world.sam)
    ticket = quiet_ticket(world)

    none = post(client, address(ticket, "snooze"), {"reason": "Later."})
    past = post(
        client, address(ticket, "snooze"), {"until": "2026-03-01T10:00", "reason": "Later."}
    )

    assert none.status_code == 422
    assert "Choose a time." in words(none)
    assert past.status_code == 409
    assert read(ticket).snoozed_until is None


def test_an_auditor_puts_nothing_out_of_sight(world: World) -> None:
    client = world.log_in(world.ivo)
    ticket = quiet_ticket(world)

    for act in ("snooze", "wake"):
        assert post(client, address(ticket, act), {"reason": "x"}).status_code == 403


AT = datetime(2026, 3, 27, 15, tzinfo=UTC)  # a Friday; Europe changes its clocks on Sunday
PARIS, TORONTO = ZoneInfo("Europe/Paris"), ZoneInfo("America/Toronto")


def test_the_offered_times_are_mornings_by_the_readers_own_clock() -> None:
    offered = offer_times(PARIS, AT)

    assert offered["hours-1"] == AT + timedelta(hours=1)
    assert offered["tomorrow"] == datetime(2026, 3, 28, 8, tzinfo=UTC)
    assert offered["monday"] == datetime(2026, 3, 30, 7, tzinfo=UTC)


def test_on_a_sunday_tomorrow_is_monday() -> None:
    assert "monday" not in offer_times(PARIS, AT + timedelta(days=2))


def test_the_customers_clock_is_said_where_it_differs() -> None:
    at = datetime(2026, 3, 2, 15, tzinfo=UTC)

    both = say_both(at, at=at, zone=PARIS, there=TORONTO)

    assert both == "16:00 (10:00 for the customer)"
    assert say_both(at, at=at, zone=PARIS, there=ZoneInfo("Europe/Berlin")) == "16:00"


def test_a_time_that_is_typed_counts_before_one_that_is_offered() -> None:
    said = {"choice": "tomorrow", "until": "2026-03-28T12:00", "reason": "Later."}
    form = SnoozeForm(said, zone=PARIS, there=None, at=AT)

    assert form.is_valid()
    assert form.cleaned_data["until"] == datetime(2026, 3, 28, 11, tzinfo=UTC)
