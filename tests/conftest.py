"""What all tests share: a real database, a fixed instant, deterministic properties."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase

from permanence.ground.lib.db import house as enter_house
from tests.database import SharedServer, empty_tables

if TYPE_CHECKING:
    from tests.cast import World

LONGEST = frozenset({"journeys", "runtime", "ui"})

hypothesis.settings.register_profile(
    "house", derandomize=True, deadline=None, print_blob=False, database=None
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no process waits for them at the end."""
    items.sort(key=lambda item: not LONGEST.intersection(item.path.parts))


@pytest.fixture(scope="session")
def server() -> Iterator[SharedServer]:
    """The PostgreSQL server that the test sessions share."""
    shared = SharedServer()
    shared.join()
    yield shared
    shared.leave()


@pytest.fixture(scope="session")
def django_db_setup(
    server: SharedServer,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Connect Django to a database of this process, as the log-in role and never as the owner."""
    name = f"test_{os.getpid()}"
    server.clone(name)
    told = {"NAME": name, "USER": "permanence_login", "PASSWORD": "", "PORT": ""}
    told["HOST"] = str(server.cluster.sockets)
    with django_db_blocker.unblock():
        connections["default"].settings_dict.update(told)
        connections["default"].settings_dict["OPTIONS"].pop("pool", None)
    settings.ROLE_PREFIX = "permanence"
    settings.DATA = tmp_path_factory.mktemp("data")
    settings.MAIL_FOLDER = settings.DATA / "outgoing-mail"
    patch = pytest.MonkeyPatch()
    patch.setattr(
        TransactionTestCase, "_fixture_teardown", lambda _case: empty_tables(server, name)
    )
    yield
    patch.undo()
    with django_db_blocker.unblock():
        connections.close_all()
    server.drop(name)


@pytest.fixture
def house(db: None) -> Iterator[None]:
    """Run the test in a transaction of the house role, which may see and do what staff may."""
    with enter_house():
        yield


@pytest.fixture
def at() -> datetime:
    """A fixed instant: a Monday morning in winter."""
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def world(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Two desks with their staff and customers, at a fixed instant (see `tests/cast.py`)."""
    from tests.cast import build_world  # noqa: PLC0415 -- only who asks for it pays for it

    monkeypatch.setattr(
        settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"]
    )
    offset = tmp_path / "clock-offset"
    monkeypatch.setenv("PERMANENCE_CLOCK_OFFSET", str(offset))
    return build_world(offset)
