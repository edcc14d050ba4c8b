"""The contracts of a desk, a page at a time."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from permanence.promises.contracts.models import Contract
from permanence.promises.contracts.queries.contracts import LoadedContract, contracts_among


class Place(NamedTuple):
    """Where a page ends: the customer's name and the number of its last contract."""

    customer: str
    number: str


def page_contracts(
    *, desk: int, at: datetime, search: str = "", after: Place | None = None, most: int = 50
) -> list[LoadedContract]:
    """Return the next contracts of a desk by customer and number, as they stand at an instant.

    Each as it is in effect, or as it will first be. `search` is part of a customer's name or of
    a number.
    """
    contracts = Contract.objects.filter(desk=desk).order_by("organisation__name", "number")
    if search:
        contracts = contracts.filter(
            Q(organisation__name__icontains=search) | Q(number__icontains=search)
        )
    if after:
        contracts = contracts.filter(
            Q(organisation__name__gt=after.customer)
            | Q(organisation__name=after.customer, number__gt=after.number)
        )
    shown = list(contracts.values_list("pk", flat=True)[:most])
    loaded = contracts_among(shown, at=at)
    return [loaded[contract] for contract in shown]
