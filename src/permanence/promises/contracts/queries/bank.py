"""What hours a customer has: a sum over what was granted and drawn, at any instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Q, Sum

from permanence.promises.contracts.models import Drawing, HoursAlert, Lot
from permanence.promises.contracts.queries.contracts import contracts_of, terms_of_source
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.contracts.rules.bank import LotKind, Movement, OpenLot, hours_sources
from permanence.promises.policies.queries import policy_of_source
from permanence.promises.policies.rules import BankTerms, Policy
from permanence.promises.terms.rules import Words
from permanence.world.accounts.models import Contact
from permanence.world.accounts.queries import own_addresses
from permanence.world.accounts.rules import CustomerRight
from permanence.world.calendars.rules import Calendar


@dataclass(frozen=True)
class LotBalance:
    """A lot, and what is left of it."""

    lot: int
    kind: LotKind
    clause: Words
    clause_source: str
    seconds: int
    left: int
    valid_from: datetime
    expires_at: datetime
    calendar_key: str
    calendar_source: str
    pays: tuple[str, ...]


@dataclass(frozen=True)
class Balance:
    """The hours of a contract that are valid at an instant, in the order in which they pay."""

    contract: int
    lots: tuple[LotBalance, ...]

    @property
    def granted(self) -> int:
        """The seconds that the valid lots brought."""
        return sum(lot.seconds for lot in self.lots)

    @property
    def left(self) -> int:
        """The seconds that are left of them."""
        return sum(lot.left for lot in self.lots)


@dataclass(frozen=True)
class Banking:
    """How work is paid on one day: the contracts that hold then, and how their hours are kept.

    `bank` is None where no contract of the customer brings hours: time is then just recorded.
    `contract` is the one on whose statement the work appears.
    """

    contracts: tuple[ContractTerms, ...]
    contract: int | None
    bank: BankTerms | None


def balance_of(contract_id: int, at: datetime) -> Balance:
    """Return the hours of a contract that are valid at an instant, less what was drawn by then."""
    return balances_of([contract_id], at=at)[contract_id]


def balances_of(contracts: Collection[int], *, at: datetime) -> dict[int, Balance]:
    """Return the balance of each contract at an instant."""
    lots = list(
        Lot.objects.filter(contract__in=contracts)
        .valid(at)
        .order_by("kind", "expires_at", "valid_from", "pk")
    )
    drawn = drawn_from([lot.pk for lot in lots], at=at)
    found: dict[int, list[LotBalance]] = defaultdict(list)
    for lot in lots:
        found[lot.contract_id].append(show_balance(lot, drawn.get(lot.pk, 0)))
    return {contract: Balance(contract, tuple(found[contract])) for contract in contracts}


def show_balance(lot: Lot, drawn: int) -> LotBalance:
    """Return a lot with what is left of it."""
    return LotBalance(
        lot=lot.pk,
        kind=cast(LotKind, lot.kind),
        clause=lot.clause_text,
        clause_source=lot.clause_source,
        seconds=lot.seconds,
        left=lot.seconds - drawn,
        valid_from=lot.valid_from,
        expires_at=lot.expires_at,
        calendar_key=lot.calendar_key,
        calendar_source=lot.calendar_source,
        pays=tuple(lot.pays),
    )


def drawn_from(lots: Collection[int], *, at: datetime | None = None) -> dict[int, int]:
    """Return the seconds drawn from each lot, by an instant or in all."""
    rows = Drawing.objects.filter(lot__in=lots)
    if at is not None:
        rows = rows.filter(at__lte=at)
    return dict(rows.values_list("lot").annotate(Sum("seconds")).order_by())


def open_lots(lots: Iterable[Lot]) -> list[OpenLot]:
    """Return lots as the rule takes them that pays for work."""
    lots = list(lots)
    drawn = drawn_from([lot.pk for lot in lots])
    return [
        OpenLot(
            key=lot.pk,
            kind=cast(LotKind, lot.kind),
            left=lot.seconds - drawn.get(lot.pk, 0),
            valid_from=lot.valid_from,
            expires_at=lot.expires_at,
            calendar=calendar_named(lot.calendar_source, lot.calendar_key),
            pays=tuple(lot.pays),
        )
        for lot in lots
    ]


def calendar_named(source: str, key: str) -> Calendar:
    """Return the calendar of that key in a version of a policy or of a contract."""
    kind = source.partition(":")[0]
    calendars: Mapping[str, Calendar] = (
        policy_of_source(source).calendars
        if kind == "policy"
        else terms_of_source(source).calendars
    )
    return calendars[key]


def banking_of(
    *,
    desk: int,
    organisation: int | None,
    service: str,
    policy: Policy,
    worked_at: datetime,
    at: datetime,
) -> Banking:
    """Return which contracts may pay for work done at one instant and booked at another.

    A contract counts as it stood when the work was done; one that was only loaded since, as it
    stands now. It must have been in force then, and cover the service.
    """
    if organisation is None:
        return Banking((), None, None)
    customer = {"desks": [desk], "organisations": [organisation]}
    then = contracts_of(**customer, at=worked_at).get((desk, organisation), ())
    now = then
    if worked_at != at:
        now = contracts_of(**customer, at=at).get((desk, organisation), ())
    known = {terms.contract for terms in then}
    counting = (*then, *(terms for terms in now if terms.contract not in known))
    return banking_among(counting, service=service, policy=policy, worked_at=worked_at)


def banking_among(
    contracts: Iterable[ContractTerms], *, service: str, policy: Policy, worked_at: datetime
) -> Banking:
    """Return which of a customer's contracts may pay for work done at an instant."""
    holding = tuple(
        terms
        for terms in contracts
        if terms.standing(worked_at) == "in_force" and terms.covers(service)
    )
    banks = [terms for terms in holding if brings_hours(terms, policy)]
    if not banks:
        return Banking(holding, None, None)
    return Banking(holding, banks[0].contract, banks[0].bank or policy.bank)


def brings_hours(terms: ContractTerms, policy: Policy) -> bool:
    """Say whether a contract has hours of its own or those of a plan."""
    return any(True for _ in hours_sources(terms, policy))


def movements_of(contract_id: int) -> list[Movement]:
    """Return all that was drawn from a contract's lots and given back, as the statement takes it.

    The work that moved it is told by its number, from "time:123".
    """
    rows = Drawing.objects.filter(lot__contract=contract_id).order_by("at", "pk")
    return [
        Movement(lot, seconds, at, int(owner.partition(":")[2]))
        for lot, seconds, at, owner in rows.values_list("lot", "seconds", "at", "owner")
    ]


def technical_contacts(terms: ContractTerms | None, organisation: int) -> list[Contact]:
    """Return the people whom a contract names, else those who may read the customer's hours."""
    people = Contact.objects.filter(organisation=organisation).staying().order_by("pk")
    addresses = terms.contacts if terms else ()
    by_address = Q(email__in=addresses) | Q(aliases__email__in=addresses)
    named = list(people.filter(by_address).distinct()) if addresses else []
    return named or [one for one in people if one.may(CustomerRight.READ_HOURS)]


def speaks_for(contact: Contact, terms: ContractTerms) -> bool:
    """Say whether somebody may read the hours: by their role, or named in the contract."""
    if contact.organisation_id is None:
        return False
    if contact.may(CustomerRight.READ_HOURS) or contact.email in terms.contacts:
        return True
    own = own_addresses({contact.email})[contact.email] if terms.contacts else frozenset()
    return not own.isdisjoint(terms.contacts)


def last_alerts(lots: Iterable[int]) -> dict[int, str]:
    """Return the key of what was said last of each lot."""
    sent = HoursAlert.objects.filter(lot__in=list(lots), is_sent=True).order_by("at", "pk")
    return dict(sent.values_list("lot", "key"))
