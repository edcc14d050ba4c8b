"""Messages that fail more than usual speak for an incident, and for whom it touches."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.lib.db import house
from permanence.promises.contracts.rules import Subscribed
from permanence.promises.policies.rules.suspicion import Suspicion
from permanence.service.alerts.actions import hear_delivery
from permanence.service.alerts.models import Alert
from permanence.service.incidents.actions import (
    confirm_by_signals,
    confirm_suspicion,
    dismiss_suspicion,
    meet_clock,
)
from permanence.service.incidents.actions.failing import note_failures, watch_failures
from permanence.service.incidents.actions.suspecting import hear_subjects
from permanence.service.incidents.models import Event, FailureLook, Incident, IncidentClock, Sign
from permanence.service.incidents.queries import signals_of, touched_by
from permanence.service.incidents.queries.failing import TO_LOOK_AT
from permanence.service.trace.models import Passage
from permanence.service.trace.queries.failing import COUNT_RESULTS
from permanence.service.trace.queries.onset import FAILED_AT, PASSED
from permanence.world.catalogue.models import Component
from permanence.world.maintenance.actions import complete_window
from tests.cast import World, add_contract
from tests.service.alerts.hearing import add as add_alerts
from tests.service.alerts.hearing import tell as tell_alert
from tests.service.incidents.failing_messages import (
    MINUTE,
    add_senders,
    look,
    messages,
    tell_of,
)
from tests.service.incidents.leading import actor_of, declare, kinds_of
from tests.service.status.planning import plan

MANY_EVENTS = """
insert into trace_event
    (passage_id, source_id, uid, happened_at, kind, host, status, reply, has_job, has_id, facts)
select event.passage_id, event.source_id, 'more-' || number, event.happened_at
        - number * interval '1 minute', event.kind, '', '', '', true, false, '{}'
from (select * from trace_event order by id limit 1) event, generate_series(1, 20000) number
"""


def suspected() -> list[Incident]:
    with house():
        return list(Incident.objects.filter(state="suspected").order_by("pk"))


def fail_at_all(world: World, *, failed: int = 5) -> list[str]:
    """Let messages of Brightwater, Verdier and a third customer fail; return their addresses."""
    senders = [world.ada.email, world.claire.email, *add_senders(1)]
    tell_of(world, *(messages(one, at=world.at - 10 * MINUTE, failed=failed) for one in senders))
    return senders


def test_failing_messages_of_three_customers_are_an_incident_to_be_with_its_reasons(
    world: World,
) -> None:
    fail_at_all(world)

    assert look(world) == 1

    [incident] = suspected()
    assert incident.occurred_at == world.at - 10 * MINUTE
    [reason] = incident.reasons
    assert "3 customers" in reason
    assert "at least 5 within 30 minutes" in reason
    assert "more than 3 times as many" in reason
    with house():
        assert incident.components.get().component.key == "fax-lines"
        told = Event.objects.get(incident=incident, kind="signs_counted").facts
    assert {(one["kind"], one["failed"], one["usual_failed"]) for one in told["signs"]} == {
        ("trace", 5, 0)
    }


def test_what_goes_on_is_proposed_once_and_after_a_dismissal_not_again(world: World) -> None:
    senders = fail_at_all(world)
    assert look(world) == 1
    assert look(world) == 0, "not twice a minute"
    tell_of(world, *(messages(one, at=world.at, failed=9) for one in senders))
    assert look(world, later=2) == 0
    with house():
        assert Sign.objects.count() == 3
        [incident] = Incident.objects.all()
        dismiss_suspicion(incident, reason="A test.", at=world.at, by=actor_of(world, "lena"))

    tell_of(world, *(messages(one, at=world.at, failed=9) for one in senders))

    assert look(world, later=2) == 0
    assert suspected() == []


def test_who_always_fails_so_much_is_not_touched_and_retries_are_one_failure(
    world: World,
) -> None:
    usual = [
        messages(world.ada.email, at=world.at - timedelta(days=day, minutes=10), failed=5, passed=5)
        for day in range(1, 8)
    ]
    now = messages(world.ada.email, at=world.at - 10 * MINUTE, failed=6, passed=5)
    again = messages(world.claire.email, at=world.at - 10 * MINUTE, failed=4)
    retries = [
        type(one)(
            uid=f"{one.uid}r",
            at=one.at + MINUTE,
            kind=one.kind,
            recipient=one.recipient,
            job=one.job,
            facts=one.facts,
        )
        for one in again
    ]
    tell_of(world, *usual, now, again, retries)

    look(world)

    with house():
        assert not Sign.objects.exists()


def test_one_customer_with_failing_messages_and_an_alert_are_enough(world: World) -> None:
    source, _ = add_alerts(world)
    with house():
        hear_delivery(source, tell_alert(labels={"component": "fax-lines"}), at=world.at)
        hear_subjects([f"alert:{Alert.objects.get().pk}"], at=world.at)
    tell_of(world, messages(world.ada.email, at=world.at - MINUTE))

    assert look(world) == 1
    assert "1 alert" in suspected()[0].reasons[0]


def test_planned_work_explains_failing_messages_until_it_is_done(world: World) -> None:
    with house():
        lines = Component.objects.get(key="fax-lines").pk
        work = plan(world, components=[lines], starts_at=world.at + MINUTE)
    world.pass_time(minutes=15)
    senders = fail_at_all(world)
    during = look(world)
    with house():
        complete_window(work, at=world.at, by=actor_of(world))
    tell_of(world, *(messages(one, at=world.at) for one in senders))

    assert (during, look(world, later=2)) == (0, 1)


def test_a_drill_takes_no_signs(world: World) -> None:
    with house():
        lines = Component.objects.get(key="fax-lines").pk
        drill = declare(world, components=[lines], drill=True)
    fail_at_all(world)

    look(world)

    assert len(suspected()) == 1
    with house():
        assert "signs_counted" not in kinds_of(drill)


def test_failing_messages_confirm_whom_the_catalogue_knows_and_propose_whom_it_missed(
    world: World,
) -> None:
    fail_at_all(world, failed=8)
    with house():
        add_contract(
            world.brightwater,
            desk=world.messaging,
            number="T-1",
            at=world.at - timedelta(days=3),
            starts=date(2026, 1, 1),
            components=(Subscribed("inbound-fax"),),
        )
    look(world)
    [incident] = suspected()
    with house():
        confirm_suspicion(incident, at=world.at, by=actor_of(world, "lena"))
        assert [(row.organisation, row.standing) for row in touched_by(incident)] == [
            (world.brightwater, "possible")
        ]
        meet_clock(incident, "notify", at=world.at)
        [signal] = signals_of(incident, at=world.at)[world.verdier.pk]
        assert (signal.kind, signal.count, signal.total, signal.speaks) == ("trace", 8, 8, True)

        both = [world.brightwater.pk, world.verdier.pk]
        confirm_by_signals(incident, both, at=world.at, by=actor_of(world))

        found = {row.organisation: row for row in touched_by(incident)}
        assert {one: (row.standing, row.ground) for one, row in found.items()} == {
            world.brightwater: ("confirmed", "component"),
            world.verdier: ("confirmed", "signals"),
        }
        own = IncidentClock.objects.get(incident=incident, organisation_id=world.verdier.pk)
        assert (own.key, own.start_at) == ("notify", world.at), "found late: a clock of its own"
        judgement = found[world.verdier].judgement
        assert judgement is not None
        kept = [one for one in judgement.signals if one["organisation"] == world.verdier.pk]
        assert [(one["kind"], one["count"], one["total"]) for one in kept] == [("trace", 8, 8)]
        assert kept[0]["source"].startswith("policy:messaging:")


def test_when_messages_go_through_again_the_incident_says_so_and_stays_open(
    world: World,
) -> None:
    senders = fail_at_all(world)
    look(world)
    [incident] = suspected()
    tell_of(world, *(messages(one, at=world.at, failed=0, passed=4) for one in senders[:2]))
    tell_of(world, messages(senders[2], at=world.at + 20 * MINUTE))
    look(world, later=25)
    with house():
        assert "failures_over" not in kinds_of(incident), "one still fails"

    look(world, later=40)
    look(world, later=2)

    with house():
        assert kinds_of(incident).count("failures_over") == 1
        incident.refresh_from_db()
        assert incident.state == "suspected"
        ends = set(Sign.objects.values_list("organisation_id", "measured__over"))
        assert (world.brightwater.pk, "usual") in ends
        assert "silent" in {why for _customer, why in ends}
    tell_of(world, messages(senders[2], at=world.at))
    look(world, later=2)
    with house():
        assert kinds_of(incident).count("failures_again") == 1
        assert Sign.objects.count() == 3


def test_it_costs_the_same_however_many_customers_fail(world: World) -> None:
    asked = []
    for component, most in (("fax-lines", 1), ("job-queue", 40)):
        failing = [
            messages(one, at=world.at - MINUTE, component=component) for one in add_senders(most)
        ]
        tell_of(world, *failing)
        for _twice in range(2):
            with house(), CaptureQueriesContext(connection) as counted:
                note_failures(world.messaging.pk, Suspicion(), source="", at=world.at)
            asked.append(len(counted))
        with house():
            Sign.objects.update(ended_at=world.at - timedelta(days=1))
            Passage.objects.all().delete()
    with house():
        FailureLook.objects.create(desk=world.messaging, looked_at=world.at + 2 * MINUTE)
    world.pass_time(minutes=5)
    with house(), CaptureQueriesContext(connection) as quiet:
        assert watch_failures(at=world.at) == 0

    assert asked[:2] == asked[2:]
    assert max(asked) <= 6
    assert len(quiet) == 1


def test_indexes_serve_the_watch(world: World) -> None:
    tell_of(world, messages(world.ada.email, at=world.at))
    told = {
        "desk": world.messaging.pk,
        "since": world.at - 30 * MINUTE,
        "until": world.at,
        "days": 7,
        "step": timedelta(days=1),
        "organisations": [world.brightwater.pk],
        "components": ["fax-lines"],
        "before": world.at,
        "between": MINUTE,
    }
    with house(), connection.cursor() as cursor:
        cursor.execute(MANY_EVENTS)
        cursor.execute("set local enable_seqscan = off")
        for statement, index in (
            (COUNT_RESULTS, "event_that_tells_results"),
            (FAILED_AT, "event_that_tells_results"),
            (PASSED, "event_that_tells_results"),
            (TO_LOOK_AT, "messages_of_a_customer_fail_in_one_spell"),
        ):
            cursor.execute(f"explain {statement}", told)
            plan_of = str(cursor.fetchall())
            assert index in plan_of, plan_of
