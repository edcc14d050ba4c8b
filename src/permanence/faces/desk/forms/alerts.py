"""The shapes of a source of alerts, of where labels lead, and of a silence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, MomentField, PlainSelect
from permanence.service.alerts.models import Source
from permanence.service.alerts.rules.sources import Kind, SourceCard

PLAIN = {"autocomplete": "off", "spellcheck": "false"}
UNITS = {
    "seconds": timedelta(seconds=1),
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
}
LABEL = "label-"


class SourceForm(DeskForm):
    """A source of alerts; which fields it has depends on its kind."""

    FIELDS: ClassVar[Mapping[Kind, tuple[str, ...]]] = {
        Kind.ALERTMANAGER: ("name", "component_label", "group_by", "every", "grace", "unit"),
        Kind.PLAIN: ("name", "component_label", "group_by", "every", "grace", "unit"),
        Kind.MAIL: ("name", "address", "pattern", "every", "grace", "unit"),
        Kind.HEARTBEAT: ("name", "every", "grace", "unit"),
    }

    name = forms.CharField(label=_("Name"), max_length=80)
    address = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        help_text=_(
            "One that your mail server hands to Permanence. What arrives there becomes alerts, not"
            " requests."
        ),
        widget=forms.EmailInput(attrs=PLAIN),
    )
    pattern = forms.CharField(
        label=_("Pattern of the subject"),
        max_length=200,
        required=False,
        help_text=_(
            "For example “[{state}] {fingerprint} on *”. Empty: the subject less its first word of"
            " state (OK, RESOLVED, PROBLEM …) tells alerts apart."
        ),
        widget=forms.TextInput(attrs=PLAIN),
    )
    component_label = forms.CharField(
        label=_("Label that names a component"),
        max_length=60,
        required=False,
        initial="component",
        help_text=_("Its value is a key of the catalogue. Other labels can lead there below."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    group_by = forms.CharField(
        label=_("Labels that make a group"),
        max_length=200,
        required=False,
        initial="alertname",
        help_text=_("Separated by spaces. Empty: the title."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    every = forms.IntegerField(
        label=_("Expected every"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("When it says nothing for so long, that is an alert itself."),
    )
    grace = forms.IntegerField(
        label=_("Give or take"), min_value=0, max_value=100_000, required=False
    )
    unit = forms.ChoiceField(label=_("Unit of both"), widget=PlainSelect, initial="minutes")

    def __init__(self, *args: Any, kind: Kind, source: Source | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": first_of(source)})
        self.kind = kind
        for name in set(self.fields) - set(self.FIELDS[kind]):
            del self.fields[name]
        self.let_choose("unit", unit_names().items())
        self.fields["every"].required = kind is Kind.HEARTBEAT

    def card(self, desk: int) -> SourceCard:
        """Return what was typed."""
        told = self.cleaned_data
        unit = UNITS[told["unit"]]
        return SourceCard(
            name=told["name"],
            kind=self.kind,
            desk=desk,
            address=told.get("address", ""),
            pattern=told.get("pattern", ""),
            group_by=tuple(told.get("group_by", "").split()),
            component_label=told.get("component_label", ""),
            every=told["every"] * unit if told["every"] else None,
            grace=(told["grace"] or 0) * unit,
        )


def first_of(source: Source | None) -> dict[str, Any]:
    """Return what the form of a source begins with."""
    if source is None:
        return {}
    unit = unit_of(source.every, source.grace)
    size = UNITS[unit]
    return {
        "name": source.name,
        "address": source.address,
        "pattern": source.pattern,
        "component_label": source.component_label,
        "group_by": " ".join(source.group_by),
        "every": source.every // size if source.every else None,
        "grace": source.grace // size,
        "unit": unit,
    }


def unit_of(*spans: timedelta | None) -> str:
    """Return the largest unit in which spans are whole numbers; minutes for none."""
    told = [one for one in spans if one]
    if not told:
        return "minutes"
    fitting = [name for name, size in UNITS.items() if all(not one % size for one in told)]
    return fitting[-1] if fitting else "seconds"


def unit_names() -> dict[str, str]:
    """Return what units of time are called."""
    return {
        "seconds": gettext("seconds"),
        "minutes": gettext("minutes"),
        "hours": gettext("hours"),
        "days": gettext("days"),
    }


class AlertPlaceForm(DeskForm):
    """A label that leads to a component."""

    label = forms.CharField(label=_("Label"), max_length=100, widget=forms.TextInput(attrs=PLAIN))
    value = forms.CharField(
        label=_("Value"),
        max_length=200,
        help_text=_("* stands for anything: “fax-*”."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    component = forms.TypedChoiceField(label=_("Component"), coerce=int, widget=PlainSelect)
    source = forms.TypedChoiceField(
        label=_("Of the source"), coerce=int, required=False, empty_value=None, widget=PlainSelect
    )

    def __init__(
        self,
        *args: Any,
        components: Mapping[int, str],
        sources: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "place-%s"})
        self.let_choose("component", components.items())
        self.let_choose("source", [("", gettext("All sources")), *sources.items()])


class SilenceForm(DeskForm):
    """Until when an alert is kept quiet, why, and whether all that look like it are as well."""

    until = MomentField(label=_("Until"))
    reason = forms.CharField(label=_("Why"), max_length=500)

    def __init__(
        self,
        *args: Any,
        zone: tzinfo,
        at: datetime,
        labels: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "silence-%s"})
        until = cast(MomentField, self.fields["until"])
        until.offer(zone, in_two_hours(at))
        self.labels = dict(labels)
        for number, (name, value) in enumerate(self.labels.items()):
            self.fields[f"{LABEL}{number}"] = forms.BooleanField(
                label=f"{name} = {value}", required=False
            )

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """What everybody says."""
        return [field for field in self if not field.name.startswith(LABEL)]

    @property
    def label_fields(self) -> list[forms.BoundField]:
        """Which labels all that is kept quiet has in common."""
        return [field for field in self if field.name.startswith(LABEL)]

    @property
    def chosen(self) -> dict[str, str]:
        """The labels that were chosen; none means this alert alone."""
        return {
            name: value
            for number, (name, value) in enumerate(self.labels.items())
            if self.cleaned_data.get(f"{LABEL}{number}")
        }


def in_two_hours(at: datetime) -> datetime:
    """Return the full quarter of an hour after two hours."""
    later = at + timedelta(hours=2)
    return later - (later - datetime.min.replace(tzinfo=later.tzinfo)) % timedelta(minutes=15)


# Which kinds of sources there are, in words.
KIND_NAMES = {
    Kind.ALERTMANAGER: gettext_lazy("Prometheus Alertmanager"),
    Kind.PLAIN: gettext_lazy("Plain JSON"),
    Kind.MAIL: gettext_lazy("Mail"),
    Kind.HEARTBEAT: gettext_lazy("Heartbeat"),
}
