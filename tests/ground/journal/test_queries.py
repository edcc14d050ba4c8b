"""Acts are read up to where nothing can come late any more, and no further back than that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection

from permanence.ground.journal.actions import record
from permanence.ground.journal.queries import changes_since, current_cursor
from permanence.ground.lib.db import house
from tests.database import SharedServer

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@contextmanager
def writing(server: SharedServer, database: str) -> Iterator[None]:
    """Let somebody else have written in a database, and not be done."""
    with server.connect(database) as other:
        other.execute("begin")
        other.execute("create temporary table unfinished (one integer)")
        yield


def say_changed(since: str) -> set[str]:
    with house():
        return {subject for _desk, subject in changes_since(since)[1]}


def test_who_writes_here_is_waited_for(server: SharedServer) -> None:
    with house():
        since = current_cursor()
    with writing(server, connection.settings_dict["NAME"]):
        with house():
            record("desk.changed", "desk:1", at=AT)
        assert say_changed(since) == set()

    assert say_changed(since) == {"desk:1"}


def test_who_writes_in_another_database_of_the_server_holds_nobody_up(
    server: SharedServer,
) -> None:
    with writing(server, "postgres"):
        with house():
            since = current_cursor()
            record("desk.changed", "desk:1", at=AT)
        assert say_changed(since) == {"desk:1"}


def test_what_one_has_written_oneself_comes_with_the_next_look(server: SharedServer) -> None:
    with house():
        record("desk.changed", "desk:1", at=AT)
        since = current_cursor()
        assert changes_since(since)[1] == []

    assert say_changed(since) == {"desk:1"}
