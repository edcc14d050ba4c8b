"""Reading a policy document: every fault at once, or a Policy."""

from dataclasses import dataclass
from typing import Final

from permanence.promises.policies.rules.cataloguing import read_components, read_signals
from permanence.promises.policies.rules.chapters import Drafts
from permanence.promises.policies.rules.climbing import read_ladder
from permanence.promises.policies.rules.handling import read_handling, read_kinds
from permanence.promises.policies.rules.opening import read_calendars, read_coverage, read_home
from permanence.promises.policies.rules.parts import (
    read_columns,
    read_facts,
    read_grades,
    read_mailboxes,
    read_numbers,
    read_pauses,
    read_readings,
    read_regions,
    read_targets,
)
from permanence.promises.policies.rules.planning import read_plans
from permanence.promises.policies.rules.policy import Axis, Grade, Policy, TargetTerm
from permanence.promises.policies.rules.procedures import read_incidents
from permanence.promises.policies.rules.reviewing import read_reviewing
from permanence.promises.policies.rules.settings import (
    read_languages,
    read_limits,
    read_openers,
    read_provisional,
    read_shares,
    read_truth,
    settle_languages,
)
from permanence.promises.policies.rules.suspecting import read_joining, read_suspicion
from permanence.promises.terms.rules import Clause, Faults, Words, read_document
from permanence.promises.terms.rules.tables import Ledger, Table

ACCENTS: Final = ("azure", "green", "indigo", "slate", "teal", "violet")
AXES: Final = ("severity", "level")


def read_policy(text: str, *, file: str = "policy.toml", version: int = 0) -> Policy:
    """Return the policy that a document describes, or raise Faults naming all that is wrong.

    `version` is what its clauses carry as their source; 0 for a document that is not loaded.
    """
    ledger = Ledger(read_document(text, file=file), file)
    root = Table(ledger, (), ledger.document.values)
    operator = root.table("operator")
    ledger.languages, default_language = read_languages(operator)
    desk = _read_desk(root.table("desk"), operator, version)
    drafts = Drafts(root, operator, ledger=ledger, source=desk.source)
    policy = _read_parts(desk, drafts, default_language)
    root.close()
    operator.close()
    if ledger.faults:
        raise Faults(tuple(sorted(set(ledger.faults), key=lambda fault: (fault.line, fault.key))))
    return policy


# A desk's pages live under its key, beside these.
RESERVED = frozenset({"desk", "take", "static", "theme", "healthz", "events", "api"})


@dataclass(frozen=True)
class _Desk:
    key: str
    name: str
    accent: str
    ordered_by: Axis
    source: str
    title: Words
    introduction: Words
    notice: Words


def _read_desk(table: Table, operator: Table, version: int) -> _Desk:
    key = table.name("key")
    if key in RESERVED:
        table.blame("key", f'"{key}" is an address of the product itself', "another short name")
    desk = _Desk(
        key=key,
        name=table.text("name"),
        accent=table.choice("accent", ACCENTS),
        ordered_by="level" if table.choice("ordered_by", AXES) == "level" else "severity",
        source=f"policy:{key}:{version}",
        title=table.words("title"),
        introduction=table.words("text", optional=True),
        notice=operator.words("text", optional=True),
    )
    table.close()
    return desk


def _read_parts(desk: _Desk, drafts: Drafts, default_language: str) -> Policy:
    settle_languages(drafts)
    regions = read_regions(drafts)
    served = tuple(region.key for region in regions)
    default_region, zone = read_home(drafts, regions)
    calendars, windows = read_calendars(drafts)
    axes = {axis: read_grades(drafts, axis) for axis in AXES}
    shares = read_shares(drafts)
    targets = read_targets(drafts, calendars=calendars, axes=axes, shares=shares.of)
    _check_targets(drafts, desk.ordered_by, axes[desk.ordered_by], targets)
    plans, bank = read_plans(drafts, calendars=calendars, windows=windows)
    level, severity = read_provisional(drafts, axes)
    return Policy(
        source=desk.source,
        desk=desk.key,
        name=desk.name,
        accent=desk.accent,
        title=desk.title,
        introduction=desk.introduction,
        notice=desk.notice,
        languages=drafts.ledger.languages,
        default_language=default_language,
        default_region=default_region,
        zone=zone,
        ordered_by=desk.ordered_by,
        regions=regions,
        phones=read_numbers(drafts, "phone", served),
        faxes=read_numbers(drafts, "fax", served),
        mailboxes=read_mailboxes(drafts, served),
        portal=_read_portal(drafts),
        facts=read_facts(drafts),
        levels=axes["level"],
        severities=axes["severity"],
        kinds=read_kinds(drafts, axes),
        handling=read_handling(drafts),
        targets=targets,
        columns=read_columns(drafts),
        readings=read_readings(drafts, calendars=calendars, plans=plans),
        pauses=read_pauses(drafts),
        calendars=calendars,
        coverage=read_coverage(drafts, calendars, windows),
        provisional_level=level,
        provisional_severity=severity,
        climb_at=shares.climb_at,
        warn_at=shares.warn_at,
        ladder=read_ladder(drafts, served, calendars),
        incidents=read_incidents(drafts),
        reviewing=read_reviewing(drafts, calendars),
        plans=plans,
        bank=bank,
        most_favourable=read_truth(drafts, "guarantee", "most_favourable"),
        summary_on_request=read_truth(drafts, "summary", "on_request"),
        limits=read_limits(drafts),
        only_named_contacts=read_openers(drafts),
        components=read_components(drafts),
        signals=read_signals(drafts),
        suspicion=read_suspicion(drafts),
        joining=read_joining(drafts),
        chapters=drafts.close(),
    )


def _read_portal(drafts: Drafts) -> Clause | None:
    for draft in drafts.of("channels"):
        if "portal" in draft.table:
            table = draft.table.table("portal")
            clause = draft.add(table, "portal", table.words("text"))
            table.close()
            return clause
    return None


def _check_targets(
    drafts: Drafts, axis: Axis, grades: tuple[Grade, ...], targets: tuple[TargetTerm, ...]
) -> None:
    """A desk promises an answer at every step of its axis, and somebody looks at every request."""
    answered = {getattr(term, axis) for term in targets if term.promise == "response"}
    for grade in grades:
        if grade.number not in answered and None not in answered:
            wrong = f"no response time for {axis} {grade.number}"
            right = f'write a target with promise = "response", {axis} = {grade.number}'
            drafts.ledger.blame(("targets",), wrong, right)
    if not any(term.promise == "triage" for term in targets):
        right = 'write [[operator.targets.target]] with promise = "triage"'
        drafts.ledger.blame(("operator", "targets"), "no time for triage", right)
