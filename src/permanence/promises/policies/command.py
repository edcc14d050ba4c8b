"""`permanence policy check`, `load` and `list`: what they print and the status they end with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TextIO

from permanence.promises.policies.rules import read_policy
from permanence.promises.terms.rules import Fault, Faults

FAULTY = 2


def check_files(paths: Iterable[str], out: TextIO, err: TextIO) -> int:
    """Say what is wrong in each document, a line each on `err`; 2 when anything is.

    Needs neither a database nor Django.
    """

    def check(path: str, text: str) -> str:
        policy = read_policy(text, file=path)
        return f"{path}: {policy.name}, policy of the desk {policy.desk}: nothing is wrong"

    return each_file(paths, check, out, err)


def load_files(
    paths: Iterable[str],
    out: TextIO,
    err: TextIO,
    *,
    at: datetime,
    effective_at: datetime | None = None,
) -> int:
    """Load every document in one transaction, or none of them when one is at fault (status 2)."""
    from permanence.ground.lib.db import house  # noqa: PLC0415 -- `check` works without Django
    from permanence.ground.lib.errors import Refusal  # noqa: PLC0415 -- as above
    from permanence.promises.policies.actions import load_policy  # noqa: PLC0415 -- as above

    paths = list(paths)

    def understand(path: str, text: str) -> None:
        read_policy(text, file=path)

    if status := each_file(paths, understand, out, err):
        return status

    def load(path: str, text: str) -> str:
        loading = load_policy(text, file=path, at=at, effective_at=effective_at)
        news = "loaded as" if loading.new else "unchanged, is already"
        since = loading.effective_at.isoformat()
        return f"{path}: {news} version {loading.number} of {loading.desk}, in effect from {since}"

    try:
        with house():
            return each_file(paths, load, out, err)
    except Refusal as refusal:
        print(refusal, file=err)
        return FAULTY


def list_versions(out: TextIO) -> int:
    """Print every version of every desk as NDJSON, in the order of their numbers."""
    from permanence.ground.lib.db import house  # noqa: PLC0415 -- `check` works without Django
    from permanence.promises.policies.queries import all_versions  # noqa: PLC0415 -- as above

    with house():
        for loaded in all_versions():
            policy = loaded.policy
            line = {
                "desk": policy.desk,
                "version": loaded.number,
                "effective": loaded.effective_at.isoformat().replace("+00:00", "Z"),
                "title": policy.title[policy.default_language],
                "addresses": [mailbox.address for mailbox in policy.mailboxes],
            }
            print(json.dumps(line, ensure_ascii=False), file=out)
    return 0


def each_file(
    paths: Iterable[str], act: Callable[[str, str], str | None], out: TextIO, err: TextIO
) -> int:
    """Print what `act` says of each file, and on `err` a line for each fault; 2 when any is."""
    status = 0
    for path in paths:
        try:
            told = act(path, read_file(path))
        except Faults as faults:
            for fault in faults.faults:
                print(fault, file=err)
            status = FAULTY
        else:
            if told:
                print(told, file=out)
    return status


def read_file(path: str) -> str:
    """Return the text of a file; one that cannot be read is a fault like any other."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        fault = Fault(path, 1, "document", reason or "cannot be read", "name a readable UTF-8 file")
        raise Faults((fault,)) from error
