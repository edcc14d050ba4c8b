"""What is written to a closed request opens it again, or, too late for that, a new one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.promises.policies.queries import policy_in_force
from permanence.service.tickets.actions.answering import close_ticket, note_call
from permanence.service.tickets.models import Commitment, Link, Ticket
from permanence.service.tickets.rules.following import is_over
from permanence.service.tickets.rules.reference import speak_reference
from tests.cast import World
from tests.faces.portal.browsing import follow_link, send
from tests.service.intake.test_actions import deliver

SAM = Actor("specialist:1", "Sam")
SOMEWHEN = st.datetimes(
    min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)
)


@given(SOMEWHEN, st.integers(1, 400), st.timedeltas(timedelta(), timedelta(days=900)))
def test_a_day_more_never_closes_earlier(closed: datetime, days: int, passed: timedelta) -> None:
    at = closed + passed
    assert is_over(closed, at=at, days=days) >= is_over(closed, at=at, days=days + 1)
    assert is_over(closed, at=at, days=days) is (passed > timedelta(days=days))
    assert not is_over(closed, at=at, days=None)
    assert not is_over(None, at=at, days=days)


def close(world: World) -> Ticket:
    """Return a request of the first customer that was closed just now."""
    ticket = world.ticket()
    with house():
        note_call(
            ticket, text="It is mended.", called_at=world.at, by=SAM, at=world.at, then="resolve"
        )
        close_ticket(ticket, by=SAM, at=world.at)
        return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def closed(world: World) -> Iterator[Ticket]:
    """The closed request, for what the house does with it."""
    ticket = close(world)
    with house():
        yield ticket


def days_of(world: World) -> int:
    days = policy_in_force("messaging", at=world.at)[1].handling.reopens_for_days
    assert days
    return days


def test_within_the_days_a_message_opens_the_request_again(world: World, closed: Ticket) -> None:
    world.pass_time(days=days_of(world))

    letter = deliver(world, subject=f"Re: [#{closed.reference}]", text="It fails again.")

    assert letter.ticket == closed
    assert letter.ticket.state == "open"
    assert Ticket.objects.count() == 1


def test_later_it_becomes_a_request_of_its_own_that_is_linked(world: World, closed: Ticket) -> None:
    world.pass_time(days=days_of(world), minutes=1)

    letter = deliver(world, subject=f"Re: [#{closed.reference}]", text="It fails again.")

    following = letter.ticket
    assert following
    assert following != closed
    assert following.contact == world.ada
    assert Commitment.objects.filter(ticket=following, start_at=letter.received_at).exists()
    closed.refresh_from_db()
    assert closed.state == "closed"
    link = Link.objects.get()
    assert {link.ticket_id, link.other_id} == {closed.pk, following.pk}
    confirmation = Message.objects.get(owner=f"ticket:{following.pk}", kind="confirmation")
    assert speak_reference(closed.reference) in confirmation.text
    assert speak_reference(following.reference) in confirmation.text
    again = deliver(world, subject=f"Re: [#{following.reference}]", text="And again.")
    assert again.ticket == following


def test_thanks_that_come_late_open_nothing(world: World, closed: Ticket) -> None:
    world.pass_time(days=days_of(world) * 2)

    letter = deliver(world, subject=f"Re: [#{closed.reference}]", text="Thank you very much!")

    assert letter.ticket == closed
    assert letter.ticket.state == "closed"
    assert Ticket.objects.count() == 1


def test_the_portal_leads_to_the_new_request(world: World) -> None:
    reference = close(world).reference
    with house():
        days = days_of(world)
    world.pass_time(days=days + 1)
    client = follow_link(world.ada, world.messaging, reference=reference)

    sent = send(client, f"/messaging/requests/{reference}", text="It fails again.")

    with house():
        following = Ticket.objects.exclude(reference=reference).get()
    assert sent.headers["Location"].endswith(following.reference)
