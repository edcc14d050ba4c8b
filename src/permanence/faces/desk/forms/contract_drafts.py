"""Between a contract and the form in which it is typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from permanence.faces.desk.forms.contracts import ContractForm
from permanence.promises.contracts.rules import (
    ContractDraft,
    HoursRow,
    InclusionLine,
    MarkRow,
    Subscribed,
    TargetRow,
)
from permanence.promises.policies.rules.procedures import NOTIFY

# From when on the notices count that the form can show.
SHOWN: Final = ("occurrence", "detection")


def form_values(draft: ContractDraft) -> dict[str, Any]:
    """Return what the form shows of a contract."""
    hours, notice = draft.hours, notice_of(draft)
    return {
        "number": draft.number,
        "title": draft.title,
        "customer": draft.customer,
        "starts": draft.starts,
        "ends": draft.ends,
        "renewal": draft.renewal,
        "renewal_months": draft.renewal_months or None,
        "notice": draft.notice,
        "plan": draft.plan,
        "modules": list(draft.modules),
        "services": list(draft.services),
        "components": [one.key for one in draft.components],
        "contacts": "\n".join(draft.contacts),
        "only_named": bool(draft.only_named),
        "coverage": draft.coverage,
        "report_every": draft.report_every,
        "notice_goal": notice.goal if notice else "",
        "notice_limit": notice.limit if notice else "",
        "notice_since": notice.since if notice else "",
        "hours": hours.amount if hours else "",
        "hours_period": hours.period if hours else "",
        "hours_calendar": hours.calendar if hours else "",
        "hours_pays": list(hours.pays) if hours else [],
        "hours_at_zero": hours.at_zero if hours else "",
        "inclusions": "\n".join(line.text.get(draft.languages[0], "") for line in draft.inclusions),
    }


def target_values(draft: ContractDraft) -> list[dict[str, Any]]:
    """Return the rows of promised times that the form shows."""
    return [
        {
            "promise": row.promise,
            "severity": row.severity,
            "level": row.level,
            "bound": row.bound,
            "time": row.time,
            "calendar": row.calendar,
            "nature": row.nature,
            "text": dict(row.text),
            "floor": row.floor,
        }
        for row in draft.targets
    ]


def draft_of_form(
    form: ContractForm, rows: Iterable[dict[str, Any]], *, before: ContractDraft | None
) -> ContractDraft:
    """Return the contract that was typed, with what the form has no field for as it was."""
    told, policy = form.cleaned_data, form.policy
    languages = before.languages if before else (policy.default_language,)
    return ContractDraft(
        number=told["number"],
        title=told["title"],
        desk=policy.desk,
        customer=told["customer"],
        languages=languages,
        starts=told["starts"],
        ends=told["ends"],
        zone=before.zone if before else "",
        renewal=told["renewal"],
        renewal_months=told["renewal_months"] or 0,
        notice=told["notice"],
        plan=told.get("plan", ""),
        modules=tuple(told.get("modules", ())),
        services=tuple(told.get("services", ())),
        components=components_of_form(told.get("components", ()), before),
        contacts=tuple(one.strip().lower() for one in told["contacts"].split() if one.strip()),
        only_named=True if told["only_named"] else None,
        coverage=told["coverage"],
        targets=tuple(row_of_form(row, before) for row in rows if row.get("promise")),
        report_every=told.get("report_every", ""),
        marks=marks_of_form(told, before),
        hours=hours_of_form(told, before.hours if before else None),
        inclusions=inclusions_of_form(told["inclusions"], languages, before),
        rest=before.rest if before else {},
    )


def components_of_form(keys: Iterable[str], before: ContractDraft | None) -> tuple[Subscribed, ...]:
    """Return the components that were chosen; the days of those that stay are kept."""
    known = {one.key: one for one in before.components} if before else {}
    return tuple(known.get(key) or Subscribed(key) for key in keys)


def row_of_form(row: dict[str, Any], before: ContractDraft | None) -> TargetRow:
    """Return one promised time; its own words stay as long as the promise is the same."""
    made = TargetRow(
        promise=row["promise"],
        bound=row["bound"],
        time=row["time"],
        calendar=row["calendar"],
        nature=row["nature"],
        severity=row["severity"],
        level=row["level"],
        floor=row["floor"] or "",
        text=row["text"] or {},
    )
    known = before.targets if before else ()
    return made if made in known or "{time}" in str(made.text) else rewrite(made)


def notice_of(draft: ContractDraft | None) -> MarkRow | None:
    """Return the first of a contract's own times of the customer's notice that the form shows."""
    marks = draft.marks if draft else ()
    return next((one for one in marks if one.key == NOTIFY and one.since in SHOWN), None)


def marks_of_form(told: dict[str, Any], before: ContractDraft | None) -> tuple[MarkRow, ...]:
    """Return the own times in an incident; those that the form does not show stay as they were.

    Own words of a notice stay as long as its times do, or are filled in by themselves.
    """
    shown = notice_of(before)
    others = tuple(one for one in (before.marks if before else ()) if one is not shown)
    if "notice_goal" not in told:
        return before.marks if before else ()
    if not told["notice_goal"]:
        return others
    since = told["notice_since"] or SHOWN[0]
    made = MarkRow(NOTIFY, since, told["notice_goal"], told["notice_limit"])
    if shown is not None and since == shown.since:
        worded = replace(made, text=shown.text)
        filled = all("{goal}" in text and "{limit}" in text for text in shown.text.values())
        made = worded if filled or worded == shown else made
    return (made, *others)


def rewrite(row: TargetRow) -> TargetRow:
    """Return a promised time that is worded by itself: its old words may say another time."""
    return TargetRow(
        row.promise,
        row.bound,
        row.time,
        row.calendar,
        row.nature,
        row.severity,
        row.level,
    )


def hours_of_form(told: dict[str, Any], before: HoursRow | None) -> HoursRow | None:
    """Return the support hours; what the form does not ask stays as it was."""
    if not told["hours"]:
        return None
    return HoursRow(
        amount=told["hours"],
        period=told["hours_period"],
        calendar=told["hours_calendar"],
        rounding=before.rounding if before else "",
        pays=tuple(told["hours_pays"]),
        at_zero=told["hours_at_zero"],
        alert_used=before.alert_used if before else (),
        alert_days=before.alert_days if before else (),
    )


def inclusions_of_form(
    text: str, languages: tuple[str, ...], before: ContractDraft | None
) -> tuple[InclusionLine, ...]:
    """Return a line for each thing included; one whose words stay keeps its other languages."""
    known = {line.text.get(languages[0], ""): line for line in before.inclusions} if before else {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(known.get(line) or InclusionLine(dict.fromkeys(languages, line)) for line in lines)
