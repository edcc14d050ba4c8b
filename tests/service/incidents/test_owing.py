"""Customers whose contracts promise shorter times of an incident have clocks of their own."""

from __future__ import annotations

import pytest

from permanence.ground.lib.db import portal
from permanence.ground.outbox.actions import Outcome, claim_messages, settle_outcomes
from permanence.ground.outbox.models import Message
from permanence.promises.contracts.queries import terms_of_version
from permanence.service.escalation.models import Climb
from permanence.service.incidents.actions import (
    change_components,
    confirm_impact,
    correct_occurrence,
    draft_report,
    hear_notices,
    hear_reached,
    judge_customers,
    meet_clock,
    resolve_incident,
    settle_due_clocks,
)
from permanence.service.incidents.models import Event, Incident, IncidentClock
from permanence.service.incidents.queries.notifying import customers_drafted, waiting_notice
from permanence.service.notices.actions import (
    approve_notice,
    edit_notice,
    hear_taken,
    post_released,
    release_due_notices,
)
from permanence.service.notices.models import Delivery, Notice
from permanence.world.catalogue.models import Component
from tests.cast import World
from tests.service.incidents.leading import MINUTE, actor_of, clock_of, declare, later
from tests.service.incidents.promising import fax_lines, promise

pytestmark = pytest.mark.usefixtures("in_the_house")


def own_clock(incident: Incident, organisation: int, key: str = "notify") -> IncidentClock:
    """Return the latest clock of one customer."""
    rows = IncidentClock.objects.filter(incident=incident, organisation_id=organisation, key=key)
    return rows.latest("pk")


def waiting(incident: Incident, stage: str = "first") -> Notice:
    notice = waiting_notice(incident, stage)
    assert notice is not None
    return notice


def send(world: World, notice: Notice, minutes: float) -> None:
    """Let somebody approve a notice, and a server take all of it at once."""
    at = later(world, minutes)
    notice = edit_notice(
        notice,
        notice.said,
        dict.fromkeys(notice.said, "News."),
        seen=notice.revision,
        by=actor_of(world),
        at=at,
    )
    approve_notice(notice, seen=notice.revision, by=actor_of(world), at=at)
    hear_notices(at=at)
    post_released(at=at)
    claimed = claim_messages(at=at, bulk=True)
    settle_outcomes(
        [Outcome(one.pk, accepted=True, permanent=False, answer="250 queued") for one in claimed],
        at=at,
    )
    hear_taken()
    hear_reached(at=at)


def test_a_contract_with_a_shorter_time_starts_a_clock_of_its_own_with_its_version(
    world: World,
) -> None:
    version = promise(world, world.brightwater, notify=(10, 15))
    promise(world, world.verdier, key="outbound-fax")

    incident = declare(world, components=fax_lines())

    clock = own_clock(incident, world.brightwater.pk)
    assert (clock.since, clock.contract_version_id) == ("occurrence", version)
    assert clock.limit_at == incident.occurred_at + 15 * MINUTE
    assert clock.goal_at == incident.occurred_at + 10 * MINUTE
    own = IncidentClock.objects.filter(incident=incident, organisation_id__isnull=False)
    assert own.count() == 1, "the other customer has the times of all"
    event = Event.objects.get(
        incident=incident, kind="clock.started", organisation_id=world.brightwater.pk
    )
    assert event.facts is not None
    assert event.facts["contract"] == version


def test_policy_releases_the_notice_in_time_for_the_shortest_contract(world: World) -> None:
    promise(world, world.verdier, key="outbound-fax")
    promise(world, world.brightwater, notify=(10, 15))
    incident = declare(world, components=fax_lines())
    minute = later(world, 3)

    assert waiting(incident).release_at == minute
    deliveries = Delivery.objects.filter(notice=waiting(incident)).order_by("pk")
    assert deliveries[0].organisation_id == world.brightwater.pk, "whose clock ends first"
    release_due_notices(at=minute)

    assert Notice.objects.get(subject=incident.pk).released_at == minute


def test_a_customer_with_a_shorter_time_who_is_added_to_the_draft_makes_it_go_earlier(
    world: World,
) -> None:
    promise(world, world.verdier, key="mail-broadcast")
    promise(world, world.brightwater, notify=(10, 15))
    queue = Component.objects.get(key="job-queue").pk
    incident = declare(world, components=[queue])
    assert waiting(incident).release_at == incident.detected_at + 18 * MINUTE

    wider = {queue: "down", fax_lines()[0]: "down"}
    change_components(incident, components=wider, at=later(world, 1), by=actor_of(world))

    assert waiting(incident).release_at == later(world, 3)
    assert customers_drafted(waiting(incident)) == {world.verdier.pk, world.brightwater.pk}


def test_the_notice_meets_the_own_clock_and_late_is_late_for_that_customer_alone(
    world: World,
) -> None:
    promise(world, world.brightwater, notify=(10, 15))
    incident = declare(world, components=fax_lines())

    while settle_due_clocks(at=later(world, 11)):
        pass
    climb = Climb.objects.get(owner="incident", subject=incident.pk, matter="notify")
    assert world.brightwater.name in climb.briefing["en"]["text"]
    send(world, waiting(incident), 12)

    own = own_clock(incident, world.brightwater.pk)
    assert (own.met_at, own.missed_at) == (later(world, 12), own.limit_at)
    whole = clock_of(incident, "notify", "detection")
    assert (whole.met_at, whole.missed_at) == (later(world, 12), None)
    climb.refresh_from_db()
    assert climb.ended_at == later(world, 12)


def test_reports_come_as_often_as_the_shortest_contract_promises(world: World) -> None:
    promise(world, world.verdier, key="outbound-fax")
    version = promise(world, world.brightwater, report=20)
    incident = declare(world, components=fax_lines())

    send(world, waiting(incident), 1)

    for clock in (
        own_clock(incident, world.brightwater.pk, "report"),
        clock_of(incident, "report", "last_notice"),
    ):
        assert clock.limit_at == later(world, 21)
    first = own_clock(incident, world.brightwater.pk, "report")
    assert first.contract_version_id == version
    report = draft_report(incident, at=later(world, 15), by=actor_of(world))
    send(world, report, 18)
    first.refresh_from_db()
    assert (first.met_at, first.missed_at) == (later(world, 18), None)
    assert own_clock(incident, world.brightwater.pk, "report").limit_at == later(world, 38)
    incident = resolve_incident(incident, cause="A cable", at=later(world, 20), by=actor_of(world))
    send(world, waiting(incident, "resolved"), 22)
    assert not IncidentClock.objects.running().filter(incident=incident, key="report").exists()


def test_who_is_found_later_is_owed_the_notice_in_the_time_of_their_contract(world: World) -> None:
    promise(world, world.verdier, key="mail-broadcast")
    version = promise(world, world.brightwater, notify=(10, 15))
    queue = Component.objects.get(key="job-queue").pk
    incident = declare(world, components=[queue])
    send(world, waiting(incident), 3)

    wider = {queue: "down", fax_lines()[0]: "down"}
    change_components(incident, components=wider, at=later(world, 30), by=actor_of(world))

    clock = own_clock(incident, world.brightwater.pk)
    assert (clock.since, clock.limit_at) == ("added", later(world, 45))
    assert clock.contract_version_id == version
    assert waiting(incident).release_at == later(world, 32)


def test_who_is_excluded_and_found_again_after_the_notice_is_owed_nothing(world: World) -> None:
    promise(world, world.brightwater, notify=(10, 15))
    incident = declare(world, components=fax_lines())
    send(world, waiting(incident), 3)

    for standing in ("excluded", "confirmed"):
        judge_customers(
            incident,
            [world.brightwater.pk],
            standing=standing,
            reason="Own lines",
            at=later(world, 4),
            by=actor_of(world),
        )

    assert not IncidentClock.objects.running().filter(incident=incident, key="notify").exists()


def test_a_corrected_occurrence_moves_the_own_clock_and_the_draft_with_it(world: World) -> None:
    version = promise(world, world.brightwater, notify=(10, 15))
    incident = declare(world, components=fax_lines())

    incident = correct_occurrence(
        incident,
        occurred_at=world.at - 8 * MINUTE,
        reason="Logs",
        at=world.at,
        by=actor_of(world),
    )

    clock = own_clock(incident, world.brightwater.pk)
    assert (clock.limit_at, clock.contract_version_id) == (later(world, 7), version)
    assert waiting(incident).moments["since"] == incident.occurred_at
    assert waiting(incident).release_at == later(world, 2)


def test_a_customer_sees_its_own_clock_and_no_other(world: World) -> None:
    promise(world, world.brightwater, notify=(10, 15))
    promise(world, world.verdier, key="outbound-fax", notify=(10, 15))
    incident = declare(world, components=fax_lines())
    assert IncidentClock.objects.filter(organisation_id__isnull=False).count() == 2

    with portal(organisation=world.brightwater.pk, contact=world.ada.pk):
        [seen] = IncidentClock.objects.select_related("contract_version__contract")
        assert seen.organisation_id == world.brightwater.pk
        assert seen.contract == f"T-{world.brightwater.pk}"
    assert incident.pk


def test_nobody_on_the_confirmed_list_ends_the_clocks_of_the_notices(world: World) -> None:
    incident = declare(world, components=fax_lines())

    confirm_impact(incident, at=later(world, 4), by=actor_of(world))

    for since in ("occurrence", "detection"):
        clock = clock_of(incident, "notify", since)
        assert (clock.met_at, clock.missed_at) == (later(world, 4), None)
        assert clock.reason == "No customer is touched."
    assert waiting_notice(incident, "first") is None
    judge_customers(
        incident,
        [world.brightwater.pk],
        standing="confirmed",
        at=later(world, 9),
        by=actor_of(world),
    )
    late = own_clock(incident, world.brightwater.pk)
    assert (late.since, late.limit_at) == ("added", later(world, 39))
    assert customers_drafted(waiting(incident)) == {world.brightwater.pk}


def test_a_list_that_became_empty_ends_the_report_that_was_owed(world: World) -> None:
    promise(world, world.brightwater)
    incident = declare(world, components=fax_lines())
    send(world, waiting(incident), 1)
    judge_customers(
        incident,
        [world.brightwater.pk],
        standing="excluded",
        reason="Own lines",
        at=later(world, 2),
        by=actor_of(world),
    )

    confirm_impact(incident, at=later(world, 3), by=actor_of(world))

    report = clock_of(incident, "report", "last_notice")
    assert (report.met_at, report.reason) == (later(world, 3), "No customer is touched.")


def test_a_list_with_somebody_on_it_ends_nothing_but_the_assessment(world: World) -> None:
    promise(world, world.brightwater)
    incident = declare(world, components=fax_lines())

    confirm_impact(incident, at=later(world, 3), by=actor_of(world))

    assert clock_of(incident, "notify", "occurrence").met_at is None
    meet_clock(incident, "notify", at=later(world, 4))


def test_excluding_one_after_the_end_leaves_the_word_that_it_is_over_to_all(world: World) -> None:
    promise(world, world.brightwater)
    promise(world, world.verdier, key="outbound-fax")
    incident = declare(world, components=fax_lines())
    send(world, waiting(incident), 1)
    incident = resolve_incident(incident, cause="A cable", at=later(world, 5), by=actor_of(world))

    judge_customers(
        incident,
        [world.verdier.pk],
        standing="confirmed",
        at=later(world, 6),
        by=actor_of(world),
    )

    over = waiting(incident, "resolved")
    assert customers_drafted(over) == {world.brightwater.pk, world.verdier.pk}


def test_the_sentence_of_a_contract_says_how_often_reports_come(world: World) -> None:
    version = promise(world, world.brightwater, report=20)

    terms = terms_of_version(version)

    assert terms.report is not None
    assert terms.report.every == 20 * MINUTE
    assert terms.report.clause.text["en"] == (
        "In an incident a situation report comes every 20 minutes."
    )
    assert not Message.objects.exists()
