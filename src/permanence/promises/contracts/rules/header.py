"""Who agreed what with whom, and for how long: the two tables that open a contract."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, get_args

from permanence.promises.contracts.rules.terms import Renewal, Subscribed
from permanence.promises.policies.rules import Policy
from permanence.promises.policies.rules.amounts import TIME_EXAMPLE, Amount, parse_span
from permanence.promises.terms.rules import Faults, read_document
from permanence.promises.terms.rules.tables import Ledger, Table
from permanence.world.calendars.rules.zones import known_zones

RENEWALS: Final = get_args(Renewal)

_ADDRESS: Final = re.compile(r"[^@\s]+@[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass(frozen=True)
class ContractNames:
    """What a document must say before it can be read: whose contract it is, on which desk."""

    number: str
    desk: str
    customer: str


@dataclass(frozen=True)
class ContractHeader:
    """The facts of a contract that are no clauses."""

    number: str
    title: str
    customer: str
    starts_on: date
    ends_on: date | None
    zone: str
    renewal: Renewal
    renewal_months: int
    notice: timedelta
    plan: str
    modules: tuple[str, ...]
    services: tuple[str, ...]
    subscribed: tuple[Subscribed, ...]


def read_names(text: str, *, file: str) -> ContractNames:
    """Return whose contract a document is, or raise Faults when it does not say so."""
    ledger = Ledger(read_document(text, file=file), file)
    table = Table(ledger, (), ledger.document.values).table("contract")
    names = ContractNames(table.text("number"), table.text("desk"), table.text("customer"))
    if ledger.faults:
        raise Faults(tuple(ledger.faults))
    return names


def read_header(table: Table, policy: Policy) -> ContractHeader:
    """Return what the contract's first table says; its languages have been read before."""
    _check_desk(table, policy)
    starts_on, ends_on = _read_days(table)
    renewal, months = _read_renewal(table, ends_on)
    plan, modules = _read_plan(table, policy)
    return ContractHeader(
        number=table.text("number"),
        title=table.text("title"),
        customer=table.text("customer"),
        starts_on=starts_on,
        ends_on=ends_on,
        zone=_read_zone(table, policy),
        renewal=renewal,
        renewal_months=months,
        notice=_read_notice(table),
        plan=plan,
        modules=modules,
        services=_read_services(table, policy),
        subscribed=_read_subscribed(table),
    )


def read_contacts(root: Table, policy: Policy) -> tuple[tuple[str, ...], bool]:
    """Return the technical contacts' addresses, and whether only they may open requests."""
    if "contacts" not in root:
        return (), policy.only_named_contacts
    table = root.table("contacts")
    named = table.texts("technical")
    for position, address in enumerate(named):
        if not _ADDRESS.fullmatch(address) or address != address.lower():
            right = "write it in small letters, such as ada@customer.example"
            path = (*table.path, "technical", position)
            table.ledger.blame(path, f'"{address}" is no e-mail address', right)
    only_named = table.truth("only_named", default=policy.only_named_contacts)
    if only_named and not named and "only_named" in table:
        table.blame("only_named", "names nobody who may open requests", 'write technical = ["…"]')
    table.close()
    return tuple(dict.fromkeys(named)), only_named


def _check_desk(table: Table, policy: Policy) -> None:
    desk = table.text("desk")
    if desk and desk != policy.desk:
        wrong = f'"{desk}" is not the desk of this policy'
        table.blame("desk", wrong, f'write "{policy.desk}", or name the policy of that desk')


def _read_days(table: Table) -> tuple[date, date | None]:
    starts_on, ends_on = table.day("starts"), table.day("ends", optional=True)
    if starts_on and ends_on and ends_on < starts_on:
        table.blame("ends", f"{ends_on} comes before the start", f"write {starts_on} or later")
        ends_on = None
    return starts_on or date(1970, 1, 1), ends_on


def _read_renewal(table: Table, ends_on: date | None) -> tuple[Renewal, int]:
    renewal = table.choice("renewal", RENEWALS, default="none")
    if renewal != "tacit":
        if "renewal_months" in table and renewal == "none":
            table.blame("renewal_months", "is not renewed", 'write renewal = "tacit" beside it')
        return "none", 0
    months = table.number("renewal_months", least=1)
    if not ends_on and "ends" not in table:
        table.blame("renewal", "has no end to be renewed at", "write ends, or leave this out")
    return "tacit", months


def _read_notice(table: Table) -> timedelta:
    if "notice" not in table:
        return timedelta()
    day = Amount(1, "day")
    return table.parsed("notice", parse_span, right=TIME_EXAMPLE, empty=day).span


def _read_zone(table: Table, policy: Policy) -> str:
    zone = table.text("zone", default=policy.zone)
    if zone and zone not in known_zones():
        table.blame_choice("zone", zone, tuple(sorted(known_zones())))
        return "UTC"
    return zone or "UTC"


def _read_plan(table: Table, policy: Policy) -> tuple[str, tuple[str, ...]]:
    plans = {plan.key: plan for plan in policy.plans}
    if "plan" in table and not plans:
        table.blame("plan", "the desk's policy has no plans", "leave it out")
        return "", table.texts("modules")
    plan = table.choice("plan", plans) if "plan" in table else ""
    known = [module.key for module in plans[plan].modules] if plan in plans else []
    if known or "modules" not in table:
        return plan, table.choices("modules", known)
    wrong = f'the plan "{plan}" has no modules' if plan else "there is no plan to choose them from"
    table.blame("modules", wrong, "name a plan that is made of modules, or leave it out")
    return plan, table.texts("modules")


def _read_services(table: Table, policy: Policy) -> tuple[str, ...]:
    known = service_keys(policy)
    if "services" in table and not known:
        table.blame(
            "services", "the desk's policy lists no services", "leave it out: all are covered"
        )
        return table.texts("services")
    return table.choices("services", known)


def _read_subscribed(table: Table) -> tuple[Subscribed, ...]:
    """Return the components that the contract gives; if the desk has them, others know."""
    found: list[Subscribed] = []
    for item in table.tables("component"):
        key = item.name("key")
        starts, ends = item.day("starts", optional=True), item.day("ends", optional=True)
        if starts and ends and ends < starts:
            item.blame("ends", f"{ends} comes before the start", f"write {starts} or later")
        if any(one.key == key for one in found):
            item.blame("key", f'a second "{key}"', "name each component once")
        found.append(Subscribed(key, starts, ends))
        item.close()
    return tuple(found)


def service_keys(policy: Policy) -> tuple[str, ...]:
    """Return the keys of the services that a policy lists."""
    chapters = (policy.chapter("services"), policy.chapter("operator.services"))
    keys = [
        clause.key.removeprefix(f"{chapter.key}.")
        for chapter in chapters
        if chapter
        for clause in chapter.clauses
    ]
    return tuple(key for key in keys if key != "text")
