"""Passages in the database: each event once, whose they are, where they fail."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house, portal
from permanence.ground.lib.errors import Refusal
from permanence.service.trace.actions import (
    add_trace_source,
    disable_trace_source,
    enable_trace_source,
    rename_trace_source,
    renew_trace_token,
    take_events,
)
from permanence.service.trace.models import Event, Passage, TraceSource
from permanence.service.trace.queries import (
    Failing,
    failures_by_component,
    find_passages,
    open_trace_source,
    path_of,
    trace_sources_of,
)
from permanence.service.trace.rules.events import Kind, Told
from permanence.world.catalogue.actions import enter_installation, write_piece
from permanence.world.catalogue.models import Component
from permanence.world.catalogue.rules import InstallationCard, PieceCard
from tests.cast import World
from tests.service.trace.telling import NINE, ROOT, add_source, after, event


def take(world: World, source: TraceSource, *told: Told) -> None:
    """Take in events in a transaction of their own."""
    with house():
        take_events(source, told, at=world.at)


def test_events_in_any_order_and_twice_make_the_same_passages(world: World) -> None:
    told = [
        event(Kind.ACCEPTED, 0, message_id="m1@x", facts={"sender": world.ada.email}),
        event(Kind.DEFERRED, 3, job="", message_id="m1@x", status="4.4.1"),
        event(Kind.DELIVERED, 9, job="", message_id="m1@x", host="relay-2"),
        event(Kind.QUEUED, 1),
    ]
    found = set()
    for number, order in enumerate(permutations(told)):
        with house():
            Passage.objects.all().delete()
        source, _ = add_source(world, f"S{number}")
        for one in (*order, order[0], order[2]):
            take(world, source, one)
        with house():
            (passage,) = find_passages(world.messaging.pk, since=None, until=None)
            found.add((passage.job, passage.message_id, passage.state, passage.attempts))
            assert Event.objects.filter(passage=passage).count() == len(told)
            assert passage.organisation == world.brightwater
            kept = TraceSource.objects.get(pk=source.pk)
            assert (kept.taken, kept.known) == (4, 2)

    assert found == {("J-1", "m1@x", "delivered", 2)}


def test_a_message_id_used_twice_does_not_mix_two_jobs(world: World) -> None:
    source, _ = add_source(world)
    half = event(Kind.DELIVERED, 30, uid="half", job="", message_id="m1@x", host="relay-2")
    first = event(Kind.ACCEPTED, 0, uid="1", job="J-1", message_id="m1@x")
    second = event(Kind.ACCEPTED, 20, uid="2", job="J-2", message_id="m1@x")

    for one in (half, first, second):
        take(world, source, one)

    with house():
        states = dict(Passage.objects.values_list("job", "state"))
    assert states == {"J-1": "accepted", "J-2": "delivered"}


def test_two_halves_become_one_passage_when_the_whole_name_is_told(world: World) -> None:
    source, _ = add_source(world)
    take(world, source, event(Kind.QUEUED, 1), event(Kind.DELIVERED, 5, job="", message_id="m@x"))
    with house():
        assert Passage.objects.count() == 2

    take(world, source, event(Kind.ACCEPTED, 0, message_id="m@x"))

    with house():
        passage = Passage.objects.get()
        assert (passage.state, passage.first_at) == ("delivered", NINE)
        assert len(path_of(passage)[0].events) == 3


def test_the_customer_is_known_by_identifier_contact_or_domain(world: World) -> None:
    source, _ = add_source(world)
    with house():
        card = InstallationCard("Main", "Faxing", "production", "desk", "desk")
        made = enter_installation(world.verdier, card, by=ROOT, at=world.at)
        piece = PieceCard("integration", "Mail gateway", "SMTP", "VD-77")
        write_piece(made, piece, by=ROOT, at=world.at)
    own = world.ada.email.partition("@")[2]
    cases: list[tuple[dict[str, str], Any]] = [
        ({"account": "vd-77", "sender": world.ada.email}, world.verdier),
        ({"user_id": "VD-77"}, world.verdier),
        ({"user_id": world.claire.email, "sender": world.ada.email}, world.verdier),
        ({"sender": f"robot@{own}"}, world.brightwater),
        ({"sender": world.ada.email, "direction": "inbound"}, None),
        ({"sender": "somebody@elsewhere.example"}, None),
        ({}, None),
    ]
    for number, (facts, _) in enumerate(cases):
        take(world, source, event(Kind.QUEUED, uid=str(number), job=str(number), facts=facts))
    take(
        world,
        source,
        event(
            Kind.QUEUED,
            uid="in",
            job="in",
            recipient=world.ada.email,
            facts={"direction": "inbound"},
        ),
    )

    with house():
        found = {
            one.job: one.organisation for one in Passage.objects.select_related("organisation")
        }
    assert [found[str(number)] for number in range(len(cases))] == [one for _, one in cases]
    assert found["in"] == world.brightwater


def test_a_component_is_named_by_its_key_and_an_unknown_one_is_none(world: World) -> None:
    source, _ = add_source(world)
    with house():
        key = Component.objects.filter(desk=world.messaging).order_by("pk")[0].key
    take(world, source, event(Kind.QUEUED, facts={"component": key.upper()}))
    take(world, source, event(Kind.QUEUED, uid="2", job="J-2", facts={"component": "nowhere"}))

    with house():
        assert dict(Passage.objects.values_list("job", "component")) == {"J-1": key, "J-2": ""}


def test_passages_are_found_by_all_that_is_said_page_by_page(world: World) -> None:
    source, _ = add_source(world)
    told = [
        event(
            Kind.DELIVERED if number % 2 else Kind.FAILED,
            number,
            uid=str(number),
            job=f"Job-{number}",
            recipient=f"to-{number}@example.org" if number else "+33199001234",
            message_id=f"m{number}@x",
            facts={"sender": world.ada.email if number < 3 else "else@example.com"},
        )
        for number in range(5)
    ]
    take(world, source, *told)
    always: dict[str, Any] = {"since": None, "until": None}

    def jobs(**asked: Any) -> list[str]:
        with house():
            return [one.job for one in find_passages(world.messaging.pk, **always | asked)]

    newest_first = [f"Job-{number}" for number in (4, 3, 2, 1, 0)]
    assert jobs() == newest_first
    with house():
        third = Passage.objects.get(job="Job-2")
    assert jobs(after=(third.first_at, third.pk)) == newest_first[3:]
    assert jobs(most=2) == newest_first[:2]
    assert jobs(job="job-3") == ["Job-3"]
    assert jobs(message_id="<m1@x>") == ["Job-1"]
    assert jobs(recipient="To-4@example.org") == ["Job-4"]
    assert jobs(recipient="@example.org") == newest_first[:4]
    assert jobs(recipient="00 12 34") == ["Job-0"]
    assert jobs(sender="else@example.com") == newest_first[:2]
    assert jobs(state="failed") == ["Job-4", "Job-2", "Job-0"]
    assert jobs(organisation=world.brightwater.pk, state="failed") == ["Job-2", "Job-0"]
    assert jobs(since=after(1), until=after(3)) == ["Job-2", "Job-1"]
    with house():
        assert find_passages(world.content.pk, **always) == []


def test_failures_are_counted_by_customer_and_component_against_what_is_usual(
    world: World,
) -> None:
    source, _ = add_source(world)
    with house():
        key = Component.objects.filter(desk=world.messaging).order_by("pk")[0].key
    facts = {"sender": world.ada.email, "component": key}

    def send(number: int, at: float, kind: Kind, **told: Any) -> Told:
        return event(kind, at, uid=f"{number}-{at}", job=str(number), **{"facts": facts} | told)

    day = 24 * 60
    take(
        world,
        source,
        send(1, 1, Kind.DEFERRED),
        send(1, 90, Kind.DELIVERED),
        send(2, 2, Kind.DEFERRED),
        send(2, 3, Kind.DELIVERED),
        send(3, 4, Kind.FAILED),
        send(4, 5, Kind.QUEUED),
        send(5, 6, Kind.EXPIRED, facts={}),
        send(6, 10 - day, Kind.DELIVERED),
        send(7, 10 - 3 * day, Kind.FAILED),
        send(8, 10 - 8 * day, Kind.FAILED),
        send(9, 90 - day, Kind.FAILED),
    )

    with house():
        found = failures_by_component(world.messaging.pk, since=NINE, until=after(60))
        other = failures_by_component(world.content.pk, since=NINE, until=after(60))
    assert found == [
        Failing(world.brightwater.pk, key, failed=2, passed=1, usual_failed=1, usual_passed=1),
        Failing(None, "", failed=1, passed=0, usual_failed=0, usual_passed=0),
    ]
    assert other == []


def test_a_customer_reads_its_own_passages_and_their_events_alone(world: World) -> None:
    source, _ = add_source(world)
    for number, person in enumerate((world.ada, world.claire, world.stranger)):
        told = event(Kind.QUEUED, uid=str(number), job=str(number), facts={"sender": person.email})
        take(world, source, told)

    for number, person in enumerate((world.ada, world.claire)):
        with portal(organisation=person.organisation_id, contact=person.pk):
            assert list(Passage.objects.values_list("job", flat=True)) == [str(number)]
            assert list(Event.objects.values_list("uid", flat=True)) == [str(number)]
    with portal(organisation=None, contact=world.stranger.pk):
        assert not Passage.objects.exists()
        assert not Event.objects.exists()


def test_a_token_opens_its_source_and_the_one_before_for_a_day(world: World) -> None:
    source, first = add_source(world)
    with house():
        second = renew_trace_token(source, by=ROOT, at=world.at)
        later = world.at + timedelta(hours=25)

        opened = [open_trace_source(one, at=world.at) for one in (first, second, "", "wrong")]
        assert opened == [source, source, None, None]
        assert [open_trace_source(one, at=later) for one in (first, second)] == [None, source]
        disable_trace_source(source, by=ROOT, at=world.at)
        assert open_trace_source(second, at=world.at) is None
        enable_trace_source(source, by=ROOT, at=world.at)
        assert open_trace_source(second, at=world.at) == source
        kept = TraceSource.objects.get()
        assert not {first, second} & {kept.token, kept.token_before}


def test_a_source_has_a_name_of_its_own_and_every_act_stands_in_the_journal(world: World) -> None:
    source, _ = add_source(world, "Relays")
    with house():
        for name in (" ", "Relays"):
            with pytest.raises(Refusal):
                add_trace_source(world.messaging.pk, name, by=ROOT, at=world.at)
        add_trace_source(world.content.pk, "Relays", by=ROOT, at=world.at)
        rename_trace_source(source, "Fax servers", by=ROOT, at=world.at)
        renew_trace_token(source, by=ROOT, at=world.at)
        disable_trace_source(source, by=ROOT, at=world.at)
        enable_trace_source(source, by=ROOT, at=world.at)

        acts = Act.objects.filter(subject=f"trace_source:{source.pk}").order_by("id")
        said = [one.act.partition(".")[2] for one in acts]
        assert said == ["added", "renamed", "token_renewed", "disabled", "enabled"]
        assert [one.name for one in trace_sources_of(world.messaging.pk)] == ["Fax servers"]
