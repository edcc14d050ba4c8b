"""The shapes of rotas, covers, swaps and calendars that are brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, MomentField, PlainSelect
from permanence.faces.desk.forms.sieve import Ticked
from permanence.faces.desk.presenting.rotas import weekday_names
from permanence.world.rotas.rules.plans import (
    Holidays,
    Hours,
    Layer,
    Place,
    Plan,
    Rotation,
    Unit,
)

Choices = Sequence[tuple[str, str]]
WINDOWS = (1, 2)
LONGEST_CALENDAR = 500_000


class TimeOfDay(forms.TimeField):
    """A time on the clock, to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, **kwargs)


class RotaForm(DeskForm):
    """What a rota is called, by whose clock hands change, and from when it holds."""

    name = forms.CharField(label=_("Name"), max_length=100)
    zone = forms.CharField(
        label=_("Time zone"),
        max_length=60,
        help_text=_("Hands change by its clock, in summer and in winter: Europe/Berlin."),
    )
    from_at = MomentField(label=_("Holds from"), help_text=_("What was before stays as it was."))

    def __init__(self, *args: Any, reader_zone: tzinfo, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(MomentField, self.fields["from_at"]).offer(reader_zone, at)


class NewRotaForm(RotaForm):
    """A rota that is not there yet, with the key that addresses use."""

    field_order = ("name", "slug")
    slug = forms.SlugField(
        label=_("Key"), max_length=40, help_text=_("Short, for files: nights. It does not change.")
    )


SECOND: Final = ("days_2", "opens_2", "closes_2")


class LayerForm(DeskForm):
    """One layer: people who take turns."""

    number = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the layer"), max_length=60, required=False)
    members = forms.CharField(
        label=_("People in the order of their turns"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One name a line."),
    )
    unit = forms.ChoiceField(label=_("Turns are counted in"), widget=PlainSelect)
    lengths = forms.CharField(
        label=_("How many each turn lasts"),
        max_length=100,
        initial="1",
        help_text=_("Several numbers follow each other, over and over: 2, 2, 3."),
    )
    first_day = forms.DateField(
        label=_("First turn on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hand_off = TimeOfDay(label=_("Hands change at"), initial=time(9))
    days_1 = Ticked(label=_("Only on these days"), coerce=int)
    opens_1 = TimeOfDay(label=_("From"), required=False)
    closes_1 = TimeOfDay(label=_("Until"), required=False)
    days_2 = Ticked(label=_("And on these days"), coerce=int)
    opens_2 = TimeOfDay(label=_("From"), required=False)
    closes_2 = TimeOfDay(label=_("Until"), required=False)
    zone = forms.CharField(
        label=_("Clock of these hours"),
        required=False,
        max_length=60,
        help_text=_("Empty: that of the rota. “own”: that of each person. Or a time zone."),
    )
    holidays = forms.ChoiceField(label=_("On public holidays"), required=False, widget=PlainSelect)
    places = forms.CharField(
        label=_("Holidays of"),
        required=False,
        max_length=100,
        help_text=_("Countries, with a region where it matters: DE, CA-QC."),
    )
    is_shadow = forms.BooleanField(
        label=_("Shadow: looks over a shoulder, is never called"), required=False
    )
    gone = forms.BooleanField(label=_("Take this layer away"), required=False)

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {name.casefold(): pk for pk, name in people.items()}
        self.layer: Layer | None = None
        days = list(enumerate(weekday_names()))
        for number in WINDOWS:
            self.let_choose(f"days_{number}", days)
        self.let_choose("unit", unit_names())
        self.let_choose("holidays", holiday_modes())
        members = self.fields["members"]
        members.help_text = gettext("One name a line: %(names)s.") % {
            "names": ", ".join(people.values())
        }

    @property
    def parts(self) -> dict[str, list[forms.BoundField]]:
        """Return the fields before, in and after the second set of hours, which few layers need."""
        names = list(self.fields)
        first, last = names.index("days_2"), names.index("closes_2") + 1
        return {
            "before": [self[name] for name in names[:first]],
            "further": [self[name] for name in names[first:last]],
            "after": [self[name] for name in names[last:]],
        }

    @property
    def has_further(self) -> bool:
        """Whether the second set of hours is used, or was typed wrongly."""
        return bool(self["days_2"].value()) or any(self[name].errors for name in SECOND)

    def clean_members(self) -> tuple[int, ...]:
        """Return who takes turns, in order."""
        named = [line.strip() for line in self.cleaned_data["members"].splitlines()]
        unknown = [one for one in named if one and one.casefold() not in self.people]
        if unknown:
            raise forms.ValidationError(
                gettext("Nobody of this desk is called %(name)s.") % {"name": unknown[0]}
            )
        return tuple(self.people[one.casefold()] for one in named if one)

    def clean_lengths(self) -> tuple[int, ...]:
        """Return how long turns last, one after the other."""
        parts = [one.strip() for one in self.cleaned_data["lengths"].split(",")]
        if not all(one.isascii() and one.isdecimal() and len(one) < 5 for one in parts):
            raise forms.ValidationError(gettext("Write whole numbers, with commas between them."))
        return tuple(map(int, parts))

    @property
    def is_used(self) -> bool:
        """Whether the layer is to be: it has a name, and is not taken away."""
        return bool(self.cleaned_data.get("name")) and not self.cleaned_data.get("gone")

    def read_layer(self, number: int) -> Layer:
        """Return what was typed."""
        told = self.cleaned_data
        first_day: date = told["first_day"]
        turns = Rotation(
            Unit(told["unit"]), told["lengths"], first_day, minutes_of(told["hand_off"])
        )
        return Layer(
            number=number,
            name=told["name"].strip(),
            members=told["members"],
            rotation=turns,
            hours=tuple(one for each in WINDOWS for one in self.read_hours(each)),
            zone=told["zone"].strip(),
            holidays=Holidays(told["holidays"]),
            places=read_places(told["places"]),
            is_shadow=told["is_shadow"],
        )

    def read_hours(self, number: int) -> list[Hours]:
        """Return one of the two sets of hours, if any day is ticked."""
        days = self.cleaned_data[f"days_{number}"]
        opens, closes = (self.cleaned_data[f"{end}_{number}"] for end in ("opens", "closes"))
        if not days:
            return []
        return [Hours(tuple(sorted(days)), minutes_of(opens), minutes_of(closes))]


class CoverForm(DeskForm):
    """Who is on call on which layer, from when until when."""

    layer = forms.TypedChoiceField(label=_("Layer"), coerce=int, widget=PlainSelect)
    person = forms.TypedChoiceField(label=_("Who covers"), coerce=int, widget=PlainSelect)
    from_at = MomentField(label=_("From"))
    to_at = MomentField(label=_("Until"))
    reason = forms.CharField(label=_("Why"), required=False, max_length=500)

    def __init__(
        self,
        *args: Any,
        layers: Mapping[int, str],
        people: Mapping[int, str],
        zone: tzinfo,
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("layer", layers.items())
        self.let_choose("person", people.items())
        cast(MomentField, self.fields["from_at"]).offer(zone, at)
        cast(MomentField, self.fields["to_at"]).offer(zone)


class SwapForm(DeskForm):
    """Which shift of mine a colleague is asked to take, and which of theirs I would take."""

    mine = forms.ChoiceField(label=_("Your shift"), widget=PlainSelect)
    asked = forms.TypedChoiceField(label=_("Whom do you ask?"), coerce=int, widget=PlainSelect)
    back = forms.ChoiceField(
        label=_("Shift of theirs that you take instead"), required=False, widget=PlainSelect
    )
    words = forms.CharField(label=_("Some words"), required=False, max_length=500)

    def __init__(
        self, *args: Any, mine: Choices, theirs: Choices, people: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("mine", mine)
        self.let_choose("asked", people.items())
        self.let_choose("back", [("", _("None")), *theirs])


class CalendarForm(DeskForm):
    """A calendar from elsewhere, and what its hours are to be; it has to be sent once."""

    file = forms.FileField(label=_("Calendar (.ics)"))
    what = forms.ChoiceField(label=_("Its hours are"), widget=PlainSelect)
    person = forms.TypedChoiceField(label=_("Of whom"), coerce=int, widget=PlainSelect)

    def __init__(
        self,
        *args: Any,
        whats: Choices,
        people: Mapping[int, str],
        is_read: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not is_read
        self.let_choose("what", whats)
        self.let_choose("person", people.items())

    def clean_file(self) -> bytes:
        """Return the calendar, empty for none; refuse one that is too large."""
        file = self.cleaned_data["file"]
        if not file:
            return b""
        if file.size > LONGEST_CALENDAR:
            raise forms.ValidationError(gettext("The calendar is too large."))
        return bytes(file.read())


class NeedForm(DeskForm):
    """What a desk wants to have within reach."""

    level = forms.TypedChoiceField(
        label=_("Level"), coerce=int, choices=[(n, str(n)) for n in (1, 2, 3)], widget=PlainSelect
    )
    language = forms.ChoiceField(label=_("Language"), required=False, widget=PlainSelect)
    skill = forms.ChoiceField(label=_("Service"), required=False, widget=PlainSelect)

    def __init__(self, *args: Any, languages: Choices, services: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_one = [("", _("any"))]
        self.let_choose("language", [*any_one, *languages])
        self.let_choose("skill", [*any_one, *services])


class HandOffForm(DeskForm):
    """What the next one should know."""

    note = forms.CharField(
        label=_("What should the next one know?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def unit_names() -> list[tuple[str, str]]:
    """Return in what turns are counted."""
    return [("hour", gettext("hours")), ("day", gettext("days")), ("week", gettext("weeks"))]


def holiday_modes() -> list[tuple[str, str]]:
    """Return what a layer does on public holidays."""
    return [
        ("", gettext("as on other days")),
        ("off", gettext("nobody of this layer")),
        ("only", gettext("this layer, and only then")),
    ]


def minutes_of(clock: time | None) -> int:
    """Return a time on the clock in minutes after midnight."""
    return clock.hour * 60 + clock.minute if clock else 0


def clock_of(minutes: int) -> time:
    """Return minutes after midnight as a time on the clock."""
    return time(minutes // 60 % 24, minutes % 60)


def read_places(text: str) -> tuple[Place, ...]:
    """Return countries with their regions."""
    found = []
    for one in text.split(","):
        country, _dash, region = one.strip().upper().partition("-")
        if country:
            found.append((country, region or None))
    return tuple(found)


def first_of_layer(layer: Layer, people: Mapping[int, str]) -> dict[str, Any]:
    """Return a layer as its form begins."""
    turns = layer.rotation
    first: dict[str, Any] = {
        "number": layer.number,
        "name": layer.name,
        "members": "\n".join(people.get(one, "") for one in layer.members),
        "unit": str(turns.unit),
        "lengths": ", ".join(map(str, turns.lengths)),
        "first_day": turns.first_day,
        "hand_off": clock_of(turns.hand_off),
        "zone": layer.zone,
        "holidays": str(layer.holidays),
        "places": ", ".join("-".join(filter(None, one)) for one in layer.places),
        "is_shadow": layer.is_shadow,
    }
    for number, hours in zip(WINDOWS, layer.hours, strict=False):
        first |= {
            f"days_{number}": list(hours.days),
            f"opens_{number}": clock_of(hours.opens),
            f"closes_{number}": clock_of(hours.closes),
        }
    return first


def read_plan_form(zone: str, forms_of_layers: Sequence[LayerForm]) -> Plan:
    """Return the plan that is typed; a new layer gets the next number."""
    used = [one for one in forms_of_layers if one.is_used]
    numbers = [one.cleaned_data["number"] or 0 for one in used]
    free = max([*numbers, 0])
    layers = []
    for one, number in zip(used, numbers, strict=True):
        free += not number
        layers.append(one.read_layer(number or free))
    return Plan(zone.strip(), tuple(layers))
