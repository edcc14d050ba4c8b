"""Where other products fail, on a ticket's own file: pauses, changes of mind, news, thanks.

Each of the first tests is named for what users of another product have reported, some for a
decade; the others are the same matters in their harder shapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.promises.contracts.rules import TargetRow
from permanence.promises.policies.actions import load_policy
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.escalation.models import Climb
from permanence.service.tickets.actions import (
    Answer,
    Judgement,
    answer_ticket,
    join_ticket,
    resolve_ticket,
    settle_due_marks,
    triage_ticket,
)
from permanence.service.tickets.actions.answering import note_call
from permanence.service.tickets.actions.pausing import correct_span, pause_ticket, resume_ticket
from permanence.service.tickets.actions.sweeping import sweep_tickets, take_turns
from permanence.service.tickets.models import Commitment, StateSpan, Ticket
from permanence.service.tickets.rules.opening import Report
from permanence.service.tickets.rules.pausing import Pausing
from tests.cast import POLICIES, World, add_contract

SAM = Actor("specialist:1", "Sam")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def policy_of(ticket: Ticket) -> Policy:
    return policy_of_version(ticket.policy_version_id)


def standing(ticket: Ticket, promise: str) -> Commitment:
    rows = Commitment.objects.filter(ticket=ticket, promise=promise, replaced_at=None)
    return rows.order_by("-round")[0]


def due(ticket: Ticket, promise: str) -> datetime | None:
    return standing(ticket, promise).due_at


def judge(ticket: Ticket, *, severity: int, at: datetime, level: int = 1, reason: str = "") -> None:
    judgement = Judgement(level, severity, None, None, reason)
    triage_ticket(ticket, judgement, policy=policy_of(ticket), by=SAM, at=at)


def answer(ticket: Ticket, *, at: datetime, then: str = "") -> None:
    said = Answer("We look into it.", then=then)  # type: ignore[arg-type]
    answer_ticket(ticket, said, policy=policy_of(ticket), by=SAM, at=at)


def pause(
    ticket: Ticket,
    *,
    at: datetime,
    state: Pausing = "waiting_third_party",
    reason: str = "The network operator looks for the broken line.",
) -> None:
    pause_ticket(ticket, state, reason=reason, policy=policy_of(ticket), by=SAM, at=at)


def resume(ticket: Ticket, *, at: datetime) -> None:
    resume_ticket(ticket, by=SAM, at=at)


def write(ticket: Ticket, text: str, *, at: datetime, channel: str = "mail") -> None:
    contact = ticket.contact
    report = Report(
        desk=ticket.desk_id,
        channel=channel,
        received_at=at,
        contact=contact.pk,
        organisation=contact.organisation_id,
        author_name=contact.name,
        author_address=contact.email,
        subject="Re: it",
        text=text,
        language="en",
    )
    join_ticket(ticket, report, policy=policy_of(ticket), at=at)


def promise_resolution(world: World, time: str, *, at: datetime) -> None:
    """Let a contract promise the resolution in open time of 08:00-17:00 at UTC-5."""
    target = TargetRow("resolution", "within", time, "eastern-standard", "guarantee")
    add_contract(
        world.verdier,
        desk=world.content,
        number="CV-2026-12",
        starts=date(2026, 1, 1),
        at=at,
        targets=(target,),
    )


def office_hours_ticket(world: World, *, at: datetime) -> Ticket:
    """A ticket whose resolution is promised within 12 hours of 08:00-17:00 at UTC-5."""
    promise_resolution(world, "12 hours", at=at - timedelta(days=1))
    return world.ticket(world.claire, desk=world.content, at=at)


def sweep(*, at: datetime) -> None:
    """Let the open tickets follow what has turned by now."""
    take_turns(at=at)
    while sweep_tickets(at=at):
        pass


def est(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of March 2026 at UTC-5; the 2nd is a Monday, the 6th a Friday."""
    return datetime(2026, 3, day, hour + 5, minute, tzinfo=UTC)


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


def test_a_pause_over_a_weekend_moves_the_limit_by_its_open_time_only(world: World) -> None:
    ticket = office_hours_ticket(world, at=est(5, 10))
    assert due(ticket, "resolution") == est(6, 13)

    pause(ticket, at=est(6, 12))
    resume(ticket, at=est(9, 10))

    # Friday 12 to 17 and Monday 8 to 10 were open: 7 hours; an hour was left.
    assert due(ticket, "resolution") == est(9, 11)


def test_a_pause_in_closed_hours_gives_the_desk_no_time(world: World) -> None:
    ticket = office_hours_ticket(world, at=est(5, 10))
    before = due(ticket, "resolution")

    pause(ticket, at=est(5, 18))
    resume(ticket, at=est(6, 7))

    assert due(ticket, "resolution") == before


def test_the_state_it_is_in_is_no_second_pause(world: World) -> None:
    ticket = world.ticket()
    pause(ticket, at=world.at + HOUR)

    with pytest.raises(Refusal):
        pause(ticket, at=world.at + 2 * HOUR, reason="Still the same.")

    assert Message.objects.filter(kind="notice").count() == 1


def test_a_correction_of_the_past_is_reckoned_as_if_it_had_been_so(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    pause(ticket, at=world.at + HOUR)
    resume(ticket, at=world.at + 9 * HOUR)
    assert due(ticket, "resolution") == world.at + 20 * HOUR

    correct_span(
        ticket,
        state="open",
        since=world.at + 3 * HOUR,
        until=world.at + 9 * HOUR,
        reason="The operator had answered after two hours.",
        policy=policy_of(ticket),
        by=SAM,
        at=world.at + 10 * HOUR,
    )

    assert due(ticket, "resolution") == world.at + 14 * HOUR
    dues = Commitment.objects.filter(ticket=ticket, promise="resolution").values_list(
        "due_at", flat=True
    )
    assert world.at + 20 * HOUR in dues  # what was promised before stays readable
    assert StateSpan.objects.filter(ticket=ticket).exclude(replaced_at=None).exists()


def test_a_corrected_file_goes_on_from_the_state_it_is_in(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    correct_span(
        ticket,
        state="waiting_customer",
        since=world.at,
        until=world.at + HOUR,
        reason="Nobody could be reached.",
        policy=policy_of(ticket),
        by=SAM,
        at=world.at + HOUR,
    )

    pause(ticket, at=world.at + 2 * HOUR)

    gone = StateSpan.objects.filter(ticket=ticket).exclude(replaced_at=None)
    assert gone.filter(state="open").get().to_at is None  # the pause ended what holds, not this
    resume(ticket, at=world.at + 3 * HOUR)
    assert due(ticket, "resolution") == world.at + (12 + 1 + 1) * HOUR


def test_a_call_written_down_late_is_still_in_time(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=2, at=world.at + 10 * MINUTE)

    note_call(
        ticket,
        text="Told Ada that we restart the gateway.",
        called_at=world.at + 40 * MINUTE,
        by=SAM,
        at=world.at + 2 * HOUR,
    )

    response = standing(ticket, "response")
    assert (response.met_at, response.missed_at) == (world.at + 40 * MINUTE, None)
    assert due(ticket, "update") == world.at + 40 * MINUTE + 3 * HOUR


def test_a_call_answers_no_message_that_came_after_it(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=2, at=world.at + 10 * MINUTE)
    answer(ticket, at=world.at + 20 * MINUTE)
    write(ticket, "It is worse now.", at=world.at + HOUR)
    settle_due_marks(at=world.at + 5 * HOUR)
    assert Climb.objects.filter(ground="follow-up", outcome="").exists()

    note_call(
        ticket,
        text="Asked for the log.",
        called_at=world.at + 50 * MINUTE,
        by=SAM,
        at=world.at + 5 * HOUR,
    )

    ticket.refresh_from_db()
    assert standing(ticket, "follow-up").met_at is None
    assert Climb.objects.filter(ground="follow-up", outcome="").exists()
    assert ticket.last_word_by == "customer"


def test_what_no_contract_covers_is_changed_with_a_reason(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    again = Judgement(1, 3, None, None, service="message-tracing")

    with pytest.raises(Refusal):
        triage_ticket(ticket, again, policy=policy_of(ticket), by=SAM, at=world.at + HOUR)


def test_a_resolved_matter_stops_and_what_was_paused_stays_paused(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    pause(ticket, at=world.at + HOUR)
    resume(ticket, at=world.at + 2 * HOUR)
    answer(ticket, at=world.at + 3 * HOUR)
    resolve_ticket(ticket, by=SAM, at=world.at + 4 * HOUR)

    write(ticket, "It fails again.", at=world.at + 10 * HOUR)

    assert due(ticket, "resolution") == world.at + (12 + 1 + 6) * HOUR


def test_breeze_4606_a_contract_replaced_meanwhile_counts_from_the_receipt(world: World) -> None:
    ticket = office_hours_ticket(world, at=est(5, 10))
    pause(ticket, at=est(5, 11))
    resume(ticket, at=est(5, 12))
    assert due(ticket, "resolution") == est(6, 14)

    promise_resolution(world, "6 hours", at=est(5, 13))
    sweep(at=est(5, 13))

    assert due(ticket, "resolution") == est(5, 17)
    assert Commitment.objects.filter(ticket=ticket, due_at=est(6, 14)).exists()


def test_a_worse_contract_takes_nothing_from_an_open_request(world: World) -> None:
    ticket = office_hours_ticket(world, at=est(5, 10))

    promise_resolution(world, "30 hours", at=est(5, 13))
    sweep(at=est(5, 13))

    assert due(ticket, "resolution") == est(6, 13)


def test_a_policy_that_changes_meanwhile_helps_and_never_harms(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content, at=est(5, 10))
    before = due(ticket, "response")
    worse = (POLICIES / "content.toml").read_text(encoding="utf-8")
    assert worse.count('within = "1 hour"') == 2

    slower = worse.replace('within = "1 hour"', 'within = "3 hours"')
    load_policy(slower, file="content.toml", at=est(5, 10, 5))
    sweep(at=est(5, 10, 5))
    assert due(ticket, "response") == before == est(5, 11)

    faster = worse.replace('within = "1 hour"', 'within = "20 minutes"')
    load_policy(faster, file="content.toml", at=est(5, 10, 10))
    sweep(at=est(5, 10, 10))
    assert due(ticket, "response") == est(5, 10, 20)


def test_what_a_version_made_better_stays_when_the_next_is_worse(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content, at=est(5, 10))
    text = (POLICIES / "content.toml").read_text(encoding="utf-8")
    better = text.replace('within = "1 hour"', 'within = "20 minutes"')
    load_policy(better, file="content.toml", at=est(5, 10, 5))
    sweep(at=est(5, 10, 5))

    load_policy(text, file="content.toml", at=est(5, 10, 10))
    sweep(at=est(5, 10, 10))

    assert due(ticket, "response") == est(5, 10, 20)
