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
from django.test import TransactionTestCase, override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from permanence.ground.lib.db import house as enter_house
from tests.database import SharedServer, empty_tables

if TYPE_CHECKING:
    from permanence.service.knowledge.models import Article
    from tests.cast import World
    from tests.stage import PutUp, Scene, Stage

LONGEST = frozenset({"journeys", "runtime", "ui"})

hypothesis.settings.register_profile(
    "house", derandomize=True, deadline=None, print_blob=False, database=None
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no process waits for them at the end."""
    items.sort(key=lambda item: not LONGEST.intersection(item.path.parts))


@pytest.fixture(scope="session", autouse=True)
def shared_files() -> Iterator[None]:
    """Look through the static files once, and not for each browser."""
    found: dict[str, Any] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def share(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            look(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", share)
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[SharedServer]:
    """The PostgreSQL server that the test sessions share."""
    shared = SharedServer()
    shared.join()
    yield shared
    shared.leave()


@pytest.fixture(scope="session")
def first_start(server: SharedServer) -> Path:
    """The data folder of an installation with the demo after its first start, to be copied."""
    from tests.first_start import keep_first_start  # noqa: PLC0415 -- only who asks pays for it

    return keep_first_start(server.folder)


def name_database() -> str:
    """Return the name of this process's own database."""
    return f"test_{os.getpid()}"


@pytest.fixture(scope="session")
def django_db_setup(
    server: SharedServer,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Connect Django to a database of this process, as the log-in role and never as the owner."""
    name = name_database()
    server.clone(name)
    told = {"NAME": name, "USER": "permanence_login", "PASSWORD": "", "PORT": ""}
    told["HOST"] = str(server.cluster.sockets)
    with django_db_blocker.unblock():
        connections["default"].settings_dict.update(told)
        connections["default"].settings_dict["OPTIONS"].pop("pool", None)
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    quick.enable()  # tells those who have remembered the slow one
    settings.ROLE_PREFIX = "permanence"
    settings.DATA = tmp_path_factory.mktemp("data")
    settings.MAIL_FOLDER = settings.DATA / "outgoing-mail"
    patch = pytest.MonkeyPatch()
    patch.setattr(
        TransactionTestCase, "_fixture_teardown", lambda _case: empty_tables(server, name)
    )
    yield
    patch.undo()
    quick.disable()
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


@pytest.fixture(scope="session")
def stage(
    server: SharedServer,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Stage:
    """What is kept to be put up for tests, the bare world first."""
    from tests.stage import Stage  # noqa: PLC0415 -- only who asks for it pays for it

    return Stage(server, name_database(), tmp_path_factory.mktemp("stage"), django_db_blocker)


@pytest.fixture
def put_up(stage: Stage, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PutUp:
    """Put up a scene: the cast at a fixed instant, and what else was made."""
    offset = tmp_path / "clock-offset"
    monkeypatch.setenv("PERMANENCE_CLOCK_OFFSET", str(offset))
    return lambda scene: scene.put_up(offset)


@pytest.fixture
def world(stage: Stage, put_up: PutUp) -> World:
    """Two desks with their staff and customers, at a fixed instant (see `tests/cast.py`)."""
    return put_up(stage.bare)[0]


@pytest.fixture(scope="module")
def articles(stage: Stage) -> Scene[dict[str, Article]]:
    """A desk's articles in five languages, by their names in the tests."""
    from tests.service.knowledge.articles import fill_base  # noqa: PLC0415 -- as above

    return stage.rehearse(fill_base)


@pytest.fixture
def base(articles: Scene[dict[str, Article]], put_up: PutUp) -> tuple[World, dict[str, Article]]:
    """The cast with those articles."""
    return put_up(articles)


@pytest.fixture(scope="module")
def month(stage: Stage) -> Scene[World]:
    """A month with kept, late and running promises."""
    from tests.overview.reports.march import fill_march  # noqa: PLC0415 -- as above

    return stage.rehearse(fill_march)


@pytest.fixture
def march(month: Scene[World], put_up: PutUp) -> World:
    """The cast after that month."""
    return put_up(month)[0]
