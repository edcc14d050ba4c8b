"""The frozen shape of a contract: what one customer agreed with one desk (SPEC B6, B7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from permanence.ground.lib.months import add_months
from permanence.promises.policies.rules import (
    BankTerms,
    Coverage,
    Ladder,
    Mailbox,
    Mark,
    PauseTerm,
    Period,
    Phone,
    Reading,
    TargetTerm,
)
from permanence.promises.policies.rules.policy import Chapter
from permanence.promises.terms.rules import Clause
from permanence.world.calendars.rules import Calendar

Standing = Literal["in_force", "future", "expired", "suspended"]
Renewal = Literal["none", "tacit"]

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class HoursTerm:
    """Support hours that a contract or a plan brings, for each period anew.

    `calendar_key` names the window in which they pay for work, by its own zone and weekdays;
    periods are counted from the contract's first day.
    """

    clause: Clause
    amount: timedelta
    period: Period
    calendar_key: str


@dataclass(frozen=True)
class ReportTerm:
    """How often situation reports come in an incident."""

    clause: Clause
    every: timedelta


@dataclass(frozen=True)
class Subscribed:
    """A component of the desk's service that a contract gives: by its key, on days of its own."""

    key: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class ContractTerms:
    """One dated version of a contract, in the vocabulary of a policy.

    `source` is what its clauses carry ("contract:17:2": the contract's key and the version's
    number). `customer` is the organisation as the document names it; `language` the first of those
    that its texts are in. The contract holds on its dates, both included, in `zone`; with tacit
    renewal it goes on by `renewal_months` at a time until a version ends it. `calendars` holds the
    contract's own and those of the policy that it was written against. `pauses` is None where the
    contract says nothing, and the policy's then hold. `services` is empty when every service is
    covered, `subscribed` when the contract does not say which components it gives.
    """

    source: str
    contract: int
    version: int
    number: str
    title: str
    desk: str
    customer: str
    language: str
    languages: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    zone: str
    renewal: Renewal
    renewal_months: int
    notice: timedelta
    is_suspended: bool
    plan: str
    modules: tuple[str, ...]
    services: tuple[str, ...]
    contacts: tuple[str, ...]
    only_named_contacts: bool
    chapters: tuple[Chapter, ...]
    calendars: Mapping[str, Calendar]
    coverage: Coverage | None
    phones: tuple[Phone, ...]
    mailboxes: tuple[Mailbox, ...]
    targets: tuple[TargetTerm, ...]
    readings: tuple[Reading, ...]
    pauses: tuple[PauseTerm, ...] | None
    ladder: Ladder | None
    marks: tuple[Mark, ...]
    hours: HoursTerm | None
    bank: BankTerms | None
    inclusions: tuple[Clause, ...]
    subscribed: tuple[Subscribed, ...] = ()
    report: ReportTerm | None = None

    def last_day(self, day: date) -> date | None:
        """Return the last day of the term that `day` falls in; None when it has no end.

        A term that ends with a month is renewed to the end of a month, whatever its length.
        """
        if self.ends_on is None or self.renewal == "none":
            return self.ends_on
        terms, next_term = 0, self.ends_on + _DAY
        while (ends := add_months(next_term, terms * self.renewal_months) - _DAY) < day:
            terms += 1
        return ends

    def standing(self, at: datetime) -> Standing:
        """Say whether the contract holds at an instant, and why not."""
        day = at.astimezone(ZoneInfo(self.zone)).date()
        if day < self.starts_on:
            return "future"
        if self.renewal == "none" and self.ends_on and day > self.ends_on:
            return "expired"
        return "suspended" if self.is_suspended else "in_force"

    def span_given(self, one: Subscribed | None = None) -> tuple[datetime, datetime | None]:
        """Return from when until when a component is given, or all of them; None: without end."""
        ends = None if self.renewal == "tacit" else self.ends_on
        if one:
            ends = min((day for day in (one.ends_on, ends) if day), default=None)
        starts = max(self.starts_on, (one and one.starts_on) or self.starts_on)
        zone = ZoneInfo(self.zone)
        until = datetime.combine(ends + _DAY, time(), zone) if ends else None
        return datetime.combine(starts, time(), zone), until

    def covers(self, service: str) -> bool:
        """Say whether a service is covered; a request that names none is."""
        return not service or not self.services or service in self.services
