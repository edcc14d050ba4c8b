"""Rotas as they are kept: versions, covers, swaps between two, and who is called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house, portal
from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.actions.presence import leave_office
from permanence.world.accounts.models import Specialist
from permanence.world.rotas.actions.covering import Hours, cover_hours, end_cover
from permanence.world.rotas.actions.feeding import close_feed, open_feed, reader_of_token
from permanence.world.rotas.actions.planning import (
    ChangedMeanwhile,
    FaultyPlan,
    NoColleague,
    NotInThePast,
    SlugTaken,
    add_rota,
    change_rota,
    retire_rota,
)
from permanence.world.rotas.actions.swapping import (
    AnsweredAlready,
    NotTheirs,
    agree_swap,
    ask_swap,
    decline_swap,
    withdraw_swap,
)
from permanence.world.rotas.models import Cover, Rota, RotaVersion
from permanence.world.rotas.queries import people_on_call, rotas_of_desk, schedules_of
from permanence.world.rotas.rules.plans import Plan
from permanence.world.rotas.rules.shifts import shifts_between
from tests.cast import World
from tests.world.rotas.plans import layer_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LENA = Actor("specialist:1", "Lena Vos")


@pytest.fixture
def tom(world: World) -> Specialist:
    """A second specialist of the messaging desk."""
    return world.hire("Tom Reyes", "specialist")


@pytest.fixture
def rota(world: World, tom: Specialist) -> Iterator[Rota]:
    """Sam and Tom change every Monday at nine in Berlin; Sam begins at once."""
    with house():
        yield add_rota(
            world.messaging,
            slug="nights",
            name="Nights",
            plan=plan_of(world, tom),
            from_at=world.at,
            by=LENA,
            at=world.at,
        )


def plan_of(world: World, *others: Specialist) -> Plan:
    """Return a week each, from this Monday at nine on."""
    members = [world.sam.pk, *(one.pk for one in others)]
    layer = layer_of(*members, first_day=world.at.date())
    return Plan("Europe/Berlin", (layer,))


def test_who_is_on_call_stands_before_who_is_next(
    world: World, tom: Specialist, rota: Rota
) -> None:
    assert people_on_call(rota.pk, at=world.at) == [world.sam.pk, tom.pk]
    assert people_on_call(rota.pk, at=world.at + 8 * DAY) == [tom.pk, world.sam.pk]
    assert [one.slug for one in rotas_of_desk(world.messaging.pk)] == ["nights"]
    assert rotas_of_desk(world.content.pk) == []


def test_who_is_out_of_office_is_not_called(world: World, tom: Specialist, rota: Rota) -> None:
    leave_office(
        world.sam, from_at=world.at, to_at=world.at + DAY, stand_in=None, by=LENA, at=world.at
    )

    assert people_on_call(rota.pk, at=world.at) == [tom.pk]
    assert people_on_call(rota.pk, at=world.at + DAY) == [world.sam.pk, tom.pk]


def test_an_absence_said_afterwards_leaves_who_was_on_call(
    world: World, tom: Specialist, rota: Rota
) -> None:
    noticed = world.at + HOUR
    leave_office(
        world.sam, from_at=world.at, to_at=world.at + DAY, stand_in=None, by=LENA, at=noticed
    )

    assert people_on_call(rota.pk, at=world.at) == [world.sam.pk, tom.pk]
    assert people_on_call(rota.pk, at=noticed) == [tom.pk]


def test_who_has_no_role_any_more_is_not_called(world: World, tom: Specialist, rota: Rota) -> None:
    world.sam.roles.all().delete()

    assert people_on_call(rota.pk, at=world.at) == [tom.pk]


def test_a_change_holds_from_its_instant_and_nobody_can_change_a_version(
    world: World, tom: Specialist, rota: Rota
) -> None:
    later = world.at + 2 * DAY
    swapped = Plan("Europe/Berlin", (layer_of(tom.pk, first_day=world.at.date()),))
    change_rota(rota, swapped, from_at=later, seen=1, by=LENA, at=world.at)

    assert people_on_call(rota.pk, at=later - HOUR)[0] == world.sam.pk
    assert people_on_call(rota.pk, at=later) == [tom.pk]
    with pytest.raises(ChangedMeanwhile):
        change_rota(rota, swapped, from_at=later, seen=1, by=LENA, at=world.at)
    with pytest.raises(NotInThePast):
        change_rota(rota, swapped, from_at=world.at - HOUR, seen=2, by=LENA, at=world.at)
    with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        RotaVersion.objects.filter(rota=rota).update(number=9)


def test_what_cannot_be_a_rota_is_refused(world: World, tom: Specialist, rota: Rota) -> None:
    told = {"from_at": world.at, "by": LENA, "at": world.at, "name": "Other"}
    stranger = Plan("UTC", (layer_of(world.noor.pk),))

    with pytest.raises(SlugTaken):
        add_rota(world.messaging, slug="nights", plan=plan_of(world), **told)
    with pytest.raises(NoColleague):
        add_rota(world.messaging, slug="other", plan=stranger, **told)
    with pytest.raises(FaultyPlan):
        add_rota(world.messaging, slug="other", plan=Plan("UTC", ()), **told)


def test_a_rota_out_of_use_has_nobody(world: World, rota: Rota) -> None:
    retire_rota(rota, by=LENA, at=world.at)

    assert people_on_call(rota.pk, at=world.at) == []
    assert rotas_of_desk(world.messaging.pk) == []


def test_a_cover_gives_way_to_a_later_one_and_what_is_left_of_it_stays(
    world: World, tom: Specialist, rota: Rota
) -> None:
    begins = world.at + DAY
    cover_hours(rota, Hours(1, begins, begins + 6 * HOUR), tom, by=LENA, at=world.at)
    inner = Hours(1, begins + 2 * HOUR, begins + 3 * HOUR)
    made = cover_hours(rota, inner, world.lena, by=LENA, at=world.at)

    hours = [people_on_call(rota.pk, at=begins + n * HOUR)[0] for n in range(7)]
    assert hours == [tom.pk, tom.pk, world.lena.pk, tom.pk, tom.pk, tom.pk, world.sam.pk]
    end_cover(made, by=LENA, at=begins + 2.5 * HOUR)
    assert people_on_call(rota.pk, at=begins + 2.4 * HOUR)[0] == world.lena.pk
    assert people_on_call(rota.pk, at=begins + 2.6 * HOUR)[0] == world.sam.pk


def test_the_database_lets_nobody_cover_a_layer_beside_another(
    world: World, tom: Specialist, rota: Rota
) -> None:
    begins = world.at + DAY
    made = cover_hours(rota, Hours(1, begins, begins + HOUR), tom, by=LENA, at=world.at)
    made.pk = None

    with pytest.raises(IntegrityError, match="one_covers_a_layer"), transaction.atomic():
        made.save(force_insert=True)


def test_hours_change_hands_only_when_both_agree(world: World, tom: Specialist, rota: Rota) -> None:
    mine = Hours(1, world.at + DAY, world.at + 2 * DAY)
    theirs = Hours(1, world.at + 8 * DAY, world.at + 9 * DAY)
    swap = ask_swap(rota, mine, asker=world.sam, asked=tom, back=theirs, at=world.at)

    assert people_on_call(rota.pk, at=mine.from_at)[0] == world.sam.pk
    with pytest.raises(NotTheirs):
        agree_swap(swap, by=world.lena, at=world.at)
    agree_swap(swap, by=tom, at=world.at)

    assert people_on_call(rota.pk, at=mine.from_at)[0] == tom.pk
    assert people_on_call(rota.pk, at=theirs.from_at)[0] == world.sam.pk
    with pytest.raises(AnsweredAlready):
        decline_swap(swap, by=tom, at=world.at)
    acts = Act.objects.filter(subject=f"rota:{rota.pk}").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == [
        "rota.added",
        "rota.swap_asked",
        "rota.swap_agreed",
        "rota.covered",
        "rota.covered",
    ]


def test_a_swap_that_is_declined_or_taken_back_changes_nothing(
    world: World, tom: Specialist, rota: Rota
) -> None:
    mine = Hours(1, world.at + DAY, world.at + 2 * DAY)
    for end, who in ((decline_swap, tom), (withdraw_swap, world.sam)):
        swap = ask_swap(rota, mine, asker=world.sam, asked=tom, at=world.at)
        end(swap, by=who, at=world.at)

    assert Cover.objects.count() == 0


def test_nobody_swaps_what_they_do_not_have(world: World, tom: Specialist, rota: Rota) -> None:
    theirs = Hours(1, world.at + 8 * DAY, world.at + 9 * DAY)
    over_both = Hours(1, world.at + DAY, world.at + 9 * DAY)

    for hours in (theirs, over_both):
        with pytest.raises(NotTheirs):
            ask_swap(rota, hours, asker=world.sam, asked=tom, at=world.at)


def test_what_was_given_away_meanwhile_is_not_swapped(
    world: World, tom: Specialist, rota: Rota
) -> None:
    mine = Hours(1, world.at + DAY, world.at + 2 * DAY)
    swap = ask_swap(rota, mine, asker=world.sam, asked=tom, at=world.at)
    cover_hours(rota, mine, world.lena, by=LENA, at=world.at)

    with pytest.raises(Refusal):
        agree_swap(swap, by=tom, at=world.at)


def test_the_past_stays_whatever_is_done_later(world: World, tom: Specialist, rota: Rota) -> None:
    later = world.at + 9 * DAY
    before = shifts_between(schedules_of([rota], since=world.at)[rota.pk], world.at, later)

    change_rota(rota, plan_of(world, world.lena), from_at=later, seen=1, by=LENA, at=later)
    cover_hours(rota, Hours(1, later, later + DAY), world.lena, by=LENA, at=later)

    after = shifts_between(schedules_of([rota], since=world.at)[rota.pk], world.at, later)
    assert after == before


def test_a_feed_is_opened_by_its_signed_token_until_it_is_closed(world: World) -> None:
    with house():
        first = open_feed(world.sam, at=world.at)
        second = open_feed(world.sam, at=world.at)

        assert reader_of_token(first, at=world.at) is None
        assert reader_of_token(second, at=world.at) == world.sam
        assert reader_of_token(second[:-1], at=world.at) is None
        assert reader_of_token("nonsense", at=world.at) is None
        close_feed(world.sam)
        assert reader_of_token(second, at=world.at) is None


def test_customers_read_no_rota(world: World, rota: Rota) -> None:
    with (
        portal(organisation=world.brightwater.pk, contact=world.ada.pk),
        pytest.raises(DatabaseError, match="denied"),
        transaction.atomic(),
    ):
        Rota.objects.count()
