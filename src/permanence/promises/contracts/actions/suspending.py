"""Suspending what a contract gives, and giving it again."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.contracts.actions.subscribing import write_subscriptions
from permanence.promises.contracts.actions.turning import next_number, record_version, set_turns
from permanence.promises.contracts.models import Contract, ContractVersion
from permanence.promises.contracts.queries import terms_of_version

NO_REASON = _("Please give a reason.")
ALREADY = _("Contract {number} is suspended already.")
NOT_SUSPENDED = _("Contract {number} is not suspended.")


class NotSuspendable(Refusal):
    """A contract is suspended or resumed once, for a reason."""


def suspend_contract(
    contract: Contract, *, reason: str, at: datetime, by: Actor
) -> ContractVersion:
    """Stop what a contract gives from now on, its document unchanged, until it is resumed."""
    if not reason.strip():
        raise NotSuspendable(NO_REASON)
    return _turn(contract, suspend=True, reason=reason.strip(), at=at, by=by)


def resume_contract(
    contract: Contract, *, reason: str = "", at: datetime, by: Actor
) -> ContractVersion:
    """Give again, from now on, what a suspended contract promises."""
    return _turn(contract, suspend=False, reason=reason.strip(), at=at, by=by)


def _turn(
    contract: Contract, *, suspend: bool, reason: str, at: datetime, by: Actor
) -> ContractVersion:
    """A version with the same document now, and one at each later change that is planned."""
    contract = Contract.objects.select_for_update(no_key=True).get(pk=contract.pk)
    present = contract.versions.in_effect(at).first()
    if present is None or present.is_suspended == suspend:
        raise NotSuspendable(ALREADY if suspend else NOT_SUSPENDED, number=contract.number)
    planned = contract.versions.filter(effective_at__gt=at).order_by("effective_at", "-number")
    following = list(planned.distinct("effective_at"))
    made = [
        _copy_version(
            version,
            number=next_number(contract),
            is_suspended=suspend,
            reason=reason,
            effective_at=max(version.effective_at, at),
            at=at,
            by=by,
        )
        for version in (present, *following)
    ]
    set_turns(contract, made=made[0], at=at)
    act = "contract.suspended" if suspend else "contract.resumed"
    record_version(act, contract, made[0], by=by, reason=reason)
    return made[0]


def _copy_version(
    version: ContractVersion,
    *,
    number: int,
    is_suspended: bool,
    reason: str,
    effective_at: datetime,
    at: datetime,
    by: Actor,
) -> ContractVersion:
    made = ContractVersion.objects.create(
        contract_id=version.contract_id,
        organisation_id=version.organisation_id,
        number=number,
        document=version.document,
        digest=version.digest,
        policy_version_id=version.policy_version_id,
        is_suspended=is_suspended,
        reason=reason,
        effective_at=effective_at,
        made_at=at,
        made_by=by.name or by.key,
        title=version.title,
        plan=version.plan,
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        is_renewed=version.is_renewed,
    )
    write_subscriptions(made, terms_of_version(version.pk))
    return made
