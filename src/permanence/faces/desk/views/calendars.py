"""The calendars of a desk: a month with its open hours, and what an amount of time comes to."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.calendars import (
    FIRST_YEAR,
    LAST_YEAR,
    Month,
    read_month,
    show_calendar,
    show_month,
    show_sum,
)
from permanence.faces.desk.presenting.clauses import say_calendar
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.moments import say_zone
from permanence.promises.policies.queries import LoadedPolicy, versions_of
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right
from permanence.world.calendars.rules import BusinessDays, Calendar, OpenTime, Target
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]
HOURS, MINUTES, DAYS = "hours", "minutes", "days"
MOST = {HOURS: 5_000, MINUTES: 300_000, DAYS: 1_000}


class SumForm(DeskForm):
    """An instant by the calendar's clock or the reader's, and an amount of time."""

    start = forms.CharField(
        label=gettext_lazy("From"),
        required=False,
        max_length=40,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=gettext_lazy("Empty is now."),
    )
    clock = forms.ChoiceField(label=gettext_lazy("By the clock of"))
    amount = forms.IntegerField(label=gettext_lazy("Amount"), min_value=0)
    unit = forms.ChoiceField(label=gettext_lazy("Of"))

    def __init__(
        self, asked: QueryDict | None, *, calendar: Calendar, zone: tzinfo, at: datetime
    ) -> None:
        told = asked.copy() if asked else None
        if told is not None:
            told.setdefault("clock", "calendar")
            told.setdefault("unit", HOURS)
        super().__init__(told, initial={"amount": 4}, auto_id="sum-%s")
        own = find_zone(calendar.zone)
        self.zones = {"calendar": own, "reader": zone}
        said = {name: say_zone(one, at) for name, one in self.zones.items()}
        if said["calendar"] == said["reader"]:
            del self.fields["clock"]
        else:
            self._offer("clock", said)
        units = {HOURS: _("open hours"), MINUTES: _("open minutes"), DAYS: _("business days")}
        self._offer("unit", units)

    def _offer(self, name: str, choices: dict[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the types
        field.choices = list(choices.items())

    def clean_start(self) -> datetime | None:
        """Return the local time that was written, in years that calendars know."""
        text: str = self.cleaned_data["start"]
        if not text:
            return None
        try:
            start = datetime.fromisoformat(text)
        except ValueError:
            raise forms.ValidationError(_("Write it like 2026-12-24 16:40.")) from None
        if start.tzinfo or not FIRST_YEAR <= start.year <= LAST_YEAR:
            raise forms.ValidationError(_("Write it like 2026-12-24 16:40."))
        return start

    def clean(self) -> dict[str, Any]:
        """Refuse amounts that nobody promises."""
        told = super().clean() or self.cleaned_data
        most = MOST.get(told.get("unit", ""), 0)
        if most and (told.get("amount") or 0) > most:
            self.add_error("amount", _("At most %(most)s.") % {"most": most})
        return told

    def start_at(self, at: datetime) -> datetime:
        """Return the instant from which is counted."""
        local: datetime | None = self.cleaned_data["start"]
        zone = self.zones[self.cleaned_data.get("clock") or "calendar"]
        return local.replace(tzinfo=zone) if local else at

    def target(self) -> tuple[Target, str]:
        """Return the amount, and in words."""
        number: int = self.cleaned_data["amount"]
        many = {"number": number}
        if self.cleaned_data["unit"] == DAYS:
            words = ngettext("%(number)s business day", "%(number)s business days", number) % many
            return BusinessDays(number), words
        if self.cleaned_data["unit"] == MINUTES:
            words = ngettext("%(number)s open minute", "%(number)s open minutes", number) % many
            return OpenTime(60 * number), words
        words = ngettext("%(number)s open hour", "%(number)s open hours", number) % many
        return OpenTime(3600 * number), words


@require_safe
@staff_page(Right.READ_POLICIES)
def calendars(request: StaffRequest) -> HttpResponse:
    """Show the calendars of a desk's policy."""
    desk = access.desk(request, Right.READ_POLICIES)
    versions = versions_of(desk.key)
    loaded = find_version(request, versions)
    rows = (
        [show_row(request, desk, loaded, key) for key in loaded.policy.calendars] if loaded else []
    )
    context = {
        "shell": build_shell(request, desk, place="calendars"),
        "rows": rows,
        "version": show_version(request, loaded, versions) if loaded else None,
        "versions": list_versions(request, desk, versions, loaded),
        "empty": {
            "icon": "clock",
            "title": _("No policy is loaded"),
            "text": _("Calendars are part of a desk's policy."),
        },
    }
    return render(request, "desk/calendars.html", context)


@require_safe
@staff_page(Right.READ_POLICIES)
def calendar(request: StaffRequest, key: str) -> HttpResponse:
    """Show a month of one calendar, and answer what an amount of time comes to on it."""
    desk = access.desk(request, Right.READ_POLICIES)
    versions = versions_of(desk.key)
    loaded = find_version(request, versions)
    if loaded is None or key not in loaded.policy.calendars:
        raise Http404
    context = show_page(request, loaded.policy.calendars[key], say_calendar(key, loaded.policy))
    form: SumForm = context["form"]
    context |= {
        "shell": build_shell(request, desk, place="calendars"),
        "back_url": address_of(request, "desk:calendars", desk, loaded),
        "desk_key": desk.key,
        "year_url": f"{reverse('desk:calendar-year', args=[key])}?{urlencode({'desk': desk.key})}",
        "version": show_version(request, loaded, versions),
        "versions": list_versions(request, desk, versions, loaded, key=key),
    }
    return render(request, "desk/calendar.html", context, status=form.status)


def show_page(request: StaffRequest, one: Calendar, title: str) -> Shown:
    """Return what the page of any calendar shows: its standing, a month, the form, its answer."""
    reader = request.reader
    month = read_month(request.GET.get("month", ""), one, reader.at)
    asked = request.GET if "amount" in request.GET else None
    form = SumForm(asked, calendar=one, zone=reader.zone, at=reader.at)
    answer = None
    if form.is_valid():
        target, told = form.target()
        start = form.start_at(reader.at)
        answer = show_sum(one, start=start, target=target, told=told, reader=reader)
    return {
        "calendar": show_calendar(one, title, reader),
        "month": show_month(one, month, reader)
        | {
            "value": str(month),
            "before_url": month_url(request, month.shifted(-1)),
            "after_url": month_url(request, month.shifted(1)),
        },
        "form": form,
        "answer": answer,
    }


def month_url(request: StaffRequest, month: Month | None) -> str:
    """Return the address of the same page with another month; nothing beyond what is shown."""
    if month is None:
        return ""
    asked = request.GET.copy()
    asked["month"] = str(month)
    return f"?{asked.urlencode()}"


def find_version(request: StaffRequest, versions: list[LoadedPolicy]) -> LoadedPolicy | None:
    """Return the version that the address names, else the one in force, else the next."""
    named = request.GET.get("version", "")
    if named:
        found = next((one for one in versions if str(one.number) == named), None)
        if found is None:
            raise Http404
        return found
    holding = (one for one in versions if one.effective_at <= request.reader.at)
    return next(holding, versions[-1] if versions else None)


def show_row(request: StaffRequest, desk: Desk, loaded: LoadedPolicy, key: str) -> Shown:
    """Return one calendar as a row of the list."""
    policy = loaded.policy
    row = show_calendar(policy.calendars[key], say_calendar(key, policy), request.reader)
    return row | {
        "key": key,
        "url": address_of(request, "desk:calendar", desk, loaded, key=key),
        "coverage": key == policy.coverage.calendar_key,
    }


def show_version(
    request: StaffRequest, loaded: LoadedPolicy, versions: list[LoadedPolicy]
) -> Shown:
    """Return when the calendars that are shown hold: a past one must not pass for today's."""
    reader = request.reader
    later = [one for one in versions if one.effective_at > loaded.effective_at]
    until = min((one.effective_at for one in later), default=None)
    if loaded.effective_at > reader.at:
        standing = "coming"
    else:
        standing = "past" if until and until <= reader.at else "in_force"
    return {
        "number": str(loaded.number),
        "standing": standing,
        "since": say_moment(loaded.effective_at, reader),
        "until": say_moment(until, reader) if until else "",
        "value": str(loaded.number) if request.GET.get("version") else "",
    }


def list_versions(
    request: StaffRequest,
    desk: Desk,
    versions: list[LoadedPolicy],
    shown: LoadedPolicy | None,
    *,
    key: str = "",
) -> list[Shown]:
    """Return the versions of the policy that have this calendar, the oldest first."""
    if len(versions) < 2:
        return []
    return [
        {
            "label": _("Version %(number)s") % {"number": one.number},
            "url": address_of(
                request,
                "desk:calendar" if key else "desk:calendars",
                desk,
                one,
                key=key,
                always=True,
            ),
            "current": shown is not None and one.version == shown.version,
        }
        for one in sorted(versions, key=lambda version: version.number)
        if not key or key in one.policy.calendars
    ]


def address_of(
    request: StaffRequest,
    name: str,
    desk: Desk,
    loaded: LoadedPolicy,
    *,
    key: str = "",
    always: bool = False,
) -> str:
    """Return an address that keeps the version where one was asked for."""
    query = {"desk": desk.key}
    if always or request.GET.get("version"):
        query["version"] = str(loaded.number)
    if month := request.GET.get("month", ""):
        query |= {"month": month} if key else {}
    return f"{reverse(name, args=[key] if key else [])}?{urlencode(query)}"
