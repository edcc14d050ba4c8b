"""A whole installation in processes of its own, as an operator starts it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from permanence.runtime.kernel import is_running, processes_in
from tests.database import SOURCE

ROOT_ONLY = "PERMANENCE_", "DATABASE_", "DJANGO_", "SMTP_", "PYTHONDONTWRITE"
# What is installed has its modules compiled; to compile them at each start takes a second.
BYTECODE = Path(tempfile.gettempdir()) / f"permanence-bytecode-{os.getuid()}"


def find_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(true: Callable[[], Any], *, within: float, what: str) -> Any:
    """Wait until something is true, and return it; fail when it takes too long."""
    until = time.monotonic() + within
    while not (found := true()):
        if time.monotonic() > until:
            raise AssertionError(f"not within {within} s: {what}")
        time.sleep(0.05)
    return found


class Installation:
    """`permanence up` on a data folder and ports of its own.

    It goes on from a copy of the data folder `after`, when given (the fixture `first_start`).
    """

    def __init__(self, *, after: Path | None = None) -> None:
        # Not below pytest's own folder: the database's user could not enter that one.
        self.folder = Path(tempfile.mkdtemp(prefix="permanence-up-"))
        self.folder.chmod(0o711)
        self.data = self.folder / "data"
        if after is not None:
            copy_data(after, self.data)
        self.log = self.folder / "log"
        self.port = find_port()
        self.smtp_port = find_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of its pages."""
        return f"http://127.0.0.1:{self.port}"

    def launch(self, *arguments: str, **told: str) -> subprocess.Popen[bytes]:
        """Start it and return at once; `told` are environment variables."""
        kept = {key: text for key, text in os.environ.items() if not key.startswith(ROOT_ONLY)}
        command = [sys.executable, "-m", "permanence.runtime.command", "up"]
        command += ["--data", str(self.data), "--port", str(self.port)]
        command += ["--smtp-port", str(self.smtp_port), *arguments]
        told = {"PYTHONPATH": str(SOURCE.parent), "PYTHONPYCACHEPREFIX": str(BYTECODE)} | told
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env=kept | told,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_hear_interrupts,
            )
        return self.process

    def start(self, *arguments: str, **told: str) -> None:
        """Start it and wait until it says that it is ready."""
        self.launch(*arguments, **told)
        self.wait_ready()

    def wait_ready(self, within: float = 120) -> dict[str, Any]:
        """Wait until every process is, and return what it says of itself."""
        wait_until(self._is_ready, within=within, what=f"ready\n{self.read_log()[-4000:]}")
        return self.health()

    def _is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.read_log()
        return bool(self.health().get("ready"))

    def health(self) -> dict[str, Any]:
        """Return what `/healthz` says; nothing when nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                found: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as refused:
            found = json.load(refused)
        except OSError:
            return {}
        return found

    def read_log(self) -> str:
        """Return what it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def find_processes(self) -> dict[int, str]:
        """Return its running child processes with their names, the database's server included."""
        found = {pid: _name_of(pid) for pid in processes_in(self.data / "run")}
        files = self.data / "database" / "data"
        pidfile = files / "postmaster.pid"
        if pidfile.exists() and any(True for _ in processes_in(files)):
            found[int(pidfile.read_text().split()[0])] = "database"
        return found

    def find(self, name: str) -> int:
        """Return the process of a name; of several, the parent."""

        def find_first() -> int:
            found = [pid for pid, known in self.find_processes().items() if known == name]
            return min(found, default=0)

        return wait_until(find_first, within=10, what=f"a process {name}")  # type: ignore[no-any-return]

    def stop(self, number: signal.Signals = signal.SIGTERM, within: float = 20) -> int:
        """Ask it to end and return its exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(within)

    def kill_everything(self) -> None:
        """End all of its processes by force, at once."""
        assert self.process is not None
        children = [*self.find_processes(), *processes_in(self.data / "database" / "data")]
        for pid in (self.process.pid, *children):
            if is_running(pid):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)

    def remove(self) -> None:
        """End what is left and remove the data."""
        if self.process is not None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill_everything()
        shutil.rmtree(self.folder, ignore_errors=True)


def copy_data(data: Path, target: Path) -> None:
    """Copy a data folder that nobody uses, with the owners of its files."""
    subprocess.run(["cp", "--archive", "--reflink=auto", data, target], check=True)
    shutil.rmtree(target / "run", ignore_errors=True)


def _hear_interrupts() -> None:
    # Tests that run in the background would hand on that Ctrl-C is not heard.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _name_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""
