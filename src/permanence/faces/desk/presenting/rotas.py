"""Rotas as the desk reads them: who is on call now, and day by day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.words import language_name
from permanence.faces.ui.moments import say_span
from permanence.ground.lib.dates import say_date
from permanence.world.accounts.models import Desk, Specialist
from permanence.world.accounts.queries.staff import colleagues_of
from permanence.world.rotas.models import Rota, Swap
from permanence.world.rotas.rules.coverage import Gap, Overlap
from permanence.world.rotas.rules.schedule import Schedule, who_is_on_call
from permanence.world.rotas.rules.shifts import Shift, shifts_between

Shown = dict[str, Any]
DAY = timedelta(days=1)
LOOKED_AHEAD = timedelta(days=62)
MOST_SHOWN = 60
MOST_GAPS = 20


def why_names() -> dict[str, str]:
    """Return why it is this person, where it is not simply their turn."""
    return {
        "turn": "",
        "next": _("whose turn it is, is away"),
        "cover": _("covers"),
        "swap": _("swapped"),
    }


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Return the names of these people."""
    return dict(Specialist.objects.filter(pk__in=set(people)).values_list("pk", "name"))


def names_of_schedules(desk: Desk, schedules: Collection[Schedule]) -> dict[int, str]:
    """Return the name of everybody who stands on these rotas, or works on the desk."""
    people = {one for each in schedules for dated in each.plans for one in dated.plan.members}
    people |= {cover.person for each in schedules for cover in each.covers}
    return names_of(people) | {one.pk: one.name for one in colleagues_of(desk.pk)}


def layer_names(schedule: Schedule) -> dict[int, str]:
    """Return what each layer is called, by its latest version."""
    return {layer.number: layer.name for one in schedule.plans for layer in one.plan.layers}


def show_rota_row(
    rota: Rota, schedule: Schedule, names: Mapping[int, str], reader: Reader
) -> Shown:
    """Return one rota of the list: who is on call, until when, and who comes next."""
    shifts = shifts_between(schedule, reader.at, reader.at + LOOKED_AHEAD)
    called = [one for one in shifts if not one.is_shadow]
    now = [one for one in called if one.start <= reader.at]
    until = min((one.end for one in now), default=None)
    following = [one for one in called if one.start > reader.at]
    coming = min((one.start for one in following), default=None)
    return {
        "number": rota.pk,
        "name": rota.name,
        "url": reverse("desk:rota", args=[rota.pk]),
        "now": [names.get(one.person, "—") for one in now],
        "until": say_moment(until, reader) if until else "",
        "next": [names.get(one.person, "—") for one in following if one.start == coming],
        "coming": say_moment(coming, reader) if coming else "",
        "retired": rota.retired_at is not None,
    }


def list_called(schedule: Schedule, names: Mapping[int, str], at: datetime) -> list[str]:
    """Return the names of who is on call at an instant, then of who would be called next."""
    return [names.get(one, "—") for one in who_is_on_call(schedule, at)]


def show_shift(
    shift: Shift, names: Mapping[int, str], layers: Mapping[int, str], reader: Reader
) -> Shown:
    """Return one shift as a row of the table."""
    return {
        **show_instant(shift.start, reader, name="start"),
        **show_instant(shift.end, reader, name="end"),
        "length": say_span(shift.end - shift.start),
        "layer": layers.get(shift.layer, ""),
        "who": names.get(shift.person, "—"),
        "why": why_names()[shift.why],
        "is_shadow": shift.is_shadow,
        "is_own": shift.person == reader.specialist.pk,
        "is_now": shift.start <= reader.at < shift.end,
    }


def show_gap(gap: Gap, services: Mapping[str, str], reader: Reader) -> Shown:
    """Return hours in which something is missing."""
    need = gap.need
    return {
        **show_instant(gap.start, reader, name="start"),
        **show_instant(gap.end, reader, name="end"),
        "length": say_span(gap.end - gap.start),
        **show_need(need.level, need.language, need.skill, services),
    }


def show_need(level: int, language: str, skill: str, services: Mapping[str, str]) -> Shown:
    """Return what is needed, column by column."""
    return {
        "level": str(level),
        "language": language_name(language) if language else _("any"),
        "skill": services.get(skill, skill) if skill else _("any"),
    }


def show_overlap(overlap: Overlap, names: Mapping[int, str], reader: Reader) -> Shown:
    """Return hours that are filled twice."""
    return {
        **show_instant(overlap.start, reader, name="start"),
        **show_instant(overlap.end, reader, name="end"),
        "length": say_span(overlap.end - overlap.start),
        "who": ", ".join(names.get(one, "—") for one in overlap.people),
        "is_double": len(overlap.people) == 1,
    }


def show_swap(swap: Swap, reader: Reader) -> Shown:
    """Return what one asked another."""
    return {
        "rota": swap.rota.name,
        "asker": swap.asker.name,
        "asked": swap.asked.name,
        "hours": say_hours(swap.from_at, swap.to_at, reader),
        "back": say_hours(swap.back_from, swap.back_to, reader)
        if swap.back_from and swap.back_to
        else "",
        "words": swap.words,
        "state": swap_states()[swap.state],
        "is_open": swap.state == Swap.State.ASKED,
        "is_mine": swap.asker_id == reader.specialist.pk,
        "is_for_me": swap.asked_id == reader.specialist.pk,
        "url": reverse("desk:swap", args=[swap.pk]),
    }


def swap_states() -> dict[str, str]:
    """Return where a swap stands."""
    return {
        "asked": _("asked"),
        "agreed": _("agreed"),
        "declined": _("declined"),
        "withdrawn": _("taken back"),
    }


def say_hours(start: datetime, end: datetime, reader: Reader) -> str:
    """Return a span in the reader's zone."""
    return f"{say_moment(start, reader)} – {say_moment(end, reader)}"


def read_day(text: str, today: date) -> date:
    """Return the day that an address names, else today."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def span_of(day: date, *, by_week: bool) -> tuple[date, date]:
    """Return the first day that is shown, a Monday, and the one after the last."""
    if by_week:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + 7 * DAY
    first = day.replace(day=1)
    after = (first + 32 * DAY).replace(day=1)
    last = after - DAY
    return first - timedelta(days=first.weekday()), last + timedelta(days=7 - last.weekday())


def show_days(
    shifts: Sequence[Shift],
    names: Mapping[int, str],
    span: tuple[date, date],
    month: int,
    reader: Reader,
) -> list[list[Shown]]:
    """Return weeks of seven days in the reader's zone, each with who is on call from when."""
    first, after = span
    today = reader.at.astimezone(reader.zone).date()
    days = [first + n * DAY for n in range((after - first).days)]
    shown = [
        {
            "iso": day.isoformat(),
            "number": day.day,
            "weekday": say_date(day, "D"),
            "today": day == today,
            "is_past": day < today,
            "is_outside": bool(month) and day.month != month,
            "lines": list(lines_of(day, shifts, names, reader)),
        }
        for day in days
    ]
    return [shown[n : n + 7] for n in range(0, len(shown), 7)]


def lines_of(
    day: date, shifts: Sequence[Shift], names: Mapping[int, str], reader: Reader
) -> Iterable[Shown]:
    """Yield who is on call on one day, from when until when by the reader's clock."""
    begins = datetime.combine(day, time(), tzinfo=reader.zone)
    ends = datetime.combine(day + DAY, time(), tzinfo=reader.zone)
    for one in shifts:
        if one.start < ends and one.end > begins and not one.is_shadow:
            since = max(one.start, begins).astimezone(reader.zone)
            until = min(one.end, ends).astimezone(reader.zone)
            closes = "24:00" if until >= ends else f"{until:%H:%M}"
            yield {
                "hours": f"{since:%H:%M}–{closes}",
                "who": names.get(one.person, "—"),
                "is_own": one.person == reader.specialist.pk,
            }


def weekday_names() -> list[str]:
    """Return the days of a week from Monday."""
    monday = date(2024, 1, 1)
    return [say_date(monday + n * DAY, "D") for n in range(7)]
