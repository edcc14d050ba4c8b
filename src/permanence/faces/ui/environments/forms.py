"""The shapes of an installation and its pieces, for both who keep the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.ui.environments.words import LABELS
from permanence.faces.ui.typed import read_typed
from permanence.world.calendars.rules.zones import known_zones
from permanence.world.catalogue.rules import InstallationCard, Kind, PieceCard

ZONES = tuple((name, name.replace("_", " ")) for name in sorted(known_zones()))


def offer_zones() -> tuple[tuple[str, str], ...]:
    """Return every time zone; a form asks when it is drawn, and copies none of them."""
    return ZONES


class InstallationFields(forms.Form):
    """What is kept of an installation."""

    name = forms.CharField(label=_("Name"), max_length=120)
    product = forms.CharField(
        label=_("Product or service"),
        required=False,
        max_length=120,
        help_text=_("What runs there: the application, the platform."),
    )
    purpose = forms.ChoiceField(
        label=_("What it is for"), choices=[("production", _("Production")), ("test", _("Test"))]
    )
    runs_at = forms.ChoiceField(label=_("Where it runs"))
    keeper = forms.ChoiceField(label=_("Who keeps this record"))
    region = forms.CharField(label=_("Region"), required=False, max_length=60)
    zone = forms.ChoiceField(label=_("Time zone"), required=False)
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def offer_sides(self, **names: Mapping[str, str]) -> None:
        """Name both sides as the reader does, each in its field."""
        for name, sides in names.items():
            cast(forms.ChoiceField, self.fields[name]).choices = list(sides.items())
        zone = cast(forms.ChoiceField, self.fields["zone"])
        zone.choices = [("", gettext("As the organisation")), *ZONES]

    def card(self) -> InstallationCard:
        """Return what was typed."""
        return InstallationCard(**{k: v for k, v in self.cleaned_data.items() if k in CARD})


PIECE = ("name", "value", "detail", "since", "is_gone")
CARD = frozenset(InstallationCard.__dataclass_fields__)


class PieceFields(forms.Form):
    """What one piece is from an instant on; the kind is known before."""

    name = forms.CharField(required=False, max_length=120)
    value = forms.CharField(required=False, max_length=120)
    detail = forms.CharField(required=False, max_length=200)
    since = forms.CharField(
        label=_("Since"),
        required=False,
        max_length=40,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    is_gone = forms.BooleanField(label=_("It is no longer there"), required=False)

    def name_fields(self, kind: Kind, *, zone: tzinfo) -> None:
        """Ask in the words of a kind, and take times of a zone."""
        self.kind, self.zone = kind, zone
        for field, label in zip(("name", "value", "detail"), LABELS[kind], strict=True):
            self.fields[field].label = label
        self.fields["since"].help_text = gettext("%(zone)s; empty: for as long as you know.") % {
            "zone": str(zone).replace("_", " ")
        }
        if kind == Kind.VERSION:
            self.fields["name"].help_text = gettext("Empty: the product itself.")
        else:
            self.fields["name"].required = True
        self.order_fields(["name", "value", "detail", "since", "is_gone"])

    def clean_since(self) -> datetime | None:
        """Return the instant, aware; None when nothing was typed."""
        text = self.cleaned_data["since"]
        if not text:
            return None
        return read_typed(text, zone=self.zone).astimezone(UTC)

    def clean(self) -> dict[str, Any]:
        """Refuse a version that says nothing."""
        given = super().clean() or self.cleaned_data
        if self.kind == Kind.VERSION and not given.get("value") and not given.get("is_gone"):
            self.add_error("value", gettext("Say which version it is."))
        return given

    def card(self) -> PieceCard:
        """Return what was typed."""
        given = {name: self.cleaned_data[name] for name in PIECE}
        return PieceCard(kind=str(self.kind), **given)
