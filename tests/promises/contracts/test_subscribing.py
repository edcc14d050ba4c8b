"""Contracts say which parts of the service they give; one query finds whom a failure touches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction

from permanence.ground.lib.db import house, portal
from permanence.promises.contracts.actions import resume_contract, suspend_contract
from permanence.promises.contracts.models import Contract, Subscription
from permanence.promises.contracts.queries import (
    components_given,
    customers_given,
    terms_of_version,
)
from permanence.promises.contracts.rules import draft_of_document, write_contract
from permanence.promises.terms.rules import Faults
from permanence.world.catalogue.models import Component
from tests.cast import World
from tests.promises.contracts.documents import PLAIN
from tests.promises.contracts.loading import LENA, load


@pytest.fixture(autouse=True)
def _in_house(world: World) -> Iterator[None]:
    with house():
        yield


def with_components(*tables: str) -> str:
    """Return the plain contract that names these components."""
    return PLAIN + "".join(f"\n[[contract.component]]\n{table}\n" for table in tables)


def number_of(key: str) -> int:
    return Component.objects.get(key=key).pk


def touched(world: World, *keys: str, at: datetime | None = None) -> set[int]:
    given = customers_given(
        [number_of(key) for key in keys], desk=world.messaging.pk, at=at or world.at
    )
    return {one.organisation for one in given}


def test_a_customer_is_touched_by_what_its_contract_gives(world: World) -> None:
    load(world, with_components('key = "inbound-fax"'))

    assert touched(world, "inbound-fax", "fax-lines") == {world.brightwater.pk}
    assert touched(world, "mail-broadcast") == set()


def test_who_agreed_on_no_components_is_touched_by_any(world: World) -> None:
    load(world, PLAIN)

    assert touched(world, "job-queue") == {world.brightwater.pk}
    assert components_given(world.brightwater.pk, desk=world.messaging.pk, at=world.at) is None


def test_what_a_customer_is_given_is_known(world: World) -> None:
    load(world, with_components('key = "inbound-fax"', 'key = "fax-lines"'))

    given = components_given(world.brightwater.pk, desk=world.messaging.pk, at=world.at)

    assert given == {number_of("inbound-fax"), number_of("fax-lines")}
    assert components_given(world.verdier.pk, desk=world.messaging.pk, at=world.at) is None


@pytest.mark.parametrize(
    ("day", "is_given"),
    [("2026-03-04", False), ("2026-03-05", True), ("2026-03-31", True), ("2026-04-01", False)],
)
def test_a_component_is_given_on_its_own_days_both_included(
    world: World, day: str, is_given: bool
) -> None:
    dated = 'key = "inbound-fax"\nstarts = 2026-03-05\nends = 2026-03-31'
    load(world, with_components(dated, 'key = "mail-broadcast"'))

    noon = datetime.fromisoformat(f"{day}T12:00+00:00")

    assert (touched(world, "inbound-fax", at=noon) != set()) == is_given


def test_what_ends_with_the_contract_ends_with_it(world: World) -> None:
    load(world, with_components('key = "inbound-fax"\nends = 2029-01-01'))

    assert touched(world, "inbound-fax", at=datetime(2026, 12, 31, 12, tzinfo=UTC))
    assert not touched(world, "inbound-fax", at=datetime(2027, 1, 2, tzinfo=UTC))


def test_a_later_version_counts_from_its_effect(world: World) -> None:
    load(world, with_components('key = "inbound-fax"'))
    tomorrow = world.at + timedelta(days=1)
    load(world, with_components('key = "mail-broadcast"'), effective_at=tomorrow)

    assert touched(world, "inbound-fax") == {world.brightwater.pk}
    assert touched(world, "inbound-fax", at=tomorrow) == set()
    assert touched(world, "mail-broadcast", at=tomorrow) == {world.brightwater.pk}


def test_a_suspended_contract_is_touched_all_the_same(world: World) -> None:
    contract = load(world, with_components('key = "inbound-fax"'))
    later = world.at + timedelta(hours=1)
    suspend_contract(contract, reason="Not paid", at=later, by=LENA)
    resume_contract(contract, at=later + timedelta(hours=1), by=LENA)

    assert touched(world, "inbound-fax", at=later) == {world.brightwater.pk}
    assert touched(world, "inbound-fax", at=later + timedelta(hours=2)) == {world.brightwater.pk}
    assert touched(world, "mail-broadcast", at=later) == set()


def test_faults_name_the_component_and_change_nothing(world: World) -> None:
    unknown = with_components('key = "inbound-facts"')
    with pytest.raises(Faults, match="inbound-facts") as unknown_fault:
        load(world, unknown)
    with pytest.raises(Faults, match="comes before the start"):
        load(world, with_components('key = "fax-lines"\nstarts = 2026-02-01\nends = 2026-01-01'))
    with pytest.raises(Faults, match="a second"):
        load(world, with_components('key = "fax-lines"', 'key = "fax-lines"'))

    line = unknown_fault.value.faults[0].line
    assert unknown.splitlines()[line - 1] == 'key = "inbound-facts"'
    assert not Contract.objects.filter(organisation=world.brightwater).exists()


def test_the_form_keeps_which_components_are_given(world: World) -> None:
    text = with_components('key = "inbound-fax"\nstarts = 2026-03-05')

    load(world, write_contract(draft_of_document(text)))

    row = Subscription.objects.get(organisation_id=world.brightwater.pk)
    assert row.component is not None
    assert row.component.key == "inbound-fax"
    assert terms_of_version(row.version_id).subscribed[0].starts_on == date(2026, 3, 5)


def test_no_role_rewrites_what_was_given(world: World) -> None:
    load(world, with_components('key = "inbound-fax"'))

    with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        Subscription.objects.update(until=world.at)


def test_a_customer_reads_of_a_private_component_that_it_is_given(world: World) -> None:
    load(world, with_components('key = "message-store"'))

    with portal(organisation=world.brightwater.pk, contact=world.ada.pk):
        assert Component.objects.filter(key="message-store").exists()
    with portal(organisation=world.verdier.pk, contact=world.claire.pk):
        assert not Component.objects.filter(key="message-store").exists()
