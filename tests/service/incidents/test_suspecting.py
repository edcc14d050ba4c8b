"""Incidents that nobody has declared are suspected, and requests join them."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.promises.policies.queries import policy_of_version
from permanence.service.alerts.actions import hear_delivery, silence_alert
from permanence.service.alerts.models import Alert
from permanence.service.incidents.actions import (
    confirm_suspicion,
    dismiss_suspicion,
    end_joined,
    join_tickets,
    leave_incident,
    name_component,
    resolve_incident,
    watch_signs,
)
from permanence.service.incidents.actions.suspecting import hear_subjects
from permanence.service.incidents.models import Event, Incident, Joining, Sign
from permanence.service.tickets.actions import Judgement, triage_ticket
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Contact
from permanence.world.catalogue.models import Component
from permanence.world.maintenance.actions import complete_window
from tests.cast import World
from tests.service.alerts.hearing import add, tell
from tests.service.incidents.leading import actor_of, declare
from tests.service.status.planning import plan

SUBJECT = "Fax lines are dead"


def hear(world: World, *tickets: Ticket) -> int:
    """Let the watch hear of requests and of every alert; return how much it made of them."""
    with house():
        subjects = [f"ticket:{one.pk}" for one in tickets]
        subjects += [f"alert:{key}" for key in Alert.objects.values_list("pk", flat=True)]
        return hear_subjects(subjects, at=world.at)


def reports(world: World, *contacts: Contact, subject: str = SUBJECT) -> list[Ticket]:
    """Return a request of each about the same."""
    return [world.ticket(one, subject=subject) for one in contacts]


def suspected() -> list[Incident]:
    """Return the incidents that are suspected."""
    with house():
        return list(Incident.objects.filter(state="suspected").order_by("pk"))


@pytest.fixture
def three(world: World) -> list[Ticket]:
    """Requests of three customers about the same, not heard of yet."""
    return reports(world, world.ada, world.claire, world.stranger)


@pytest.fixture
def incident(world: World, three: list[Ticket]) -> Incident:
    """An incident that was suspected of three customers' requests."""
    hear(world, *three)
    return suspected()[0]


def test_three_customers_on_one_component_are_an_incident_to_be(
    world: World, three: list[Ticket]
) -> None:
    assert hear(world, *three[:2]) == 0
    assert hear(world, *three) == 1

    (incident,) = suspected()
    with house():
        places = list(incident.components.values_list("component__key", flat=True))
        joined = set(Joining.objects.standing().values_list("ticket", "way"))
        marks = set(Ticket.objects.values_list("incident", flat=True))
        kinds = list(Event.objects.filter(incident=incident).values_list("kind", flat=True))
    assert places == ["fax-lines"]
    assert "3 customers" in incident.reasons[0]
    assert joined == {(one.pk, "signs") for one in three}
    assert marks == {incident.number}
    assert {"suspected", "signs_counted", "joined"} <= set(kinds)
    assert hear(world, *three) == 0


def test_an_alert_and_one_customer_are_enough_and_a_quiet_alert_is_none(world: World) -> None:
    source, _ = add(world)
    with house():
        hear_delivery(source, tell(labels={"component": "fax-lines"}), at=world.at)
        alert = Alert.objects.get()
        told = {"reason": "Known.", "by": actor_of(world), "at": world.at}
        until = world.at + timedelta(hours=1)
        silence = silence_alert(alert, labels={}, until=until, **told)
    one = reports(world, world.ada)
    assert hear(world, *one) == 0

    with house():
        silence.ended_at = world.at
        silence.save()

    assert hear(world, *one) == 1
    assert "1 alert" in suspected()[0].reasons[0]


def test_an_alert_under_planned_work_speaks_for_nothing_until_the_work_is_done(
    world: World,
) -> None:
    source, _ = add(world)
    with house():
        lines = Component.objects.get(key="fax-lines").pk
        work = plan(world, components=[lines], starts_at=world.at + timedelta(minutes=1))
    world.pass_time(minutes=5)
    with house():
        hear_delivery(source, tell(labels={"component": "fax-lines"}), at=world.at)
    one = reports(world, world.ada)
    during = hear(world, *one)
    with house():
        complete_window(work, at=world.at + timedelta(minutes=1), by=actor_of(world))
    world.pass_time(minutes=2)

    with house():
        afterwards = hear_subjects([f"window:{work.pk}"], at=world.at)

    assert (during, afterwards) == (0, 1)
    assert "1 alert" in suspected()[0].reasons[0]


def test_what_fired_and_was_over_under_planned_work_never_counts(world: World) -> None:
    source, _ = add(world)
    with house():
        lines = Component.objects.get(key="fax-lines").pk
        work = plan(world, components=[lines], starts_at=world.at + timedelta(minutes=1))
    world.pass_time(minutes=5)
    with house():
        for status in ("firing", "resolved"):
            hear_delivery(
                source, tell(status=status, labels={"component": "fax-lines"}), at=world.at
            )
            world.pass_time(minutes=1)
        complete_window(work, at=world.at, by=actor_of(world))
    world.pass_time(minutes=1)

    assert hear(world, *reports(world, world.ada)) == 0


def judge(world: World, ticket: Ticket, severity: int) -> None:
    """Let Sam set a severity."""
    with house():
        triage_ticket(
            ticket,
            Judgement(1, severity, team=None, assignee=None, reason="As it turned out"),
            policy=policy_of_version(ticket.policy_version_id),
            by=actor_of(world),
            at=world.at,
        )


def test_a_late_judgement_proposes_an_incident_at_once(world: World) -> None:
    earlier = world.at - timedelta(hours=3)
    alone = world.ticket(world.ada, subject="Nothing works", at=earlier)
    grave, other = (
        world.ticket(one, subject=SUBJECT, at=earlier) for one in (world.bea, world.claire)
    )
    assert hear(world, alone, grave, other) == 0

    judge(world, grave, 2)
    assert hear(world, grave) == 0
    judge(world, other, 2)
    assert hear(world, other) == 1
    judge(world, alone, 1)
    assert hear(world, alone) == 1

    [two, all_of_it] = suspected()
    assert (two.severity, two.occurred_at) == (2, earlier)
    assert (all_of_it.severity, all_of_it.title) == (1, "Everything is disturbed")


def test_a_dismissed_suspicion_comes_again_only_with_enough_that_is_new(
    world: World, incident: Incident
) -> None:
    by = actor_of(world, "lena")
    with house():
        dismiss_suspicion(incident, reason="A test.", at=world.at, by=by)
        hear_subjects([f"incident:{incident.pk}"], at=world.at)
        assert not Joining.objects.standing().exists()
        assert not Ticket.objects.exclude(incident=None).exists()

    assert hear(world, *reports(world, world.ada, world.claire)) == 0
    assert suspected() == []
    assert hear(world, *reports(world, world.stranger)) == 1


def test_more_of_the_same_is_proposed_beside_the_open_incident_and_makes_no_second(
    world: World, incident: Incident
) -> None:
    (later,) = reports(world, world.bea)

    assert hear(world, later) == 1

    assert suspected() == [incident]
    with house():
        later.refresh_from_db()
        assert (later.incident, later.incident_near) == (None, incident.number)
        assert Sign.objects.filter(incident=incident).count() == 4


def test_a_person_may_say_of_what_a_request_speaks(world: World) -> None:
    tickets = reports(world, world.ada, world.claire, world.stranger, subject="Nothing works")
    assert hear(world, *tickets) == 0

    with house():
        lines = Component.objects.get(key="fax-lines")
        for ticket in tickets:
            name_component(ticket, lines, at=world.at)

    assert len(suspected()) == 1


def test_confidential_requests_speak_for_nothing(world: World, three: list[Ticket]) -> None:
    with house():
        Ticket.objects.filter(pk=three[0].pk).update(confidential=True)

    assert hear(world, *three) == 0


def test_requests_join_by_hand_and_leave_again(world: World) -> None:
    with house():
        incident = declare(world)
        one, other = reports(world, world.ada, world.claire, subject="Late")
        by = actor_of(world)

        assert len(join_tickets(incident, [one.pk, other.pk], at=world.at, by=by)) == 2
        assert join_tickets(incident, [one.pk], at=world.at, by=by) == []
        assert leave_incident(incident, [one.pk], at=world.at, by=by) == 1
        assert len(join_tickets(incident, [one.pk], at=world.at, by=by)) == 1

        one.refresh_from_db()
        assert one.incident == incident.number
        drill = declare(world, drill=True)
        with pytest.raises(Refusal):
            join_tickets(drill, [other.pk], at=world.at, by=by)


def test_all_are_resolved_together_each_told_in_its_language_but_for_exceptions(
    world: World, incident: Incident, three: list[Ticket]
) -> None:
    by = actor_of(world, "lena")
    ada, claire, stranger = three
    with house():
        confirm_suspicion(incident, at=world.at, by=by)
        with pytest.raises(Refusal):
            end_joined(incident, words={}, kept={}, at=world.at, by=by)
        resolve_incident(incident, cause="A cable.", at=world.at, by=by)
        told: dict[str, Any] = {"words": {"de": "Es ist vorbei."}, "at": world.at, "by": by}

        counts = end_joined(incident, kept={ada.pk: "Asks for more."}, **told)

        states = dict(Ticket.objects.values_list("pk", "state"))
        kept = Joining.objects.get(ticket=ada)
        mails = {one.language: one.text for one in Message.objects.order_by("pk")}
        assert counts == (2, 1)
        assert states[claire.pk] == states[stranger.pk] == "resolved"
        assert states[ada.pk] != "resolved"
        assert kept.kept_open == "Asks for more."
        assert "Es ist vorbei." in mails["de"]
        assert incident.name in mails["fr"]
        assert "A cable." not in str(mails)
        assert end_joined(incident, kept={}, **told) == (1, 0)


def watch_until_something(world: World) -> int:
    """Look until the acts can be read: a test beside this one may hold them back for a moment."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with house():
            if found := watch_signs(at=world.at):
                return found
        time.sleep(0.05)
    return 0


@pytest.mark.django_db(transaction=True)
def test_the_watch_reads_on_where_it_stopped_and_costs_little_when_nothing_happens(
    world: World, django_assert_max_num_queries: Any
) -> None:
    with house():
        watch_signs(at=world.at)
    reports(world, world.ada, world.claire, world.stranger)
    assert watch_until_something(world) == 1
    with house():
        assert watch_signs(at=world.at) == 0
    with house(), django_assert_max_num_queries(3):
        assert watch_signs(at=world.at) == 0


def questions_for(world: World, many: int, subject: str) -> int:
    """Return how many statements it costs to look at so many new requests of one customer."""
    tickets = [world.ticket(subject=subject) for _number in range(many)]
    with house(), CaptureQueriesContext(connection) as asked:
        hear_subjects([f"ticket:{one.pk}" for one in tickets], at=world.at)
    return len(asked)


def test_new_requests_cost_the_watch_little_however_many_come_at_once(world: World) -> None:
    plain = [questions_for(world, many, "A new user for our warehouse") for many in (1, 8)]
    naming = [questions_for(world, many, "Fax lines are dead") for many in (1, 8)]

    assert plain == [4, 4]
    assert naming[0] == naming[1] <= 14
