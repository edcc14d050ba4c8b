"""A contract as the desk's form holds it, and the document that it makes."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from permanence.promises.contracts.rules.reading import CHAPTERS
from permanence.promises.contracts.rules.terms import Subscribed
from permanence.promises.contracts.rules.toml import write_toml
from permanence.promises.terms.rules import Words

_UNSPOKEN: Final = re.compile(r"[^a-z0-9]+")
# What the form has fields for; the rest of a chapter is carried as it is.
_FORM: Final[Mapping[str, tuple[str, ...]]] = {
    "contract": (
        "number",
        "title",
        "desk",
        "customer",
        "languages",
        "starts",
        "ends",
        "zone",
        "renewal",
        "renewal_months",
        "notice",
        "plan",
        "modules",
        "services",
        "component",
    ),
    "contacts": ("technical", "only_named"),
    "coverage": ("hours",),
    "targets": ("target",),
    "incidents": ("report_every", "mark"),
    "hours": (
        "amount",
        "period",
        "calendar",
        "rounding",
        "pays",
        "at_zero",
        "alert_used",
        "alert_days",
    ),
    "inclusions": ("clause",),
}


@dataclass(frozen=True)
class TargetRow:
    """One promised time, as a line of the form; without a text it is worded by itself.

    `time` and `floor` are written as in a policy ("30 minutes", "3 business days").
    """

    promise: str
    bound: str
    time: str
    calendar: str
    nature: str
    severity: int | None = None
    level: int | None = None
    floor: str = ""
    text: Words = field(default_factory=dict)


@dataclass(frozen=True)
class MarkRow:
    """A step of the incident procedure with this customer's own times."""

    key: str
    since: str
    goal: str
    limit: str
    text: Words = field(default_factory=dict)


@dataclass(frozen=True)
class HoursRow:
    """The hours of a contract; what is empty is kept as the policy says."""

    amount: str
    period: str
    calendar: str
    rounding: str = ""
    pays: tuple[str, ...] = ()
    at_zero: str = ""
    alert_used: tuple[float, ...] = ()
    alert_days: tuple[int, ...] = ()


@dataclass(frozen=True)
class InclusionLine:
    """One thing that the contract includes; without a key it gets one from its words."""

    text: Words
    key: str = ""


@dataclass(frozen=True)
class ContractDraft:
    """The fields of the desk's form.

    `rest` holds the parts of a document for which the form has no field (a ladder, pauses, own
    calendars …) by chapter; they are carried over unchanged.
    """

    number: str
    title: str
    desk: str
    customer: str
    languages: tuple[str, ...]
    starts: date
    ends: date | None = None
    zone: str = ""
    renewal: str = "none"
    renewal_months: int = 0
    notice: str = ""
    plan: str = ""
    modules: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    components: tuple[Subscribed, ...] = ()
    contacts: tuple[str, ...] = ()
    only_named: bool | None = None
    coverage: str = ""
    targets: tuple[TargetRow, ...] = ()
    report_every: str = ""
    marks: tuple[MarkRow, ...] = ()
    hours: HoursRow | None = None
    inclusions: tuple[InclusionLine, ...] = ()
    rest: Mapping[str, Any] = field(default_factory=dict)


def write_contract(draft: ContractDraft) -> str:
    """Return the document of a draft, well-formed whatever its texts hold.

    Whether it is right is for `read_contract` to say.
    """
    chapters = {
        "contract": _header(draft),
        "contacts": _filled({"technical": draft.contacts, "only_named": draft.only_named}),
        "coverage": _filled({"hours": draft.coverage}),
        "targets": _filled({"target": tuple(map(_target, draft.targets))}),
        "incidents": _incidents(draft),
        "hours": _hours(draft.hours) if draft.hours else {},
        "inclusions": _filled({"clause": _inclusions(draft.inclusions)}),
    }
    names = dict.fromkeys(("contract", "contacts", *CHAPTERS, *draft.rest))
    whole = {name: {**chapters.get(name, {}), **draft.rest.get(name, {})} for name in names}
    return write_toml({name: chapter for name, chapter in whole.items() if chapter})


def draft_of_document(text: str) -> ContractDraft:
    """Return the form's fields of a document that `read_contract` takes."""
    values = tomllib.loads(text)
    header, contacts = values["contract"], values.get("contacts", {})
    hours, incidents = values.get("hours"), values.get("incidents", {})
    return ContractDraft(
        number=header["number"],
        title=header["title"],
        desk=header["desk"],
        customer=header["customer"],
        languages=tuple(header["languages"]),
        starts=header["starts"],
        ends=header.get("ends"),
        zone=header.get("zone", ""),
        renewal=header.get("renewal", "none"),
        renewal_months=header.get("renewal_months", 0),
        notice=header.get("notice", ""),
        plan=header.get("plan", ""),
        modules=tuple(header.get("modules", ())),
        services=tuple(header.get("services", ())),
        components=tuple(
            Subscribed(one["key"], one.get("starts"), one.get("ends"))
            for one in header.get("component", ())
        ),
        contacts=tuple(contacts.get("technical", ())),
        only_named=contacts.get("only_named"),
        coverage=values.get("coverage", {}).get("hours", ""),
        targets=tuple(map(_read_target, values.get("targets", {}).get("target", ()))),
        report_every=incidents.get("report_every", ""),
        marks=tuple(MarkRow(**mark) for mark in incidents.get("mark", ())),
        hours=_read_hours(hours) if hours else None,
        inclusions=tuple(
            InclusionLine(item["text"], item["key"])
            for item in values.get("inclusions", {}).get("clause", ())
        ),
        rest=_rest(values),
    )


def _header(draft: ContractDraft) -> dict[str, Any]:
    return {
        "number": draft.number,
        "title": draft.title,
        "desk": draft.desk,
        "customer": draft.customer,
        "languages": draft.languages,
        "starts": draft.starts,
        **_filled(
            {
                "ends": draft.ends,
                "zone": draft.zone,
                "renewal": draft.renewal if draft.renewal != "none" else "",
                "renewal_months": draft.renewal_months or None,
                "notice": draft.notice,
                "plan": draft.plan,
                "modules": draft.modules,
                "services": draft.services,
                "component": tuple(map(_component, draft.components)),
            }
        ),
    }


def _component(one: Subscribed) -> dict[str, Any]:
    return {"key": one.key, **_filled({"starts": one.starts_on, "ends": one.ends_on})}


def _target(row: TargetRow) -> dict[str, Any]:
    return {
        "promise": row.promise,
        **_filled({"severity": row.severity, "level": row.level, "from": row.floor}),
        row.bound: row.time,
        "calendar": row.calendar,
        "nature": row.nature,
        **_filled({"text": dict(row.text)}),
    }


def _read_target(item: Mapping[str, Any]) -> TargetRow:
    bound = "within" if "within" in item else "under"
    return TargetRow(
        promise=item["promise"],
        bound=bound,
        time=item[bound],
        calendar=item["calendar"],
        nature=item["nature"],
        severity=item.get("severity"),
        level=item.get("level"),
        floor=item.get("from", ""),
        text=item.get("text", {}),
    )


def _incidents(draft: ContractDraft) -> dict[str, Any]:
    marks = tuple(_filled(asdict(mark)) for mark in draft.marks)
    return _filled({"report_every": draft.report_every, "mark": marks})


def _hours(row: HoursRow) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in _FORM["hours"][3:]}
    always = {name: getattr(row, name) for name in _FORM["hours"][:3]}
    return always | _filled(kept)


def _read_hours(table: Mapping[str, Any]) -> HoursRow:
    found: dict[str, Any] = {name: table[name] for name in _FORM["hours"] if name in table}
    lists = {name: tuple(value) for name, value in found.items() if isinstance(value, list)}
    return HoursRow(**(found | lists))


def _inclusions(lines: Iterable[InclusionLine]) -> tuple[dict[str, Any], ...]:
    taken = {line.key for line in lines if line.key}
    found = []
    for line in lines:
        key = line.key or _name(next(iter(line.text.values()), ""), taken)
        taken.add(key)
        found.append({"key": key, "text": dict(line.text)})
    return tuple(found)


def _name(text: str, taken: set[str]) -> str:
    """A key from the first words of a text, that no other line has."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    words = [word for word in _UNSPOKEN.split(plain) if word][:4]
    name = "-".join(words) or "line"
    tries = [name, *(f"{name}-{number}" for number in range(2, len(taken) + 3))]
    return next(one for one in tries if one not in taken)


def _rest(values: Mapping[str, Any]) -> dict[str, Any]:
    rest = {
        name: {key: value for key, value in chapter.items() if key not in _FORM.get(name, ())}
        for name, chapter in values.items()
    }
    return {name: chapter for name, chapter in rest.items() if chapter}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that say something; a no is one."""
    return {key: value for key, value in values.items() if value not in (None, "", (), {})}
