"""What a version of a contract gives of the desk's service, as rows beside its document."""

from __future__ import annotations

from datetime import datetime

from permanence.promises.contracts.models import ContractVersion, Subscription
from permanence.promises.contracts.rules import ContractTerms
from permanence.world.catalogue.models import Component

Span = tuple[datetime, datetime | None]


def write_subscriptions(version: ContractVersion, terms: ContractTerms) -> None:
    """Write which components a version gives, each from when until when.

    A contract that names none gives them all. What it names has been looked for before; a
    component that has gone from the catalogue since is left out.
    """
    desk = version.contract.desk_id
    keys = [one.key for one in terms.subscribed]
    known = dict(Component.objects.filter(desk=desk, key__in=keys).values_list("key", "pk"))
    given: list[tuple[int | None, Span]] = [
        (known[one.key], terms.span_given(one)) for one in terms.subscribed if one.key in known
    ]
    rows = given or [(None, terms.span_given())]
    Subscription.objects.bulk_create(
        Subscription(
            contract_id=version.contract_id,
            version=version,
            organisation_id=version.organisation_id,
            desk_id=desk,
            component_id=number,
            since=since,
            until=max(since, until) if until else None,
        )
        for number, (since, until) in rows
    )


def unknown_components(terms: ContractTerms, *, desk: int) -> list[tuple[int, str]]:
    """Return the place and key of each component that a contract names and the desk has not."""
    rows = Component.objects.standing().filter(desk=desk)
    known = set(rows.values_list("key", flat=True))
    return [(place, one.key) for place, one in enumerate(terms.subscribed) if one.key not in known]
