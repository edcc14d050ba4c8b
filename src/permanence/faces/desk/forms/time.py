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
# What lay open for longer was not written all that time.
LONGEST_GUESS = timedelta(hours=2)
BY_CONTRACT, NOBODY = "contract", "none"


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


class WorkForm(DeskForm):
    """On what time was spent, and who pays for it."""

    kind = forms.ChoiceField(label=_("Kind of work"), widget=PlainSelect)
    payer = forms.ChoiceField(
        label=_("Who pays"),
        required=False,
        widget=PlainSelect,
        choices=[
            (BY_CONTRACT, _("As the contract says: hours first, the rest is billed")),
            (NOBODY, _("Nobody: it costs the customer nothing")),
        ],
    )
    waived = forms.CharField(
        label=_("Why it costs nothing"),
        required=False,
        max_length=500,
        help_text=_("The customer reads it on the statement."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose("kind", work_names().items())

    def clean(self) -> dict[str, Any]:
        """What costs nothing costs it for a reason."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("payer") != NOBODY:
            cleaned["waived"] = ""
        elif not cleaned.get("waived", "").strip():
            self.add_error("waived", gettext("Say why it costs nothing."))
        return cleaned


class TimeForm(WorkForm):
    """Time that somebody spent: when, how long, on what, and who."""

    began = MomentField(label=_("Began"))
    duration = DurationField(label=_("Duration"), help_text=_("45, 1:30 or 1.5 h"), initial="15")
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
        self.order_fields(("began", "duration", "kind", "worker", "note"))
        self.initial["kind"] = work
        began = cast(MomentField, self.fields["began"])
        began.offer(zone, at - USUAL)
        began.help_text = str(zone).replace("_", " ")
        self.let_choose("worker", people.items())
        self.initial["worker"] = reader

    def spent(self) -> Spent:
        """Return the time that was typed."""
        given = self.cleaned_data
        return Spent(
            given["began"], given["duration"], given["kind"], given["note"], given["waived"]
        )


class TimerForm(WorkForm):
    """What was done while the timer ran."""

    note = forms.CharField(label=_("What was done"), required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "timer-%s"})
        self.order_fields(("kind", "note"))


class SpentForm(WorkForm):
    """What an answer took; where nothing is typed, the time since it was begun."""

    timed = forms.BooleanField(label=_("My time"), required=False)
    spent = DurationField(label=_("How long the answer took, in minutes"), required=False)
    since = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "spent-%s", "prefix": "spent"})
        self.at = at
        spent = self.fields["spent"].widget
        spent.attrs |= {"size": 5, "inputmode": "numeric", "placeholder": gettext("min")}

    def clean(self) -> dict[str, Any]:
        """Who writes time down says how long it was, unless it is known."""
        cleaned = super().clean()
        if not cleaned.get("timed"):
            self.errors.clear()
        elif "spent" not in self.errors and not cleaned.get("spent"):
            cleaned["spent"] = seconds_since(cleaned.get("since", ""), self.at)
            if not cleaned["spent"]:
                self.add_error("spent", gettext("Say how long it took."))
        return cleaned


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


def seconds_since(instant: str, at: datetime) -> int:
    """Return the whole minutes since something was begun, in seconds; 0 where nobody can say."""
    try:
        begun = datetime.fromisoformat(instant)
    except ValueError:
        return 0
    if begun.tzinfo is None or not begun <= at <= begun + LONGEST_GUESS:
        return 0
    return max(1, round((at - begun) / timedelta(minutes=1))) * 60
