"""Which contracts a customer has with a desk, and what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from permanence.ground.lib.prepared import Prepared, ask
from permanence.promises.contracts.models import ContractVersion, ContractVersionQuerySet
from permanence.promises.contracts.rules import ContractTerms, Standing, read_contract
from permanence.promises.policies.queries import policy_of_version

# One statement a batch: for each contract of these customers the version that took effect last.
IN_EFFECT = """
select contract.desk_id, contract.organisation_id, version.id
from contracts_contract contract
cross join lateral (
    select id, starts_on from contracts_contractversion
    where contract_id = contract.id and effective_at <= %s
    order by effective_at desc, number desc limit 1
) version
where contract.organisation_id = any(%s) and contract.desk_id = any(%s)
order by version.starts_on desc, version.id desc
"""


@dataclass(frozen=True)
class LoadedContract:
    """A version of a contract with what it says, and how the contract stands."""

    version: int
    number: int
    effective_at: datetime
    made_at: datetime
    made_by: str
    reason: str
    organisation: int
    organisation_name: str
    standing: Standing
    terms: ContractTerms


def contracts_of(
    *, desks: Collection[int], organisations: Collection[int], at: datetime
) -> dict[tuple[int, int], tuple[ContractTerms, ...]]:
    """Return the contracts of each desk and organisation as they stand at an instant.

    Each contract's version in effect, whatever its standing, the newest start first. Those
    without any contract are left out.
    """
    if not desks or not organisations:
        return {}
    found: dict[tuple[int, int], list[ContractTerms]] = defaultdict(list)
    for desk, organisation, version in ask(IN_EFFECT, [at, list(organisations), list(desks)]):
        found[desk, organisation].append(terms_of_version(version))
    return {key: tuple(terms) for key, terms in found.items()}


@lru_cache(maxsize=2048)
def terms_of_version(version_id: int) -> ContractTerms:
    """Return what a version says; it never changes, so a process reads it once."""
    row = ContractVersion.objects.get(pk=version_id)
    return read_contract(
        row.document,
        file=f"version {row.number}",
        policy=policy_of_version(row.policy_version_id),
        source=f"contract:{row.contract_id}:{row.number}",
        is_suspended=row.is_suspended,
    )


@lru_cache(maxsize=2048)
def terms_of_source(source: str) -> ContractTerms:
    """Return the version of a contract that a clause's source names ("contract:17:2")."""
    _, contract, number = source.split(":")
    versions = ContractVersion.objects.values_list("pk", flat=True)
    return terms_of_version(versions.get(contract=int(contract), number=int(number)))


def contract_in_effect(contract_id: int, *, at: datetime) -> LoadedContract | None:
    """Return a contract as it stands at an instant; None before its first version."""
    row = _rows().filter(contract=contract_id).in_effect(at).first()
    return _loaded(row, at) if row else None


def contract_mailboxes(*, at: datetime) -> dict[str, str]:
    """Return the addresses of their own that contracts in force promise, each with its desk's key.

    Only documents that speak of mailboxes are read: there may be thousands without.
    """
    present = ContractVersion.objects.in_effect(at).values("pk")
    rows = ContractVersion.objects.filter(pk__in=present, document__contains="mailbox")
    found = [terms_of_version(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]
    return {
        mailbox.address: terms.desk
        for terms in found
        if terms.standing(at) == "in_force"
        for mailbox in terms.mailboxes
    }


def contracts_on_incidents(
    *, desk: int, organisations: Collection[int], at: datetime
) -> dict[int, dict[int, ContractTerms]]:
    """Return what contracts say of incidents: by customer, each version in effect then by its key.

    Only documents that speak of incidents are read: there may be thousands without.
    """
    present = ContractVersion.objects.in_effect(at).filter(
        contract__desk=desk, organisation__in=organisations
    )
    rows = ContractVersion.objects.filter(
        pk__in=present.values("pk"), document__contains="incidents"
    )
    found: dict[int, dict[int, ContractTerms]] = defaultdict(dict)
    for version, organisation in rows.order_by("pk").values_list("pk", "organisation"):
        found[organisation][version] = terms_of_version(version)
    return found


def versions_of_contract(contract_id: int, *, at: datetime) -> list[LoadedContract]:
    """Return the versions of a contract, the latest to take effect first."""
    rows = _rows().filter(contract=contract_id).order_by("-effective_at", "-number")
    return [_loaded(row, at) for row in rows]


def contracts_on(*, desks: Collection[int], at: datetime) -> list[LoadedContract]:
    """Return each contract of some desks, by customer, as it stands or will first stand."""
    rows = _rows().filter(contract__desk__in=desks).as_they_stand(at)
    shown = sorted(rows, key=lambda row: (row.organisation.name, row.contract.number))
    return [_loaded(row, at) for row in shown]


def contracts_of_customer(organisation: int, *, desk: int, at: datetime) -> list[LoadedContract]:
    """Return each contract of a customer with one desk as it stands or will first stand."""
    rows = CUSTOMERS(organisation=organisation, desk=desk, at=at)
    return [_loaded(row, at) for row in sorted(rows, key=lambda row: row.contract.number)]


def contracts_among(contracts: Collection[int], *, at: datetime) -> dict[int, LoadedContract]:
    """Return each of these contracts as it stands or will first stand."""
    rows = _rows().filter(contract__in=contracts).as_they_stand(at)
    return {row.contract_id: _loaded(row, at) for row in rows}


def _rows() -> ContractVersionQuerySet:
    return ContractVersion.objects.select_related("contract", "organisation").defer("document")


CUSTOMERS = Prepared(
    lambda organisation, desk, at: (
        _rows().filter(organisation=organisation, contract__desk=desk).as_they_stand(at)
    ),
    "organisation",
    "desk",
    "at",
)


def _loaded(row: ContractVersion, at: datetime) -> LoadedContract:
    terms = terms_of_version(row.pk)
    return LoadedContract(
        version=row.pk,
        number=row.number,
        effective_at=row.effective_at,
        made_at=row.made_at,
        made_by=row.made_by,
        reason=row.reason,
        organisation=row.organisation_id,
        organisation_name=row.organisation.name,
        standing="future" if row.effective_at > at else terms.standing(at),
        terms=terms,
    )
