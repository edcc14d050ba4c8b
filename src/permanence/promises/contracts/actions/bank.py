"""Granting hours when their time comes, drawing them for work, and giving them back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from permanence.ground.journal.actions import record
from permanence.promises.contracts.models import Contract, ContractVersion, Drawing, Lot
from permanence.promises.contracts.queries import terms_of_version
from permanence.promises.contracts.queries.bank import open_lots
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.contracts.rules.bank import (
    Allocation,
    LotDue,
    Part,
    Work,
    allocate_work,
    day_after_contract,
    first_instant,
    hours_sources,
    lots_due,
)
from permanence.promises.policies.queries import NoPolicy, policy_in_force, policy_of_version
from permanence.promises.policies.rules import Policy


def grant_lots(*, at: datetime, contracts: Collection[int] | None = None) -> int:
    """Grant the hours whose time has come, of all contracts or of some; return how many lots.

    Granting twice does nothing. A suspended contract brings nothing new.
    """
    rows = ContractVersion.objects.in_effect(at).select_related("contract__desk").defer("document")
    if contracts is not None:
        rows = rows.filter(contract__in=contracts)
    now = policies_now({row.contract.desk.key for row in rows}, at=at)
    # Most bring no hours at all, which a process knows of each version and asks no more.
    versions = {
        row.contract_id: row for row in rows if brings_any(row, now.get(row.contract.desk.key))
    }
    granted = _granted_to(versions)
    waiting = {
        contract: version
        for contract, version in versions.items()
        if _find_missing(version, granted[contract], now, at)
        or _overlong(version, granted[contract])
    }
    if not waiting:
        return 0
    held = Contract.objects.filter(pk__in=waiting).order_by("pk")
    list(held.select_for_update(no_key=True))
    granted = _granted_to(waiting)
    return sum(_grant(one, granted[contract], now, at) for contract, one in waiting.items())


def policies_now(desks: Collection[str], *, at: datetime) -> dict[str, int]:
    """Return the version of each desk's policy that is in force; without one, none."""
    found = {}
    for desk in desks:
        with suppress(NoPolicy):
            found[desk] = policy_in_force(desk, at=at)[0]
    return found


def brings_any(version: ContractVersion, policy_now: int | None) -> bool:
    """Say whether a version brings hours by the policy it was read by or the one in force."""
    return any(
        version_brings_hours(version.pk, policy)
        for policy in {version.policy_version_id, policy_now}
        if policy is not None
    )


@lru_cache(maxsize=65_536)
def version_brings_hours(version_id: int, policy_version_id: int) -> bool:
    """Say whether a version of a contract brings hours by a version of a policy."""
    terms, policy = terms_of_version(version_id), policy_of_version(policy_version_id)
    return any(True for _ in hours_sources(terms, policy))


def _granted_to(contracts: Collection[int]) -> dict[int, list[Lot]]:
    found: dict[int, list[Lot]] = {contract: [] for contract in contracts}
    for lot in Lot.objects.filter(contract__in=contracts).order_by("valid_from", "pk"):
        found[lot.contract_id].append(lot)
    return found


def _grant(
    version: ContractVersion, granted: Sequence[Lot], now: Mapping[str, int], at: datetime
) -> int:
    for lot, end in _overlong(version, granted):
        lot.expires_at = end
        lot.save(update_fields=["expires_at"])
    fresh = Lot.objects.bulk_create(_find_missing(version, granted, now, at))
    for lot in fresh:
        record(
            "hours.granted",
            f"contract:{version.contract_id}",
            at=at,
            desk=version.contract.desk_id,
            organisation=version.organisation_id,
            kind=lot.kind,
            seconds=lot.seconds,
            valid_from=lot.valid_from.isoformat(),
            expires_at=lot.expires_at.isoformat(),
        )
    return len(fresh)


def _find_missing(
    version: ContractVersion, granted: Sequence[Lot], now: Mapping[str, int], at: datetime
) -> list[Lot]:
    terms = terms_of_version(version.pk)
    if terms.is_suspended:
        return []
    policies = {version.policy_version_id, now.get(version.contract.desk.key)} - {None}
    fresh: list[Lot] = []
    for due in _find_dues(terms, [policy_of_version(one) for one in policies if one], at):
        lot = _lot_missing(version, due, [*granted, *fresh])
        if lot:
            lot.granted_at = at
            fresh.append(lot)
    return fresh


def _overlong(version: ContractVersion, granted: Sequence[Lot]) -> list[tuple[Lot, datetime]]:
    """The lots that would outlive the contract, because a later version ends it earlier."""
    terms = terms_of_version(version.pk)
    last = day_after_contract(terms)
    if last is None:
        return []
    end = first_instant(last, ZoneInfo(terms.zone))
    return [(lot, end) for lot in granted if lot.valid_from < end < lot.expires_at]


def _find_dues(terms: ContractTerms, policies: Sequence[Policy], at: datetime) -> list[LotDue]:
    """The lots by the policy that the contract was read by and the one now: the larger wins."""
    found: dict[tuple[str, datetime], LotDue] = {}
    for policy in policies:
        for due in lots_due(terms, policy, until=at):
            known = found.get((due.kind, due.valid_from))
            if known is None or due.seconds > known.seconds:
                found[due.kind, due.valid_from] = due
    return list(found.values())


def _lot_missing(version: ContractVersion, due: LotDue, granted: Sequence[Lot]) -> Lot | None:
    """What a period still lacks: all of it, or what a later version brings more than the last.

    The first version brings the whole period in which it takes effect, for work that is written
    down late; a later one adds nothing to the time before its own effect.
    """
    same = [
        lot
        for lot in granted
        if lot.kind == due.kind
        and lot.valid_from < due.expires_at
        and lot.expires_at > due.valid_from
    ]
    lacking = due.seconds - sum(lot.seconds for lot in same)
    if lacking <= 0 or version.effective_at >= due.expires_at:
        return None
    first = version.number == 1
    return Lot(
        contract_id=version.contract_id,
        organisation_id=version.organisation_id,
        kind=due.kind,
        clause_key=due.clause.key,
        clause_source=due.clause.source,
        clause_text=dict(due.clause.text),
        seconds=lacking,
        period=due.period,
        valid_from=due.valid_from if first else max(due.valid_from, version.effective_at),
        expires_at=due.expires_at,
        calendar_key=due.calendar_key,
        calendar_source=due.clause.source,
        pays=list(due.pays),
    )


def judge_work(work: Work, *, contracts: Collection[int], at: datetime) -> Allocation:
    """Return what would pay for work now, and hold the lots until the end of the transaction.

    Hours whose time has come are granted first. One after the other may draw on the same lots.
    """
    grant_lots(at=at, contracts=contracts)
    lots = Lot.objects.filter(contract__in=contracts).order_by("pk")
    held = list(lots.select_for_update(no_key=True))
    return allocate_work(work, open_lots(held))


def draw_hours(parts: Sequence[Part], *, owner: str, at: datetime) -> None:
    """Draw what an allocation takes from each lot, for the work that `owner` names."""
    drawn = {part.lot: part.seconds for part in parts if part.lot is not None}
    organisations = dict(Lot.objects.filter(pk__in=drawn).values_list("pk", "organisation_id"))
    Drawing.objects.bulk_create(
        Drawing(lot_id=lot, organisation_id=organisations[lot], owner=owner, seconds=seconds, at=at)
        for lot, seconds in drawn.items()
    )


def give_back(owner: str, *, to: str, at: datetime) -> int:
    """Give what some work drew back to the same lots, in the name of `to`; return the seconds."""
    drawn = list(Drawing.objects.filter(owner=owner))
    Drawing.objects.bulk_create(
        Drawing(
            lot_id=one.lot_id,
            organisation_id=one.organisation_id,
            owner=to,
            seconds=-one.seconds,
            at=at,
        )
        for one in drawn
    )
    return sum(one.seconds for one in drawn)
