"""Time and the hours bank, with the failures that users of other help desks complain of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.promises.contracts.actions import suspend_contract
from permanence.promises.contracts.models import Contract, Lot
from permanence.service.tickets.models import Ticket
from permanence.service.timesheets.actions import (
    NoHoursLeft,
    NotPossible,
    answer_extra_time,
    ask_extra_time,
    discard_timer,
    log_time,
    question_of_token,
    reverse_time,
    sign_question,
    start_timer,
    stop_timer,
)
from permanence.service.timesheets.models import ExtraTime, TimeEntry, Timer
from permanence.service.timesheets.queries import account_of, entries_of
from permanence.service.timesheets.rules import Spent, parse_duration
from tests.cast import World
from tests.service.timesheets.banking import (
    NOOR,
    agree_hours,
    minutes_left,
    open_file,
    spend,
)

pytestmark = pytest.mark.usefixtures("house")
CLAIRE = Actor("contact:3", "Claire Aubin")
LENA = Actor("specialist:3", "Lena Vos")
HOUR = timedelta(hours=1)


def paid(entry: TimeEntry) -> list[tuple[bool, int, str]]:
    """What pays for an entry: (by hours?, minutes, why not)."""
    return [(bool(part["lot"]), part["seconds"] // 60, part["reason"]) for part in entry.parts]


# What others get wrong.


def test_hours_are_deducted_when_the_work_is_written_down_and_not_at_closure(world: World) -> None:
    contract, ticket = agree_hours(world), open_file(world)

    spend(world, ticket, 30)

    assert minutes_left(world, contract) == 90
    assert not Ticket.objects.get(pk=ticket.pk).ended


def test_a_contract_can_stop_the_work_where_its_hours_end(world: World) -> None:
    contract, ticket = agree_hours(world, at_zero="refuse"), open_file(world)
    spend(world, ticket, 105, ago=2 * HOUR)

    with pytest.raises(NoHoursLeft, match="15 min of them can pay for this, 15 min more"):
        spend(world, ticket, 30)

    assert minutes_left(world, contract) == 15
    assert len(entries_of(ticket)) == 1


def test_a_second_bundle_is_spent_after_the_first(world: World) -> None:
    first = agree_hours(world, hours="1 hour")
    second = agree_hours(world, hours="1 hour", number="H-2")

    entry = spend(world, open_file(world), 90)

    assert [part["seconds"] // 60 for part in entry.parts] == [60, 30]
    assert minutes_left(world, first) + minutes_left(world, second) == 30


def test_the_contract_drives_the_ticket_and_nobody_picks_the_bundle_by_hand(world: World) -> None:
    contract = agree_hours(world, plan="base-plus")
    entry = spend(world, open_file(world), 150)

    lots = {lot.pk: lot.kind for lot in Lot.objects.filter(contract=contract)}

    assert [(lots[part["lot"]], part["seconds"] // 60) for part in entry.parts] == [
        ("contract", 120),
        ("plan", 30),
    ]


def test_work_beyond_the_hours_is_not_lost_but_recorded_as_unpaid(world: World) -> None:
    contract, ticket = agree_hours(world, at_zero="warn"), open_file(world)

    entry = spend(world, ticket, 150)

    assert paid(entry) == [(True, 120, ""), (False, 30, "spent")]
    assert minutes_left(world, contract) == 0


def test_the_customer_is_given_a_statement_that_adds_up(world: World) -> None:
    contract, ticket = agree_hours(world), open_file(world)
    wrong = spend(world, ticket, 20, ago=2 * HOUR)
    reverse_time(wrong, reason="It was another customer.", by=LENA, at=world.at)
    spend(world, ticket, 40, ago=HOUR)

    account = account_of(contract, since=world.at - 30 * 24 * HOUR, until=world.at + HOUR)

    totals = account.statement.totals
    assert (totals.opening, totals.used, totals.closing) == (7200, 2700, 4500)
    assert [line.change // 60 for line in account.statement.lines] == [-30, 30, -45]
    assert account.statement.lines[-1].balance == totals.closing


# By hand, by timer, for others, afterwards.


def test_time_is_rounded_up_to_the_contracts_unit_and_the_real_time_is_kept(world: World) -> None:
    contract = agree_hours(world)

    entry = spend(world, open_file(world), 16)

    assert (entry.seconds, entry.charged) == (16 * 60, 30 * 60)
    assert minutes_left(world, contract) == 90


def test_where_a_customer_has_no_hours_time_is_just_recorded(world: World) -> None:
    ticket = world.ticket(world.ada)

    entry = log_time(
        ticket,
        Spent(world.at - HOUR, 601, "troubleshooting"),
        specialist=world.sam,
        by=Actor("specialist:1", "Sam Okoro"),
        at=world.at,
    )

    assert (entry.seconds, entry.charged) == (601, 601)
    assert (entry.parts, entry.contract_id) == ([], None)


def test_work_on_a_past_day_is_paid_by_the_hours_of_that_day(world: World) -> None:
    contract, ticket = agree_hours(world, period="month"), open_file(world)

    entry = spend(world, ticket, 30, ago=timedelta(days=20))

    assert paid(entry) == [(True, 30, "")]
    lot = Lot.objects.get(pk=entry.parts[0]["lot"])
    assert (lot.valid_from.month, lot.expires_at < world.at) == (2, True)
    assert minutes_left(world, contract) == 120


def test_time_is_written_for_a_colleague_and_the_journal_says_who_wrote_for_whom(
    world: World,
) -> None:
    agree_hours(world)
    ticket = open_file(world)

    entry = spend(world, ticket, 15, specialist=world.lena)

    act = Act.objects.get(act="time.logged", subject=f"ticket:{ticket.pk}")
    assert (entry.specialist, entry.written_by) == (world.lena, NOOR.key)
    assert (act.actor_name, act.facts["worker_name"]) == ("Noor Haddad", "Lena Vos")


@pytest.mark.parametrize(
    ("minutes", "ago", "said"),
    [(0, 0, "how long"), (60, -30, "not over yet"), (25 * 60, 0, "24 hours")],
)
def test_time_that_cannot_have_been_spent_is_refused(
    world: World, minutes: int, ago: int, said: str
) -> None:
    ticket = open_file(world)

    with pytest.raises(NotPossible, match=said):
        spend(world, ticket, minutes, ago=timedelta(minutes=ago))


def test_time_is_written_for_people_of_the_desk_only(world: World) -> None:
    ticket = open_file(world)

    with pytest.raises(NotPossible, match="Sam Okoro does not work on this desk"):
        spend(world, ticket, 15, specialist=world.sam)


def test_a_closed_file_takes_time_as_well(world: World) -> None:
    ticket = open_file(world)
    Ticket.objects.filter(pk=ticket.pk).update(state="closed", ended=True)

    entry = spend(world, ticket, 15)

    assert entry.seconds == 900


def test_a_timer_runs_on_until_it_is_stopped_and_then_writes_its_time_down(world: World) -> None:
    contract, ticket = agree_hours(world), open_file(world)
    start_timer(ticket, specialist=world.noor, at=world.at)
    world.at += timedelta(minutes=20, seconds=30)

    entry = stop_timer(
        ticket, specialist=world.noor, kind="troubleshooting", note="", by=NOOR, at=world.at
    )

    assert (entry.seconds, entry.charged) == (1230, 1800)
    assert minutes_left(world, contract) == 90
    assert not Timer.objects.filter(stopped_at=None).exists()


def test_one_timer_runs_for_a_person_on_a_ticket(world: World) -> None:
    ticket, other = open_file(world), open_file(world)
    start_timer(ticket, specialist=world.noor, at=world.at)
    start_timer(ticket, specialist=world.lena, at=world.at)
    start_timer(other, specialist=world.noor, at=world.at)

    with pytest.raises(Refusal, match="runs on this request already"):
        start_timer(ticket, specialist=world.noor, at=world.at)


def test_a_timer_can_be_discarded_and_must_be_after_a_day(world: World) -> None:
    ticket = open_file(world)
    start_timer(ticket, specialist=world.noor, at=world.at)
    later = world.at + timedelta(hours=25)

    with pytest.raises(Refusal, match="more than a day"), transaction.atomic():
        stop_timer(ticket, specialist=world.noor, kind="other", note="", by=NOOR, at=later)
    discard_timer(ticket, specialist=world.noor, at=later)

    assert not TimeEntry.objects.exists()
    with pytest.raises(Refusal, match="No timer of yours"):
        discard_timer(ticket, specialist=world.noor, at=later)


def test_where_no_work_is_allowed_no_timer_starts_but_one_that_ran_is_never_lost(
    world: World,
) -> None:
    agree_hours(world, hours="1 hour", at_zero="refuse")
    ticket = open_file(world)
    start_timer(ticket, specialist=world.noor, at=world.at)
    world.at += timedelta(minutes=75)

    entry = stop_timer(
        ticket, specialist=world.noor, kind="troubleshooting", note="", by=NOOR, at=world.at
    )

    assert paid(entry) == [(True, 60, ""), (False, 15, "spent")]
    with pytest.raises(NoHoursLeft):
        start_timer(ticket, specialist=world.noor, at=world.at)


def test_a_correction_gives_the_hours_back_to_the_lots_they_came_from(world: World) -> None:
    contract = agree_hours(world, plan="base-plus")
    ticket = open_file(world)
    entry = spend(world, ticket, 150)
    before = minutes_left(world, contract)

    back = reverse_time(entry, reason="Twice written.", by=LENA, at=world.at)

    assert before == 12 * 60 - 150
    assert minutes_left(world, contract) == 12 * 60
    assert [part["seconds"] for part in back.parts] == [-7200, -1800]
    assert sum(one.seconds for one in entries_of(ticket)) == 0


def test_time_is_corrected_once_and_for_a_reason(world: World) -> None:
    entry = spend(world, open_file(world), 30)

    with pytest.raises(NotPossible, match="Say why"):
        reverse_time(entry, reason=" ", by=LENA, at=world.at)
    back = reverse_time(entry, reason="Wrong ticket.", by=LENA, at=world.at)
    for one in (entry, back):
        with pytest.raises(NotPossible, match="corrected already"):
            reverse_time(one, reason="Again.", by=LENA, at=world.at)


def test_a_suspended_contract_pays_for_nothing_done_meanwhile(world: World) -> None:
    contract, ticket = agree_hours(world), open_file(world)
    suspend_contract(
        Contract.objects.get(pk=contract), reason="Unpaid bill.", at=world.at - 2 * HOUR, by=LENA
    )

    before = spend(world, ticket, 30, ago=3 * HOUR)
    meanwhile = spend(world, ticket, 30)

    assert paid(before) == [(True, 30, "")]
    assert meanwhile.parts == []


# Asking the customer.


def test_the_customer_is_asked_by_mail_before_its_hours_are_exceeded(world: World) -> None:
    agree_hours(world, at_zero="ask")
    ticket = open_file(world)

    entry = spend(world, ticket, 150)

    question = ExtraTime.objects.get()
    mail = Message.objects.get(kind="extra-time")
    assert (question.seconds, entry.extra_time) == (1800, question)
    assert mail.recipients == ["claire.aubin@verdier.example"]
    assert "/extra-time/" in mail.text
    assert mail.language == "fr"


def test_what_the_customer_agreed_to_needs_no_second_question(world: World) -> None:
    contract = agree_hours(world, hours="1 hour", at_zero="ask")
    ticket = open_file(world)
    question = ask_extra_time(
        ticket, 7200, contract=contract, reason="A migration.", by=NOOR, at=world.at
    )
    answer_extra_time(question, agrees=True, seconds=7200, by=CLAIRE, at=world.at)

    within = spend(world, ticket, 120, ago=HOUR)
    beyond = spend(world, ticket, 90)

    assert within.extra_time == question
    assert beyond.extra_time is not None
    assert beyond.extra_time.answer == ""


def test_after_a_no_nothing_more_is_written_until_the_customer_is_asked_again(
    world: World,
) -> None:
    contract = agree_hours(world, hours="1 hour", at_zero="ask")
    ticket = open_file(world)
    entry = spend(world, ticket, 75, ago=HOUR)
    assert entry.extra_time is not None
    answer_extra_time(entry.extra_time, agrees=False, seconds=900, by=CLAIRE, at=world.at)

    with pytest.raises(Refusal, match="has declined"):
        spend(world, ticket, 15)
    ask_extra_time(ticket, 900, contract=contract, reason="", by=NOOR, at=world.at)

    assert ExtraTime.objects.filter(answered_at=None).count() == 1


def test_a_question_is_answered_once_and_as_it_was_read(world: World) -> None:
    agree_hours(world, hours="1 hour", at_zero="ask")
    ticket = open_file(world)
    question = spend(world, ticket, 75, ago=HOUR).extra_time
    assert question is not None
    spend(world, ticket, 15)

    with pytest.raises(Refusal, match="changed meanwhile"):
        answer_extra_time(question, agrees=True, seconds=900, by=CLAIRE, at=world.at)
    answer_extra_time(question, agrees=True, seconds=1800, by=CLAIRE, at=world.at)
    with pytest.raises(Refusal, match="answered already"):
        answer_extra_time(question, agrees=False, seconds=1800, by=CLAIRE, at=world.at)


def test_a_question_falls_away_with_the_time_it_was_about(world: World) -> None:
    agree_hours(world, hours="1 hour", at_zero="ask")
    entry = spend(world, open_file(world), 75)

    reverse_time(entry, reason="Another ticket.", by=LENA, at=world.at)

    assert ExtraTime.objects.get().answer == "withdrawn"


def test_a_link_speaks_for_one_question_and_one_person(world: World) -> None:
    agree_hours(world, hours="1 hour", at_zero="ask")
    question = spend(world, open_file(world), 75).extra_time
    assert question is not None

    token = sign_question(question, world.claire)

    assert question_of_token(token, days=30) == (question.pk, world.claire.pk)
    assert question_of_token(token[:-1] + "x", days=30) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("45", 45), ("1:30", 90), ("1h30", 90), ("1.5 h", 90), ("1,5h", 90), ("2 h 5 min", 125)],
)
def test_lengths_are_read_as_people_write_them(text: str, minutes: int) -> None:
    assert parse_duration(text) == minutes * 60


@pytest.mark.parametrize("text", ["soon", "1:3", "-5", "h"])
def test_what_is_no_length_is_no_length(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        parse_duration(text)
