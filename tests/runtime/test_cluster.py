"""The embedded PostgreSQL: durable, closed to others, and not confused by what a crash leaves."""

from __future__ import annotations

import os
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import psycopg
import pytest

from permanence.runtime.binaries import find_tree, read_version
from permanence.runtime.cluster import Cluster
from permanence.runtime.kernel import is_running
from permanence.runtime.places import StartError, find_socket_folder
from permanence.runtime.unix_user import choose_user
from tests.installation import wait_until


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="permanence-cluster-"))
    made.chmod(0o711)
    yield made
    rmtree(made)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    one = Cluster(folder / "database", user=choose_user(), settings={"shared_buffers": "16MB"})
    one.prepare()
    yield one
    one.clear_leftovers()


def test_what_is_committed_is_kept_whatever_happens_to_the_server(cluster: Cluster) -> None:
    cluster.start()
    cluster.wait_ready(patience=30)
    cluster.create_database()
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("create table if not exists kept (word text)")
        connection.execute("insert into kept values ('here')")
        settings = connection.execute(
            "select name, setting from pg_settings where name = any(%s)",
            [["fsync", "full_page_writes", "synchronous_commit", "data_checksums"]],
        ).fetchall()
    assert {value for _, value in settings} == {"on"}

    first = cluster.server
    assert first is not None
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    cluster.start()
    cluster.wait_ready(patience=30)

    with psycopg.connect(cluster.url()) as connection:
        assert connection.execute("select word from kept").fetchall() == [("here",)]
    cluster.stop()


def test_a_server_that_another_run_left_is_ended_first(folder: Path, cluster: Cluster) -> None:
    left = Cluster(folder / "database", user=choose_user(), tied=False)
    left.prepare()
    pid = left.start()
    left.wait_ready(patience=30)

    cluster.start()
    cluster.wait_ready(patience=30)

    assert cluster.server is not None
    assert cluster.server.pid != pid
    assert not is_running(pid)
    left.let_go()
    cluster.stop()


def test_a_recorded_process_that_is_somebody_elses_is_not_feared(cluster: Cluster) -> None:
    (cluster.files / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.files}\n")
    (cluster.sockets / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")

    cluster.start()
    cluster.wait_ready(patience=30)

    cluster.stop()
    assert is_running(os.getpid())


def test_only_one_user_can_enter_the_folder_of_the_socket(cluster: Cluster) -> None:
    assert stat.S_IMODE(cluster.sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.home.stat().st_mode) == 0o700


def test_a_long_data_folder_still_has_a_short_socket(folder: Path) -> None:
    long = folder / ("a-very-long-name-" * 14)

    assert len(str(find_socket_folder(long))) < 80


def test_data_of_another_major_version_is_refused_untouched(cluster: Cluster) -> None:
    written = cluster.files / "PG_VERSION"
    mine = written.read_text()
    written.write_text("14\n")
    try:
        with pytest.raises(StartError, match="written by PostgreSQL 14") as refused:
            cluster.prepare()
        assert "Nothing was touched" in str(refused.value)
    finally:
        written.write_text(mine)


def test_the_programs_are_found_where_the_operator_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = find_tree()
    assert int(read_version(found).split(".")[0]) >= 15

    monkeypatch.setenv("PERMANENCE_PG_HOME", str(found))
    assert find_tree() == found
    monkeypatch.setenv("PERMANENCE_PG_HOME", str(tmp_path))
    with pytest.raises(StartError, match="bin/postgres"):
        find_tree()


def test_the_server_ends_with_the_process_that_started_it(folder: Path, cluster: Cluster) -> None:
    pid = os.fork()
    if pid == 0:
        cluster.start()
        os._exit(0)
    os.waitpid(pid, 0)

    wait_until(lambda: cluster.find_server() is None, within=15, what="its end")
