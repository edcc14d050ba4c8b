"""The plans of a document, and how the operator keeps their hours."""

from collections.abc import Mapping
from typing import Final, get_args

from permanence.promises.policies.rules.amounts import (
    TIME_EXAMPLE,
    parse_span,
    percent_words,
    period_words,
    same_words,
)
from permanence.promises.policies.rules.chapters import Draft, Drafts
from permanence.promises.policies.rules.parts import MINUTE
from permanence.promises.policies.rules.plan import AtZero, BankTerms, Module, Period, Plan, Work
from permanence.promises.terms.rules import Words
from permanence.promises.terms.rules.tables import Table

PERIODS: Final = get_args(Period)
WORKS: Final = get_args(Work)
AT_ZERO: Final = get_args(AtZero)


def read_plans(
    drafts: Drafts, *, calendars: Mapping[str, object], windows: Mapping[str, Words]
) -> tuple[tuple[Plan, ...], BankTerms]:
    """Return the plans that customers can buy, and how the operator keeps their hours."""
    tables = [(draft, item) for draft in drafts.of("plans") for item in draft.table.tables("plan")]
    if not tables:
        return (), BankTerms()
    operated = drafts.setting("plans")
    periods = operated.table.table("period")
    found = [_read_plan(*pair, calendars, windows, periods) for pair in tables]
    periods.close()
    bank = read_bank(operated.table)
    fill = {plan.key: period_words(plan.period) for plan in found if plan.period}
    operated.read_clauses(fill | bank_words(bank))
    return tuple(found), bank


def _read_plan(
    draft: Draft,
    item: Table,
    calendars: Mapping[str, object],
    windows: Mapping[str, Words],
    periods: Table,
) -> Plan:
    key, name = item.name("key"), item.words("name")
    hours, calendar_key, period = None, None, None
    if "hours" in item:
        hours, calendar_key = item.number("hours", least=1), item.choice("calendar", calendars)
        period = periods.choice(key, PERIODS)
    fill = {"hours": same_words(hours), "windows": windows.get(calendar_key or "", {})}
    clause = draft.add(item, key, item.words("text", fill=fill))
    modules = []
    for module in item.tables("module"):
        module_key = module.name("key")
        text = module.words("text")
        modules.append(Module(draft.add(module, f"{key}.{module_key}", text), module_key))
        module.close()
    item.close()
    return Plan(
        clause=clause,
        key=key,
        name=name,
        hours=hours,
        period=period,  # type: ignore[arg-type]  # `choice` has blamed any other
        calendar_key=calendar_key,
        modules=tuple(modules),
    )


def read_bank(table: Table, *, usual: BankTerms | None = None) -> BankTerms:
    """Return how hours are kept; what the document does not say is as usual."""
    usual = usual or BankTerms()
    rounding = usual.rounding
    if "rounding" in table:
        rounding = table.parsed("rounding", parse_span, right=TIME_EXAMPLE, empty=MINUTE).span
    pays = table.choices("pays", WORKS) if "pays" in table else usual.pays
    return BankTerms(
        rounding=rounding,
        pays=pays,  # type: ignore[arg-type]  # `choices` has blamed any other
        at_zero=table.choice("at_zero", AT_ZERO, default=usual.at_zero),  # type: ignore[arg-type]
        alert_used=table.shares("alert_used", default=usual.alert_used),
        alert_days=table.numbers("alert_days", default=usual.alert_days),
    )


def bank_words(bank: BankTerms) -> dict[str, Words]:
    """Return what a clause may say of how hours are kept."""
    minutes = int(bank.rounding.total_seconds() // 60)
    return {
        "rounding": same_words(f"{minutes} min"),
        "alert-used": {
            language: ", ".join(percent_words(share)[language] for share in bank.alert_used)
            for language in same_words("")
        },
        "alert-days": same_words(", ".join(map(str, bank.alert_days))),
    }
