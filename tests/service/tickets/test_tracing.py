"""Paths of messages in files: frozen, told to the customer only where that is chosen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from permanence.ground.lib.db import house, portal
from permanence.ground.lib.errors import Refusal
from permanence.overview.privacy.actions.disposing import dispose
from permanence.overview.privacy.actions.holding import place_hold
from permanence.overview.privacy.actions.scheduling import begin_run, step_run, write_schedule
from permanence.overview.privacy.rules.schedule import WORDS, make_schedule
from permanence.service.tickets.actions.tracing import add_trace
from permanence.service.tickets.models import Entry, Ticket, TicketTrace
from permanence.service.tickets.queries.tracing import tickets_with, traces_of
from permanence.service.trace.actions import take_events
from permanence.service.trace.models import Event, Passage
from permanence.service.trace.queries import path_of
from permanence.service.trace.rules.events import Kind
from permanence.service.trace.rules.freezing import thaw_hops
from tests.cast import World
from tests.service.trace.telling import ROOT, add_source, event


@pytest.fixture
def passage(world: World) -> Passage:
    """A message of Ada's that failed at its second hop."""
    source, _ = add_source(world)
    sender = {"sender": world.ada.email}
    with house():
        take_events(
            source,
            [
                event(Kind.ACCEPTED, 0, facts=sender),
                event(Kind.DELIVERED, 1, reply="250 queued as X"),
                event(Kind.FAILED, 2, host="relay-2", status="5.1.1", reply="User unknown"),
            ],
            at=world.at,
        )
        return Passage.objects.get()


def add(ticket: Ticket, passage: Passage, world: World, **told: Any) -> TicketTrace:
    """Put a message into a file."""
    values: dict[str, Any] = {"text": "Failed.", "language": "en", "is_public": False}
    return add_trace(ticket, passage, by=ROOT, at=world.at, **values | told)


def test_what_was_put_into_a_file_stays_as_it_was(world: World, passage: Passage) -> None:
    ticket = world.ticket(world.ada)
    with house():
        path = path_of(passage)
        made = add(ticket, passage, world)

        assert tickets_with(passage.pk) == [ticket]
        Event.objects.all().delete()
        Passage.objects.all().delete()

        (kept,) = traces_of(ticket)
        frozen = thaw_hops(kept.frozen["events"], recipient="to@example.org")
    assert (kept, kept.frozen["state"]) == (made, "failed")
    assert [(hop.host, len(hop.events), hop.attempts) for hop in frozen] == [
        (hop.host, len(hop.events), hop.attempts) for hop in path
    ]
    assert frozen[1].last.reply == "User unknown"


def test_the_customer_reads_it_only_where_that_was_chosen(world: World, passage: Passage) -> None:
    ticket = world.ticket(world.ada)
    with house():
        add(ticket, passage, world, text="For us.")
        Passage.objects.update(attempts=9)
        passage.refresh_from_db()
        add(ticket, passage, world, text="For you.", is_public=True)

    with portal(organisation=world.ada.organisation_id, contact=world.ada.pk):
        told = Entry.objects.filter(kind="trace").values_list("text", flat=True)
        assert list(told) == ["For you."]


def test_a_file_tells_nothing_of_another_customers_message(world: World, passage: Passage) -> None:
    theirs, own = world.ticket(world.claire), world.ticket(world.ada)
    with house():
        with pytest.raises(Refusal, match="another customer"):
            add(theirs, passage, world)
        Passage.objects.update(organisation=None)
        passage.refresh_from_db()
        with pytest.raises(Refusal, match="Nobody knows whose"):
            add(own, passage, world, is_public=True)
        add(own, passage, world)
        with pytest.raises(Refusal, match="already"):
            add(own, passage, world)


def test_with_the_words_of_a_file_the_path_goes_too(world: World, passage: Passage) -> None:
    ticket = world.ticket(world.ada)
    with house():
        add(ticket, passage, world)
        dispose(WORDS, [ticket.pk], at=world.at)

        kept = TicketTrace.objects.select_related("entry").get()
    assert (kept.frozen, kept.entry.text) == ({}, "")


def test_old_messages_go_by_the_schedule_unless_their_customer_is_held(
    world: World, passage: Passage
) -> None:
    source, _ = add_source(world, "Other")
    with house():
        take_events(
            source,
            [
                event(Kind.QUEUED, uid="c", job="J-c", facts={"sender": world.claire.email}),
                event(Kind.QUEUED, 60 * 24 * 59, uid="new", job="J-new"),
            ],
            at=world.at + timedelta(days=60),
        )
        place_hold(
            {"organisation_id": world.verdier.pk}, reason="A court asks.", by=ROOT, at=world.at
        )
        schedule = make_schedule({"traces": (1, "Enough to answer.")})
        write_schedule(world.messaging, schedule, by=ROOT, at=world.at)
        at = world.at + timedelta(days=60)
        run = begin_run(world.messaging, at.date(), at=at)
        assert run is not None
        while step_run(run.pk, at=at):
            pass

        assert set(Passage.objects.values_list("job", flat=True)) == {"J-c", "J-new"}
        assert Event.objects.count() == 2
        run.refresh_from_db()
        assert run.counts["traces"] == 1
