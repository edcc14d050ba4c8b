"""The shapes of what is typed about agreements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm
from permanence.faces.desk.forms.words import LONGEST_TEXT
from permanence.service.agreements.rules import (
    MOST_STEPS,
    Proposal,
    Step,
    find_instant,
)
from permanence.world.calendars.rules.zones import find_zone

FEWEST_ROWS, MORE_ROWS = 4, 4


class DayInput(forms.DateInput):
    """A day, chosen from the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """A time of day."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ProposalForm(DeskForm):
    """A solution, its production calendar, the delivery, and what it waives."""

    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    solution = forms.CharField(
        label=_("Solution"),
        help_text=_("What is done for the customer, in words the customer understands."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    delivery_day = forms.DateField(label=_("Delivered on"), widget=DayInput())
    delivery_time = forms.TimeField(label=_("at"), widget=ClockInput())
    waives = forms.BooleanField(
        label=_("The customer waives earlier dates"),
        required=False,
        help_text=_(
            "Without it, an earlier date that the contract or the policy gives still holds. Tick it"
            " only when you have spoken about it: the offer says it in so many words."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language of the offer"), choices=settings.LANGUAGES, widget=forms.Select
    )

    def __init__(self, *args: Any, zone: str, rows: int = FEWEST_ROWS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "proposal-%s"})
        self.zone = zone
        self.rows = min(max(rows, FEWEST_ROWS), MOST_STEPS)
        self.fields["delivery_time"].help_text = zone.replace("_", " ")
        for place in range(1, self.rows + 1):
            self.fields[f"title_{place}"] = forms.CharField(
                label=gettext("Step %(number)s") % {"number": place},
                required=False,
                max_length=300,
            )
            self.fields[f"day_{place}"] = forms.DateField(
                label=gettext("Date"), required=False, widget=DayInput()
            )

    def step_rows(self) -> list[tuple[BoundField, BoundField]]:
        """Return the fields of the calendar, step by step."""
        places = range(1, self.rows + 1)
        return [(self[f"title_{place}"], self[f"day_{place}"]) for place in places]

    def clean(self) -> dict[str, Any]:
        """Return what was typed, the delivery as an instant; a step is whole or not there."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for place in range(1, self.rows + 1):
            title, day = given.get(f"title_{place}"), given.get(f"day_{place}")
            if title and not day and f"day_{place}" not in self.errors:
                self.add_error(f"day_{place}", gettext("When is this step done?"))
            if day and not title:
                self.add_error(f"title_{place}", gettext("What is this step called?"))
        if given.get("delivery_day") and given.get("delivery_time"):
            given["delivery_at"] = find_instant(
                given["delivery_day"], given["delivery_time"], zone=self.zone
            )
            if given["delivery_at"] is None:
                self.add_error("delivery_time", gettext("The clocks skip this time on that day."))
        return given

    def proposal(self) -> Proposal:
        """Return what is proposed."""
        given = self.cleaned_data
        return Proposal(
            solution=given["solution"],
            zone=self.zone,
            language=given["language"],
            steps=tuple(self._read_steps(given)),
            delivery_at=given["delivery_at"],
            waives=given["waives"],
        )

    def _read_steps(self, given: Mapping[str, Any]) -> Iterable[Step]:
        for place in range(1, self.rows + 1):
            if given.get(f"title_{place}") and given.get(f"day_{place}"):
                yield Step(given[f"title_{place}"], given[f"day_{place}"])


def first_words(proposal: Proposal | None, *, language: str, base: int) -> dict[str, Any]:
    """Return what a form of a proposal begins with: the version before, or nothing."""
    if proposal is None or proposal.delivery_at is None:
        return {"base": base, "language": language}
    due: datetime = proposal.delivery_at.astimezone(find_zone(proposal.zone))
    first = {
        "base": base,
        "solution": proposal.solution,
        "delivery_day": due.date(),
        "delivery_time": due.time(),
        "waives": proposal.waives,
        "language": proposal.language,
    }
    for place, step in enumerate(proposal.steps, start=1):
        first |= {f"title_{place}": step.title, f"day_{place}": step.day}
    return first


class EndingForm(DeskForm):
    """Why an agreement is to end."""

    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why should it end?"),
        help_text=_("The customer reads it and has to accept it as well."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(DeskForm):
    """A word on what is done with a version."""

    reason = forms.CharField(required=False, max_length=5000)


class DelegationForm(DeskForm):
    """Who approves for the head of development, and how long."""

    specialist = forms.TypedChoiceField(label=_("Delegate"), coerce=int)
    from_day = forms.DateField(label=_("First day"), widget=DayInput())
    until_day = forms.DateField(label=_("Last day"), widget=DayInput())

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "delegation-%s"})
        chosen: Any = self.fields["specialist"]
        chosen.choices = list(people.items())
