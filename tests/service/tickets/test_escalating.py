"""A customer escalates: kept, called for, confirmed, ruled on, and attended to (SPEC A9)."""

from __future__ import annotations

from datetime import datetime

import pytest

from permanence.ground.journal.rules import Actor
from permanence.ground.outbox.models import Message
from permanence.service.escalation.actions import answerer_of, take_climb
from permanence.service.escalation.models import Call, Climb
from permanence.service.tickets.actions import add_note, settle_due_marks
from permanence.service.tickets.actions.attending import follow_escalations
from permanence.service.tickets.actions.escalating import (
    EscalatedTooOften,
    NoWords,
    Plea,
    escalate_ticket,
)
from permanence.service.tickets.actions.ruling import (
    NotReasoned,
    RuledAlready,
    Ruling,
    rule_on,
)
from permanence.service.tickets.models import Entry, Escalation, Ticket
from permanence.service.tickets.rules.escalating import MOST_A_DAY, Place
from tests.cast import World
from tests.service.tickets.acting import HOUR, MINUTE, SAM, answer, judge, policy_of, standing

LENA = Actor("specialist:99", "Lena")
LATE = Plea("You promised an answer in two hours.", "portal", "commitments")

pytestmark = pytest.mark.usefixtures("house")


def escalate(ticket: Ticket, *, at: datetime, plea: Plea = LATE) -> Escalation:
    return escalate_ticket(ticket, plea, said_at=at, at=at)


def rule(
    escalation: Escalation,
    *,
    at: datetime,
    verdict: str = "upheld",
    place: Place | None = Place("level", 2),  # noqa: B008 -- frozen
    ground: str = "",
) -> Escalation:
    ruling = Ruling(verdict, "We left you waiting.", ground, place)
    return rule_on(escalation, ruling, policy=policy_of(escalation.ticket), by=LENA, at=at)


def last_mail(kind: str = "notice") -> Message:
    return Message.objects.filter(kind=kind).order_by("-pk")[0]


def test_an_escalation_calls_the_manager_and_those_above(world: World) -> None:
    ticket = world.ticket(at=world.at)

    escalation = escalate(ticket, at=world.at + HOUR)

    climb = Climb.objects.get(ground="customer")
    rungs = list(climb.rungs.order_by("position").values_list("key", flat=True))
    manager = policy_of(ticket).ladder.manager
    assert rungs[0] == manager
    assert "support" not in rungs
    assert rungs[-1] == "senior-director"
    assert (escalation.climb_id, escalation.ground) == (climb.pk, "commitments")
    briefing = climb.briefing["en"]["text"]
    assert "You promised an answer in two hours." in briefing
    assert "commitments are not kept" in briefing


def test_it_is_confirmed_at_once_in_the_customers_language(world: World) -> None:
    ticket = world.ticket(world.claire, at=world.at, language="fr")

    escalate(ticket, at=world.at + HOUR)

    mail = last_mail()
    assert mail.recipients == [world.claire.email]
    assert "Responsable principal, EMEA et APAC" in mail.text
    assert "REMONTÉE" in mail.text
    told = Entry.objects.get(outgoing_id=mail.pk)
    assert "/enter/" not in told.text + told.html
    assert "/escalate/" not in told.text + told.html


def test_the_ruling_has_a_clock_of_its_own_that_climbs_to_the_manager(world: World) -> None:
    ticket = world.ticket(at=world.at)
    escalate(ticket, at=world.at + HOUR)

    assert standing(ticket, "ruling").due_at == world.at + 5 * HOUR
    settle_due_marks(at=world.at + 5 * HOUR)

    climb = Climb.objects.get(matter="ruling")
    first = climb.rungs.order_by("position")[0]
    assert first.key == policy_of(ticket).ladder.manager
    assert standing(ticket, "ruling").missed_at is not None


def test_a_second_one_is_added_to_the_first(world: World) -> None:
    ticket = world.ticket(at=world.at)
    first = escalate(ticket, at=world.at + HOUR, plea=Plea("It is late.", "mail"))

    second = escalate(ticket, at=world.at + 2 * HOUR, plea=Plea("Still late.", "portal", "help"))

    assert (second.pk, second.ground, second.words) == (first.pk, "help", "It is late.")
    assert [one["words"] for one in second.added] == ["Still late."]
    assert Climb.objects.filter(ground="customer").count() == 1
    assert Message.objects.filter(kind="notice").count() == 2


def test_what_is_added_in_a_rush_is_kept_and_confirmed_in_measure(world: World) -> None:
    ticket = world.ticket(at=world.at)

    for minute in range(8):
        escalate(ticket, at=world.at + minute * MINUTE)

    assert len(Escalation.objects.get().added) == 7
    assert Message.objects.filter(kind="notice").count() == 1 + 3


def test_one_person_escalates_only_so_often_a_day_but_by_phone_always(world: World) -> None:
    tickets = [world.ticket(at=world.at) for _ in range(MOST_A_DAY + 1)]
    for ticket in tickets[:-1]:
        escalate(ticket, at=world.at + HOUR)

    with pytest.raises(EscalatedTooOften):
        escalate(tickets[-1], at=world.at + 2 * HOUR)
    escalate(tickets[-1], at=world.at + 2 * HOUR, plea=Plea("Late.", "call", by=SAM))
    assert Escalation.objects.count() == MOST_A_DAY + 1


def test_it_says_in_words_what_is_wrong(world: World) -> None:
    with pytest.raises(NoWords):
        escalate(world.ticket(at=world.at), at=world.at, plea=Plea("  ", "portal", "help"))


def test_an_answer_or_a_solution_does_not_end_what_the_manager_has_to_rule_on(
    world: World,
) -> None:
    ticket = world.ticket(at=world.at)
    escalate(ticket, at=world.at + HOUR)

    answer(ticket, at=world.at + 2 * HOUR, then="resolve")

    assert Climb.objects.get(ground="customer").ended_at is None
    assert Escalation.objects.get().ended_at is None


def test_a_ruling_that_upholds_names_the_place_starts_its_clock_and_tells_both(
    world: World,
) -> None:
    ticket = world.ticket(at=world.at)
    judge(ticket, severity=3, at=world.at)
    escalation = escalate(ticket, at=world.at + HOUR)

    rule(escalation, at=world.at + 2 * HOUR, place=Place("team", world.experts.pk))

    ticket.refresh_from_db()
    owed = standing(ticket, "attention")
    assert (owed.start_at, owed.due_at) == (world.at + 2 * HOUR, world.at + 6 * HOUR)
    assert owed.clause_key == "operator.targets.attention"
    assert standing(ticket, "ruling").met_at == world.at + 2 * HOUR
    assert ticket.escalation == "upheld"
    assert Climb.objects.get(ground="customer").outcome == "withdrawn"
    told = last_mail()
    assert "You are right" in told.text
    assert "We left you waiting." in told.text
    assert world.experts.name in told.text
    assert last_mail("handover").recipients == [world.lena.user.email]


def test_one_that_is_not_upheld_ends_with_its_reasons_and_the_next_may_come(world: World) -> None:
    ticket = world.ticket(at=world.at)
    escalation = rule(
        escalate(ticket, at=world.at + HOUR), at=world.at + 2 * HOUR, verdict="declined", place=None
    )

    assert escalation.ended_at == world.at + 2 * HOUR
    assert "do not uphold" in last_mail().text
    assert escalate(ticket, at=world.at + 3 * HOUR).pk != escalation.pk


def test_a_ruling_needs_reasons_a_place_and_a_ground_and_is_given_once(world: World) -> None:
    ticket = world.ticket(at=world.at)
    escalation = escalate(ticket, at=world.at, plea=Plea("It is late.", "mail"))
    by = {"policy": policy_of(ticket), "by": LENA, "at": world.at + HOUR}

    for wrong in (
        Ruling("upheld", "", "help", Place("level", 2)),
        Ruling("upheld", "Late.", "help"),
        Ruling("upheld", "Late.", "", Place("level", 2)),
        Ruling("upheld", "Late.", "help", Place("team", world.editors.pk)),
        Ruling("perhaps", "Late.", "help", Place("level", 2)),
    ):
        with pytest.raises(NotReasoned):
            rule_on(escalation, wrong, **by)
    rule(escalation, at=world.at + HOUR, ground="help")
    with pytest.raises(RuledAlready):
        rule(escalation, at=world.at + HOUR, ground="help")
    assert Escalation.objects.get().ground == "help"


def test_attention_happened_once_the_right_place_acted_and_no_sooner(world: World) -> None:
    ticket = world.ticket(at=world.at)
    escalation = escalate(ticket, at=world.at + HOUR)
    rule(escalation, at=world.at + 2 * HOUR, place=Place("person", world.sam.pk))
    sam = Actor(f"specialist:{world.sam.pk}", "Sam")

    add_note(ticket, text="Somebody else looked.", by=LENA, at=world.at + 3 * HOUR)
    assert follow_escalations(at=world.at + 3 * HOUR) == 0
    add_note(ticket, text="I look into it.", by=sam, at=world.at + 4 * HOUR)
    assert follow_escalations(at=world.at + 5 * HOUR) == 1

    escalation.refresh_from_db()
    ticket.refresh_from_db()
    assert escalation.attended_at == world.at + 4 * HOUR
    assert standing(ticket, "attention").met_at == world.at + 4 * HOUR
    assert ticket.escalation == "over"


def test_attention_that_does_not_come_climbs_again_from_the_manager(world: World) -> None:
    ticket = world.ticket(at=world.at)
    rule(escalate(ticket, at=world.at + HOUR), at=world.at + 2 * HOUR)

    settle_due_marks(at=world.at + 6 * HOUR)

    climb = Climb.objects.get(matter="attention")
    assert climb.rungs.order_by("position")[0].key == policy_of(ticket).ladder.manager
    assert "fast attention" in climb.briefing["en"]["text"]


def test_a_matter_that_somebody_else_solved_owes_no_attention_and_has_had_none(
    world: World,
) -> None:
    ticket = world.ticket(at=world.at)
    escalation = escalate(ticket, at=world.at + HOUR)
    rule(escalation, at=world.at + 2 * HOUR, place=Place("person", world.lena.pk))
    answer(ticket, at=world.at + 3 * HOUR, then="resolve")

    follow_escalations(at=world.at + 3 * HOUR)

    escalation.refresh_from_db()
    assert (escalation.attended_at, escalation.ended_at) == (None, world.at + 3 * HOUR)
    assert settle_due_marks(at=world.at + 9 * HOUR) == 0


def test_the_record_follows_who_is_called_and_who_took_it(world: World) -> None:
    ticket = world.ticket(at=world.at)
    escalation = escalate(ticket, at=world.at + HOUR)
    call = Call.objects.get(climb=escalation.climb_id)
    take_climb(call.climb, answerer_of(call), at=world.at + 70 * MINUTE)

    assert follow_escalations(at=world.at + 71 * MINUTE) == 1
    assert follow_escalations(at=world.at + 72 * MINUTE) == 0

    escalation.refresh_from_db()
    assert escalation.taken_at == world.at + 70 * MINUTE
    assert escalation.taken_title == "Senior manager, EMEA and APAC"
