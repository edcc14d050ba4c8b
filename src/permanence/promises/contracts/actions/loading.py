"""Putting contract documents into force, and suspending what they give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.contracts.actions.subscribing import (
    unknown_components,
    write_subscriptions,
)
from permanence.promises.contracts.actions.turning import next_number, record_version, set_turns
from permanence.promises.contracts.models import Contract, ContractVersion
from permanence.promises.contracts.rules import (
    ContractNames,
    ContractTerms,
    read_contract,
    read_names,
)
from permanence.promises.policies.queries import NoPolicy, policy_in_force
from permanence.promises.terms.rules import Fault, Faults, read_document
from permanence.world.accounts.actions import name_technical_contacts
from permanence.world.accounts.models import Desk, Organisation
from permanence.world.catalogue.queries import components_of

TOO_LATE = _("A contract changes now or later, not at {date}: that time has passed.")
OF_ANOTHER = _("Contract {number} on this desk belongs to {customer}.")


class TooLate(Refusal):
    """Nothing that was promised is changed afterwards."""


class OfAnotherCustomer(Refusal):
    """A number stands for one agreement with one customer."""


@dataclass(frozen=True)
class Loading:
    """What came of loading a document; `new` is False when the version stood already."""

    contract: int
    version: int
    number: int
    name: str
    desk: str
    customer: str
    effective_at: datetime
    new: bool


@dataclass(frozen=True)
class _Reading:
    """A document that is understood, with whom it binds."""

    text: str
    digest: str
    desk: Desk
    organisation: Organisation
    policy_version: int
    terms: ContractTerms


def load_contract(
    text: str,
    *,
    file: str,
    at: datetime,
    effective_at: datetime | None = None,
    by: Actor = SYSTEM,
) -> Loading:
    """Make a contract or a new version of one, or raise Faults and change nothing.

    The document that the last version already holds makes nothing new. A version takes effect at
    its date, at once when none is given, never before; a contract that is suspended then stays
    so. Runs in the caller's `house()`.
    """
    reading = read_agreement(text, file=file, at=effective_at or at)
    contract = _settle_contract(reading)
    last = contract.versions.order_by("-number").first()
    is_same = last is not None and last.digest == reading.digest
    if last and is_same and last.effective_at <= (effective_at or last.effective_at):
        return _loading(last, reading, new=False)
    if effective_at and effective_at < at:
        raise TooLate(TOO_LATE, date=effective_at.isoformat())
    version = _add_version(contract, reading, at=at, effective_at=effective_at or at, by=by)
    write_subscriptions(version, reading.terms)
    name_technical_contacts(contract.organisation, addresses=reading.terms.contacts)
    set_turns(contract, made=version, at=at)
    record_version("contract.loaded", contract, version, by=by, digest=version.digest)
    return _loading(version, reading, new=True)


def read_agreement(text: str, *, file: str, at: datetime) -> _Reading:
    """Return what a document says and whom it binds, or raise Faults naming all that is wrong."""
    names = read_names(text, file=file)
    desk = Desk.objects.filter(key=names.desk).first()
    customers = list(Organisation.objects.filter(name=names.customer)[:2])
    wrong = _find_strangers(names, desk, customers)
    try:
        version, policy = policy_in_force(names.desk, at=at)
    except NoPolicy:
        if desk:
            right = f"load the policy of {names.desk} first, or let the contract begin later"
            wrong.append(("desk", "has no policy in force yet", right))
        raise _faults(text, file, wrong) from None
    try:
        terms = read_contract(text, file=file, policy=policy)
    except Faults as faults:
        raise _faults(text, file, wrong, faults.faults) from None
    if wrong or desk is None:
        raise _faults(text, file, wrong)
    if unknown := unknown_components(terms, desk=desk.pk):
        raise _component_faults(text, file, unknown, desk=desk)
    digest = sha256(text.encode()).hexdigest()
    return _Reading(text, digest, desk, customers[0], version, terms)


def _find_strangers(
    names: ContractNames, desk: Desk | None, customers: list[Organisation]
) -> list[tuple[str, str, str]]:
    wrong = []
    if desk is None:
        known = ", ".join(Desk.objects.order_by("position").values_list("key", flat=True))
        wrong.append(("desk", f'there is no desk "{names.desk}"', f"use one of: {known}"))
    if not customers:
        right = "write the organisation's name as the desk has it, or add the organisation first"
        wrong.append(("customer", f'no organisation is called "{names.customer}"', right))
    elif len(customers) > 1:
        right = "give one of them another name"
        wrong.append(("customer", f'several organisations are called "{names.customer}"', right))
    return wrong


def _faults(
    text: str, file: str, wrong: list[tuple[str, str, str]], found: tuple[Fault, ...] = ()
) -> Faults:
    document = read_document(text, file=file)
    strange = [
        Fault(file, document.line_of(("contract", key)), f"contract.{key}", what, right)
        for key, what, right in wrong
    ]
    return Faults(tuple(sorted([*strange, *found], key=lambda fault: (fault.line, fault.key))))


def _component_faults(
    text: str, file: str, unknown: list[tuple[int, str]], *, desk: Desk
) -> Faults:
    """A contract gives what the desk's catalogue has."""
    document = read_document(text, file=file)
    known = ", ".join(component.key for component in components_of(desk))
    return Faults(
        tuple(
            Fault(
                file,
                document.line_of(("contract", "component", place, "key")),
                f"contract.component[{place}].key",
                f'there is no component "{key}"',
                f"use one of: {known}",
            )
            for place, key in unknown
        )
    )


def _settle_contract(reading: _Reading) -> Contract:
    """The contract's row, locked, so that one loading follows another."""
    Contract.objects.get_or_create(
        desk=reading.desk,
        number=reading.terms.number,
        defaults={"organisation": reading.organisation},
    )
    contract = (
        Contract.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organisation")
        .get(desk=reading.desk, number=reading.terms.number)
    )
    if contract.organisation_id != reading.organisation.pk:
        raise OfAnotherCustomer(
            OF_ANOTHER, number=contract.number, customer=contract.organisation.name
        )
    return contract


def _add_version(
    contract: Contract, reading: _Reading, *, at: datetime, effective_at: datetime, by: Actor
) -> ContractVersion:
    before = contract.versions.in_effect(effective_at).first()
    terms = reading.terms
    return ContractVersion.objects.create(
        contract=contract,
        organisation_id=contract.organisation_id,
        number=next_number(contract),
        document=reading.text,
        digest=reading.digest,
        policy_version_id=reading.policy_version,
        is_suspended=bool(before and before.is_suspended),
        reason=before.reason if before and before.is_suspended else "",
        effective_at=effective_at,
        made_at=at,
        made_by=by.name or by.key,
        title=terms.title,
        plan=terms.plan,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        is_renewed=terms.renewal == "tacit",
    )


def _loading(version: ContractVersion, reading: _Reading, *, new: bool) -> Loading:
    return Loading(
        contract=version.contract_id,
        version=version.pk,
        number=version.number,
        name=reading.terms.number,
        desk=reading.desk.key,
        customer=reading.organisation.name,
        effective_at=version.effective_at,
        new=new,
    )
