"""Reading a contract: every fault at once, or its terms."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, get_args

from permanence.promises.contracts.rules.header import read_contacts, read_header
from permanence.promises.contracts.rules.sentences import (
    word_hours,
    word_notice,
    word_report,
    word_time,
)
from permanence.promises.contracts.rules.terms import ContractTerms, HoursTerm, ReportTerm
from permanence.promises.policies.rules import (
    BankTerms,
    Coverage,
    Mark,
    Period,
    Policy,
    Reading,
    find_target,
)
from permanence.promises.policies.rules.amounts import (
    TIME_EXAMPLE,
    Amount,
    parse_span,
    period_words,
)
from permanence.promises.policies.rules.chapters import Drafts
from permanence.promises.policies.rules.climbing import read_ladder
from permanence.promises.policies.rules.opening import read_calendars
from permanence.promises.policies.rules.parts import (
    MINUTE,
    PROMISES,
    read_mailboxes,
    read_numbers,
    read_pauses,
    read_readings,
    read_targets,
)
from permanence.promises.policies.rules.planning import read_bank
from permanence.promises.policies.rules.procedures import NOTIFY, read_marks
from permanence.promises.policies.rules.settings import read_shares
from permanence.promises.terms.rules import (
    LANGUAGES,
    Clause,
    Faults,
    Lead,
    Words,
    read_document,
)
from permanence.promises.terms.rules.tables import Ledger, Table
from permanence.world.calendars.rules import Calendar

CHAPTERS: Final = (
    "coverage",
    "channels",
    "targets",
    "climb",
    "readings",
    "pauses",
    "ladder",
    "incidents",
    "hours",
    "inclusions",
)
PERIODS: Final = get_args(Period)
BANK: Final = ("rounding", "pays", "at_zero", "alert_used", "alert_days")


def read_contract(
    text: str,
    *,
    file: str,
    policy: Policy,
    source: str = "contract:0:0",
    is_suspended: bool = False,
) -> ContractTerms:
    """Return the terms that a document describes, or raise Faults naming all that is wrong.

    `policy` is that of the desk it was agreed with: its severities, calendars, regions and plans
    are what the contract speaks of. `source` is what the clauses carry: the contract's key and
    the number of the version.
    """
    ledger = Ledger(read_document(text, file=file), file)
    root = Table(ledger, (), ledger.document.values)
    table = root.table("contract")
    ledger.languages = _read_languages(table)
    if not ledger.languages:  # no text can be judged without them
        raise Faults(tuple(ledger.faults))
    drafts = Drafts(
        root,
        None,
        ledger=ledger,
        source=source,
        names=CHAPTERS,
        titles=_titles(policy),
        spoken=LANGUAGES,
    )
    terms = _read_terms(root, table, drafts, policy, source)
    table.close()
    root.close()
    if ledger.faults:
        raise Faults(tuple(sorted(set(ledger.faults), key=lambda fault: (fault.line, fault.key))))
    return replace(terms, is_suspended=is_suspended)


def _read_languages(table: Table) -> tuple[str, ...]:
    found = table.choices("languages", LANGUAGES, required=True)
    known = tuple(dict.fromkeys(language for language in found if language in LANGUAGES))
    if not found and isinstance(table.raw("languages"), list):
        right = f"use some of: {', '.join(LANGUAGES)}"
        table.blame("languages", "names no language", right)
    return known


def _titles(policy: Policy) -> dict[str, Words]:
    """A chapter of the contract is headed as the policy's of that name."""
    found: dict[str, Words] = {}
    for chapter in policy.chapters:
        found.setdefault(chapter.key.removeprefix("operator."), chapter.title)
    return found


def _read_terms(
    root: Table, table: Table, drafts: Drafts, policy: Policy, source: str
) -> ContractTerms:
    header = read_header(table, policy)
    contacts, only_named = read_contacts(root, policy)
    own, windows = read_calendars(drafts)
    calendars = {**policy.calendars, **own}
    coverage, reading = _read_coverage(drafts, policy, calendars, windows)
    regions = tuple(region.key for region in policy.regions)
    hours, bank = _read_hours(drafts, policy, calendars, windows)
    _, contract, version = source.split(":")
    return ContractTerms(
        source=source,
        contract=int(contract),
        version=int(version),
        number=header.number,
        title=header.title,
        desk=policy.desk,
        customer=header.customer,
        language=drafts.ledger.languages[0],
        languages=drafts.ledger.languages,
        starts_on=header.starts_on,
        ends_on=header.ends_on,
        zone=header.zone,
        renewal=header.renewal,
        renewal_months=header.renewal_months,
        notice=header.notice,
        is_suspended=False,
        plan=header.plan,
        modules=header.modules,
        services=header.services,
        subscribed=header.subscribed,
        contacts=contacts,
        only_named_contacts=only_named,
        calendars=calendars,
        coverage=coverage,
        phones=read_numbers(drafts, "phone", regions),
        mailboxes=read_mailboxes(drafts, regions),
        targets=read_targets(
            drafts,
            calendars=calendars,
            axes={"severity": policy.severities, "level": policy.levels},
            shares=_find_leads(drafts, policy),
            usual=lambda promise, fill: _spoken(word_time(promise, fill), drafts),
        ),
        readings=(*reading, *read_readings(drafts, calendars=calendars, plans=())),
        pauses=read_pauses(drafts) if any(drafts.of("pauses")) else None,
        ladder=read_ladder(drafts, regions, calendars) if any(drafts.of("ladder")) else None,
        marks=_read_marks(drafts, policy),
        report=_read_report(drafts),
        hours=hours,
        bank=bank,
        inclusions=_read_inclusions(drafts),
        chapters=drafts.close(),
    )


def _find_leads(
    drafts: Drafts, policy: Policy
) -> Callable[[str, int | None, int | None], tuple[Lead, Lead]]:
    """When to warn and to climb: as the contract says, or as the policy does for the same time."""
    if any(drafts.of("climb")):
        return read_shares(drafts).of

    def of_policy(promise: str, severity: int | None, level: int | None) -> tuple[Lead, Lead]:
        usual: Any = promise
        term = find_target(policy.targets, promise=usual, level=level, severity=severity)
        return (term.climb_at, term.warn_at) if term else (policy.climb_at, policy.warn_at)

    return of_policy


def _read_coverage(
    drafts: Drafts,
    policy: Policy,
    calendars: Mapping[str, Calendar],
    windows: Mapping[str, Words],
) -> tuple[Coverage | None, tuple[Reading, ...]]:
    """When the desk is there for this customer, which is a clock for every promised time too."""
    for draft in drafts.of("coverage"):
        if "hours" not in draft.table:
            continue
        key = draft.table.choice("hours", calendars)
        of_policy = key in policy.calendars and key not in windows
        draft.read_clauses({} if of_policy else {"windows": windows.get(key, {})})
        text = _calendar_text(drafts, policy, key)
        clause = draft.clause("text") or draft.add(draft.table, "text", text)
        return Coverage(key), (Reading(clause, PROMISES, key, None),)
    return None, ()


def _calendar_text(drafts: Drafts, policy: Policy, key: str) -> Words:
    own = [found for draft in drafts.of("coverage") if (found := draft.clause(key))]
    published = [policy.clause(f"coverage.{key}"), policy.clause(f"operator.coverage.{key}")]
    clause = next((one for one in (*own, *published) if one), None)
    return _spoken(clause.text, drafts) if clause else {}


def _spoken(words: Words, drafts: Drafts) -> Words:
    return {language: words.get(language, "") for language in drafts.ledger.languages}


def _read_marks(drafts: Drafts, policy: Policy) -> tuple[Mark, ...]:
    """The times of the policy's incident procedure that the contract makes shorter."""
    found: list[Mark] = []
    for draft in drafts.of("incidents"):
        if not policy.incidents:
            draft.table.blame("", "the desk's policy has no incident procedure", "leave it out")
        known = tuple(mark.key for mark in policy.incidents.marks) if policy.incidents else ()
        for item in draft.table.tables("mark"):
            if known:
                item.choice("key", known)
        found += read_marks(
            draft, usual={NOTIFY: lambda *told: _spoken(word_notice(*told), drafts)}
        )
    return tuple(found)


def _read_report(drafts: Drafts) -> ReportTerm | None:
    """How often situation reports come to this customer."""
    for draft in drafts.of("incidents"):
        table = draft.table
        if "report_every" in table:
            every = table.parsed("report_every", parse_span, right=TIME_EXAMPLE, empty=MINUTE)
            draft.read_clauses({"report_every": every.words})
            text = _spoken(word_report(every.words), drafts)
            clause = draft.clause("text") or draft.add(table, "report_every", text)
            return ReportTerm(clause, every.span)
    return None


def _read_hours(
    drafts: Drafts,
    policy: Policy,
    calendars: Mapping[str, Calendar],
    windows: Mapping[str, Words],
) -> tuple[HoursTerm | None, BankTerms | None]:
    """The hours that the contract brings, and how they are kept where it differs."""
    for draft in drafts.of("hours"):
        table = draft.table
        amount = table.parsed("amount", parse_span, right=TIME_EXAMPLE, empty=Amount(1, "hour"))
        period = table.choice("period", PERIODS)
        key = table.choice("calendar", calendars)
        said = any(name in table for name in BANK)
        bank = read_bank(table, usual=policy.bank)
        fill = {"amount": amount.words, "windows": windows.get(key, {})}
        draft.read_clauses(fill)
        text = _spoken(word_hours(amount.words, period_words(period)), drafts)
        clause = draft.clause("text") or draft.add(table, "text", text)
        term = HoursTerm(clause, amount.span or timedelta(hours=1), period, key)  # type: ignore[arg-type]  # `choice` has blamed any other
        return term, bank if said else None
    return None, None


def _read_inclusions(drafts: Drafts) -> tuple[Clause, ...]:
    found: list[Clause] = []
    for draft in drafts.of("inclusions"):
        draft.read_clauses()
        found += draft.clauses
    return tuple(found)
