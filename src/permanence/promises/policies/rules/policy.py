"""The frozen shape of a desk's policy: what it publishes and what its operator chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal, get_args

from permanence.promises.policies.rules.ladder import Ladder
from permanence.promises.policies.rules.plan import BankTerms, Plan
from permanence.promises.policies.rules.suspicion import Joining, Suspicion
from permanence.promises.terms.rules import Bound, Clause, Lead, Nature, Words
from permanence.world.calendars.rules import Calendar, Target

Pausing = Literal["waiting_customer", "waiting_third_party", "out_of_scope"]
Promise = Literal["triage", "response", "follow-up", "update", "resolution", "ruling", "attention"]
"""What a clock can run for.

"response" is the first answer; "follow-up" the next one after each message of the customer;
"update" periodic news while a matter is open; "ruling" is what the manager decides on a customer's
escalation; "attention" is what a complaint that the desk upholds is owed.
"""

Axis = Literal["severity", "level"]

RequestKind = Literal["problem", "question", "account", "training", "custom"]
KINDS: Final = get_args(RequestKind)
"""What sort of request a ticket is."""

Validated = Literal["finding", "hand-over", "resolution"]
"""What a desk does only once somebody has checked what the customer told."""


@dataclass(frozen=True)
class Chapter:
    """A titled part of the document, with its clauses in the document's order.

    `clauses` holds every clause of the part, the structured ones (a severity, a rung) included.
    """

    key: str
    title: Words
    clauses: tuple[Clause, ...]
    published: bool


@dataclass(frozen=True)
class Region:
    """A part of the world that the desk serves by its own line or mailbox."""

    key: str
    name: Words


@dataclass(frozen=True)
class Phone:
    """A central number: telephone or fax."""

    clause: Clause
    key: str
    number: str
    regions: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Mailbox:
    """A central address. It may serve several regions, so it need not tell where mail is from."""

    clause: Clause
    key: str
    address: str
    regions: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True)
class DeskAddress:
    """An address whose mail belongs to the desk, with what it says about who writes there."""

    address: str
    regions: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """One fact that a report carries; `ask` is the sentence that kindly asks for it.

    `recognise` lists hints by which intake may find it in a text, none being required.
    """

    clause: Clause
    key: str
    label: Words
    ask: Words
    recognise: tuple[str, ...]


@dataclass(frozen=True)
class Grade:
    """One step of an axis: a level of difficulty or a severity. Its clause is its definition."""

    clause: Clause
    number: int
    name: Words
    definition: Words


@dataclass(frozen=True)
class KindTerm:
    """A kind of request that the desk names, and the level and severity that it usually is of."""

    clause: Clause
    key: RequestKind
    name: Words
    level: int | None
    severity: int | None


@dataclass(frozen=True)
class Handling:
    """How a file is worked on: what is checked first, and whether a cause must be named.

    For so many days after it was closed a message opens a file again; None says for ever. With
    `names_shown` customers are told by name who works on their requests.
    """

    validate_before: tuple[Validated, ...] = ()
    needs_cause: bool = False
    reopens_for_days: int | None = None
    names_shown: bool = True


@dataclass(frozen=True)
class TargetTerm:
    """A promise with its time: for one severity or level, or (neither named) for every ticket."""

    clause: Clause
    promise: Promise
    severity: int | None
    level: int | None
    target: Target
    floor: Target | None
    bound: Bound
    calendar_key: str
    nature: Nature
    climb_at: Lead
    warn_at: Lead


@dataclass(frozen=True)
class Reading:
    """Another calendar on which promises are also computed; a plan may bring it."""

    clause: Clause
    promises: tuple[str, ...]
    calendar_key: str
    plan: str | None


@dataclass(frozen=True)
class PauseTerm:
    """A state of a ticket that stops some of its clocks, named one by one (SPEC C3)."""

    clause: Clause
    state: str
    promises: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """When the desk is there: a calendar by name."""

    calendar_key: str


@dataclass(frozen=True)
class Team:
    """One of the teams that work on an incident at the same time."""

    clause: Clause
    key: str
    name: Words


@dataclass(frozen=True)
class Mark:
    """A step of the incident procedure with the time aimed at and the time allowed."""

    clause: Clause
    key: str
    goal: timedelta
    limit: timedelta
    since: Literal["occurrence", "detection", "suspicion"]


@dataclass(frozen=True)
class Regulation:
    """What the law asks to be reported of a security breach: within a span, or within months.

    It runs from the moment the breach is known, or from when the row `after` was done.
    """

    clause: Clause
    key: str
    name: Words
    within: timedelta
    months: int
    after: str


@dataclass(frozen=True)
class Incidents:
    """The incident procedure."""

    teams: tuple[Team, ...]
    marks: tuple[Mark, ...]
    report_every: timedelta
    published: bool
    regulatory: tuple[Regulation, ...] = ()
    release_after: timedelta | None = None

    def mark(self, key: str) -> Mark:
        """Return the mark of that key, such as "assess" or "notify"."""
        return next(mark for mark in self.marks if mark.key == key)


@dataclass(frozen=True)
class ComponentTerm:
    """A part of the service with which the desk's catalogue begins; its clause says what it is."""

    clause: Clause
    key: str
    name: Words
    kind: str
    needs: tuple[str, ...]
    is_public: bool


@dataclass(frozen=True)
class SignalTerms:
    """When a customer's tickets, calls and climbs say that an incident touches it.

    They do once there are `least` of them, and more than `factor` times the median of the same
    window in the `weeks` before. The window begins `lead` before the incident occurred.
    """

    weeks: int = 4
    least: int = 1
    factor: int = 2
    lead: timedelta = timedelta(minutes=15)


@dataclass(frozen=True)
class Times:
    """A goal that warns, and a limit that climbs."""

    goal: Target
    limit: Target


@dataclass(frozen=True)
class Reviewing:
    """How incidents are looked back on: by when, on which calendar, and who is reminded when."""

    calendar_key: str
    held: Times
    closed: Times
    summary: Times
    remind_every: Target
    warn_before: Target
    recurrence_after: timedelta


@dataclass(frozen=True)
class Limits:
    """What the desk takes in one message, in bytes."""

    message: int
    attachments: int
    reply: int


@dataclass(frozen=True)
class Policy:
    """A desk's whole policy: the published promise, and beside it the operator's defaults.

    `source` is what every clause of it carries ("policy:messaging:1"). `introduction` stands
    before the promise, `notice` before the operator's defaults, and says that they are no promise.
    """

    source: str
    desk: str
    name: str
    accent: str
    title: Words
    introduction: Words
    notice: Words
    languages: tuple[str, ...]
    default_language: str
    default_region: str
    zone: str
    ordered_by: Axis
    chapters: tuple[Chapter, ...]
    regions: tuple[Region, ...]
    phones: tuple[Phone, ...]
    faxes: tuple[Phone, ...]
    mailboxes: tuple[Mailbox, ...]
    portal: Clause | None
    facts: tuple[Fact, ...]
    levels: tuple[Grade, ...]
    severities: tuple[Grade, ...]
    kinds: tuple[KindTerm, ...]
    handling: Handling
    targets: tuple[TargetTerm, ...]
    columns: Mapping[str, Words]
    readings: tuple[Reading, ...]
    pauses: tuple[PauseTerm, ...]
    calendars: Mapping[str, Calendar]
    coverage: Coverage
    provisional_level: int
    provisional_severity: int
    climb_at: Lead
    warn_at: Lead
    ladder: Ladder
    incidents: Incidents | None
    reviewing: Reviewing | None
    plans: tuple[Plan, ...]
    bank: BankTerms
    most_favourable: bool
    summary_on_request: bool
    limits: Limits
    only_named_contacts: bool
    components: tuple[ComponentTerm, ...] = ()
    signals: SignalTerms = SignalTerms()
    suspicion: Suspicion = field(default_factory=Suspicion)
    joining: Joining = field(default_factory=Joining)

    def chapter(self, key: str) -> Chapter | None:
        """Return a chapter such as "scope", "exclusions", "duties" or "services", if there is."""
        return next((chapter for chapter in self.chapters if chapter.key == key), None)

    def kind(self, key: str) -> KindTerm | None:
        """Return what the document says of a kind of request, if it names it."""
        return next((term for term in self.kinds if term.key == key), None)

    def clause(self, key: str) -> Clause | None:
        """Return the clause of that key, if the document has it."""
        for chapter in self.chapters:
            for clause in chapter.clauses:
                if clause.key == key:
                    return clause
        return None


def desk_addresses(policy: Policy) -> tuple[DeskAddress, ...]:
    """Return the addresses for which the desk accepts mail, in the document's order."""
    return tuple(
        DeskAddress(mailbox.address, mailbox.regions, mailbox.languages)
        for mailbox in policy.mailboxes
    )


def sender_for(policy: Policy, region: str) -> str:
    """Return the mailbox that serves a region, else the desk's first."""
    serving = (one.address for one in policy.mailboxes if region in one.regions)
    return next(serving, policy.mailboxes[0].address)


def clause_keys(policy: Policy) -> tuple[str, ...]:
    """Return the key of every clause in the document, in its order."""
    return tuple(clause.key for chapter in policy.chapters for clause in chapter.clauses)
