"""Live pages: only staff may listen, each for their desks, and they hear topics alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import login
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest

from permanence.faces.ui.sessions import STRONG, SessionStore
from permanence.faces.ui.watching import Lookout
from permanence.ground.journal.actions import record
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.promises.clocks.actions import keep_beat
from permanence.promises.clocks.models import WatchBeat
from permanence.runtime import door
from permanence.runtime.changes import StaffJournal
from permanence.runtime.door import Door
from permanence.runtime.events import Events, Listener
from permanence.world.accounts.actions import add_specialist
from permanence.world.accounts.models import Desk, User
from permanence.world.attention.actions.viewing import stir

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desks() -> list[Desk]:
    with house():
        made = [Desk.objects.create(key=key, name=key, default_language="en") for key in "ab"]
        add_specialist(
            email="sam@desk.example",
            name="Sam",
            password="long enough to pass",
            roles=[(made[0], "specialist")],
            language="en",
        )
        User.objects.create(email="stranger@customer.example")
    return made


def log_in(email: str) -> str:
    request = HttpRequest()
    request.session = SessionStore()
    login(request, User.objects.get(email=email))
    request.session.save()
    return str(request.session.session_key)


def test_staff_hear_of_their_desks_and_others_are_not_staff(desks: list[Desk]) -> None:
    journal = StaffJournal()

    sam = journal.find_ears(log_in("sam@desk.example"))

    assert sam is not None
    assert sam.desks == {desks[0].pk}
    assert journal.find_ears(log_in("stranger@customer.example")) is None
    assert journal.find_ears("no such session") is None


def test_what_passes_is_told_to_its_desk_and_what_is_personal_to_one(desks: list[Desk]) -> None:
    journal = StaffJournal()
    sam = journal.find_ears(log_in("sam@desk.example"))
    cursor, _ = journal.read_changes(None)
    assert sam is not None
    with house():
        stir(["here:ticket:1"], desk=desks[0].pk, at=now())
        stir(["here:ticket:2"], desk=desks[1].pk, at=now())
        stir([f"notices:{sam.specialist}", "notices:999999"], desk=None, at=now())

    passing: list[tuple[int | None, str]] = []
    while not passing:
        cursor, changes = journal.read_changes(cursor)
        passing = list(changes)
    listener = Listener(sam)
    listener.offer(passing)

    assert len(passing) == 4
    assert listener.topics == {"here:ticket:1", f"notices:{sam.specialist}"}


def test_whose_role_asks_for_a_second_factor_hears_nothing_without(desks: list[Desk]) -> None:
    journal, session = StaffJournal(), log_in("sam@desk.example")
    with house():
        Desk.objects.filter(pk=desks[0].pk).update(strict_roles=["specialist"])

    assert journal.find_ears(session) is None
    strong = SessionStore(session)
    strong[STRONG] = True
    strong.save()
    heard = journal.find_ears(session)
    assert heard is not None
    assert heard.desks == {desks[0].pk}


def test_a_change_is_told_once_by_its_topic(desks: list[Desk]) -> None:
    journal = StaffJournal()
    cursor, nothing = journal.read_changes(None)
    with house():
        record("ticket.opened", "ticket:1", at=now(), desk=desks[0].pk)

    # A transaction of anybody that began before holds the change back until it ends.
    told: list[tuple[int | None, str]] = []
    while not told:
        cursor, changes = journal.read_changes(cursor)
        told = list(changes)
    _, later = journal.read_changes(cursor)

    assert list(nothing) == []
    assert told == [(desks[0].pk, "ticket:1")]
    assert list(later) == []


class Page:
    """A browser's page that listens, at the other end of the wire."""

    def __init__(self, cookie: str) -> None:
        self.heard: list[dict[str, Any]] = []
        self.left = asyncio.Event()
        self.scope = {"type": "http", "headers": [(b"cookie", f"sessionid={cookie}".encode())]}

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.heard.append(dict(message))

    @property
    def text(self) -> str:
        return b"".join(each.get("body", b"") for each in self.heard).decode()


def test_a_page_hears_the_topics_of_its_desk_until_it_leaves(desks: list[Desk]) -> None:
    events = Events(StaffJournal(), cookie="sessionid", is_closing=lambda: False)
    page = Page(log_in("sam@desk.example"))

    def act() -> None:
        with house():
            record("ticket.opened", "ticket:1", at=now(), desk=desks[0].pk)
            record("ticket.opened", "ticket:2", at=now(), desk=desks[1].pk)

    async def listen() -> None:
        open_page = asyncio.create_task(events(page.scope, page.receive, page.send))
        await asyncio.sleep(1.5)  # the reader has its cursor
        await asyncio.to_thread(act)
        for _ in range(100):
            if "ticket:" in page.text:
                break
            await asyncio.sleep(0.05)
        page.left.set()
        await asyncio.wait_for(open_page, 5)

    asyncio.run(listen())

    assert page.heard[0]["status"] == 200
    assert "event: change\ndata: ticket:1\n\n" in page.text
    assert "ticket:2" not in page.text
    assert events.listeners == set()


def test_pages_that_stay_open_hear_when_nobody_watches_any_more(
    desks: list[Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "LOOK_EVERY", 0.05)
    Lookout.seen = None
    entrance = Door(
        WSGIHandler(), journal=StaffJournal(), cookie="sessionid", run=tmp_path, database="none"
    )
    page = Page(log_in("sam@desk.example"))
    with house():
        keep_beat(at=now())

    def fall_silent() -> None:
        with house():
            WatchBeat.objects.update(beat_at=now() - timedelta(minutes=8))

    async def listen() -> None:
        open_page = asyncio.create_task(entrance.events(page.scope, page.receive, page.send))
        looking = asyncio.create_task(entrance._look())
        await asyncio.sleep(0.5)
        assert "watch:" not in page.text
        await asyncio.to_thread(fall_silent)
        for _ in range(100):
            if "watch:" in page.text:
                break
            await asyncio.sleep(0.05)
        looking.cancel()
        page.left.set()
        await asyncio.wait_for(open_page, 5)

    asyncio.run(listen())

    assert page.text.count("data: watch:\n") == 1


def test_a_stranger_may_not_listen(desks: list[Desk]) -> None:
    events = Events(StaffJournal(), cookie="sessionid", is_closing=lambda: False)
    page = Page(log_in("stranger@customer.example"))

    asyncio.run(events(page.scope, page.receive, page.send))

    assert page.heard[0]["status"] == 401
