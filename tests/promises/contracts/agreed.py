"""Contracts as values, for the tests of the hours bank."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from permanence.promises.contracts.rules import ContractTerms, HoursTerm
from permanence.promises.policies.rules import Period
from permanence.promises.terms.rules import Clause
from permanence.world.calendars.rules import Calendar, always_open
from tests.promises.policies.shipped import CONTENT

TORONTO = ZoneInfo("America/Toronto")


def agree_contract(**told: Any) -> ContractTerms:
    """Return a contract with the content desk for the year 2026, in Toronto's time."""
    plain = ContractTerms(
        source="contract:1:1",
        contract=1,
        version=1,
        number="CV-1",
        title="Support",
        desk="content",
        language="fr",
        customer="Maison Verdier",
        languages=("fr", "en"),
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        zone="America/Toronto",
        renewal="none",
        renewal_months=12,
        notice=timedelta(),
        is_suspended=False,
        plan="",
        modules=(),
        services=(),
        contacts=(),
        only_named_contacts=False,
        chapters=(),
        calendars={"always": always_open(), **CONTENT.calendars},
        coverage=None,
        phones=(),
        mailboxes=(),
        targets=(),
        readings=(),
        pauses=None,
        ladder=None,
        marks=(),
        hours=None,
        bank=None,
        inclusions=(),
    )
    return replace(plain, **told)


def bring_hours(hours: int, period: Period = "year", calendar_key: str = "always") -> HoursTerm:
    """Return hours of the contract's own."""
    clause = Clause("hours", "contract:1:1", {"en": f"{hours} hours"}, published=False)
    return HoursTerm(clause, timedelta(hours=hours), period, calendar_key)


def toronto(text: str) -> datetime:
    """Return an instant by the clock in Toronto."""
    return datetime.fromisoformat(text).replace(tzinfo=TORONTO)


OFFICE = Calendar("America/Toronto", (((30_600, 45_000), (46_800, 61_200)),) * 5 + ((), ()))
"""08:30-12:30 and 13:00-17:00, five days a week."""
