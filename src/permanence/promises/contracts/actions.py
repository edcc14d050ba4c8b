"""Making contracts."""

from __future__ import annotations

from datetime import date, datetime

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.promises.contracts.models import Contract
from permanence.world.accounts.models import Desk, Organisation


def add_contract(
    organisation: Organisation,
    *,
    desk: Desk,
    number: str,
    title: str,
    plan: str,
    starts_on: date,
    ends_on: date | None,
    at: datetime,
    by: Actor = SYSTEM,
) -> Contract:
    """Add a contract of a customer with a desk, on a plan of its policy or none."""
    contract = Contract.objects.create(
        organisation=organisation,
        desk=desk,
        number=number,
        title=title,
        plan=plan,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    record(
        "contract.added",
        f"organisation:{organisation.pk}",
        at=at,
        actor=by,
        desk=desk.pk,
        organisation=organisation.pk,
        number=number,
        plan=plan,
    )
    return contract
