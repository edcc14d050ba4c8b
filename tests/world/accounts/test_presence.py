"""Who is there: what was said of it stands over what browsers tell, and everything ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.world.accounts.actions.presence import (
    NoStandIn,
    NotInThatTime,
    be_away,
    cancel_absence,
    come_back,
    leave_office,
)
from permanence.world.accounts.models import Absence, Specialist
from permanence.world.accounts.queries.presence import absences_of, presences_of, present
from permanence.world.accounts.rules.presence import Gone, Presence, Standing, presence_of
from tests.cast import World

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LENA = Actor("specialist:1", "Lena Vos")


def gone(kind: str, starts: float, ends: float) -> Gone:
    return Gone(kind, NOON + starts * HOUR, NOON + ends * HOUR)


@pytest.mark.parametrize(
    ("said", "seen", "standing"),
    [
        ([], None, Standing.ELSEWHERE),
        ([], 0, Standing.HERE),
        ([], 15, Standing.HERE),
        ([], 16, Standing.ELSEWHERE),
        ([gone("away", -1, 1)], 0, Standing.AWAY),
        ([gone("away", -2, 0)], 0, Standing.HERE),  # it ends at this instant
        ([gone("away", 0, 1)], 0, Standing.AWAY),  # it begins at this instant
        ([gone("out", 1, 9)], 0, Standing.HERE),  # that is to come
        ([gone("away", -1, 9), gone("out", -1, 1)], 0, Standing.OUT),
    ],
)
def test_what_was_said_stands_over_what_was_seen(
    said: list[Gone], seen: int | None, standing: Standing
) -> None:
    seen_at = None if seen is None else NOON - timedelta(minutes=seen)

    assert presence_of(said, seen_at=seen_at, at=NOON).standing == standing


@given(
    st.lists(
        st.tuples(st.sampled_from(["away", "out"]), st.integers(-5, 5), st.integers(1, 5)),
        max_size=5,
    )
)
def test_who_is_gone_is_back_when_it_was_said(spans: list[tuple[str, int, int]]) -> None:
    said = [gone(kind, starts, starts + lasts) for kind, starts, lasts in spans]
    now = presence_of(said, seen_at=NOON, at=NOON)

    assert now.is_gone == any(one.covers(NOON) for one in said)
    assert now.until is None or now.until > NOON
    if now.until:
        later = presence_of(
            [one for one in said if one.covers(NOON)], seen_at=now.until, at=now.until
        )
        assert later.until is None or later.standing == Standing.AWAY


def standing_of(one: Specialist, at: datetime) -> Presence:
    return presences_of([one.pk], at=at)[one.pk]


def test_who_uses_their_browser_is_here_and_a_while_later_no_more(world: World) -> None:
    world.log_in(world.sam).get("/desk/tickets")
    with house():
        now = standing_of(world.sam, world.at)
        other = standing_of(world.lena, world.at)
        later = standing_of(world.sam, world.at + timedelta(minutes=20))

    assert (now.standing, other.standing, later.standing) == (
        Standing.HERE,
        Standing.ELSEWHERE,
        Standing.ELSEWHERE,
    )


def test_who_is_away_comes_back_by_themselves(world: World) -> None:
    with house():
        be_away(world.sam, until=world.at + HOUR, by=LENA, at=world.at)

        assert present([world.sam.pk, world.lena.pk], at=world.at) == {world.lena.pk}
        assert world.sam.pk in present([world.sam.pk], at=world.at + HOUR)


def test_to_say_it_again_is_to_say_it_otherwise(world: World) -> None:
    with house():
        be_away(world.sam, until=world.at + HOUR, by=LENA, at=world.at)
        later = world.at + HOUR / 2
        be_away(world.sam, until=world.at + 3 * HOUR, by=LENA, at=later)

        assert standing_of(world.sam, later).until == world.at + 3 * HOUR
        assert len(absences_of(world.sam, since=later)) == 1


def test_a_stand_in_is_named_and_comes_back_with_it(world: World) -> None:
    with house():
        leave_office(
            world.sam,
            from_at=world.at,
            to_at=world.at + 5 * DAY,
            stand_in=world.lena,
            by=LENA,
            at=world.at,
        )
        out = standing_of(world.sam, world.at)
        come_back(world.sam, by=LENA, at=world.at + DAY)
        back = standing_of(world.sam, world.at + DAY)
        kept = Absence.objects.get(specialist=world.sam)

    assert (out.standing, out.stand_in_name) == (Standing.OUT, "Lena Vos")
    assert not back.is_gone
    assert kept.to_at == world.at + DAY


def test_an_absence_to_come_is_taken_back_without_trace_but_in_the_journal(world: World) -> None:
    with house():
        absence = leave_office(
            world.sam,
            from_at=world.at + DAY,
            to_at=world.at + 2 * DAY,
            stand_in=None,
            by=LENA,
            at=world.at,
        )
        cancel_absence(absence, by=LENA, at=world.at)

        assert not Absence.objects.exists()
        acts = Act.objects.filter(subject=f"specialist:{world.sam.pk}").order_by("pk")
        assert [act.act for act in acts] == ["staff.out", "staff.not_out"]


def test_what_cannot_be_is_refused(world: World) -> None:
    told = {"by": LENA, "at": world.at}
    with house():
        with pytest.raises(NotInThatTime):
            be_away(world.sam, until=world.at, **told)  # type: ignore[arg-type]
        leave_office(
            world.sam,
            from_at=world.at,
            to_at=world.at + DAY,
            stand_in=None,
            by=LENA,
            at=world.at,
        )
        for from_at, to_at, stand_in, refusal in (
            (world.at + DAY, world.at, None, NotInThatTime),
            (world.at + HOUR, world.at + 2 * DAY, None, NotInThatTime),
            (world.at + DAY, world.at + 2 * DAY, world.sam, NoStandIn),
            (world.at + DAY, world.at + 2 * DAY, world.noor, NoStandIn),
        ):
            with pytest.raises(refusal):
                leave_office(
                    world.sam, from_at=from_at, to_at=to_at, stand_in=stand_in, by=LENA, at=world.at
                )
