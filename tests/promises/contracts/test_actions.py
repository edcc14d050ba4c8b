"""Contracts are dated versions: loaded, suspended, resumed, and never changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house, portal
from permanence.promises.clocks.actions import take_due_marks
from permanence.promises.clocks.models import Deadline, Mark
from permanence.promises.contracts.actions import (
    TURN,
    NotSuspendable,
    OfAnotherCustomer,
    TooLate,
    load_contract,
    resume_contract,
    suspend_contract,
)
from permanence.promises.contracts.models import Contract, ContractVersion
from permanence.promises.contracts.queries import (
    contract_in_effect,
    contract_mailboxes,
    contracts_of,
    contracts_on,
    terms_of_source,
    versions_of_contract,
)
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.terms.rules import Faults
from tests.cast import World
from tests.promises.contracts.documents import FREIGHT, PLAIN, change
from tests.promises.contracts.loading import LENA, load

LONGER = change("ends = 2026-12-31", "ends = 2028-12-31", PLAIN)


@pytest.fixture(autouse=True)
def _in_house(world: World) -> object:
    with house():
        yield


def held(world: World, *, at: datetime | None = None) -> tuple[ContractTerms, ...]:
    desk, customer = world.messaging.pk, world.brightwater.pk
    found = contracts_of(desks=[desk], organisations=[customer], at=at or world.at)
    return found.get((desk, customer), ())


def turns_to_come(contract: Contract) -> list[datetime]:
    marks = Mark.objects.filter(owner=TURN, subject=contract.pk, settled_at=None)
    assert {mark.kind for mark in marks} <= {"limit"}
    return [mark.due_at for mark in marks.order_by("due_at")]


def test_a_document_becomes_a_contract(world: World) -> None:
    contract = load(world, FREIGHT)

    version = contract.versions.get()
    assert (contract.organisation, contract.desk) == (world.brightwater, world.messaging)
    assert (version.number, version.title, version.document) == (1, "Freight notices", FREIGHT)
    assert (version.starts_on, version.ends_on) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (version.effective_at, version.made_by) == (world.at, "Lena Vos")
    (terms,) = held(world)
    assert terms.source == f"contract:{contract.pk}:1"
    assert terms_of_source(terms.source) is terms
    act = Act.objects.get(act="contract.loaded", organisation_id=world.brightwater.pk)
    assert (act.subject, act.facts["version"]) == (f"contract:{contract.pk}", 1)


def test_the_same_document_again_makes_nothing_new(world: World) -> None:
    contract = load(world)

    again = load_contract(PLAIN, file="contract.toml", at=world.at + timedelta(days=3))

    assert not again.new
    assert contract.versions.count() == 1


def test_a_new_version_takes_effect_at_its_date(world: World) -> None:
    next_week = world.at + timedelta(days=7)
    contract = load(world)
    load(world, LONGER, effective_at=next_week)

    (before,), (after,) = (
        held(world, at=next_week - timedelta(seconds=1)),
        held(world, at=next_week),
    )

    assert (before.version, before.ends_on) == (1, date(2026, 12, 31))
    assert (after.version, after.ends_on) == (2, date(2028, 12, 31))
    numbers = [one.number for one in versions_of_contract(contract.pk, at=world.at)]
    assert numbers == [2, 1]


def test_no_version_takes_effect_in_the_past(world: World) -> None:
    with pytest.raises(TooLate):
        load(world, effective_at=world.at - timedelta(days=1))


def test_before_its_first_version_takes_effect_a_contract_gives_nothing(world: World) -> None:
    contract = load(world, effective_at=world.at + timedelta(days=7))

    assert held(world) == ()
    assert contract_in_effect(contract.pk, at=world.at) is None
    (shown,) = contracts_on(desks=[world.messaging.pk], at=world.at)
    assert shown.standing == "future"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'customer = "Brightwater Insurance"',
            'customer = "Brightwater"',
            'contract.toml:5: contract.customer: no organisation is called "Brightwater"; '
            "write the organisation's name as the desk has it, or add the organisation first",
        ),
        (
            'desk = "messaging"',
            'desk = "mesaging"',
            'contract.toml:4: contract.desk: there is no desk "mesaging"; '
            "use one of: messaging, content",
        ),
    ],
)
def test_a_stranger_is_a_fault(world: World, old: str, new: str, said: str) -> None:
    with pytest.raises(Faults) as faults:
        load(world, change(old, new, PLAIN))

    assert [str(fault) for fault in faults.value.faults] == [said]
    assert not Contract.objects.filter(desk=world.messaging).exists()


def test_a_stranger_and_other_faults_are_told_at_once(world: World) -> None:
    text = change("Brightwater Insurance", "Nobody", change("2026-12-31", "2020-12-31", PLAIN))

    with pytest.raises(Faults) as faults:
        load(world, text)

    assert [fault.key for fault in faults.value.faults] == ["contract.customer", "contract.ends"]


def test_a_contract_before_any_policy_is_a_fault(world: World) -> None:
    with pytest.raises(Faults, match="has no policy in force yet"):
        load_contract(PLAIN, file="contract.toml", at=world.at - timedelta(days=400))


def test_a_number_stands_for_one_customer(world: World) -> None:
    load(world)

    with pytest.raises(OfAnotherCustomer, match="Brightwater Insurance"):
        load(world, change("Brightwater Insurance", "Maison Verdier", PLAIN))


def test_a_suspended_contract_stops_and_goes_on(world: World) -> None:
    contract = load(world)
    later, back = world.at + timedelta(hours=1), world.at + timedelta(hours=5)

    stopped = suspend_contract(contract, reason="Unpaid since June", at=later, by=LENA)
    resumed = resume_contract(contract, at=back, by=LENA)

    standing = [held(world, at=at)[0].standing(at) for at in (world.at, later, back)]
    assert standing == ["in_force", "suspended", "in_force"]
    assert stopped.document == resumed.document == PLAIN
    assert (stopped.reason, stopped.is_suspended) == ("Unpaid since June", True)
    acts = Act.objects.filter(subject=f"contract:{contract.pk}").order_by("pk")
    assert [act.act for act in acts] == [
        "contract.loaded",
        "contract.suspended",
        "contract.resumed",
    ]
    shown = contract_in_effect(contract.pk, at=later)
    assert shown is not None
    assert (shown.standing, shown.reason) == ("suspended", "Unpaid since June")


def test_suspending_needs_a_reason_and_happens_once(world: World) -> None:
    contract = load(world)

    with pytest.raises(NotSuspendable):
        suspend_contract(contract, reason=" ", at=world.at, by=LENA)
    with pytest.raises(NotSuspendable):
        resume_contract(contract, at=world.at, by=LENA)
    suspend_contract(contract, reason="Unpaid", at=world.at, by=LENA)
    with pytest.raises(NotSuspendable):
        suspend_contract(contract, reason="Unpaid", at=world.at, by=LENA)


def test_a_planned_version_does_not_end_a_suspension(world: World) -> None:
    next_week = world.at + timedelta(days=7)
    contract = load(world)
    load(world, LONGER, effective_at=next_week)

    suspend_contract(contract, reason="Unpaid", at=world.at, by=LENA)

    (then,) = held(world, at=next_week)
    assert (then.ends_on, then.is_suspended) == (date(2028, 12, 31), True)
    resume_contract(contract, at=world.at + timedelta(days=1), by=LENA)
    (then,) = held(world, at=next_week)
    assert (then.ends_on, then.is_suspended) == (date(2028, 12, 31), False)


def test_a_new_document_does_not_end_a_suspension(world: World) -> None:
    contract = load(world)
    suspend_contract(contract, reason="Unpaid", at=world.at, by=LENA)

    load(world, LONGER)

    (now,) = held(world)
    assert (now.ends_on, now.is_suspended) == (date(2028, 12, 31), True)
    assert contract.versions.latest("number").reason == "Unpaid"


def test_each_turn_is_a_deadline_with_one_mark(world: World) -> None:
    begins = world.at + timedelta(days=30)
    text = change("starts = 2026-01-01", f"starts = {begins.date()}", PLAIN)

    contract = load(world, text)

    expected = [
        world.at,
        datetime.combine(begins.date(), datetime.min.time(), UTC).replace(hour=0),
        datetime(2027, 1, 1, tzinfo=UTC),
    ]
    # London has summer time on the first day but not on the last.
    assert turns_to_come(contract) in (
        expected,
        [expected[0], expected[1] - timedelta(hours=1), expected[2]],
    )
    deadline = Deadline.objects.filter(owner=TURN, subject=contract.pk).first()
    assert deadline is not None
    assert (deadline.desk_id, deadline.organisation_id) == (
        world.messaging.pk,
        world.brightwater.pk,
    )


def test_a_later_version_takes_turns_away_and_sets_its_own(world: World) -> None:
    contract = load(world)
    take_due_marks(TURN, subjects=Contract, at=world.at)
    change_at = world.at + timedelta(days=7)

    load(world, LONGER, effective_at=change_at)

    assert turns_to_come(contract) == [change_at, datetime(2029, 1, 1, tzinfo=UTC)]
    withdrawn = Deadline.objects.filter(owner=TURN, subject=contract.pk, withdrawn_at=world.at)
    assert [one.due_at for one in withdrawn] == [datetime(2027, 1, 1, tzinfo=UTC)]


def test_a_turn_that_waits_for_the_watch_is_left_to_it(world: World) -> None:
    contract = load(world)
    later = world.at + timedelta(minutes=1)

    suspend_contract(contract, reason="Unpaid", at=later, by=LENA)

    assert turns_to_come(contract) == [world.at, later, datetime(2027, 1, 1, tzinfo=UTC)]


def test_the_watch_takes_each_turn_once(world: World) -> None:
    contract = load(world)
    new_year = datetime(2027, 1, 1, tzinfo=UTC)

    first = take_due_marks(TURN, subjects=Contract, at=new_year)

    mine = [mark.due_at for mark in first if mark.subject == contract.pk]
    assert mine == [world.at, new_year]
    assert take_due_marks(TURN, subjects=Contract, at=new_year) == []


def test_a_batch_asks_once(world: World) -> None:
    load(world)
    load(world, change('"M-8"', '"M-9"', PLAIN))
    desks = [world.messaging.pk, world.content.pk]
    customers = [world.brightwater.pk, world.verdier.pk]
    contracts_of(desks=desks, organisations=customers, at=world.at)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = contracts_of(desks=desks, organisations=customers, at=world.at)

    assert len(asked) == 1
    assert {key: len(terms) for key, terms in found.items()} == {
        (world.messaging.pk, world.brightwater.pk): 2,
        (world.content.pk, world.verdier.pk): 1,
    }


def test_the_newest_start_comes_first(world: World) -> None:
    load(world)
    load(
        world, change("starts = 2026-01-01", "starts = 2026-02-01", change('"M-8"', '"M-9"', PLAIN))
    )

    assert [terms.number for terms in held(world)] == ["M-9", "M-8"]


def test_a_customer_reads_its_own_contracts_only(world: World) -> None:
    load(world)

    with portal(organisation=world.brightwater.pk, contact=world.ada.pk):
        assert [one.title for one in ContractVersion.objects.all()] == ["Support"]
        assert [one.number for one in Contract.objects.all()] == ["M-8"]
        assert [terms.number for terms in held(world)] == ["M-8"]
    with portal(organisation=world.verdier.pk, contact=world.claire.pk):
        assert [one.number for one in Contract.objects.all()] == ["CV-2026-07"]
        assert held(world) == ()
    with portal(organisation=None, contact=world.stranger.pk):
        assert not ContractVersion.objects.exists()


def test_a_mailbox_of_its_own_takes_mail_while_the_contract_holds(world: World) -> None:
    contract = load(world, FREIGHT)
    address = "port@messaging.example.com"

    assert contract_mailboxes(at=world.at) == {address: "messaging"}
    later = world.at + timedelta(hours=1)
    suspend_contract(contract, reason="Unpaid", at=later, by=LENA)
    assert contract_mailboxes(at=later) == {}


def test_the_people_whom_it_names_are_technical_contacts(world: World) -> None:
    load(world, FREIGHT)

    world.ada.refresh_from_db()
    world.bea.refresh_from_db()
    assert (world.ada.is_technical, world.bea.is_technical) == (True, False)


def test_a_version_is_never_changed(world: World) -> None:
    load(world)

    with pytest.raises(ProgrammingError):
        ContractVersion.objects.update(document="")


def test_a_version_is_never_deleted(world: World) -> None:
    load(world)

    with pytest.raises(ProgrammingError), transaction.atomic():
        ContractVersion.objects.all()._raw_delete("default")  # past what points at it
