"""Prepared querysets: their rows are those of the queryset they were made from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import ProgrammingError, connection
from django.db.models import Count, Q
from django.test.utils import CaptureQueriesContext

from permanence.ground.lib.db import door, house, portal
from permanence.ground.lib.prepared import Prepared, ask
from permanence.world.accounts.models import Specialist, StaffRole
from tests.cast import World

ROLES = Prepared(
    lambda desk, role: (
        StaffRole.objects.filter(Q(desk=desk) & Q(role=role))
        .select_related("specialist", "desk")
        .order_by("pk")
    ),
    "desk",
    "role",
)
NAMES = Prepared(
    lambda name: (
        Specialist.objects.filter(name__lt=name)
        .annotate(held=Count("roles"))
        .order_by("name")
        .values_list("name", "held")[:3]
    ),
    "name",
)


def test_rows_are_those_of_the_queryset_for_each_value(world: World) -> None:
    with house():
        for desk in (world.messaging, world.content):
            for role in ("specialist", "supervisor", "administrator", "nobody"):
                found = ROLES(desk=desk.pk, role=role)
                asked = StaffRole.objects.filter(desk=desk, role=role).order_by("pk")
                assert found == list(asked)


def test_what_is_read_along_is_there(world: World) -> None:
    with house():
        (found, *_) = ROLES(desk=world.messaging.pk, role="specialist")
        with CaptureQueriesContext(connection) as asked:
            assert found.specialist.name
            assert found.desk == world.messaging
    assert not len(asked)


def test_values_sums_and_limits_come_through(world: World) -> None:
    with house():
        for name in ("M", "Z", ""):
            rows = Specialist.objects.filter(name__lt=name).annotate(held=Count("roles"))
            assert NAMES(name=name) == list(rows.order_by("name").values_list("name", "held")[:3])


def test_a_value_is_never_read_as_sql(world: World) -> None:
    with house():
        assert NAMES(name="' or true --") == []


def test_a_value_that_is_missing_is_missed(world: World) -> None:
    with house(), pytest.raises(KeyError, match="role"):
        ROLES(desk=world.messaging.pk)


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection() -> None:
    def ask(_: int) -> tuple[int, int]:
        try:
            with house():
                ROLES(desk=1, role="specialist")
                with connection.cursor() as cursor:
                    cursor.execute("select pg_backend_pid()")
                    return cursor.fetchone()[0], len(ROLES(desk=1, role="specialist"))
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert len(list(pool.map(ask, range(6)))) == 6


def test_a_planned_statement_shows_each_reader_their_own_rows(world: World) -> None:
    """The plan is kept on the connection; row security is applied for who asks."""
    count = "select count(*) from accounts_organisation where id > %s"
    with house():
        everything = ask(count, [0])
    assert everything[0][0] > 1
    for _ in range(8):
        for contact in (world.ada, world.claire):
            with portal(organisation=contact.organisation_id, contact=contact.pk):
                assert ask(count, [0]) == [(1,)]
        with house():
            assert ask(count, [0]) == everything
        with portal(organisation=None, contact=None):
            assert ask(count, [0]) == [(0,)]


def test_a_planned_statement_is_refused_to_who_may_not_read(world: World) -> None:
    with house():
        for _ in range(8):
            ask("select 1 from accounts_organisation")
    with pytest.raises(ProgrammingError), door():
        ask("select 1 from accounts_organisation")
