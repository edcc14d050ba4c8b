"""Granting hours when their time comes, and telling customers of them, each thing once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from permanence.ground.outbox.models import Message
from permanence.promises.contracts.actions import load_contract, suspend_contract
from permanence.promises.contracts.actions.alerts import send_alerts
from permanence.promises.contracts.actions.bank import grant_lots
from permanence.promises.contracts.jobs import keep_hours
from permanence.promises.contracts.models import Contract, HoursAlert, Lot
from permanence.promises.contracts.queries.bank import balance_of, calendar_named
from permanence.promises.policies.rules.plan import Work
from permanence.service.timesheets.models import WorkKind
from tests.cast import World
from tests.service.timesheets.banking import AGREEMENT, NOOR, agree_hours, open_file, spend

pytestmark = pytest.mark.usefixtures("house")
IN_JUNE = datetime(2026, 6, 15, 12, tzinfo=UTC)


def agree_again(world: World, *, hours: str, at: datetime, period: str = "year") -> int:
    """Load a new version of the contract that brings other hours."""
    text = AGREEMENT.format(number="H-1", hours=hours, period=period, plan="", at_zero="warn")
    return load_contract(text.replace('plan = ""\n', ""), file="h.toml", at=at).contract


def hours_granted(contract: int) -> list[tuple[str, float, str]]:
    """The lots of a contract: kind, hours, first day."""
    lots = Lot.objects.filter(contract=contract).order_by("valid_from", "kind")
    return [(lot.kind, lot.seconds / 3600, f"{lot.valid_from:%m-%d}") for lot in lots]


def test_the_kinds_of_work_are_those_that_clauses_name() -> None:
    assert list(WorkKind.values) == list(Work.__args__)  # type: ignore[attr-defined]


def test_lots_are_granted_once_however_often_the_job_runs(world: World) -> None:
    contract = agree_hours(world, plan="base-plus")

    again = grant_lots(at=world.at) + grant_lots(at=world.at)

    assert again == 0
    assert hours_granted(contract) == [("contract", 2, "01-01"), ("plan", 10, "01-01")]


def test_each_lot_knows_the_window_it_pays_in_and_the_document_that_says_so(world: World) -> None:
    contract = agree_hours(world, plan="base-plus")

    own, plan = balance_of(contract, world.at).lots

    assert own.clause_source == f"contract:{contract}:1"
    assert plan.calendar_source == "policy:content:1"
    assert calendar_named(own.calendar_source, own.calendar_key).always
    assert not calendar_named(plan.calendar_source, plan.calendar_key).always


def test_the_hours_of_a_new_period_come_at_its_first_midnight(world: World) -> None:
    contract = agree_hours(world, period="quarter")
    april = datetime(2026, 4, 1, 4, tzinfo=UTC)  # midnight in Toronto

    before = grant_lots(at=april - timedelta(seconds=1))
    then = grant_lots(at=april)

    assert (before, then) == (0, 1)
    assert [day for _, _, day in hours_granted(contract)] == ["01-01", "04-01"]


def test_a_version_that_brings_more_adds_what_is_missing_and_one_that_brings_less_takes_nothing(
    world: World,
) -> None:
    contract = agree_hours(world, hours="4 hours")
    agree_again(world, hours="10 hours", at=IN_JUNE)
    grant_lots(at=IN_JUNE)
    agree_again(world, hours="3 hours", at=IN_JUNE + timedelta(days=1))
    grant_lots(at=IN_JUNE + timedelta(days=1))

    assert hours_granted(contract) == [("contract", 4, "01-01"), ("contract", 6, "06-15")]


def test_hours_do_not_outlive_a_contract_that_is_ended_earlier(world: World) -> None:
    contract = agree_hours(world)
    text = AGREEMENT.format(number="H-1", hours="2 hours", period="year", plan="", at_zero="warn")
    text = text.replace('plan = ""\n', "").replace("ends = 2026-12-31", "ends = 2026-06-30")
    load_contract(text, file="h.toml", at=IN_JUNE)

    grant_lots(at=IN_JUNE)

    lot = Lot.objects.get(contract=contract)
    assert lot.expires_at == datetime(2026, 7, 1, 4, tzinfo=UTC)


def test_a_suspended_contract_brings_no_new_hours(world: World) -> None:
    contract = agree_hours(world, period="month")
    april = datetime(2026, 4, 2, tzinfo=UTC)
    suspend_contract(Contract.objects.get(pk=contract), reason="Unpaid bill.", at=world.at, by=NOOR)

    grant_lots(at=april)

    assert balance_of(contract, april).lots == ()


def test_a_balance_is_a_sum_at_any_instant(world: World) -> None:
    contract = agree_hours(world)
    spend(world, open_file(world), 30)

    assert balance_of(contract, world.at - timedelta(hours=1)).left == 7200
    assert balance_of(contract, world.at).left == 5400
    assert balance_of(contract, datetime(2027, 1, 1, 5, tzinfo=UTC)).left == 0


def test_a_share_used_is_told_once_in_the_contacts_language(world: World) -> None:
    contract = agree_hours(world)
    spend(world, open_file(world), 60)

    sent = send_alerts(at=world.at) + send_alerts(at=world.at)

    mail = Message.objects.get(kind="hours-alert")
    assert sent == 1
    assert mail.recipients == ["claire.aubin@verdier.example"]
    assert (mail.language, mail.owner) == ("fr", f"contract:{contract}")
    assert "/content/hours" in mail.text


def test_of_several_shares_reached_at_once_only_the_gravest_is_told(world: World) -> None:
    agree_hours(world)
    spend(world, open_file(world), 100)

    sent = send_alerts(at=world.at)

    assert sent == 1
    assert set(HoursAlert.objects.values_list("key", "is_sent")) == {
        ("used:50", False),
        ("used:80", True),
    }


def test_an_expiry_is_told_at_each_of_its_days_as_long_as_something_is_left(world: World) -> None:
    agree_hours(world)
    end = datetime(2027, 1, 1, 5, tzinfo=UTC)

    told = [send_alerts(at=end - timedelta(days=days)) for days in (31, 30, 20, 7, 1)]

    assert told == [0, 1, 0, 1, 0]


def test_a_suspended_contract_is_not_told_of_its_hours(world: World) -> None:
    contract = agree_hours(world)
    spend(world, open_file(world), 60)
    suspend_contract(Contract.objects.get(pk=contract), reason="Unpaid bill.", at=world.at, by=NOOR)

    assert send_alerts(at=world.at) == 0


def test_the_workers_grant_and_tell_in_one_job(world: World) -> None:
    agree_hours(world)
    spend(world, open_file(world), 60)

    done = keep_hours()

    assert done == 0
    assert HoursAlert.objects.get().key == "used:50"


def test_periods_that_were_over_before_the_contract_was_loaded_bring_nothing(world: World) -> None:
    contract = agree_hours(world, period="month")

    assert [day for _, _, day in hours_granted(contract)] == ["02-01", "03-01"]
