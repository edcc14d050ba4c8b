"""Which customers are given what a failure touches."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from permanence.ground.lib.prepared import Prepared
from permanence.promises.contracts.models import ContractVersion, Subscription

# Of each contract the version that took effect last, and what it gives then. A suspended one
# counts: who pays late is touched all the same.
GIVEN: Final = """
select distinct on (given.organisation_id, given.contract_id, given.component_id)
    given.organisation_id, given.component_id, given.version_id
from (
    select distinct on (contract.id) version.id
    from contracts_contract contract
    join contracts_contractversion version on version.contract_id = contract.id
    where contract.desk_id = %(desk)s and version.effective_at <= %(at)s
    order by contract.id, version.effective_at desc, version.number desc
) standing
join contracts_subscription given on given.version_id = standing.id
where given.since <= %(at)s and (given.until is null or given.until > %(at)s)
    and (given.component_id is null or given.component_id = any(%(components)s))
"""

COUNTED: Final = """
select given.component_id, count(distinct given.organisation_id)
from contracts_subscription given
where given.component_id = any(%(components)s)
    and given.since <= %(at)s and (given.until is null or given.until > %(at)s)
    and given.version_id = (
        select version.id from contracts_contractversion version
        where version.contract_id = given.contract_id and version.effective_at <= %(at)s
        order by version.effective_at desc, version.number desc limit 1
    )
group by given.component_id
"""

STANDING: Final = Prepared(
    lambda organisation, desk, at: (
        ContractVersion.objects.filter(organisation=organisation, contract__desk=desk)
        .in_effect(at)
        .values_list("pk", flat=True)
    ),
    "organisation",
    "desk",
    "at",
)
OWN: Final = Prepared(
    lambda organisation, desk, at, versions: (
        Subscription.objects.filter(organisation_id=organisation, desk=desk, since__lte=at)
        .filter(version__pk__any_of=versions)
        .exclude(until__lte=at)
        .values_list("component_id", flat=True)
    ),
    "organisation",
    "desk",
    "at",
    "versions",
)


@dataclass(frozen=True)
class Given:
    """A customer to whom a contract gives a component; None: all of the desk's."""

    organisation: int
    component: int | None
    version: int


def customers_given(components: Collection[int], *, desk: int, at: datetime) -> list[Given]:
    """Return each customer to whom a contract gives one of these components then, or all."""
    with connection.cursor() as cursor:
        cursor.execute(GIVEN, {"desk": desk, "at": at, "components": list(components)})
        return [Given(*row) for row in cursor.fetchall()]


def count_customers(components: Collection[int], *, at: datetime) -> dict[int, int]:
    """Return to how many customers a contract gives each of these components by name."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"at": at, "components": list(components)})
        return dict(cursor.fetchall())


def components_given(organisation: int, *, desk: int, at: datetime) -> set[int] | None:
    """Return which components of a desk a customer's contracts give it; None means all.

    All where a contract does not say which, and where there is none that says anything.
    """
    versions = STANDING(organisation=organisation, desk=desk, at=at)
    if not versions:
        return None
    found = set(OWN(organisation=organisation, desk=desk, at=at, versions=versions))
    return None if not found or None in found else {one for one in found if one}
