"""Drafts and answers that wait: nothing is lost, nothing is sent twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.service.tickets.actions import close_ticket
from permanence.service.tickets.actions.drafts import (
    ChangedElsewhere,
    Writing,
    drop_draft,
    keep_draft,
    keep_files,
)
from permanence.service.tickets.actions.holding import (
    GoneAlready,
    NotThen,
    Sending,
    hold_answer,
    send_next_answer,
    take_back,
)
from permanence.service.tickets.models import Draft, Entry, Ticket
from permanence.service.tickets.queries.drafts import last_entry
from permanence.service.tickets.rules.opening import Part
from permanence.world.accounts.models import Specialist
from tests.cast import World
from tests.service.tickets.acting import HOUR, SAM, answer, standing, write

SECOND = timedelta(seconds=1)
SOON = 10 * SECOND


def kept(world: World, ticket: Ticket, text: str, *, known: int = 0, kind: str = "reply") -> Draft:
    draft = keep_draft(ticket, Writing(kind, text), by=world.sam, known=known, at=world.at)
    assert draft is not None
    return draft


def hold(
    world: World, ticket: Ticket, text: str = "We found it.", *, known: int = 0, **sending: object
) -> Draft:
    writing = Writing("reply", text, seen=last_entry(ticket))
    told = Sending(**sending)  # type: ignore[arg-type]
    return hold_answer(ticket, writing, told, by=world.sam, known=known, at=world.at)


def answers(ticket: Ticket) -> list[str]:
    said = Entry.objects.filter(ticket=ticket, kind="mail", direction="out")
    return list(said.order_by("pk").values_list("text", flat=True))


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ticket()


def test_a_draft_is_kept_for_its_author_ticket_and_kind(world: World, ticket: Ticket) -> None:
    with house():
        kept(world, ticket, "To the customer")
        kept(world, ticket, "Among us", kind="note")
        first = kept(world, ticket, "To the customer: more", known=1)

        assert first.version == 2
        assert set(Draft.objects.values_list("kind", "text")) == {
            ("reply", "To the customer: more"),
            ("note", "Among us"),
        }


def test_an_older_page_overwrites_nothing(world: World, ticket: Ticket) -> None:
    with house():
        kept(world, ticket, "On the desk")
        kept(world, ticket, "On the telephone", known=1)

        with pytest.raises(ChangedElsewhere):
            kept(world, ticket, "On the desk, more", known=1)
        with pytest.raises(ChangedElsewhere):
            kept(world, ticket, "On a fresh page", known=0)
        drop_draft(ticket, "reply", by=world.sam, known=1)

        assert Draft.objects.get().text == "On the telephone"


def test_an_emptied_draft_is_gone(world: World, ticket: Ticket) -> None:
    with house():
        kept(world, ticket, "Begun")
        nothing = keep_draft(ticket, Writing("reply", " "), by=world.sam, known=1, at=world.at)

        assert nothing is None
        assert not Draft.objects.exists()


def test_until_an_answer_leaves_nothing_has_happened(world: World, ticket: Ticket) -> None:
    with house():
        hold(world, ticket, then="resolve")

        assert not send_next_answer(at=world.at + SOON - SECOND)
        assert answers(ticket) == []
        assert standing(ticket, "response").met_at is None
        assert Ticket.objects.get(pk=ticket.pk).state == "new"


def test_the_clocks_are_stamped_when_it_leaves(world: World, ticket: Ticket) -> None:
    left = world.at + SOON
    with house():
        hold(world, ticket, then="resolve")

        assert send_next_answer(at=left)
        assert not send_next_answer(at=left + HOUR)

        found = Ticket.objects.get(pk=ticket.pk)
        assert answers(ticket) == ["We found it."]
        assert (found.state, found.answered_at, found.resolved_at) == ("resolved", left, left)
        assert standing(ticket, "response").met_at == left
        assert Message.objects.get(kind="answer").queued_at == left
        assert not Draft.objects.exists()


def test_files_go_with_the_answer_and_come_back_with_it(world: World, ticket: Ticket) -> None:
    with house():
        files = keep_files(ticket, [Part("a.log", "text/plain", b"220 ready")], at=world.at)
        writing = Writing("reply", "See the log.", files)
        held = hold_answer(ticket, writing, Sending(), by=world.sam, known=0, at=world.at)
        back = take_back(held.pk, by=world.sam, at=world.at)
        assert back.files == files
        again = Writing("reply", back.text, back.files)
        hold_answer(ticket, again, Sending(), by=world.sam, known=back.version, at=world.at)
        send_next_answer(at=world.at + SOON)

        assert [one["name"] for one in Message.objects.get(kind="answer").files] == ["a.log"]


def test_an_answer_taken_back_is_a_draft_again(world: World, ticket: Ticket) -> None:
    with house():
        held = hold(world, ticket)
        take_back(held.pk, by=world.sam, at=world.at + SECOND)

        assert not send_next_answer(at=world.at + HOUR)
        assert Draft.objects.in_writing().get().text == "We found it."
        with pytest.raises(GoneAlready):
            take_back(held.pk, by=world.sam, at=world.at + SECOND)


def test_what_was_begun_since_stays_below_it(world: World, ticket: Ticket) -> None:
    with house():
        held = hold(world, ticket, "First.")
        kept(world, ticket, "Second.")

        take_back(held.pk, by=world.sam, at=world.at)

        assert Draft.objects.get().text == "First.\n\nSecond."


def test_only_its_author_takes_an_answer_back(world: World, ticket: Ticket) -> None:
    with house():
        held = hold(world, ticket)

        with pytest.raises(GoneAlready):
            take_back(held.pk, by=world.lena, at=world.at)

        assert send_next_answer(at=world.at + SOON)


def test_an_answer_sent_later_leaves_at_its_instant(world: World, ticket: Ticket) -> None:
    with house():
        hold(world, ticket, send_at=world.at + HOUR)

        assert not send_next_answer(at=world.at + HOUR - SECOND)
        assert send_next_answer(at=world.at + HOUR)
        for wrong in (world.at, world.at - HOUR, world.at + timedelta(days=400)):
            with pytest.raises(NotThen):
                hold(world, ticket, send_at=wrong)


def test_what_the_customer_wrote_meanwhile_is_not_taken_for_solved(
    world: World, ticket: Ticket
) -> None:
    with house():
        hold(world, ticket, then="resolve", send_at=world.at + HOUR)
        write(ticket, "It fails again, and worse.", at=world.at + HOUR / 2)

        assert send_next_answer(at=world.at + HOUR)

        assert answers(ticket) == ["We found it."]
        assert Ticket.objects.get(pk=ticket.pk).state == "open"


def test_an_answer_that_cannot_leave_any_more_comes_back(world: World, ticket: Ticket) -> None:
    with house():
        answer(ticket, at=world.at, then="resolve")
        hold(world, Ticket.objects.get(pk=ticket.pk), "One thing more.")
        close_ticket(ticket, by=SAM, at=world.at + SECOND)

        assert send_next_answer(at=world.at + SOON)

        back = Draft.objects.in_writing().get()
        assert (back.text, back.refused) == ("One thing more.", "state")
        assert answers(ticket) == ["We look into it."]


def test_an_answer_with_a_fault_comes_back_and_holds_up_no_other(
    world: World, ticket: Ticket
) -> None:
    other = world.ticket(world.bea)
    with house():
        broken = hold(world, ticket)
        Draft.objects.filter(pk=broken.pk).update(files=[{"blob": 0}])
        hold(world, other, "All is well.")

        assert send_next_answer(at=world.at + SOON)
        assert send_next_answer(at=world.at + SOON)

        assert Draft.objects.get().refused == "error"
        assert answers(other) == ["All is well."]


STEPS = st.lists(
    st.sampled_from(["write", "send", "later", "back", "tick", "long"]), min_size=1, max_size=14
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_word_is_in_a_draft_or_was_sent_once(
    world: World, ticket: Ticket, steps: list[str]
) -> None:
    with house():
        Draft.objects.all().delete()
        before, at, words = len(answers(ticket)), world.at, 0
        for step in steps:
            current = Draft.objects.in_writing().first()
            known = current.version if current else 0
            if step == "write":
                words += 1
                text = f"{current.text if current else ''} w{words}."
                keep_draft(ticket, Writing("reply", text), by=world.sam, known=known, at=at)
            elif step in {"send", "later"} and current:
                when = Sending(send_at=at + HOUR if step == "later" else None)
                writing = Writing("reply", current.text, seen=last_entry(ticket))
                hold_answer(ticket, writing, when, by=world.sam, known=known, at=at)
            elif step == "back" and (held := Draft.objects.held().first()):
                take_back(held.pk, by=world.sam, at=at)
            elif step in {"tick", "long"}:
                at += SOON if step == "tick" else HOUR
                while send_next_answer(at=at):
                    pass

        there = [*Draft.objects.values_list("text", flat=True), *answers(ticket)[before:]]
        said = " ".join(there).split()
        assert sorted(said) == sorted(f"w{one + 1}." for one in range(words))


def run_at_once(*jobs: Callable[[], None]) -> None:
    """Run jobs in threads of their own, each with its own connection, all at one instant."""
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], None]) -> None:
        try:
            gate.wait(timeout=10)
            job()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.django_db(transaction=True)
def test_taking_back_and_sending_race_and_one_of_them_wins(world: World) -> None:
    tickets = [world.ticket() for _ in range(6)]
    backs: set[int] = set()
    for ticket in tickets:
        with house():
            held = hold(world, ticket)

        def send() -> None:
            with house():
                send_next_answer(at=world.at + SOON)

        def back(ticket: Ticket = ticket, number: int = held.pk) -> None:
            try:
                with house():
                    take_back(number, by=Specialist.objects.get(pk=world.sam.pk), at=world.at)
            except Refusal:
                return
            backs.add(ticket.pk)

        run_at_once(send, back, send)

        with house():
            sent = len(answers(ticket))
            mails = Message.objects.filter(owner=f"ticket:{ticket.pk}", kind="answer").count()
            drafts = Draft.objects.in_writing().filter(ticket=ticket).count()
            assert not Draft.objects.held().exists()
        assert sent == mails
        assert (sent, drafts) == ((0, 1) if ticket.pk in backs else (1, 0))


@pytest.mark.django_db(transaction=True)
def test_two_pages_that_begin_a_draft_at_once_lose_no_word(world: World) -> None:
    ticket = world.ticket()
    refused: list[str] = []

    def begin(text: str) -> Callable[[], None]:
        def keep() -> None:
            try:
                with house():
                    keep_draft(ticket, Writing("reply", text), by=world.sam, known=0, at=world.at)
            except Refusal:
                refused.append(text)

        return keep

    run_at_once(begin("On the desk"), begin("On the telephone"))

    with house():
        stands = Draft.objects.get().text
    assert [stands, *refused] in (
        ["On the desk", "On the telephone"],
        ["On the telephone", "On the desk"],
    )
