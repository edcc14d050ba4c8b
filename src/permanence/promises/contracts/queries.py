"""Which contract holds for a customer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from permanence.promises.contracts.models import Contract


def contracts_in_force(
    *, desks: Collection[int], organisations: Collection[int], day: date
) -> dict[tuple[int, int], Contract]:
    """Return the contract that holds on a day, by desk and organisation; the newest of several."""
    found = Contract.objects.in_force(day).filter(desk__in=desks, organisation__in=organisations)
    return {(one.desk_id, one.organisation_id): one for one in found.order_by("starts_on", "pk")}
