"""Two files of one matter: merged, kept apart where they must be, and put back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from permanence.ground.lib.db import house, portal
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.service.intake.queries import find_files
from permanence.service.intake.rules.routing import Sender, may_write
from permanence.service.tickets.actions import resolve_ticket, settle_due_marks
from permanence.service.tickets.actions.merging import (
    Merging,
    NotMerged,
    OtherCustomer,
    TooLate,
    merge_tickets,
    undo_merge,
)
from permanence.service.tickets.models import Commitment, Entry, Merge, Ticket
from permanence.service.tickets.queries import gathered_files, survivor_of
from tests.cast import World
from tests.service.tickets.acting import (
    HOUR,
    MINUTE,
    SAM,
    answer,
    due,
    fresh,
    judge,
    pause,
    standing,
    write,
)


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def merge(
    world: World,
    ticket: Ticket,
    survivor: Ticket,
    *,
    hours: float = 1,
    reason: str = "The same matter.",
    across: bool = False,
) -> Merge:
    return merge_tickets(
        Merging(ticket, survivor, reason, across), by=SAM, at=world.at + hours * HOUR
    )


def running(ticket: Ticket) -> set[str]:
    rows = Commitment.objects.filter(ticket=ticket, replaced_at=None, met_at=None)
    return set(rows.values_list("promise", flat=True))


def test_a_merged_file_leads_to_the_survivor_and_keeps_its_reference(world: World) -> None:
    first, second = world.ticket(), world.ticket()

    merge(world, second, first)

    assert fresh(second).state == "merged"
    assert survivor_of(fresh(second)) == first
    assert gathered_files(first) == [second]
    assert find_files({second.reference})[second.reference].ticket == second.pk


def test_the_clocks_run_from_the_earlier_receipt(world: World) -> None:
    first = world.ticket()
    second = world.ticket(at=world.at + HOUR)
    judge(second, severity=3, at=world.at + HOUR)

    merge(world, first, second)

    assert fresh(second).opened_at == world.at
    assert due(second, "resolution") == world.at + 12 * HOUR
    assert running(first) == set()
    assert fresh(first).next_due_at is None


def test_no_promise_gets_later_by_merging(world: World) -> None:
    grave, slight = world.ticket(), world.ticket()
    judge(grave, severity=1, at=world.at)
    judge(slight, severity=4, at=world.at)

    merge(world, grave, slight, hours=0.1)

    assert running(grave) == {"response", "resolution"}
    assert fresh(slight).next_due_at == due(grave, "response") == world.at + 30 * MINUTE
    answer(slight, at=world.at + 20 * MINUTE)
    assert standing(grave, "response").met_at == world.at + 20 * MINUTE
    assert fresh(slight).next_due_at == due(grave, "resolution")
    resolve_ticket(slight, by=SAM, at=world.at + HOUR)
    assert running(grave) == set()


def test_a_survivor_that_waits_stops_no_promise_of_the_merged_file(world: World) -> None:
    first, second = world.ticket(), world.ticket()
    judge(first, severity=3, at=world.at)
    judge(second, severity=3, at=world.at)
    pause(first, at=world.at + MINUTE)

    merge(world, second, first, hours=0.1)

    assert due(first, "resolution") is None
    assert running(second) == {"resolution"}
    assert fresh(first).next_due_at == due(first, "response")
    answer(first, at=world.at + HOUR)
    assert fresh(first).next_due_at == due(second, "resolution") == world.at + 12 * HOUR


def test_a_broken_promise_stays_broken(world: World) -> None:
    late, other = world.ticket(), world.ticket(at=world.at + HOUR)
    judge(late, severity=1, at=world.at)
    settle_due_marks(at=world.at + HOUR)

    merge(world, late, other)

    assert standing(late, "response").missed_at is not None
    assert "response" in running(late)


def test_an_answer_to_one_answered_the_other(world: World) -> None:
    first = world.ticket()
    second = world.ticket(at=world.at + MINUTE)
    answer(second, at=world.at + 10 * MINUTE)

    done = merge(world, first, second, hours=0.25)

    assert standing(first, "response").met_at == world.at + 10 * MINUTE
    undo_merge(done, by=SAM, at=world.at + HOUR)
    assert standing(first, "response").met_at is None
    assert fresh(first).answered_at is None


def test_what_comes_to_the_old_reference_opens_the_survivor(world: World) -> None:
    first, second = world.ticket(), world.ticket()
    answer(first, at=world.at + MINUTE)
    answer(second, at=world.at + MINUTE)
    merge(world, second, first)
    resolve_ticket(first, by=SAM, at=world.at + 2 * HOUR)

    write(second, "It still does not work.", at=world.at + 3 * HOUR)

    assert fresh(first).state == "open"
    assert fresh(first).last_word_by == "customer"
    assert fresh(second).state == "merged"
    assert Entry.objects.get(text="It still does not work.").ticket == second
    assert not fresh(second).ended or fresh(first).next_due_at


def test_two_customers_are_merged_only_when_both_are_meant_and_named(world: World) -> None:
    first, other = world.ticket(), world.ticket(world.claire)

    with pytest.raises(OtherCustomer) as refusal:
        merge(world, other, first)
    assert world.brightwater.name in str(refusal.value)
    assert world.verdier.name in str(refusal.value)
    with pytest.raises(OtherCustomer):
        merge(world, other, first, reason=" ", across=True)
    assert fresh(other).state == "new"

    merge(world, other, first, across=True)

    assert fresh(other).merged_into_id == first.pk


def test_neither_customer_sees_what_the_other_said(world: World) -> None:
    first, other = world.ticket(), world.ticket(world.claire)
    merge(world, other, first, across=True)
    write(other, "Our own words.", at=world.at + 2 * HOUR)
    answer(first, at=world.at + 3 * HOUR)

    for contact, file in ((world.ada, first), (world.claire, other)):
        with portal(organisation=contact.organisation_id, contact=contact.pk):
            assert set(Entry.objects.values_list("ticket", flat=True)) == {file.pk}


def test_each_customer_is_answered_by_a_mail_of_their_own(world: World) -> None:
    first, other = world.ticket(), world.ticket(world.claire)
    merge(world, other, first, across=True, hours=0.1)

    answer(first, at=world.at + 10 * MINUTE)

    mails = Message.objects.filter(kind="answer").order_by("pk")
    assert [mail.recipients for mail in mails] == [[world.ada.email], [world.claire.email]]
    assert first.reference not in mails[1].subject + mails[1].text
    assert standing(other, "response").met_at == world.at + 10 * MINUTE
    resolve_ticket(first, by=SAM, at=world.at + HOUR)
    assert fresh(other).resolved_at == world.at + HOUR
    assert running(other) == set()


def test_a_colleague_may_still_write_under_the_old_reference_and_a_stranger_not(
    world: World,
) -> None:
    first, other = world.ticket(), world.ticket(world.claire)
    merge(world, other, first, across=True)

    file = find_files({other.reference})[other.reference]

    assert may_write(Sender(world.claire.pk, world.verdier.pk, False), file)
    assert not may_write(Sender(world.ada.pk, world.brightwater.pk, False), file)


def test_undoing_puts_everything_back(world: World) -> None:
    first = world.ticket()
    second = world.ticket(at=world.at + HOUR)
    judge(first, severity=2, at=world.at + HOUR)
    judge(second, severity=3, at=world.at + HOUR)
    before = {
        (one.pk, promise): due(one, promise)
        for one in (first, second)
        for promise in ("response", "resolution")
    }
    was = fresh(first)

    done = merge(world, first, second)
    undo_merge(done, by=SAM, at=world.at + 2 * HOUR)

    after = {
        (one.pk, promise): due(one, promise)
        for one in (first, second)
        for promise in ("response", "resolution")
    }
    assert after == before
    now = fresh(first)
    assert (now.state, now.ended, now.merged_into_id) == (was.state, False, None)
    assert now.next_due_at == was.next_due_at
    assert fresh(second).opened_at == world.at + HOUR
    assert gathered_files(second) == []


def test_a_merge_stands_for_good_after_a_day(world: World) -> None:
    first, second = world.ticket(), world.ticket()
    done = merge(world, second, first)

    with pytest.raises(TooLate):
        undo_merge(done, by=SAM, at=done.merged_at + timedelta(hours=24, seconds=1))
    undo_merge(done, by=SAM, at=done.merged_at + timedelta(hours=24))
    with pytest.raises(Refusal):
        undo_merge(done, by=SAM, at=done.merged_at + timedelta(hours=24))


def test_what_cannot_be_one_file_is_refused(world: World) -> None:
    first, second = world.ticket(), world.ticket()
    elsewhere = world.ticket(desk=world.content)
    for survivor in (first, elsewhere):
        with pytest.raises(NotMerged):
            merge(world, first, survivor)
    merge(world, second, first)
    with pytest.raises(Refusal):
        merge(world, second, first)
    with pytest.raises(Refusal):
        merge(world, first, second)


def test_files_that_were_merged_go_along(world: World) -> None:
    first, second, third = world.ticket(), world.ticket(), world.ticket()

    merge(world, third, second)
    merge(world, second, first)

    assert survivor_of(fresh(third)) == first
    assert gathered_files(first) == [second, third]


def test_a_file_that_nobody_judged_takes_the_judgement_of_the_survivor(world: World) -> None:
    first, other = world.ticket(), world.ticket(world.claire)
    judge(first, severity=3, at=world.at)

    done = merge(world, other, first, across=True, hours=0.1)

    assert fresh(other).severity == 3
    assert "triage" not in running(other)
    assert due(other, "resolution") == world.at + 12 * HOUR
    undo_merge(done, by=SAM, at=world.at + 0.2 * HOUR)
    assert fresh(other).triaged_at is None
    assert running(other) == {"triage", "response", "resolution"}


def test_judging_the_survivor_judges_what_was_merged_into_it(world: World) -> None:
    first, second, other = world.ticket(), world.ticket(), world.ticket(world.claire)
    merge(world, second, first, hours=0.05)
    merge(world, other, first, hours=0.05, across=True)

    judge(first, severity=4, at=world.at + 0.1 * HOUR)

    assert [fresh(one).severity for one in (second, other)] == [4, 4]
    assert running(second) == set()
    assert running(other) == {"response", "resolution"}
