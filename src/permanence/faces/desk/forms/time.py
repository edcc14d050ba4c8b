"""The shapes of what is typed about time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, MomentField, PlainSelect
from permanence.faces.ui.hours.words import work_names
from permanence.service.timesheets.rules import LONGEST, Spent, parse_duration

USUAL = timedelta(minutes=15)


class DurationField(forms.CharField):
    """A length of time as people write it; its value is in seconds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the seconds."""
        text = super().clean(value)
        if not text:
            return None
        try:
            seconds = parse_duration(text)
        except ValueError:
            wrong = gettext("Write minutes, or hours and minutes: 45, 1:30, 1.5 h.")
            raise forms.ValidationError(wrong) from None
        if not 0 < seconds <= LONGEST:
            raise forms.ValidationError(gettext("It takes a minute at least and a day at most."))
        return seconds


class TimeForm(DeskForm):
    """Time that somebody spent: when, how long, on what, and who."""

    began = MomentField(label=_("Began"))
    duration = DurationField(label=_("Duration"), help_text=_("45, 1:30 or 1.5 h"), initial="15")
    kind = forms.ChoiceField(label=_("Kind of work"), widget=PlainSelect)
    worker = forms.TypedChoiceField(label=_("Who worked"), coerce=int, widget=PlainSelect)
    note = forms.CharField(
        label=_("What was done"),
        required=False,
        max_length=2000,
        help_text=_("The customer reads it on the statement."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        people: Mapping[int, str],
        reader: int,
        zone: tzinfo,
        at: datetime,
        work: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "time-%s"})
        self.initial["kind"] = work
        began = cast(MomentField, self.fields["began"])
        began.offer(zone, at - USUAL)
        began.help_text = str(zone).replace("_", " ")
        offer_kinds(self)
        worker = cast(forms.ChoiceField, self.fields["worker"])
        worker.choices = [*people.items()]
        worker.initial = reader

    def spent(self) -> Spent:
        """Return the time that was typed."""
        given = self.cleaned_data
        return Spent(given["began"], given["duration"], given["kind"], given["note"])


class TimerForm(DeskForm):
    """What was done while the timer ran."""

    kind = forms.ChoiceField(label=_("Kind of work"), widget=PlainSelect)
    note = forms.CharField(label=_("What was done"), required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "timer-%s"})
        offer_kinds(self)


class ExtraTimeForm(DeskForm):
    """How much time the customer is asked for beyond its hours, and why."""

    duration = DurationField(label=_("How much"), help_text=_("45, 1:30 or 1.5 h"))
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        help_text=_("The customer reads it in its mail: write in the customer's language."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class BackForm(DeskForm):
    """Why time is taken back."""

    reason = forms.CharField(label=_("Why is it corrected?"), max_length=2000)


def offer_kinds(form: forms.Form) -> None:
    """Let a form choose among the kinds of work."""
    cast(forms.ChoiceField, form.fields["kind"]).choices = list(work_names().items())
