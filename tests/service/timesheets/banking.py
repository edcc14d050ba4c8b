"""Customers with hours, and people who spend them."""

from __future__ import annotations

from datetime import datetime, timedelta

from permanence.ground.journal.rules import Actor
from permanence.promises.contracts.actions import load_contract
from permanence.promises.contracts.actions.bank import grant_lots
from permanence.promises.contracts.models import Contract
from permanence.promises.contracts.queries.bank import balance_of
from permanence.service.tickets.models import Ticket
from permanence.service.timesheets.actions import log_time
from permanence.service.timesheets.models import TimeEntry
from permanence.service.timesheets.rules import Spent
from permanence.world.accounts.models import Specialist
from tests.cast import World

MINUTE = timedelta(minutes=1)
NOOR = Actor("specialist:2", "Noor Haddad")
AGREEMENT = """
[contract]
number = "{number}"
title = "Support by the hour"
desk = "content"
customer = "Maison Verdier"
languages = ["en"]
starts = 2026-01-01
ends = 2026-12-31
zone = "America/Toronto"
plan = "{plan}"

[contacts]
technical = ["claire.aubin@verdier.example"]

[hours]
amount = "{hours}"
period = "{period}"
calendar = "always"
rounding = "15 minutes"
pays = ["troubleshooting"]
at_zero = "{at_zero}"
alert_used = [0.5, 0.8, 1.0]
alert_days = [30, 7]
text.en = "{{amount}} of support a year."
"""


def agree_hours(
    world: World,
    *,
    hours: str = "2 hours",
    period: str = "year",
    plan: str = "",
    at_zero: str = "warn",
    number: str = "H-1",
    at: datetime | None = None,
) -> int:
    """Give Maison Verdier a contract with hours on the content desk; return its key."""
    text = AGREEMENT.format(number=number, hours=hours, period=period, plan=plan, at_zero=at_zero)
    if not plan:
        text = text.replace('plan = ""\n', "")
    loading = load_contract(text, file="hours.toml", at=at or world.at - timedelta(days=10))
    grant_lots(at=world.at, contracts=[loading.contract])
    return loading.contract


def open_file(world: World) -> Ticket:
    """Return a request of Claire's on the content desk."""
    return world.ticket(world.claire, desk=world.content, subject="Pages do not show")


def spend(
    world: World,
    ticket: Ticket,
    minutes: int,
    *,
    ago: timedelta = timedelta(),
    kind: str = "troubleshooting",
    specialist: Specialist | None = None,
    by: Actor = NOOR,
) -> TimeEntry:
    """Write down that somebody (Noor) worked so many minutes that ended a while ago."""
    worked_at = world.at - ago - minutes * MINUTE
    spent = Spent(worked_at, minutes * 60, kind, "Looked at the templates.")
    return log_time(ticket, spent, specialist=specialist or world.noor, by=by, at=world.at)


def minutes_left(world: World, contract: int) -> int:
    """Return how many minutes of a contract's hours are left by now, and what a page just did."""
    return balance_of(contract, world.at + 5 * MINUTE).left // 60


def number_of(contract: int) -> str:
    """Return a contract's number."""
    return Contract.objects.values_list("number", flat=True).get(pk=contract)
