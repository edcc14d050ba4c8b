"""Which user of the machine the processes run as when they are started by root."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from permanence.runtime.kernel import stay_inspectable
from permanence.runtime.places import StartError

# What the processes need besides Python itself; looked for as the user who would run them.
PROBE = (
    "import importlib.util as u, django, psycopg;"
    "open(u.find_spec('permanence.runtime.command').origin).close();"
    "open(u.find_spec('granian').origin).close()"
)


@dataclass(frozen=True)
class UnixUser:
    """An unprivileged user of the machine."""

    name: str
    uid: int
    gid: int

    def for_popen(self) -> dict[str, Any]:
        """Return the arguments that make `subprocess` run a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def try_out(self, question: Callable[[], bool]) -> bool:
        """Ask a question of the file system as this user."""
        pid = os.fork()
        if pid == 0:
            answer = 1
            try:
                self._become()
                answer = 0 if question() else 1
            finally:
                os._exit(answer)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0

    def become(self) -> None:
        """Turn this process into this user's, for good."""
        self._become()
        stay_inspectable()
        os.environ.update(USER=self.name, LOGNAME=self.name)

    def _become(self) -> None:
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)


def choose_user() -> UnixUser | None:
    """Return the user to run as when root starts us; None when we are nobody special already."""
    if os.geteuid() != 0:
        return None
    wanted = os.environ.get("PERMANENCE_OS_USER")
    for name in (wanted,) if wanted else ("permanence", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid == 0:
            raise StartError(
                "PERMANENCE_OS_USER names root; PostgreSQL refuses to run as root. Name another."
            )
        return UnixUser(name, entry.pw_uid, entry.pw_gid)
    raise StartError(
        f"There is no user {wanted or 'permanence'} on this machine: useradd -r permanence"
    )


def can_read_program(user: UnixUser) -> bool:
    """True when the user could run Permanence from where it is installed."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROBE],
            capture_output=True,
            check=False,
            timeout=30,
            cwd="/",
            **user.for_popen(),
        )
    except OSError:
        return False
    return done.returncode == 0


def check_entry(user: UnixUser, folder: Path) -> None:
    """Refuse a data folder that the user cannot reach."""
    if not user.try_out(lambda: os.access(folder, os.X_OK)):
        raise StartError(
            f"The database must not run as root, and the user {user.name} cannot enter {folder}. "
            "Choose another folder with --data, or another user with PERMANENCE_OS_USER."
        )


def hand_over(folder: Path, user: UnixUser) -> None:
    """Give a data folder to the user, with what root's own commands left in it."""
    for entry in (folder, *folder.iterdir()):
        if entry.lstat().st_uid != user.uid:
            folds = entry != folder and entry.is_dir() and not entry.is_symlink()
            inside = entry.rglob("*") if folds else ()
            for path in (entry, *inside):
                os.chown(path, user.uid, user.gid, follow_symlinks=False)
