"""Which components planned work disturbs, as those ask who would else give alarm."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from permanence.ground.journal.models import Act
from permanence.world.maintenance.actions import cancel_window, complete_window, end_windows
from permanence.world.maintenance.queries import works_on
from tests.cast import World
from tests.service.status.planning import HOUR, LENA, plan, public_component

pytestmark = pytest.mark.usefixtures("house")


def is_disturbed(component: int, *, at: datetime) -> bool:
    return works_on([component], since=at).find(component, at) is not None


def test_a_component_is_in_maintenance_from_the_beginning_until_it_is_done(world: World) -> None:
    component = public_component(world).pk
    window = plan(world)
    begins = window.starts_at

    assert not is_disturbed(component, at=begins - timedelta(seconds=1))
    assert is_disturbed(component, at=begins)
    assert is_disturbed(component, at=begins + 5 * HOUR), "it takes longer than planned"
    assert not is_disturbed(component + 1000, at=begins)
    complete_window(window, at=begins + 5 * HOUR, by=LENA)
    assert not is_disturbed(component, at=begins + 5 * HOUR)


def test_work_that_ends_by_itself_is_written_down_as_done_once(world: World) -> None:
    window = plan(world, ends_by_itself=True)
    plan(world)

    ended = [end_windows(at=at) for at in (window.starts_at, window.ends_at, window.ends_at + HOUR)]

    window.refresh_from_db()
    assert ended == [0, 1, 0]
    assert window.completed_at == window.ends_at
    assert Act.objects.filter(act="window.completed").count() == 1


def test_work_that_ends_by_itself_or_was_called_off_disturbs_nothing_any_more(
    world: World,
) -> None:
    component = public_component(world).pk
    by_itself = plan(world, ends_by_itself=True)
    off = plan(world)
    cancel_window(off, reason="No parts.", at=world.at, by=LENA)

    assert is_disturbed(component, at=by_itself.starts_at)
    assert not is_disturbed(component, at=by_itself.ends_at)
