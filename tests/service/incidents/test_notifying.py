"""Customers are told of an incident in writing: who, when, and what its clocks make of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from permanence.ground.lib.db import house
from permanence.ground.outbox.actions import Outcome, claim_messages, settle_outcomes
from permanence.ground.outbox.models import Message
from permanence.promises.contracts.rules import Subscribed
from permanence.service.incidents.actions import (
    change_components,
    confirm_suspicion,
    correct_occurrence,
    dismiss_suspicion,
    draft_report,
    hear_notices,
    hear_reached,
    judge_customers,
    resolve_incident,
)
from permanence.service.incidents.actions.notifying import NotDrafted
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
from permanence.service.notices.rules import Text
from permanence.world.catalogue.models import Component
from tests.cast import World, add_contract
from tests.service.incidents.leading import (
    MINUTE,
    actor_of,
    clock_of,
    declare,
    kinds_of,
    later,
    suspect,
)
from tests.service.incidents.promising import fax_lines, rely_on_fax_lines


@pytest.fixture(autouse=True)
def contracts(world: World) -> Iterator[None]:
    with house():
        rely_on_fax_lines(world)
        yield


def first_of(incident: Incident) -> Notice:
    notice = waiting_notice(incident, "first")
    assert notice is not None
    return notice


def deliver(at: datetime) -> int:
    """Hand over what was released, let a server accept all of it, and let the incident hear."""
    hear_notices(at=at)
    while post_released(at=at):
        pass
    claimed = claim_messages(at=at, bulk=True)
    taken = [
        Outcome(one.pk, accepted=True, permanent=False, answer="250 queued") for one in claimed
    ]
    settle_outcomes(taken, at=at)
    hear_taken()
    hear_reached(at=at)
    return len(claimed)


def test_declaring_drafts_the_notice_at_once_for_whom_it_touches(world: World) -> None:
    incident = declare(world, components=fax_lines())

    notice = first_of(incident)

    assert customers_drafted(notice) == {world.brightwater.pk}
    assert notice.release_at == incident.detected_at + 18 * MINUTE
    [names] = Delivery.objects.filter(notice=notice).first().components  # type: ignore[union-attr]
    assert names["en"] == "Inbound fax"
    assert "notice.drafted" in kinds_of(incident)


def test_an_incident_declared_late_leaves_two_minutes_to_decide(world: World) -> None:
    late = world.at - timedelta(hours=1)
    incident = declare(world, components=fax_lines(), occurred_at=late, detected_at=late)

    assert first_of(incident).release_at == world.at + 2 * MINUTE


def test_what_was_detected_late_is_released_before_the_limit_from_the_occurrence(
    world: World,
) -> None:
    began = world.at - 14 * MINUTE
    incident = declare(world, components=fax_lines(), occurred_at=began, detected_at=world.at)

    assert first_of(incident).release_at == began + 23 * MINUTE


def test_a_corrected_occurrence_stands_in_the_draft_and_brings_its_minute_forward(
    world: World,
) -> None:
    incident = declare(world, components=fax_lines())
    notice = first_of(incident)
    texts = {code: Text(f"{one.subject} !", one.text) for code, one in notice.said.items()}
    edit_notice(notice, texts, {}, seen=notice.revision, by=actor_of(world), at=later(world, 1))
    began = world.at - 15 * MINUTE

    correct_occurrence(
        incident,
        occurred_at=began,
        reason="The log says so",
        at=later(world, 2),
        by=actor_of(world),
    )

    renewed = first_of(incident)
    assert renewed.moments["since"] == began
    assert renewed.release_at == began + 23 * MINUTE
    assert all(one.subject.endswith(" !") for one in renewed.said.values())


def test_a_draft_names_all_that_fails_of_a_customer_also_what_is_found_later(world: World) -> None:
    add_contract(
        world.brightwater,
        desk=world.messaging,
        number="T-more",
        at=world.at - timedelta(days=3),
        starts=date(2026, 1, 1),
        components=(Subscribed("message-tracing"), Subscribed("outbound-fax")),
    )
    incident = declare(world, components=fax_lines())
    assert names_in(first_of(incident)) == {"Inbound fax", "Outbound fax"}

    more = Component.objects.get(key="message-tracing").pk
    places = {fax_lines()[0]: "down", more: "down"}
    change_components(incident, components=places, at=later(world, 2), by=actor_of(world))

    assert names_in(first_of(incident)) == {"Inbound fax", "Outbound fax", "Message tracing"}


def names_in(notice: Notice) -> set[str]:
    delivery = Delivery.objects.filter(notice=notice).first()
    assert delivery is not None
    return {one["en"] for one in delivery.components}


def test_nothing_is_drafted_on_a_suspicion_before_somebody_confirms_it(world: World) -> None:
    suspected, dismissed = (
        suspect(world, components=fax_lines()),
        suspect(world, components=fax_lines()),
    )
    assert waiting_notice(suspected, "first") is None

    confirm_suspicion(suspected, at=later(world, 3), by=actor_of(world))
    dismiss_suspicion(dismissed, reason="One line only", at=later(world, 3), by=actor_of(world))

    assert first_of(suspected).release_at == suspected.detected_at + 18 * MINUTE
    assert waiting_notice(dismissed, "first") is None


def test_without_a_person_policy_tells_everybody_in_time(world: World) -> None:
    incident = declare(world, components=fax_lines())
    minute = first_of(incident).release_at
    assert minute is not None

    assert release_due_notices(at=minute - timedelta(seconds=1)) == 0
    release_due_notices(at=minute)
    assert deliver(minute) > 0

    for since in ("occurrence", "detection"):
        clock = clock_of(incident, "notify", since)
        assert clock.met_at == minute
        assert clock.missed_at is None
    [event] = Event.objects.filter(incident=incident, kind="notice.reached")
    assert event.organisation_id == world.brightwater.pk


def test_the_next_report_is_due_when_the_notice_says(world: World) -> None:
    incident = declare(world, components=fax_lines())
    notice = first_of(incident)
    at = later(world, 6.5)

    approve_notice(notice, seen=notice.revision, by=actor_of(world), at=at)
    deliver(at)

    notice.refresh_from_db()
    assert clock_of(incident, "report", "last_notice").limit_at == notice.next_report_at
    mail = Message.objects.filter(kind="incident-notice").first()
    assert mail is not None
    assert incident.name in mail.subject + mail.text


def test_a_report_meets_its_clock_and_starts_the_next(world: World) -> None:
    incident = declare(world, components=fax_lines())
    notice = first_of(incident)
    with pytest.raises(NotDrafted):
        draft_report(incident, at=later(world, 1), by=actor_of(world))
    approve_notice(notice, seen=notice.revision, by=actor_of(world), at=later(world, 2))
    deliver(later(world, 2))
    first = clock_of(incident, "report", "last_notice")

    report = draft_report(incident, at=later(world, 30), by=actor_of(world))
    words = {"en": "A line was replaced.", "fr": "Une ligne a été remplacée."}
    report = edit_notice(
        report, report.said, words, seen=report.revision, by=actor_of(world), at=later(world, 31)
    )
    approve_notice(report, seen=report.revision, by=actor_of(world), at=later(world, 32))
    deliver(later(world, 32))

    first.refresh_from_db()
    assert first.met_at == later(world, 32)
    assert first.missed_at is None
    second = clock_of(incident, "report", "last_notice")
    assert second.pk != first.pk
    assert second.met_at is None
    assert second.limit_at > first.limit_at


def test_a_customer_added_to_a_draft_gets_it_too_and_what_was_written_stays(world: World) -> None:
    incident = declare(world, components=fax_lines())
    notice = first_of(incident)
    texts = {code: Text(f"{one.subject} !", one.text) for code, one in notice.said.items()}
    edit_notice(notice, texts, {}, seen=notice.revision, by=actor_of(world), at=later(world, 1))

    judge_customers(
        incident,
        [world.verdier.pk],
        standing="confirmed",
        at=later(world, 2),
        by=actor_of(world),
    )

    renewed = first_of(incident)
    assert renewed.pk != notice.pk
    assert customers_drafted(renewed) == {world.brightwater.pk, world.verdier.pk}
    assert all(one.subject.endswith(" !") for one in renewed.said.values())
    assert renewed.release_at == notice.release_at


def test_a_customer_excluded_before_it_goes_out_gets_nothing(world: World) -> None:
    incident = declare(world, components=fax_lines())

    judge_customers(
        incident,
        [world.brightwater.pk],
        standing="excluded",
        reason="Moved away last week",
        at=later(world, 2),
        by=actor_of(world),
    )

    assert waiting_notice(incident, "first") is None


def test_a_customer_found_later_gets_a_notice_and_a_clock_of_its_own(world: World) -> None:
    incident = declare(world, components=fax_lines())
    notice = first_of(incident)
    approve_notice(notice, seen=notice.revision, by=actor_of(world), at=later(world, 2))
    deliver(later(world, 2))
    report = clock_of(incident, "report", "last_notice")

    judge_customers(
        incident, [world.verdier.pk], standing="confirmed", at=later(world, 9), by=actor_of(world)
    )
    own = IncidentClock.objects.get(incident=incident, organisation_id=world.verdier.pk)
    late = first_of(incident)
    assert customers_drafted(late) == {world.verdier.pk}
    approve_notice(late, seen=late.revision, by=actor_of(world), at=later(world, 12))
    deliver(later(world, 12))

    own.refresh_from_db()
    assert own.met_at == later(world, 12)
    report.refresh_from_db()
    assert report.met_at is None
    assert report.withdrawn_at is None


def test_resolving_drafts_the_word_that_it_is_over_and_takes_back_what_waits(world: World) -> None:
    incident = declare(world, components=fax_lines())
    notice = first_of(incident)
    approve_notice(notice, seen=notice.revision, by=actor_of(world), at=later(world, 2))
    deliver(later(world, 2))
    report = draft_report(incident, at=later(world, 20), by=actor_of(world))

    resolve_incident(incident, cause="A rack lost power", at=later(world, 40), by=actor_of(world))

    report.refresh_from_db()
    assert report.withdrawn_at == later(world, 40)
    over = waiting_notice(incident, "resolved")
    assert over is not None
    words = dict.fromkeys(over.said, "It works again.")
    over = edit_notice(
        over, over.said, words, seen=over.revision, by=actor_of(world), at=later(world, 41)
    )
    approve_notice(over, seen=over.revision, by=actor_of(world), at=later(world, 42))
    deliver(later(world, 42))
    assert clock_of(incident, "report", "last_notice").met_at == later(world, 42)
    assert not IncidentClock.objects.running().filter(incident=incident, key="report").exists()


def test_a_drill_writes_to_those_who_take_part_and_to_no_customer(world: World) -> None:
    incident = declare(world, components=fax_lines(), drill=True)
    minute = first_of(incident).release_at
    assert minute is not None

    release_due_notices(at=minute)
    deliver(minute)

    [mail] = Message.objects.filter(kind="incident-notice")
    assert mail.recipients == [world.sam.user.email]
    assert mail.subject.startswith("DRILL")
    assert clock_of(incident, "notify", "detection").met_at == minute
