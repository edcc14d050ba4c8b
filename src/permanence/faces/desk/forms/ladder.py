"""A contact of the ladder, and how the ladder is climbed."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm

NUMBER: Final = re.compile(r"\+[1-9][0-9 ]{6,18}")
SPAN: Final = re.compile(r"[1-9][0-9]* (second|minute|hour)s?")


def clean_number(value: str) -> str:
    """Return a number in its international form; refuse anything else."""
    number = " ".join(value.split())
    if number and not NUMBER.fullmatch(number):
        raise forms.ValidationError(gettext("Write + and the country's code: +44 20 7946 0000."))
    return number


def clean_span(value: str) -> str:
    """Return a time as the document writes it; refuse anything else."""
    span = " ".join(value.split()).lower()
    if not SPAN.fullmatch(span):
        raise forms.ValidationError(gettext("Write it like 10 minutes, 2 hours or 90 seconds."))
    return span


class RungForm(DeskForm):
    """How one contact of a rung is reached, when, and who is called there."""

    office = forms.CharField(label=_("Office"), required=False, max_length=30)
    mobile = forms.CharField(label=_("Mobile"), required=False, max_length=30)
    mail = forms.EmailField(label=_("Mail"))
    regions = forms.MultipleChoiceField(
        label=_("Regions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None is every region."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    hours = forms.ChoiceField(
        label=_("Hours"),
        required=False,
        help_text=_("A calendar of the policy. Outside of it the next contact is called."),
    )
    rota = forms.SlugField(
        label=_("Rota"), required=False, help_text=_("Whoever is on call there is called as well.")
    )
    people = forms.MultipleChoiceField(
        label=_("Specialists"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are called as well, in this order; no customer reads their names."),
    )
    allowed = forms.CharField(
        label=_("Time to take it"), max_length=30, help_text=_("Then the next contact is called.")
    )

    def __init__(self, *args: Any, offered: dict[str, dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the types
            field.choices = list(choices.items())
            if not choices:
                del self.fields[name]

    def clean_office(self) -> str:
        """Return the number of the office."""
        return clean_number(self.cleaned_data["office"])

    def clean_mobile(self) -> str:
        """Return the mobile number."""
        return clean_number(self.cleaned_data["mobile"])

    def clean_mail(self) -> str:
        """Return the address as documents write it."""
        return str(self.cleaned_data["mail"]).lower()

    def clean_allowed(self) -> str:
        """Return the time that the rung has."""
        return clean_span(self.cleaned_data["allowed"])

    def contact(self) -> dict[str, Any]:
        """Return the contact as the document says it."""
        told = self.cleaned_data
        names = ("regions", "office", "mobile", "mail", "languages", "hours", "rota", "people")
        return {name: told.get(name) for name in names}


class CourseForm(DeskForm):
    """How the ladder is climbed: what is waited for, what is repeated, who hears the alarm."""

    closed = forms.ChoiceField(
        label=_("A contact outside its hours"),
        choices=[
            ("skip", _("is passed over: the next one is called at once")),
            ("wait", _("is waited for where it opens within its own time, else passed over")),
        ],
        widget=forms.RadioSelect,
    )
    rings = forms.MultipleChoiceField(
        label=_("Severities that call whatever the hour"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rounds = forms.IntegerField(
        label=_("Rounds"),
        min_value=1,
        max_value=5,
        help_text=_("So often every contact is called before the alarm is given."),
    )
    moves_within = forms.CharField(
        label=_("Something moves within"),
        max_length=30,
        help_text=_("Who took it and does nothing is called again, then the next contact."),
    )
    alarm_every = forms.CharField(label=_("The alarm is repeated every"), max_length=30)
    alarm = forms.EmailField(
        label=_("The alarm also goes to"),
        required=False,
        help_text=_("All supervisors and managers of the desk hear it in any case."),
    )

    def __init__(self, *args: Any, severities: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rings"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- for the types
        field.choices = list(severities.items())
        if not severities:
            del self.fields["rings"]

    def clean_moves_within(self) -> str:
        """Return how long somebody may do nothing."""
        return clean_span(self.cleaned_data["moves_within"])

    def clean_alarm_every(self) -> str:
        """Return how often the alarm is repeated."""
        return clean_span(self.cleaned_data["alarm_every"])

    def wish(self) -> dict[str, Any]:
        """Return what the document is to say."""
        told = dict(self.cleaned_data)
        if "rings" in told:
            told["rings"] = [int(one) for one in told["rings"]]
        told["alarm"] = str(told["alarm"]).lower()
        return {name: value for name, value in told.items() if value or name == "rings"}
