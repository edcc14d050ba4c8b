"""The demo's rotas follow the sun: somebody is on call at every hour."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from permanence.ground.lib.db import house
from permanence.runtime.demo import load_demo, read_log_ins
from permanence.world.accounts.models import StaffRole, Team
from permanence.world.rotas.queries import rotas_of_desk, schedules_of
from permanence.world.rotas.rules.coverage import find_doubles, find_holes
from permanence.world.rotas.rules.shifts import shifts_between
from tests.cast import World


def test_each_desk_of_the_demo_has_somebody_on_call_by_day_and_by_night(
    world: World, tmp_path: Path
) -> None:
    week = timedelta(days=7)
    with house():
        Team.objects.all().delete()
        load_demo(data=tmp_path, at=world.at)
        for desk in (world.messaging, world.content):
            [rota] = rotas_of_desk(desk.pk)
            schedule = schedules_of([rota], since=world.at)[rota.pk]

            shifts = shifts_between(schedule, world.at, world.at + week)

            assert find_holes(schedule, world.at, world.at + week) == []
            assert find_doubles([schedule], world.at, world.at + week) == []
            assert {one.layer for one in shifts} == {1, 2, 3}


def test_an_auditor_of_the_demo_reads_every_desk_and_changes_nothing(
    world: World, tmp_path: Path
) -> None:
    with house():
        Team.objects.all().delete()
        load_demo(data=tmp_path, at=world.at)
        roles = StaffRole.objects.filter(specialist__user__email="edda@desk.example")

        assert set(roles.values_list("desk__key", "role")) == {
            ("messaging", "auditor"),
            ("content", "auditor"),
        }
    known = dict(line.split() for line in read_log_ins(tmp_path))
    assert len(set(known.values())) == 1
    assert {"edda@desk.example", "admin@desk.example", "margot@desk.example"} < known.keys()
