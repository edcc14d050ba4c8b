"""Incidents are declared, suspected, corrected and ended; their clocks run all the while."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import staff
from permanence.ground.lib.errors import Refusal
from permanence.service.escalation.models import Climb
from permanence.service.incidents.actions import (
    change_components,
    change_kind,
    close_incident,
    confirm_suspicion,
    correct_occurrence,
    dismiss_suspicion,
    erase_event,
    meet_clock,
    report_regulation,
    resolve_incident,
    settle_due_clocks,
    start_clock,
    start_report_clock,
    waive_regulation,
    withdraw_clock,
)
from permanence.service.incidents.models import Event, Incident, IncidentClock, IncidentComponent
from permanence.service.incidents.queries import components_touched, prove_incident
from permanence.service.incidents.queries.knowing import may_know_incident
from permanence.world.accounts.models import Specialist, StaffRole
from permanence.world.accounts.rules import ROLES, Right
from permanence.world.attention.models import Notice
from tests.cast import World
from tests.service.incidents.leading import (
    HOUR,
    MINUTE,
    actor_of,
    clock_of,
    components_of_desk,
    declare,
    kinds_of,
    later,
    suspect,
)

pytestmark = pytest.mark.usefixtures("in_the_house")


def climbs_of(incident: Incident) -> list[str]:
    going = Climb.objects.filter(owner="incident", subject=incident.pk, ended_at=None)
    return sorted(going.values_list("matter", flat=True))


def test_declaring_starts_a_clock_from_the_occurrence_and_one_from_the_detection(
    world: World,
) -> None:
    incident = declare(world)

    told = {
        (one.key, one.since): (one.goal_at, one.limit_at)
        for one in IncidentClock.objects.filter(incident=incident, key__in=("assess", "notify"))
    }
    occurred, detected = incident.occurred_at, incident.detected_at
    assert told == {
        ("assess", "occurrence"): (occurred + 10 * MINUTE, occurred + 15 * MINUTE),
        ("notify", "occurrence"): (occurred + 20 * MINUTE, occurred + 30 * MINUTE),
        ("assess", "detection"): (detected + 10 * MINUTE, detected + 15 * MINUTE),
        ("notify", "detection"): (detected + 20 * MINUTE, detected + 30 * MINUTE),
    }
    assert incident.name == f"I-{incident.pk}"
    assert kinds_of(incident)[0] == "declared"
    assert climbs_of(incident) == []
    assert Act.objects.filter(subject=incident.subject).count() == len(kinds_of(incident))


def test_goals_warn_and_limits_climb_once_for_both_clocks(world: World) -> None:
    incident = declare(world)

    settle_due_clocks(at=later(world, 6))
    warned = kinds_of(incident).count("clock.warned")
    settle_due_clocks(at=later(world, 14))
    settle_due_clocks(at=later(world, 14))

    assert warned == 1
    told = Notice.objects.filter(subject=incident.subject, specialist=world.sam)
    assert sorted(told.values_list("event", flat=True)) == ["at_risk", "at_risk", "overdue"]
    assert kinds_of(incident).count("clock.missed") == 2
    assert climbs_of(incident) == ["assess"]
    meet_clock(incident, "assess", at=later(world, 16))
    assert climbs_of(incident) == []
    missed = clock_of(incident, "assess", "occurrence")
    assert (missed.missed_at, missed.met_at) == (missed.limit_at, later(world, 16))


def test_what_happens_at_the_very_limit_is_late(world: World) -> None:
    incident = declare(world)
    clock = clock_of(incident, "assess", "occurrence")

    meet_clock(incident, "assess", at=clock.limit_at)

    assert clock_of(incident, "assess", "occurrence").missed_at == clock.limit_at
    assert clock_of(incident, "assess", "detection").missed_at is None


def test_a_suspicion_starts_the_clocks_and_climbs_at_once_until_it_is_confirmed(
    world: World,
) -> None:
    incident = suspect(world)

    assert incident.state == "suspected"
    assert climbs_of(incident) == ["confirm"]
    assert clock_of(incident, "notify", "occurrence").limit_at == later(world, 25)
    confirmed = confirm_suspicion(incident, at=later(world, 1), by=actor_of(world, "lena"))
    assert (confirmed.state, confirmed.declared_at) == ("declared", later(world, 1))
    assert climbs_of(incident) == []
    with pytest.raises(Refusal, match="no suspicion any more"):
        confirm_suspicion(incident, at=later(world, 2), by=actor_of(world))


def test_a_dismissed_suspicion_says_why_and_stops_its_clocks(world: World) -> None:
    incident = suspect(world)

    with pytest.raises(Refusal, match="Say why"):
        dismiss_suspicion(incident, reason=" ", at=world.at, by=actor_of(world))
    dismissed = dismiss_suspicion(
        incident, reason="A test of theirs", at=later(world, 1), by=actor_of(world)
    )

    assert dismissed.state == "dismissed"
    assert climbs_of(incident) == []
    assert not IncidentClock.objects.running().filter(incident=incident).exists()
    settle_due_clocks(at=later(world, 60))
    assert "clock.missed" not in kinds_of(incident)


def test_a_corrected_occurrence_judges_the_clocks_again_and_keeps_both_verdicts(
    world: World,
) -> None:
    incident = declare(world)
    meet_clock(incident, "assess", at=later(world, 2))
    settle_due_clocks(at=later(world, 26))

    correct_occurrence(
        incident,
        occurred_at=world.at - 20 * MINUTE,
        reason="The logs say so",
        at=later(world, 27),
        by=actor_of(world, "lena"),
    )

    first, second = IncidentClock.objects.filter(
        incident=incident, key="assess", since="occurrence"
    ).order_by("pk")
    assert (first.met_at, first.missed_at) == (later(world, 2), None)
    assert first.withdrawn_at == later(world, 27)
    assert (second.met_at, second.missed_at) == (later(world, 2), second.limit_at)
    before, after = IncidentClock.objects.filter(
        incident=incident, key="notify", since="occurrence"
    ).order_by("pk")
    assert before.missed_at == before.limit_at
    settle_due_clocks(at=later(world, 27))
    after.refresh_from_db()
    assert after.missed_at == later(world, 10)
    assert climbs_of(incident) == ["notify"]


def test_a_climb_ends_when_the_corrected_limit_lies_ahead_again(world: World) -> None:
    incident = declare(world, occurred_at=world.at - 60 * MINUTE)
    settle_due_clocks(at=world.at)
    assert climbs_of(incident) == ["assess", "notify"]

    correct_occurrence(
        incident,
        occurred_at=incident.detected_at,
        reason="It was another fault",
        at=later(world, 1),
        by=actor_of(world),
    )

    assert climbs_of(incident) == []
    assert prove_incident(incident).holds


def test_what_cannot_be_so_is_refused(world: World) -> None:
    with pytest.raises(Refusal, match="still to come"):
        declare(world, detected_at=later(world, 1))
    with pytest.raises(Refusal, match="before it occurred"):
        declare(world, occurred_at=world.at - MINUTE)
    with pytest.raises(Refusal, match="few words"):
        declare(world, title=" ")
    with pytest.raises(Refusal, match="why you suspect"):
        suspect(world, reasons=[" "])
    incident = declare(world)
    with pytest.raises(Refusal, match="known to have occurred"):
        correct_occurrence(
            incident,
            occurred_at=incident.occurred_at,
            reason="x",
            at=world.at,
            by=actor_of(world),
        )


def test_components_keep_each_condition_they_were_in(world: World) -> None:
    first, second, third = components_of_desk(world, 3)
    incident = declare(world, components=[first, second])

    change_components(
        incident,
        components={first: "down", third: "degraded"},
        at=later(world, 1),
        by=actor_of(world),
    )

    assert components_touched(incident) == {first: "down", third: "degraded"}
    assert IncidentComponent.objects.filter(incident=incident, component=first).count() == 2
    resolved = resolve_incident(incident, cause="A disk", at=later(world, 2), by=actor_of(world))
    assert (resolved.state, components_touched(incident)) == ("resolved", {})
    with pytest.raises(Refusal, match="is over"):
        change_components(incident, components={}, at=later(world, 3), by=actor_of(world))
    assert close_incident(incident, at=later(world, 4), by=actor_of(world)).state == "closed"


def test_each_report_that_goes_out_starts_the_next_clock(world: World) -> None:
    incident = declare(world)

    first, second = (
        start_report_clock(
            incident,
            sent_at=later(world, minute),
            due_at=later(world, minute + 60),
            every=60 * MINUTE,
            at=later(world, minute),
        )
        for minute in (5, 50)
    )

    first.refresh_from_db()
    assert (first.met_at, first.missed_at) == (later(world, 50), None)
    assert second.limit_at == later(world, 110)


def test_a_clock_of_one_customer_runs_beside_the_others(world: World) -> None:
    incident = declare(world)
    for customer in (world.brightwater, world.verdier):
        start_clock(
            incident,
            "notify",
            since="added",
            start_at=world.at,
            goal=None,
            limit=30 * MINUTE,
            at=world.at,
            organisation=customer.pk,
        )

    meet_clock(incident, "notify", at=later(world, 1), organisation=world.brightwater.pk)
    withdraw_clock(incident, "notify", at=later(world, 2), organisation=world.verdier.pk)

    assert IncidentClock.objects.running().filter(incident=incident, key="notify").count() == 2
    assert not IncidentClock.objects.running().exclude(organisation_id=None).exists()


def test_nobody_changes_or_drops_what_is_written(world: World) -> None:
    incident = declare(world)

    for statement in (
        "update incidents_event set kind = 'x'",
        "delete from incidents_event",
        "update incidents_chainend set number = 0",
        "update incidents_incidentclock set limit_at = limit_at + interval '1 hour'",
        "delete from incidents_incidentclock",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    event = Event.objects.filter(incident=incident).latest("number")
    event.pk = None
    with pytest.raises(DatabaseError, match="at the end"), transaction.atomic():
        Event.objects.bulk_create([event])


def test_what_is_erased_is_gone_while_the_record_proves(world: World) -> None:
    incident = declare(world)

    erase_event(incident, 1, reason="It named a person", at=later(world, 1), by=actor_of(world))

    erased = Event.objects.get(incident=incident, number=1)
    assert (erased.facts, erased.salt, erased.actor_name) == (None, None, "")
    proof = prove_incident(incident)
    assert proof.holds
    assert proof.erased == (1,)
    with pytest.raises(Refusal, match="nothing to erase"):
        erase_event(incident, 1, reason="Again", at=later(world, 2), by=actor_of(world))


def test_security_breaches_are_known_to_those_who_need_to_know(world: World) -> None:
    breach = declare(world, kind="security", title="Keys were taken")
    disruption = declare(world)

    def known_to(specialist: Specialist) -> set[int]:
        with staff(reader=specialist.user_id, at=world.at):
            return set(Incident.objects.values_list("pk", flat=True))

    assert known_to(world.sam) == known_to(world.lena) == {breach.pk, disruption.pk}
    assert known_to(world.ivo) == {disruption.pk}
    with staff(reader=world.ivo.user_id, at=world.at):
        assert not Event.objects.filter(incident=breach).exists()
        assert not IncidentClock.objects.filter(incident=breach).exists()
    Incident.objects.filter(pk=breach.pk).update(lead=world.ivo)
    assert breach.pk in known_to(world.ivo)


def test_the_roles_that_know_of_breaches_are_those_that_lead_or_notify(world: World) -> None:
    knowing = {"supervisor", "manager", "incident_investigation", "incident_notification"}

    assert knowing == {
        role
        for role, rights in ROLES.items()
        if rights & {Right.LEAD_INCIDENTS, Right.APPROVE_NOTICES}
    }
    breach = declare(world, kind="security", title="Keys were taken")
    for role in ROLES:
        StaffRole.objects.filter(specialist=world.ivo, desk=world.messaging).update(role=role)
        with staff(reader=world.ivo.user_id, at=world.at):
            assert Incident.objects.filter(pk=breach.pk).exists() == (role in knowing), role
        assert may_know_incident(breach, world.ivo) == (role in knowing), role
    assert may_know_incident(breach, world.sam)


def test_the_briefing_of_a_breach_says_no_more_than_that_there_is_one(world: World) -> None:
    breach = suspect(world, kind="security", title="Keys were taken", reasons=("A key leaked",))

    climb = Climb.objects.get(owner="incident", subject=breach.pk)

    assert "Keys" not in str(climb.briefing)
    assert "leaked" not in str(climb.briefing)
    assert breach.name in str(climb.briefing)


def test_a_suspicion_that_nobody_confirms_is_late_while_the_ladder_is_climbed(world: World) -> None:
    incident = suspect(world)

    settle_due_clocks(at=later(world, 5))

    clock = clock_of(incident, "confirm", "suspicion")
    assert (clock.goal_at, clock.missed_at) == (later(world, 2), later(world, 5))
    assert climbs_of(incident) == ["confirm"]
    confirm_suspicion(incident, at=later(world, 6), by=actor_of(world))
    assert climbs_of(incident) == []


def test_a_breach_starts_the_clocks_of_the_law_from_when_it_was_known(world: World) -> None:
    breach = declare(world, kind="security")

    told = {
        one.key.removeprefix("regulatory:"): one.limit_at - breach.detected_at
        for one in IncidentClock.objects.filter(incident=breach, since="awareness")
    }

    assert told == {
        "nis2-early-warning": 24 * HOUR,
        "nis2-notification": 72 * HOUR,
        "gdpr-authority": 72 * HOUR,
        "gdpr-controller": 24 * HOUR,
    }


def test_what_the_law_does_not_ask_for_is_waived_with_a_reason(world: World) -> None:
    breach = declare(world, kind="security")
    clock = clock_of(breach, "regulatory:gdpr-authority", "awareness")

    with pytest.raises(Refusal, match="does not ask"):
        waive_regulation(breach, clock, reason="", at=world.at, by=actor_of(world))
    waive_regulation(breach, clock, reason="No personal data", at=world.at, by=actor_of(world))

    clock.refresh_from_db()
    assert (clock.withdrawn_at, clock.reason) == (world.at, "No personal data")
    with pytest.raises(Refusal, match="Nothing is left"):
        report_regulation(
            breach, clock, done_at=world.at, reported="Text", at=world.at, by=actor_of(world)
        )


def test_a_disruption_that_is_a_breach_after_all_runs_by_the_law_from_then_on(
    world: World,
) -> None:
    incident = declare(world)

    change_kind(
        incident,
        kind="security",
        reason="Traces of a stranger",
        at=later(world, 5),
        by=actor_of(world),
    )

    clock = clock_of(incident, "regulatory:nis2-early-warning", "awareness")
    assert clock.start_at == later(world, 5)
    change_kind(
        incident, kind="disruption", reason="It was ours", at=later(world, 9), by=actor_of(world)
    )
    assert not IncidentClock.objects.running().filter(key__startswith="regulatory:").exists()
    assert prove_incident(incident).holds


def test_a_desk_without_a_published_procedure_leads_incidents_by_its_operators(
    world: World,
) -> None:
    incident = declare(world, desk=world.content.pk, components=[])

    keys = IncidentClock.objects.filter(incident=incident).values_list("key", "since")
    assert sorted(keys) == [
        ("assess", "detection"),
        ("assess", "occurrence"),
        ("notify", "detection"),
        ("notify", "occurrence"),
    ]
