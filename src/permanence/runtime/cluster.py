"""The embedded PostgreSQL: one server for one data folder, its programs run by us as its parent."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from permanence.runtime.binaries import find_tree, keep_copy, read_version
from permanence.runtime.kernel import clear_folder, die_with_parent, is_running
from permanence.runtime.places import StartError, find_socket_folder, make_socket_folder
from permanence.runtime.unix_user import UnixUser

log = logging.getLogger(__name__)

OWNER = "permanence"
# Small at rest, enough for a million tickets; the kernel's page cache does the rest.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "192MB",
    "effective_cache_size": "4GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "wal_buffers": "8MB",
    "max_wal_size": "2GB",
    "min_wal_size": "128MB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "wal_compression": "pglz",
    "max_parallel_workers_per_gather": "1",
    "idle_in_transaction_session_timeout": "10min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
SOCKET_LINE = 4  # of postmaster.pid
# First politely (open transactions roll back), then without a checkpoint, then by force.
STOP_STEPS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))


@dataclass
class Cluster:
    """A PostgreSQL server of our own in `home`, run as `user` when we may change users."""

    home: Path
    user: UnixUser | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    tied: bool = True  # the server ends with the process that started it
    server: subprocess.Popen[bytes] | None = None
    tree: Path = field(init=False)
    sockets: Path = field(init=False)

    def __post_init__(self) -> None:
        self.sockets = find_socket_folder(self.home)

    @property
    def files(self) -> Path:
        return self.home / "data"

    def url(self, *, user: str = OWNER, database: str = OWNER) -> str:
        """Return the address of a database in this cluster."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def prepare(self) -> None:
        """Find the programs, make the folders and, the first time, the database files."""
        found = find_tree()
        version = read_version(found)
        self.tree = keep_copy(found, beside=self.home.parent, version=version)
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        uid, gid = (self.user.uid, self.user.gid) if self.user else (os.geteuid(), os.getegid())
        if self.user:
            os.chown(self.home, uid, gid)
        make_socket_folder(self.sockets, owner=uid, group=gid)
        if (self.files / "PG_VERSION").exists():
            self._check_version(version)
        else:
            self._create_files(major=int(version.split(".")[0]))

    def _check_version(self, version: str) -> None:
        written = (self.files / "PG_VERSION").read_text(encoding="ascii").strip()
        if written != version.split(".")[0]:
            raise StartError(
                f"The database in {self.files} was written by PostgreSQL {written}, and the "
                f"programs found are {version}. Nothing was touched. Install PostgreSQL {written} "
                "and name it in PERMANENCE_PG_HOME, or move the data with pg_upgrade or pg_dump."
            )

    def _create_files(self, *, major: int) -> None:
        # The built-in locale: the order of an index never changes with the operating system's.
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
        # The socket's folder lets in one user only; inside it, passwords would add nothing.
        command = ["-D", self.files, "-U", OWNER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust"]
        done = self._run("initdb", *command, "--data-checksums", *locale, timeout=120)
        if done.returncode:
            raise StartError(
                f"The database could not be created: {done.stderr.decode()[-600:].strip()}"
            )
        log.info("database created", extra={"facts": {"folder": self.files}})

    def _run(
        self, program: str, *arguments: Any, timeout: float
    ) -> subprocess.CompletedProcess[bytes]:
        command = [str(self.tree / "bin" / program), *map(str, arguments)]
        return subprocess.run(
            command,
            capture_output=True,
            check=False,
            timeout=timeout,
            cwd=self.home,
            **self._as_user(),
        )

    def _as_user(self) -> dict[str, Any]:
        kept = {key: text for key, text in os.environ.items() if not key.startswith("PG")}
        return {"env": kept | {"LC_ALL": "C.UTF-8"}} | (self.user.for_popen() if self.user else {})

    def find_server(self) -> int | None:
        """Return the process of a live server on these files, whoever started it."""
        try:
            written = (self.files / "postmaster.pid").read_text(encoding="utf-8").split("\n")
            pid = int(written[0])
            cwd = os.readlink(f"/proc/{pid}/cwd")
        except (OSError, ValueError):
            return None
        if not is_running(pid) or Path(cwd) != self.files.resolve():
            return None
        if len(written) > SOCKET_LINE and written[SOCKET_LINE]:
            # Whoever started it may have had another runtime folder than we have.
            self.sockets = Path(written[SOCKET_LINE])
        return pid

    def clear_leftovers(self) -> int:
        """End what an earlier run left on these files; return how many processes that was."""
        ended = clear_folder(self.files, steps=STOP_STEPS) if self.files.exists() else 0
        # Nobody works on the files now. A recorded pid may by now be somebody else's, or a zombie
        # that its parent never reaps, and PostgreSQL would then refuse to start.
        (self.files / "postmaster.pid").unlink(missing_ok=True)
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink()
        return ended

    def start(self) -> int:
        """Start the server and return its process; `wait_ready` says when it answers."""
        self.clear_leftovers()
        wanted = {**SETTINGS, "unix_socket_directories": str(self.sockets), **self.settings}
        options = [part for key, value in wanted.items() for part in ("-c", f"{key}={value}")]
        parent = os.getpid()

        def tie_to_parent() -> None:
            die_with_parent(parent, by=signal.SIGINT)

        with open(self.home / "server.log", "ab") as written:
            self.server = subprocess.Popen(
                [str(self.tree / "bin" / "postgres"), "-D", str(self.files), *options],
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                start_new_session=True,
                preexec_fn=tie_to_parent if self.tied else None,
                cwd=self.home,
                **self._as_user(),
            )
        return self.server.pid

    def is_ready(self) -> bool:
        """True when the server takes connections."""
        return (
            self._run(
                "pg_isready", "-q", "-h", self.sockets, "-d", "postgres", timeout=10
            ).returncode
            == 0
        )

    def wait_ready(
        self, *, patience: float = 600, stopped: Callable[[], bool] = lambda: False
    ) -> None:
        """Wait until the server answers; a crash recovery may take its time."""
        until = time.monotonic() + patience
        while not self.is_ready():
            if self.server and self.server.poll() is not None:
                raise StartError(
                    f"The database ended as it started; {self.home}/server.log says why."
                )
            if stopped():
                return
            if time.monotonic() > until:
                raise StartError(
                    f"The database did not answer in {patience:.0f} s; see {self.home}/server.log."
                )
            time.sleep(0.03)

    def create_database(self, name: str = OWNER) -> None:
        """Create the database unless it is there."""
        done = self._run("createdb", "-h", self.sockets, "-U", OWNER, name, timeout=60)
        if done.returncode and b"already exists" not in done.stderr:
            raise StartError(f"The database could not be created: {done.stderr.decode().strip()}")

    def stop(self) -> None:
        """Stop the server: open transactions roll back, everything committed is on disk."""
        pid = self.server.pid if self.server else self.find_server()
        for number, patience in STOP_STEPS:
            if pid is None or not self._is_alive(pid):
                break
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            until = time.monotonic() + patience
            while time.monotonic() < until and self._is_alive(pid):
                time.sleep(0.02)
        self.server = None
        with suppress(OSError):
            self.sockets.rmdir()

    def let_go(self) -> None:
        """Leave the server running when this process ends; for a cluster that is not tied."""
        if self.server:
            self.server.returncode = 0  # else Python complains that nobody waited for it
            self.server = None

    def _is_alive(self, pid: int) -> bool:
        return self.server.poll() is None if self.server else is_running(pid)
