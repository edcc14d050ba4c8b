"""What time was spent on a ticket, what pays for it, and what a customer's account says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from permanence.ground.lib.prepared import Prepared
from permanence.promises.contracts.models import Contract, Lot
from permanence.promises.contracts.queries import contract_in_effect
from permanence.promises.contracts.queries.bank import (
    Balance,
    Banking,
    balances_of,
    banking_of,
    movements_of,
    technical_contacts,
)
from permanence.promises.contracts.rules.bank import (
    FOR_WANT_OF_HOURS,
    LotFacts,
    Statement,
    write_statement,
)
from permanence.promises.policies.queries import policy_in_force
from permanence.service.tickets.models import Ticket
from permanence.service.timesheets.models import ExtraTime, TimeEntry, Timer
from permanence.world.accounts.models import Contact


@dataclass(frozen=True)
class Account:
    """A statement of a contract's hours, with the rows that its lots and lines are about."""

    contract: Contract
    statement: Statement
    lots: dict[int, Lot]
    entries: dict[int, TimeEntry]
    unpaid: int
    first_at: datetime | None


# What the handle of a ticket's time sheet says, for a query that reads the ticket anyway.
SHEET = {
    "worked": Subquery(
        TimeEntry.objects.filter(ticket=OuterRef("pk"))
        .order_by()
        .values("ticket")
        .annotate(sum=Sum("seconds"))
        .values("sum")
    ),
    "is_timed": Exists(Timer.objects.filter(ticket=OuterRef("pk"), stopped_at=None)),
}

QUESTIONS = Prepared(
    lambda ticket: (
        ExtraTime.objects.filter(ticket=ticket)
        .exclude(answer=ExtraTime.Answer.WITHDRAWN)
        .order_by("-pk")
    ),
    "ticket",
)


def entries_of(ticket: Ticket) -> list[TimeEntry]:
    """Return all time written on a ticket with its corrections, the latest first."""
    rows = TimeEntry.objects.filter(ticket=ticket)
    return list(rows.select_related("specialist", "extra_time", "reversal").order_by("-pk"))


def timers_on(ticket: Ticket) -> list[Timer]:
    """Return the timers that run on a ticket, the first to start first."""
    running = Timer.objects.filter(ticket=ticket, stopped_at=None)
    return list(running.select_related("specialist").order_by("started_at"))


def questions_on(ticket: Ticket) -> list[ExtraTime]:
    """Return what the customer was asked on a ticket and was not taken back, the latest first."""
    return QUESTIONS(ticket=ticket.pk)


def open_questions(organisation: int) -> list[ExtraTime]:
    """Return what an organisation is asked and has not answered, the first asked first."""
    asked = ExtraTime.objects.filter(organisation_id=organisation, answered_at=None)
    return list(asked.select_related("ticket__desk").order_by("pk"))


def people_asked(question: ExtraTime) -> list[Contact]:
    """Return who may answer for the customer.

    Those of its people who decide on paid work; without any its technical contacts, else who wrote.
    Of a request for its author alone nobody else is asked.
    """
    if question.ticket.contact_only:
        return [question.ticket.contact]
    people = Contact.objects.filter(organisation=question.organisation_id).staying()
    if deciding := list(people.filter(decides_costs=True).order_by("pk")):
        return deciding
    loaded = contract_in_effect(question.contract_id, at=question.asked_at)
    named = technical_contacts(loaded.terms if loaded else None, question.organisation_id)
    return named or [question.ticket.contact]


def agreed_left(question: ExtraTime) -> int:
    """Return the seconds of an agreed question that no time has used yet."""
    rows = TimeEntry.objects.filter(extra_time=question).select_related(None)
    return question.seconds - sum(short_of(row) for row in rows)


def short_of(entry: TimeEntry) -> int:
    """Return the seconds of an entry that hours would have paid for, had there been more."""
    return sum(part["seconds"] for part in entry.parts if part["reason"] in FOR_WANT_OF_HOURS)


def banking_on(ticket: Ticket, *, at: datetime, worked_at: datetime | None = None) -> Banking:
    """Return what may pay for work on a ticket, done now or before, by the policy in force."""
    _version, policy = policy_in_force(ticket.desk.key, at=at)
    return banking_of(
        desk=ticket.desk_id,
        organisation=ticket.organisation_id,
        service=ticket.service,
        policy=policy,
        worked_at=worked_at or at,
        at=at,
    )


def balances_on(contracts: Sequence[int], *, at: datetime) -> list[Balance]:
    """Return the hours that may pay for work on a ticket now, contract by contract."""
    found = balances_of(contracts, at=at)
    return [found[contract] for contract in contracts]


def account_of(contract_id: int, *, since: datetime, until: datetime) -> Account:
    """Return the statement of a contract's hours from one instant to before another.

    Time that no hours paid for stands on it as well, and changes no balance. It is right for every
    reader: of work on a file that is kept from them they learn that there was some.
    """
    lots = {lot.pk: lot for lot in Lot.objects.filter(contract=contract_id)}
    movements = movements_of(contract_id)
    booked = TimeEntry.objects.filter(contract=contract_id, booked_at__gte=since)
    rows = {row.pk: row for row in booked.filter(booked_at__lt=until).select_related("reverses")}
    drawn = {one.entry for one in movements if since <= one.at < until}
    missing = TimeEntry.objects.filter(pk__in=drawn - rows.keys()).select_related("reverses")
    rows |= {row.pk: row for row in missing}
    join_tickets(rows.values())
    statement = write_statement(
        [facts_of(lot) for lot in lots.values()],
        movements,
        since=since,
        until=until,
        entries=[(row.pk, row.booked_at) for row in rows.values()],
    )
    return Account(
        contract=Contract.objects.select_related("organisation", "desk").get(pk=contract_id),
        statement=statement,
        lots=lots,
        entries=rows,
        unpaid=sum(unpaid_of(row) for row in rows.values()),
        first_at=min((lot.valid_from for lot in lots.values()), default=None),
    )


def join_tickets(rows: Collection[TimeEntry]) -> None:
    """Give each entry its ticket; one that is kept from the reader says nothing of itself."""
    found = Ticket.objects.in_bulk({row.ticket_id for row in rows})
    for row in rows:
        ticket = found.get(row.ticket_id)
        if ticket is None:
            ticket = Ticket(pk=row.ticket_id, subject=_("a confidential request"))
            row.note = row.reason = ""
        row.ticket = ticket


def unpaid_of(entry: TimeEntry) -> int:
    """Return the charged seconds that no lot paid for."""
    return sum(part["seconds"] for part in entry.parts if part["lot"] is None)


def facts_of(lot: Lot) -> LotFacts:
    """Return a lot as the rule takes it that writes statements."""
    return LotFacts(
        key=lot.pk,
        kind="plan" if lot.kind == Lot.Kind.PLAN else "contract",
        seconds=lot.seconds,
        valid_from=lot.valid_from,
        expires_at=lot.expires_at,
    )


def named_lots(entries: Iterable[TimeEntry]) -> dict[int, Lot]:
    """Return the lots that paid for some time, by their number."""
    wanted = {part["lot"] for entry in entries for part in entry.parts if part["lot"]}
    return Lot.objects.in_bulk(wanted)


def reversed_of(entry: TimeEntry) -> TimeEntry:
    """Return the entry that a correction takes back, or the entry itself."""
    return entry.reverses or entry


def contracts_with_hours(contracts: Sequence[int]) -> set[int]:
    """Return those of the contracts to which hours were ever granted."""
    return set(Lot.objects.filter(contract__in=contracts).values_list("contract", flat=True))
