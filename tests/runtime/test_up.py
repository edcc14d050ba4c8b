"""`permanence up`: opens, closes, refuses, and recovers from whatever is done to its processes."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from permanence.runtime.cluster import Cluster
from permanence.runtime.kernel import is_running, processes_in
from tests.database import SharedServer
from tests.installation import Installation, wait_until


@pytest.fixture(scope="module")
def running(first_start: Path) -> Iterator[Installation]:
    """An installation that the tests of this file share; each leaves it ready."""
    one = Installation(after=first_start)
    one.start("--workers", "2")
    yield one
    one.remove()


@pytest.fixture
def fresh() -> Iterator[Installation]:
    one = Installation()
    yield one
    one.remove()


@pytest.fixture
def settled(first_start: Path) -> Iterator[Installation]:
    """An installation that was started before and does not run now."""
    one = Installation(after=first_start)
    yield one
    one.remove()


def owner_url(one: Installation) -> str:
    return Cluster(one.data / "database").url()


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_health_names_every_process(running: Installation) -> None:
    said = running.wait_ready()

    assert said["ready"] is True
    assert set(said["processes"]) == {"web", "worker", "watch", "mail", "database"}
    assert set(said["processes"].values()) == {"ok"}
    assert said["version"]


def test_another_start_on_the_same_folder_is_refused(running: Installation) -> None:
    other = Installation()
    other.data = running.data

    status = other.launch().wait(20)

    assert status == 1
    assert "already runs" in other.read_log()
    assert "Traceback" not in other.read_log()
    assert running.health()["ready"]
    other.process = None
    other.remove()


def test_a_taken_port_is_refused(running: Installation) -> None:
    other = Installation()
    other.port = running.port

    status = other.launch().wait(30)

    assert status == 1
    assert "--port" in other.read_log()
    assert other.find_processes() == {}
    other.remove()


@pytest.mark.parametrize("name", ["web-1", "worker-1", "worker-2", "watch", "mail", "database"])
def test_a_killed_process_comes_back(running: Installation, name: str) -> None:
    running.wait_ready()
    before = running.find(name)

    os.kill(before, signal.SIGKILL)

    wait_until(lambda: not is_running(before), within=5, what="its end")
    wait_until(
        lambda: name in running.find_processes().values() and running.find(name) != before,
        within=20,
        what="another in its place",
    )
    running.wait_ready()


def test_a_killed_page_server_leaves_nobody_on_the_port(running: Installation) -> None:
    running.wait_ready()
    before = [pid for pid, name in running.find_processes().items() if name == "web-1"]
    assert len(before) > 1  # the server and the process that answers

    os.kill(min(before), signal.SIGKILL)

    wait_until(lambda: not any(map(is_running, before)), within=5, what="the end of both")
    running.wait_ready()


def test_a_hanging_process_makes_it_not_ready(running: Installation) -> None:
    running.wait_ready()
    watch = running.find("watch")

    os.kill(watch, signal.SIGSTOP)

    said = wait_until(
        lambda: None if (found := running.health())["ready"] else found, within=12, what="not ready"
    )
    assert said["processes"]["watch"] == "silent"
    os.kill(watch, signal.SIGCONT)
    running.wait_ready()


def test_it_stops_cleanly_and_finds_everything_again(settled: Installation) -> None:
    settled.start()
    url = owner_url(settled)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table kept (word text)")
        connection.execute("insert into kept values ('still here')")
    processes = settled.find_processes()

    began = time.monotonic()
    assert settled.stop(signal.SIGINT) == 0

    assert time.monotonic() - began < 10
    assert not any(map(is_running, processes))
    assert is_free(settled.port)
    assert is_free(settled.smtp_port)
    settled.start()
    with psycopg.connect(url) as connection:
        assert connection.execute("select word from kept").fetchall() == [("still here",)]


def test_it_recovers_after_everything_was_killed(settled: Installation) -> None:
    settled.start()
    settled.kill_everything()

    settled.start()

    assert settled.health()["ready"]


def test_nothing_outlives_a_killed_parent(settled: Installation) -> None:
    settled.start()
    assert settled.process is not None

    settled.process.kill()
    settled.process.wait(10)

    settled.start()  # at once, while the old processes may still be ending
    stopped = settled.find_processes()
    assert len([name for name in stopped.values() if name == "watch"]) == 1
    assert settled.stop() == 0
    assert not list(processes_in(settled.data / "run"))
    assert not list(processes_in(settled.data / "database" / "data"))


@pytest.mark.parametrize("after", [0.3, 1.6])
def test_it_can_be_stopped_while_it_starts(fresh: Installation, after: float) -> None:
    fresh.launch()
    time.sleep(after)

    assert fresh.stop(within=15) in {0, -signal.SIGTERM}

    assert not list(processes_in(fresh.data / "run"))
    assert fresh.find_processes() == {}


@pytest.fixture(scope="module")
def elsewhere(server: SharedServer) -> Iterator[dict[str, str]]:
    """A database of somebody else's server, with an owner who is no superuser."""
    name = f"test_{os.getpid()}_ext"
    with server.connect() as connection:
        connection.execute(f"create role {name}_owner login createrole")
        connection.execute(f"create database {name} owner {name}_owner")
    yield {
        "DATABASE_OWNER_URL": server.cluster.url(user=f"{name}_owner", database=name),
        "DATABASE_URL": server.cluster.url(user=f"{name}_login", database=name),
    }
    server.drop(name)
    with server.connect() as connection:
        for role in ("login", "house", "staff", "portal", "owner"):
            connection.execute(f"drop role if exists {name}_{role}")


def test_it_runs_on_an_external_database(fresh: Installation, elsewhere: dict[str, str]) -> None:
    fresh.start(**elsewhere)

    assert fresh.health()["ready"]
    assert not (fresh.data / "database" / "data").exists()
    assert "database" not in fresh.find_processes().values()
    fresh.stop()


def test_a_log_in_that_sees_every_row_is_refused(
    fresh: Installation, elsewhere: dict[str, str]
) -> None:
    told = elsewhere | {"DATABASE_URL": elsewhere["DATABASE_OWNER_URL"]}

    assert fresh.launch(**told).wait(120) == 1

    assert "row-level security would not hold" in fresh.read_log()
    assert "Traceback" not in fresh.read_log()
