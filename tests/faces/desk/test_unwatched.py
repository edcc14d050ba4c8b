"""Every page of the desk says in red that promises are not watched, and asks nothing for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.faces.ui.watching import Lookout, look_at_watch
from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.promises.clocks.actions import keep_beat
from permanence.promises.clocks.rules import WatchState
from permanence.service.tickets.actions import settle_due_marks
from tests.cast import World

BAR = "Promises are not being watched."


@pytest.fixture(autouse=True)
def fresh_lookout() -> Iterator[None]:
    """Leave no process behind that saw something."""
    Lookout.seen = None
    yield
    Lookout.seen = None


@pytest.mark.parametrize("page", ["/desk/tickets?desk=messaging", "/desk/account", "/desk/board"])
def test_a_silent_watch_shows_on_every_page_and_goes_when_it_is_back(
    world: World, page: str
) -> None:
    client = world.log_in(world.lena)
    with house():
        keep_beat(at=world.at)
    look_at_watch()
    assert BAR not in client.get(page).content.decode()

    world.pass_time(minutes=8)
    look_at_watch()
    shown = client.get(page).content.decode()
    assert BAR in shown
    assert "8 min" in shown

    with house():
        keep_beat(at=world.at)
    look_at_watch()
    assert BAR not in client.get(page).content.decode()


def test_a_page_that_stays_open_asks_for_the_bar_alone(world: World) -> None:
    client = world.log_in(world.lena)
    with house():
        keep_beat(at=world.at)
    assert 'data-live="watch:"' in client.get("/desk/board").content.decode()
    assert BAR not in client.get("/desk/unwatched").content.decode()

    world.pass_time(minutes=8)
    part = client.get("/desk/unwatched").content.decode()

    assert BAR in part
    assert 'data-live="watch:"' in part
    assert "<body" not in part


def test_the_bar_costs_a_page_no_query(world: World) -> None:
    client = world.log_in(world.sam)
    page = "/desk/tickets?desk=messaging"
    client.get(page)
    with CaptureQueriesContext(connection) as before:
        client.get(page)
    Lookout.seen = (WatchState(world.at - timedelta(minutes=8)), world.at)

    with CaptureQueriesContext(connection) as after:
        shown = client.get(page).content.decode()

    assert BAR in shown
    assert len(after) == len(before)


def test_after_a_silence_the_file_and_the_call_say_that_it_was_late_and_why(world: World) -> None:
    ticket = world.ticket()
    with house():
        keep_beat(at=world.at)
        back = world.pass_time(minutes=90)
        keep_beat(at=back)
        settle_due_marks(at=back)

        missed = Act.objects.filter(subject=f"ticket:{ticket.pk}", act="commitment.missed").first()
        call = Message.objects.filter(owner=f"ticket:{ticket.pk}", kind="climb").first()

    assert missed is not None
    assert missed.facts["unwatched_to"] == back.isoformat()
    assert call is not None
    assert "This call comes late: Permanence was down" in call.text
    page = world.log_in(world.sam).get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert "nobody watched from" in page
    assert missed.facts["late_by"] > timedelta(minutes=1).total_seconds()


def test_a_call_in_time_excuses_itself_for_nothing(world: World) -> None:
    ticket = world.ticket()
    with house():
        late = world.pass_time(minutes=20)
        keep_beat(at=late)
        settle_due_marks(at=late)
        call = Message.objects.filter(owner=f"ticket:{ticket.pk}", kind="climb").first()

    assert call is not None
    assert "comes late" not in call.text
