"""Where an installation keeps things: its data folder, its short folder for sockets, its lock."""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import permanence

SOCKET_LIMIT = 107  # bytes in sun_path, less the closing zero
SOCKET_NAME = "/.s.PGSQL.5432.lock"


class StartError(Exception):
    """The installation cannot start; the message says why and what to do."""


def find_data(given: str | None) -> Path:
    """Return the data folder: the one given, or the usual place of this user."""
    if given:
        return Path(given).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/permanence")
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base).resolve() / "permanence"


def find_shipped(kind: str) -> list[Path]:
    """Return the documents that the product ships ("policies", "contracts"), by name."""
    package = Path(permanence.__path__[0])
    for folder in (package / kind, package.parent.parent / kind):
        if found := sorted(folder.glob("*.toml")):
            return found
    return []


@dataclass(frozen=True)
class Places:
    """The folders of one installation."""

    data: Path

    @property
    def run(self) -> Path:
        """Working folder of every process of the tree; heartbeats lie here."""
        return self.data / "run"

    @property
    def beats(self) -> Path:
        return self.run / "beats"

    @property
    def database(self) -> Path:
        return self.data / "database"

    def make(self) -> None:
        """Create what is missing, closed to other users."""
        self.data.mkdir(parents=True, exist_ok=True)
        for folder in (self.run, self.beats, self.database):
            folder.mkdir(mode=0o700, exist_ok=True)

    def open_to_pass(self) -> None:
        """Let the database's user pass through root's folder to its own inside."""
        if self.data.stat().st_uid == os.geteuid():
            self.data.chmod(0o711)

    def lock(self) -> TextIO:
        """Take the installation for this process, or refuse because another has it."""
        self.data.mkdir(parents=True, exist_ok=True)
        try:
            held = open(self.data / "lock", "a+", encoding="ascii")  # noqa: SIM115 -- held while the process lives
        except PermissionError as error:
            raise StartError(
                f"{self.data} belongs to another user; choose another folder."
            ) from error
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            owner = held.read().strip() or "unknown"
            raise StartError(
                f"Permanence already runs on {self.data} (process {owner}). "
                "Stop that one first, or choose another folder with --data."
            ) from None
        held.seek(0)
        held.truncate()
        held.write(f"{os.getpid()}\n")
        held.flush()
        return held


def find_socket_folder(home: Path) -> Path:
    """Return where the socket of the database in `home` is.

    A socket's path holds 107 bytes, a data folder's may be longer; so the name
    is a hash of it, under the machine's or the user's folder for such things.
    """
    folder = _find_base() / hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
    if len(os.fsencode(folder)) + len(SOCKET_NAME) > SOCKET_LIMIT:
        raise StartError(
            f"{folder} is too long a name for a socket; set XDG_RUNTIME_DIR to a short one."
        )
    return folder


def make_socket_folder(folder: Path, *, owner: int, group: int) -> None:
    """Make the folder so that only `owner` can enter it."""
    mode = 0o711 if os.geteuid() == 0 else 0o700
    _make_own(folder.parent, owner=os.geteuid(), group=os.getegid(), mode=mode)
    _make_own(folder, owner=owner, group=group, mode=0o700)


def _find_base() -> Path:
    if os.geteuid() == 0 and Path("/run").is_dir():
        return Path("/run/permanence")
    given = os.environ.get("XDG_RUNTIME_DIR")
    if given and Path(given).is_dir() and os.stat(given).st_uid == os.geteuid():
        return Path(given) / "permanence"
    return Path(tempfile.gettempdir()) / f"permanence-{os.geteuid()}"


def _make_own(folder: Path, *, owner: int, group: int, mode: int) -> None:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise StartError(f"{folder} should be a folder of ours and is something else.")
    if found.st_uid != owner:
        if os.geteuid() != 0:
            raise StartError(
                f"{folder} belongs to another user; remove it, or set XDG_RUNTIME_DIR."
            )
        os.chown(folder, owner, group, follow_symlinks=False)
    folder.chmod(mode)
