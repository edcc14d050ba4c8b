"""Whom an incident touches: lists that nobody rewrites, clocks of customers added late, signals."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from permanence.ground.journal.rules import SYSTEM
from permanence.ground.lib.db import house, portal
from permanence.promises.contracts.models import Contract, ContractVersion, Subscription
from permanence.promises.contracts.rules import Subscribed
from permanence.service.incidents.actions import (
    change_components,
    confirm_by_signals,
    confirm_impact,
    dismiss_suspicion,
    judge_customers,
    meet_clock,
    reckon_impact,
    say_me_too,
)
from permanence.service.incidents.actions.impact import NotConfirmed, NotJudged
from permanence.service.incidents.models import (
    ImpactConfirmation,
    ImpactRevision,
    Incident,
    IncidentClock,
    Judgement,
    MeToo,
    Touched,
)
from permanence.service.incidents.queries import (
    difference_of,
    incidents_touching,
    last_revision,
    prove_incident,
    revisions_of,
    signals_of,
    told_customers,
    touched_by,
)
from permanence.service.incidents.queries.impact import find_touched, lines_of
from permanence.service.incidents.rules.impact import digest_lines, nearest_found
from permanence.world.accounts.models import Organisation
from permanence.world.catalogue.actions import enter_installation
from permanence.world.catalogue.models import Component, Dependency
from permanence.world.catalogue.queries import touched_components
from permanence.world.catalogue.rules import InstallationCard
from tests.cast import World, add_contract
from tests.service.incidents.leading import actor_of, declare, kinds_of, suspect

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _in_house(world: World) -> Iterator[None]:
    with house():
        yield


def number_of(key: str) -> int:
    return Component.objects.get(key=key).pk


def subscribe(world: World, organisation: Organisation, *keys: str, number: str = "") -> Contract:
    """Return a contract of a customer with the messaging desk that names some components."""
    return add_contract(
        organisation,
        desk=world.messaging,
        number=number or f"T-{organisation.pk}",
        at=world.at - timedelta(days=3),
        starts=date(2026, 1, 1),
        components=tuple(Subscribed(key) for key in keys),
    )


def add_customers(count: int) -> list[int]:
    rows = Organisation.objects.bulk_create(
        Organisation(name=f"Customer {number:05}") for number in range(count)
    )
    return [row.pk for row in rows]


def fail(world: World, *keys: str, **said: Any) -> Incident:
    return declare(world, components=[number_of(key) for key in keys], **said)


def customers_owed(incident: Incident) -> list[int]:
    """Whom a clock of their own says to tell; they were added after the first notices."""
    waiting = IncidentClock.objects.running().filter(incident=incident, key="notify")
    return list(waiting.exclude(organisation_id=None).values_list("organisation_id", flat=True))


def standings(incident: Incident) -> dict[str, str]:
    return {row.organisation.name: row.standing for row in touched_by(incident)}


def keys_of(row: Touched) -> list[str]:
    known = dict(Component.objects.values_list("pk", "key"))
    return [known[one] for one in row.path]


def test_declaring_finds_whom_it_touches_and_by_which_way(world: World) -> None:
    contract = subscribe(world, world.brightwater, "fax-to-mail")

    incident = fail(world, "fax-lines")

    [row] = touched_by(incident)
    assert row.organisation == world.brightwater
    assert (row.standing, row.ground) == ("possible", "component")
    assert keys_of(row) == ["fax-lines", "inbound-fax", "fax-to-mail"]
    assert row.contract_version is not None
    assert row.contract_version.contract == contract
    assert "impact.reckoned" in kinds_of(incident)
    assert incidents_touching(world.brightwater.pk) == [incident]
    assert incidents_touching(world.verdier.pk) == []


def test_rather_one_too_many_is_touched(world: World) -> None:
    subscribe(world, world.brightwater)
    world.ticket(world.claire)

    incident = fail(world, "job-queue")

    grounds = {row.organisation.name: row.ground for row in touched_by(incident)}
    assert grounds == {world.brightwater.name: "everything", world.verdier.name: "no_contract"}


def test_the_gravest_that_names_no_component_touches_all(world: World) -> None:
    subscribe(world, world.brightwater, "mail-broadcast")

    assert told_customers(declare(world, components=[], severity=1)) == [world.brightwater.pk]
    assert told_customers(declare(world, components=[], severity=2)) == []


def test_a_new_scope_makes_the_next_list_and_the_difference_is_seen(world: World) -> None:
    subscribe(world, world.brightwater, "inbound-fax")
    subscribe(world, world.verdier, "mail-broadcast")
    incident = fail(world, "fax-lines")

    wider = {number_of("fax-lines"): "down", number_of("job-queue"): "partial"}
    change_components(incident, components=wider, at=world.at, by=actor_of(world))

    assert [row.number for row in revisions_of(incident)] == [2, 1]
    found = difference_of(incident, 2)
    assert found is not None
    assert [line.organisation for line in found.difference.added] == [world.verdier.pk]
    narrower = {number_of("job-queue"): "partial"}
    change_components(incident, components=narrower, at=world.at, by=actor_of(world))
    assert told_customers(incident) == [world.verdier.pk]
    assert len(lines_of(revisions_of(incident)[1])) == 2, "the earlier list stays"


def test_reckoning_again_changes_nothing_where_nothing_changed(world: World) -> None:
    subscribe(world, world.brightwater, "inbound-fax")
    incident = fail(world, "fax-lines")

    again = reckon_impact(incident, at=world.at, by=SYSTEM)

    assert again.number == 1
    assert ImpactRevision.objects.filter(incident=incident).count() == 1


def test_no_role_rewrites_a_list_a_decision_or_a_confirmation(world: World) -> None:
    subscribe(world, world.brightwater, "inbound-fax")
    incident = fail(world, "fax-lines")
    confirm_impact(incident, at=world.at, by=actor_of(world))
    judge_customers(
        incident, [world.brightwater.pk], standing="confirmed", at=world.at, by=actor_of(world)
    )

    for model in (ImpactRevision, Touched, Judgement, ImpactConfirmation, MeToo):
        for change in ("update {} set id = id", "delete from {}"):
            table = model._meta.db_table
            statement = change.format(f'"{table}"').replace(
                "id = id",
                f'"{model._meta.pk.column}" = "{model._meta.pk.column}"',  # type: ignore[union-attr]
            )
            with (
                pytest.raises(DatabaseError, match="denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


def test_each_list_is_sealed_with_the_one_before_it(world: World) -> None:
    subscribe(world, world.brightwater, "inbound-fax")
    incident = fail(world, "fax-lines")
    judge_customers(
        incident, [world.verdier.pk], standing="confirmed", at=world.at, by=actor_of(world)
    )

    previous = ""
    for row in reversed(revisions_of(incident)):
        assert row.digest == digest_lines(incident.pk, row.number, lines_of(row), previous=previous)
        previous = row.digest
    assert prove_incident(incident).holds


def test_who_excludes_a_customer_is_a_person_and_says_why(world: World) -> None:
    subscribe(world, world.brightwater, "inbound-fax")
    incident = fail(world, "fax-lines")
    who = [world.brightwater.pk]

    with pytest.raises(NotJudged, match="why"):
        judge_customers(incident, who, standing="excluded", at=world.at, by=actor_of(world))
    with pytest.raises(NotJudged, match="person"):
        judge_customers(
            incident, who, standing="excluded", reason="Own lines", at=world.at, by=SYSTEM
        )
    with pytest.raises(IntegrityError, match="for_a_reason"), transaction.atomic():
        Judgement.objects.create(
            incident=incident, standing="excluded", at=world.at, actor="specialist:1"
        )

    judge_customers(
        incident, who, standing="excluded", reason="Own lines", at=world.at, by=actor_of(world)
    )

    [row] = touched_by(incident)
    assert (row.standing, row.reason) == ("excluded", "Own lines")
    assert row.judgement is not None
    assert row.judgement.actor_name == world.sam.name
    assert told_customers(incident) == []


def test_an_exclusion_holds_for_the_way_it_was_said_of(world: World) -> None:
    subscribe(world, world.brightwater, "inbound-fax", "mail-broadcast")
    incident = fail(world, "fax-lines")
    judge_customers(
        incident,
        [world.brightwater.pk],
        standing="excluded",
        reason="Own lines",
        at=world.at,
        by=actor_of(world),
    )

    change_components(
        incident, components={number_of("job-queue"): "down"}, at=world.at, by=actor_of(world)
    )

    assert standings(incident) == {world.brightwater.name: "possible"}


def test_confirming_the_list_meets_the_clock_and_says_who(world: World) -> None:
    subscribe(world, world.brightwater, "inbound-fax")
    incident = fail(world, "fax-lines")

    with pytest.raises(NotConfirmed):
        confirm_impact(incident, at=world.at, by=SYSTEM)
    confirm_impact(incident, at=world.at, by=actor_of(world))
    with pytest.raises(NotConfirmed, match=world.sam.name):
        confirm_impact(incident, at=world.at, by=actor_of(world, "lena"))

    clocks = IncidentClock.objects.filter(incident=incident, key="assess")
    assert clocks
    assert all(clock.met_at == world.at for clock in clocks)
    last = last_revision(incident)
    assert last is not None
    assert last.confirmation.actor_name == world.sam.name


def test_who_is_added_after_the_first_notices_has_a_clock_of_their_own(world: World) -> None:
    subscribe(world, world.brightwater, "inbound-fax")
    subscribe(world, world.verdier, "mail-broadcast")
    incident = fail(world, "fax-lines")
    meet_clock(incident, "notify", at=world.at)
    later = world.at + 40 * MINUTE

    wider = {number_of("fax-lines"): "down", number_of("job-queue"): "partial"}
    change_components(incident, components=wider, at=later, by=actor_of(world))

    clock = IncidentClock.objects.get(incident=incident, organisation_id=world.verdier.pk)
    assert (clock.key, clock.start_at, clock.limit_at) == ("notify", later, later + 30 * MINUTE)
    assert customers_owed(incident) == [world.verdier.pk]
    judge_customers(
        incident,
        [world.verdier.pk],
        standing="excluded",
        reason="Other lists",
        at=later,
        by=actor_of(world),
    )
    assert customers_owed(incident) == []


def test_while_the_first_notices_are_owed_nobody_has_an_own_clock(world: World) -> None:
    subscribe(world, world.verdier, "mail-broadcast")
    incident = fail(world, "fax-lines")

    change_components(
        incident, components={number_of("job-queue"): "down"}, at=world.at, by=actor_of(world)
    )

    assert told_customers(incident) == [world.verdier.pk]
    assert customers_owed(incident) == []


def test_the_list_of_a_dismissed_suspicion_stays_as_it_was(world: World) -> None:
    subscribe(world, world.brightwater, "inbound-fax")
    incident = suspect(world, components=[number_of("fax-lines")])
    dismiss_suspicion(incident, reason="A test", at=world.at, by=actor_of(world))
    incident.refresh_from_db()

    with pytest.raises(NotJudged, match="is over"):
        judge_customers(
            incident, [world.verdier.pk], standing="confirmed", at=world.at, by=actor_of(world)
        )
    assert reckon_impact(incident, at=world.at, by=SYSTEM).number == 1


def test_a_customer_knows_of_itself_alone(world: World) -> None:
    subscribe(world, world.brightwater, "inbound-fax")
    subscribe(world, world.verdier, "outbound-fax")
    incident = fail(world, "fax-lines")

    with portal(organisation=world.brightwater.pk, contact=world.ada.pk):
        assert [row.organisation_id for row in Touched.objects.all()] == [world.brightwater.pk]
        with pytest.raises(DatabaseError), transaction.atomic():
            Judgement.objects.count()
    judge_customers(
        incident,
        [world.brightwater.pk],
        standing="excluded",
        reason="Own lines",
        at=world.at,
        by=actor_of(world),
    )
    with portal(organisation=world.brightwater.pk, contact=world.ada.pk):
        assert not Touched.objects.exists(), "not of earlier lists either"


def test_a_person_says_once_that_it_touches_them_too(world: World) -> None:
    subscribe(world, world.brightwater, "inbound-fax")
    incident = fail(world, "fax-lines")
    told = {"organisation": world.brightwater.pk, "contact": world.ada.pk, "at": world.at}

    with portal(organisation=world.brightwater.pk, contact=world.ada.pk):
        say_me_too(incident.pk, **told, said="Nothing since nine")
        with pytest.raises(IntegrityError), transaction.atomic():
            say_me_too(incident.pk, **told)
    with portal(organisation=world.verdier.pk, contact=world.claire.pk):
        for theirs in (told, told | {"organisation": world.verdier.pk, "contact": world.claire.pk}):
            with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
                say_me_too(incident.pk, **theirs)

    [signal] = signals_of(incident, at=world.at)[world.brightwater.pk]
    assert (signal.kind, signal.count, signal.speaks) == ("me_too", 1, True)


def test_requests_beyond_what_is_usual_propose_whom_the_catalogue_missed(world: World) -> None:
    for week in (1, 2, 3):
        world.ticket(world.ada, at=world.at - timedelta(days=7 * week))
    subscribe(world, world.brightwater, "mail-broadcast")
    subscribe(world, world.verdier, "mail-broadcast")
    incident = fail(world, "fax-lines")
    world.ticket(world.ada)
    ticket = world.ticket(world.claire)

    later = world.at + MINUTE
    found = signals_of(incident, at=later)

    assert [(one.count, one.usual, one.speaks) for one in found[world.brightwater.pk]] == [
        (1, 1.0, False)
    ]
    [speaking] = found[world.verdier.pk]
    assert (speaking.kind, speaking.speaks, speaking.subjects) == ("ticket", True, (ticket.pk,))

    confirm_by_signals(incident, [world.verdier.pk], at=later, by=actor_of(world))

    [row] = touched_by(incident)
    assert (row.organisation, row.standing, row.ground) == (world.verdier, "confirmed", "signals")
    assert row.judgement is not None
    [kept] = row.judgement.signals
    assert kept["subjects"] == [ticket.pk]
    assert kept["source"].startswith("policy:messaging:")


def test_what_a_customer_keeps_of_its_environment_is_shown_and_decides_nothing(
    world: World,
) -> None:
    card = InstallationCard("Main", "fax lines", "production", "desk", "customer")
    enter_installation(world.verdier, card, by=actor_of(world), at=world.at)

    found = signals_of(fail(world, "fax-lines"), at=world.at)

    [signal] = found[world.verdier.pk]
    assert (signal.kind, signal.speaks) == ("environment", False)


def naive_touched(world: World, broken: list[int]) -> dict[int, tuple[int, ...]]:
    """Return whom a failure touches, worked out row by row."""
    needs: dict[int, set[int]] = {}
    for row in Dependency.objects.all():
        needs.setdefault(row.component_id, set()).add(row.needs_id)
    failing = set(broken)
    while more := {one for one, below in needs.items() if below & failing} - failing:
        failing |= more
    return {
        row.organisation_id: (row.component_id or 0,)
        for row in Subscription.objects.filter(desk=world.messaging)
        if (row.component_id is None or row.component_id in failing)
        and row.since <= world.at
        and (row.until is None or row.until > world.at)
    }


def test_whoever_is_found_is_whom_a_naive_walk_finds(world: World) -> None:
    dice = random.Random(4)
    keys = list(Component.objects.filter(desk=world.messaging).values_list("key", flat=True))
    for number in range(12):
        customer = Organisation.objects.create(name=f"Customer {number}")
        add_contract(
            customer,
            desk=world.messaging,
            number=f"N-{number}",
            at=world.at - timedelta(days=1),
            starts=date(2026, 1, 1),
            ends=dice.choice([None, date(2026, 12, 31)]),
            components=tuple(
                Subscribed(key, ends_on=dice.choice([None, date(2026, 2, 1)]))
                for key in dice.sample(keys, dice.randint(0, 3))
            ),
        )

    for _ in range(20):
        broken = [number_of(key) for key in dice.sample(keys, dice.randint(1, 3))]

        found = nearest_found(find_touched(broken, desk=world.messaging.pk, at=world.at))

        assert set(found) == set(naive_touched(world, broken))
        ways = touched_components(broken)
        for one in found.values():
            if one.ground == "component":
                assert one.path == ways[one.path[-1]]


def test_a_thousand_customers_are_reckoned_in_as_many_statements_as_one(world: World) -> None:
    contract = subscribe(world, world.brightwater, "inbound-fax")
    with CaptureQueriesContext(connection) as for_one:
        fail(world, "fax-lines")
    multiply(Subscription.objects.get(contract=contract), 1000)

    with CaptureQueriesContext(connection) as for_many:
        incident = fail(world, "fax-lines")

    assert len(told_customers(incident)) == 1001
    assert len(for_many) == len(for_one)


def multiply(pattern: Subscription, count: int) -> None:
    """Let so many more customers have the same contract."""
    contracts = Contract.objects.bulk_create(
        Contract(organisation_id=one, desk_id=pattern.desk_id, number=f"B-{one}")
        for one in add_customers(count)
    )
    versions = ContractVersion.objects.bulk_create(
        copy_version(pattern, contract) for contract in contracts
    )
    Subscription.objects.bulk_create(
        Subscription(
            contract_id=version.contract_id,
            version=version,
            organisation_id=version.organisation_id,
            desk_id=pattern.desk_id,
            component_id=pattern.component_id,
            since=pattern.since,
        )
        for version in versions
    )


def copy_version(pattern: Subscription, contract: Contract) -> ContractVersion:
    """Return the same version of another contract, not saved."""
    made = ContractVersion.objects.get(pk=pattern.version_id)
    made.pk, made.contract, made.organisation_id = None, contract, contract.organisation_id
    return made
