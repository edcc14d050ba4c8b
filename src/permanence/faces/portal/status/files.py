"""The state of every desk as files, so that any web server shows it when the product is down.

`DATA/status/<desk>/` is a site of its own: a page a language with its feeds, its style sheet, and
nothing from elsewhere. A file is put in place of the one before in one step, and only when it says
something else.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.db.models import Max

from permanence.faces.portal.status.feeding import EVERYTHING
from permanence.faces.portal.status.page import (
    FORMS,
    LANGUAGES,
    Matter,
    Place,
    write_page,
    write_place,
)
from permanence.faces.ui.bundle import BUNDLE, asset
from permanence.promises.policies.queries import policies_in_force
from permanence.service.status.models import Page, Standing
from permanence.service.status.queries.pages import public_page

STYLE, MARK = "style.css", "mark.svg"
ROOT = Place(css=STYLE, icon=MARK, is_root=True, is_file=True)
INSIDE = Place(css=f"../{STYLE}", icon=f"../{MARK}", is_file=True)
WRITTEN = ".written"


def write_files(folder: Path, *, at: datetime) -> int:
    """Write the files of every desk when something changed or a minute has passed; return how many.

    Another process that writes them meanwhile is left alone.
    """
    stand = read_stand(at=at)
    if read_text(folder / WRITTEN) == stand:
        return 0
    with hold_folder(folder) as is_held:
        if not is_held:
            return 0
        written = sum(write_desk(folder / matter.policy.desk, matter) for matter in matters(at=at))
        put_file(folder / WRITTEN, stand.encode())
    return written


def read_stand(*, at: datetime) -> str:
    """Return by what it is seen whether the files have to be written again."""
    told = Standing.objects.aggregate(last=Max("changed_at"))
    pages = Page.objects.order_by("desk").values_list(
        "desk_id", "is_open", "introduction", "address"
    )
    return f"{at:%FT%R} {told['last']} {list(pages)}"


def matters(*, at: datetime) -> Iterator[Matter]:
    """Yield what the page of each desk is made of; one that is closed shows nothing any more."""
    pages = {one.desk.key: one for one in Page.objects.select_related("desk")}
    for key, policy in policies_in_force(at=at):
        if key in pages:
            yield Matter(policy, pages[key], public_page(pages[key].desk_id), at)


def write_desk(folder: Path, matter: Matter) -> int:
    """Write the site of a desk; return how many of its files changed."""
    files = dict(files_of(matter)) if matter.page.is_open else {}
    changed = sum(put_file(folder / name, content) for name, content in files.items())
    return changed + drop_others(folder, set(files))


def files_of(matter: Matter) -> Iterator[tuple[str, bytes]]:
    """Yield each file of a desk's site by its name."""
    yield STYLE, read_asset("status.css")
    yield MARK, read_asset("mark.svg")
    yield "index.html", write_page(matter, matter.policy.default_language, ROOT).encode()
    for language in LANGUAGES:
        yield f"{language}/index.html", write_page(matter, language, INSIDE).encode()
        for key in (EVERYTHING, *(one.key for one in matter.shown.components)):
            for form in FORMS:
                feed = write_place(matter, language, key, form)
                if feed is not None:
                    yield f"{language}/{key}.{form}", feed


def read_asset(name: str) -> bytes:
    """Return a bundled file."""
    return (BUNDLE / Path(asset(name)).name).read_bytes()


def put_file(path: Path, content: bytes) -> bool:
    """Put a file in its place in one step, where it says something else; say whether it did."""
    with suppress(FileNotFoundError):
        if path.read_bytes() == content:
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.chmod(0o644)
    fresh.replace(path)
    return True


def drop_others(folder: Path, kept: set[str]) -> int:
    """Remove what a desk's site does not have any more."""
    gone = [
        one
        for one in folder.rglob("*")
        if one.is_file() and str(one.relative_to(folder)) not in kept
    ]
    for one in gone:
        one.unlink(missing_ok=True)
    return len(gone)


def read_text(path: Path) -> str:
    """Return what a file says; nothing where there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


@contextmanager
def hold_folder(folder: Path) -> Iterator[bool]:
    """Hold the folder while it is written; False when another process does."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
