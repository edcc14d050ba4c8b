"""What changed between two versions of a policy, clause by clause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from permanence.promises.policies.rules.amounts import amount_of, lead_words
from permanence.promises.policies.rules.ladder import Course, Rung
from permanence.promises.policies.rules.page import Item, page_of
from permanence.promises.policies.rules.policy import Policy
from permanence.promises.terms.rules import Lead
from permanence.world.calendars.rules import Calendar

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Difference:
    """One clause that came, went or changed: what it said before and what it says now."""

    key: str
    change: Literal["added", "removed", "changed"]
    before: str
    after: str


def differences(old: Policy, new: Policy, language: str | None = None) -> tuple[Difference, ...]:
    """Return what a newer version changes, in its own order, with removals last.

    What a clause says in any language counts; it is shown in one, the desk's own if none is named.
    A setting without words of its own (a share, the climb of one target) counts too.
    """
    shown = language or new.default_language
    before, after = _said(old), _said(new)
    found = []
    for key, texts in after.items():
        if key not in before:
            found.append(Difference(key, "added", "", texts.get(shown, "")))
        elif before[key] != texts:
            found.append(Difference(key, "changed", *_pair(before[key], texts, shown)))
    for key, texts in before.items():
        if key not in after:
            found.append(Difference(key, "removed", texts.get(shown, ""), ""))
    return tuple(found)


def _pair(before: Mapping[str, str], after: Mapping[str, str], shown: str) -> tuple[str, str]:
    """Return both texts in the language shown, or in the first one in which they differ."""
    for language in (shown, *after):
        if before.get(language, "") != after.get(language, ""):
            mark = "" if language == shown else f"[{language}] "
            return mark + before.get(language, ""), mark + after.get(language, "")
    return before.get(shown, ""), after.get(shown, "")


def _said(policy: Policy) -> dict[str, dict[str, str]]:
    """Return what the page says under each key in each language, and the bare settings."""
    said: dict[str, dict[str, str]] = {}
    for language in policy.languages:
        page = page_of(policy, language)
        for section in (*page.promised, *page.operated):
            for item in section.items:
                for key, text in _texts(item):
                    said.setdefault(key, {})[language] = text
    for key, value in _settings(policy):
        said[key] = dict.fromkeys(policy.languages, value)
    return said


def _texts(item: Item) -> Iterator[tuple[str, str]]:
    if item.key:
        yield item.key, f"{item.heading}: {item.text}" if item.heading else item.text
    for row in item.rows:
        yield row.key, " | ".join(row.cells)


def _settings(policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield what the desk runs by that a clause need not put into words."""
    for name in ("name", "accent", "ordered_by", "default_language", "most_favourable"):
        yield f"desk: {name}", str(getattr(policy, name))
    yield "operator: only_named_contacts", str(policy.only_named_contacts)
    yield "operator: validate_before", ", ".join(policy.handling.validate_before)
    yield "operator: needs_cause", str(policy.handling.needs_cause)
    yield "operator: reopens_for_days", str(policy.handling.reopens_for_days or "")
    for kind in policy.kinds:
        yield f"{kind.clause.key}: usual", f"level {kind.level}, severity {kind.severity}"
    for term in policy.targets:
        time = amount_of(term.target).words["en"]
        said = (
            f"{term.bound} {time}, {term.calendar_key}, {term.nature}, "
            f"{_lead(term.climb_at)}, {_lead(term.warn_at)}"
        )
        yield f"{term.clause.key}: runs", said
    for key, calendar in policy.calendars.items():
        yield f"calendar: {key}", _spell_calendar(calendar)
    for rung in policy.ladder.rungs:
        yield f"{rung.clause.key}: runs", _spell_rung(rung)
    yield "ladder: course", _spell_course(policy.ladder.course)


def _spell_rung(rung: Rung) -> str:
    """Return how long a rung has, and who is called there beside what is published."""
    parts = [str(rung.allowed)]
    for contact in rung.contacts:
        rota = [f"rota {contact.rota}"] if contact.rota else []
        hours = [f"hours {contact.hours}"] if contact.hours else []
        parts += [*rota, *hours, *contact.people, *contact.languages]
    return ", ".join(parts)


def _spell_course(course: Course) -> str:
    """Return how the ladder is climbed, in one line."""
    told = (
        f"closed {course.closed}",
        f"rings {' '.join(map(str, course.rings))}",
        f"rounds {course.rounds}",
        f"moves within {course.moves_within}",
        f"alarm every {course.alarm_every} {course.alarm}".strip(),
    )
    return ", ".join(told)


def _lead(lead: Lead) -> str:
    return lead_words(lead)["en"]


def _spell_calendar(calendar: Calendar) -> str:
    """Return a calendar in one line, the same for the same hours."""
    parts = [calendar.zone]
    for name, week in (("open", calendar.week), ("break", calendar.breaks)):
        for day, spans in zip(_DAYS, week, strict=True):
            parts += [f"{name} {day} {_clock(begins)}–{_clock(ends)}" for begins, ends in spans]
    parts += [f"holidays {' '.join(filter(None, place))}" for place in calendar.public]
    parts += [f"holiday {day}" for day in sorted(calendar.holidays)]
    parts += [
        f"holiday of every year {month:02}-{day:02}" for month, day in sorted(calendar.yearly)
    ]
    for date, hours in calendar.days:
        said = ", ".join(f"{_clock(begins)}–{_clock(ends)}" for begins, ends in hours)
        parts.append(f"on {date} {said or 'closed'}")
    parts += [f"taken out {begins}–{ends}" for begins, ends in calendar.holes]
    return "; ".join(parts)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"
