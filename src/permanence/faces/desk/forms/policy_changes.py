"""Single changes of a policy: other hours on a date, another number or address."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm
from permanence.promises.policies.rules.amending import CannotAmend, Exceptional, Windows, Wrong

CLOSED, HOURS, USUAL = "closed", "hours", "usual"
WINDOW: Final = re.compile(r"(\d\d:\d\d)\s*[-–]\s*(\d\d:\d\d)")


def say_wrong(fault: CannotAmend) -> str:
    """Return why a change cannot be made."""
    return {
        Wrong.PAST: gettext("That day has passed: what was promised stays as it was."),
        Wrong.NOT_ANNOUNCED: gettext(
            "Hours are taken away from tomorrow on, so that they are published before."
        ),
        Wrong.TOO_LONG: gettext("At most 62 days at once: longer changes are another week."),
        Wrong.BACKWARDS: gettext("The last day comes before the first."),
        Wrong.NOTHING: gettext("It says that already."),
        Wrong.BY_HAND: gettext("This is written so that it is changed in the document itself."),
    }[fault.wrong]


class ExceptionForm(DeskForm):
    """Other hours from one day to another."""

    first = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty is the same day."),
    )
    what = forms.ChoiceField(
        label=_("On these days"),
        choices=[
            (CLOSED, _("closed")),
            (HOURS, _("open at these hours")),
            (USUAL, _("as usual again")),
        ],
        widget=forms.RadioSelect,
        initial=CLOSED,
    )
    hours = forms.CharField(
        label=_("Hours"), required=False, max_length=100, help_text="08:30-12:30, 13:00-17:00"
    )

    def clean(self) -> dict[str, Any]:
        """Read the hours where hours are meant."""
        told = super().clean() or self.cleaned_data
        windows = tuple(WINDOW.findall(told.get("hours", "")))
        if told.get("what") == HOURS and not windows:
            self.add_error("hours", gettext("Write them like 08:30-12:30, 13:00-17:00."))
        told["windows"] = windows
        return told

    def wish(self, calendar: str) -> Exceptional:
        """Return what is wanted of a calendar."""
        told = self.cleaned_data
        first: date = told["first"]
        windows: dict[str, Windows | None] = {CLOSED: (), HOURS: told["windows"], USUAL: None}
        return Exceptional(calendar, first, told["last"] or first, windows[told["what"]])


class PointForm(DeskForm):
    """A number or an address, and the regions that it serves."""

    value = forms.CharField(max_length=254)
    regions = forms.MultipleChoiceField(
        label=_("Regions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None is every region."),
    )

    def __init__(
        self, *args: Any, label: str, is_mail: bool, regions: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = label
        self.is_mail = is_mail
        field = self.fields["regions"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- for the types
        field.choices = list(regions.items())
        if not regions:
            del self.fields["regions"]

    def clean_value(self) -> str:
        """Return the number or address; the document says what else is wrong with it."""
        value = str(self.cleaned_data["value"]).strip()
        if self.is_mail:
            validate_email(value)
        return value
