"""`permanence contract check`, `load` and `list`: what they print and the status they end with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TextIO

from permanence.promises.contracts.rules import read_contract, read_names
from permanence.promises.policies.command import FAULTY, each_file
from permanence.promises.policies.rules import Policy, read_policy
from permanence.promises.terms.rules import Fault, Faults, read_document


def check_files(
    paths: Iterable[str], out: TextIO, err: TextIO, *, policies: Iterable[str | Path]
) -> int:
    """Say what is wrong in each document, a line each on `err`; 2 when anything is.

    Each is read by the policy of its desk among `policies`. Needs neither a database nor Django,
    and so knows nothing of customers.
    """
    known: dict[str, Policy] = {}

    def learn(path: str, text: str) -> None:
        policy = read_policy(text, file=path)
        known[policy.desk] = policy

    if status := each_file(map(str, policies), learn, out, err):
        return status

    def check(path: str, text: str) -> str:
        policy = _find_policy(text, known, file=path)
        terms = read_contract(text, file=path, policy=policy)
        return f"{path}: contract {terms.number} with {terms.customer}: nothing is wrong"

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
    from permanence.promises.contracts.actions import (  # noqa: PLC0415 -- as above
        load_contract,
        read_agreement,
    )

    paths = list(paths)

    def understand(path: str, text: str) -> None:
        read_agreement(text, file=path, at=effective_at or at)

    def load(path: str, text: str) -> str:
        loading = load_contract(text, file=path, at=at, effective_at=effective_at)
        news = "loaded as" if loading.new else "unchanged, is already"
        whose = f"contract {loading.name} of {loading.customer}"
        since = loading.effective_at.isoformat()
        return f"{path}: {news} version {loading.number} of {whose}, in effect from {since}"

    try:
        with house():
            return each_file(paths, understand, out, err) or each_file(paths, load, out, err)
    except Refusal as refusal:
        print(refusal, file=err)
        return FAULTY


def list_versions(out: TextIO) -> int:
    """Print every version of every contract as NDJSON, by desk, number and version."""
    from permanence.ground.lib.db import house  # noqa: PLC0415 -- `check` works without Django
    from permanence.promises.contracts.models import ContractVersion  # noqa: PLC0415 -- as above

    rows = ContractVersion.objects.select_related("contract__desk", "organisation")
    with house():
        ordered = rows.order_by("contract__desk__position", "contract__number", "number")
        for row in ordered.defer("document"):
            line = {
                "desk": row.contract.desk.key,
                "contract": row.contract.number,
                "customer": row.organisation.name,
                "version": row.number,
                "effective": row.effective_at.isoformat().replace("+00:00", "Z"),
                "title": row.title,
                "plan": row.plan,
                "starts": row.starts_on.isoformat(),
                "ends": row.ends_on.isoformat() if row.ends_on else None,
                "renewed": row.is_renewed,
                "suspended": row.is_suspended,
            }
            print(json.dumps(line, ensure_ascii=False), file=out)
    return 0


def _find_policy(text: str, known: Mapping[str, Policy], *, file: str) -> Policy:
    """Return the policy of the desk that a contract names; one that is unknown is a fault."""
    desk = read_names(text, file=file).desk
    if desk not in known:
        line = read_document(text, file=file).line_of(("contract", "desk"))
        right = f"use one of: {', '.join(known)}; or name its policy with --policy"
        raise Faults((Fault(file, line, "contract.desk", f'there is no desk "{desk}"', right),))
    return known[desk]
