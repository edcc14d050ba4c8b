"""What every new version of a contract brings: its number, its turns, its line in the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.promises.clocks.actions import Setting, set_deadlines, withdraw_deadlines
from permanence.promises.clocks.models import Deadline
from permanence.promises.contracts.models import Contract, ContractVersion
from permanence.promises.contracts.queries import terms_of_version
from permanence.promises.contracts.rules import find_turns

TURN: Final = "contracts.turn"


def set_turns(contract: Contract, *, made: ContractVersion, at: datetime) -> None:
    """Set a deadline at each turn of a contract to come, and withdraw those that fell away.

    Each has one mark, "limit", at its instant. The version that was made turns the contract now
    where it takes effect at once; what has come due before and waits for the watch is left to it.
    The caller holds the contract's row.
    """
    versions = contract.versions.values_list("effective_at", "number", "pk")
    turns = find_turns([(effect, number, terms_of_version(pk)) for effect, number, pk in versions])
    wanted = {turn for turn in turns if turn > at}
    if made.effective_at == at:
        wanted.add(at)
    standing = Deadline.objects.filter(
        owner=TURN, subject=contract.pk, due_at__gt=at, met_at=None, withdrawn_at=None
    )
    known = {deadline.due_at: deadline.pk for deadline in standing if deadline.due_at}
    withdraw_deadlines([pk for due_at, pk in known.items() if due_at not in wanted], at=at)
    set_deadlines(
        TURN,
        [
            Setting(
                subject=contract.pk,
                start_at=at,
                due_at=turn,
                marks=[("limit", turn)],
                desk=contract.desk_id,
                organisation=contract.organisation_id,
            )
            for turn in sorted(wanted - known.keys())
        ],
    )


def next_number(contract: Contract) -> int:
    """Return the number of the next version; the caller holds the contract's row."""
    last = contract.versions.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def record_version(
    act: str, contract: Contract, version: ContractVersion, *, by: Actor, **facts: object
) -> None:
    """Record what was done to a contract, under the contract itself."""
    record(
        act,
        f"contract:{contract.pk}",
        at=version.made_at,
        actor=by,
        desk=contract.desk_id,
        organisation=contract.organisation_id,
        number=contract.number,
        version=version.number,
        effective_at=version.effective_at.isoformat(),
        **facts,
    )
