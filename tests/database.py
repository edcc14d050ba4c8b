"""One PostgreSQL server for all test sessions on this checkout, and a database of its own for each.

Whoever needs it first starts it; whoever leaves last stops it. Databases are
cloned from a template that is migrated once for each state of the migrations.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from permanence.runtime.cluster import Cluster
from permanence.runtime.kernel import is_running
from permanence.runtime.places import StartError
from permanence.runtime.unix_user import choose_user

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "permanence"
# What the tables are made from.
MADE_FROM = ("*/*/migrations/*.py", "ground/lib/roles.py", "config/settings.py")
# Nothing here outlives the session, so nothing has to be on the disk.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "autovacuum": "off",
}
KEPT_TEMPLATES = 3
EMPTY = """
do $$
declare one record;
begin
    set local session_replication_role = replica;
    for one in select relname from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and not relispartition
        and relname <> all ('{django_migrations,django_content_type,auth_permission}')
    loop
        execute format('delete from %I', one.relname);
    end loop;
end $$
"""


class SharedServer:
    """The server that all sessions of this user on this checkout share."""

    def __init__(self) -> None:
        mark = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]
        self.folder = Path(tempfile.gettempdir()) / f"permanence-tests-{os.geteuid()}-{mark}"
        self.folder.mkdir(mode=0o711, exist_ok=True)
        self.folder.chmod(0o711)
        self.cluster = Cluster(
            self.folder / "database", user=choose_user(), settings=FAST, tied=False
        )
        self.present: IO[str] | None = None

    def join(self) -> None:
        """Take part; the server runs afterwards."""
        with self._alone():
            self.present = open(self.folder / "sessions.lock", "w")  # noqa: SIM115
            fcntl.flock(self.present, fcntl.LOCK_SH)
            self._prepare()
            if self.cluster.find_server() is None:
                self._start()
            self.cluster.wait_ready(patience=60)
            self._drop_leftovers()

    def leave(self) -> None:
        """Leave; the last one stops the server."""
        if self.present is None:
            return
        with self._alone():
            try:
                fcntl.flock(self.present, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.cluster.stop()
            except BlockingIOError:
                pass
            finally:
                self.present.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with open(self.folder / "start.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _prepare(self) -> None:
        try:
            self.cluster.prepare()
        except StartError:
            shutil.rmtree(self.cluster.home, ignore_errors=True)
            self.cluster.prepare()

    def _start(self) -> None:
        self.cluster.start()
        try:
            self.cluster.wait_ready(patience=60)
        except StartError:  # without fsync, a machine that went down leaves nothing usable
            shutil.rmtree(self.cluster.home)
            self.cluster.prepare()
            self.cluster.start()
            self.cluster.wait_ready(patience=60)
        self.cluster.let_go()

    def clone(self, name: str) -> None:
        """Create a database with all tables, empty."""
        with self._alone():
            template = self._find_template()
            with self.connect() as connection:
                connection.execute(
                    sql.SQL("create database {} template {}").format(
                        sql.Identifier(name), sql.Identifier(template)
                    )
                )

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection as the owner."""
        return psycopg.connect(self.cluster.url(database=database), autocommit=True)

    def _find_template(self) -> str:
        name = f"template_{_hash_sources()}"
        with self.connect() as connection:
            found = self._list_databases(connection, "template\\_%")
            if name not in found:
                self._make_template(connection, name)
                for old in found[: -KEPT_TEMPLATES + 1]:
                    self.drop(old)
        return name

    def _make_template(self, connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
        self.drop("making")
        connection.execute("create database making")
        told = {
            "DJANGO_SETTINGS_MODULE": "permanence.config.settings",
            "PERMANENCE_DATA": str(self.folder),
            "PERMANENCE_ROLE_PREFIX": "permanence",
            "DATABASE_URL": self.cluster.url(user="permanence_login", database="making"),
            "DATABASE_OWNER_URL": self.cluster.url(database="making"),
            "PYTHONPATH": str(SOURCE.parent),
        }
        code = "import django; django.setup()\n"
        code += "from permanence.runtime.schema import bring_up_to_date as go; go()"
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | told,
            capture_output=True,
            text=True,
            timeout=180,
        )
        if done.returncode:
            raise RuntimeError(f"The migrations do not run:\n{done.stderr}")
        connection.execute(
            sql.SQL("alter database making rename to {}").format(sql.Identifier(name))
        )

    def _drop_leftovers(self) -> None:
        with self.connect() as connection:
            for name in self._list_databases(connection, "test\\_%"):
                if not is_running(int(name.split("_")[1])):
                    self.drop(name)

    def _list_databases(
        self, connection: psycopg.Connection[tuple[object, ...]], pattern: str
    ) -> list[str]:
        rows = connection.execute(
            "select datname from pg_database where datname like %s order by oid", [pattern]
        )
        return [str(name) for (name,) in rows]


def _hash_sources() -> str:
    digest = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(SOURCE.glob(pattern)):
            digest.update(str(path.relative_to(SOURCE)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def empty_tables(server: SharedServer, database: str) -> None:
    """Delete all rows, as the owner: the log-in that tests run as may not."""
    with suppress(psycopg.errors.UndefinedTable), server.connect(database) as connection:
        connection.execute(EMPTY)
