"""The shapes of what is typed when an incident is looked back on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.agreements import DayInput
from permanence.faces.desk.forms.shape import DeskForm, MomentField
from permanence.service.incidents.rules.naming import read_incident_name
from permanence.service.reviews.actions.asking import Said
from permanence.service.reviews.rules import causes, measures
from permanence.service.reviews.rules.measures import NewMeasure
from permanence.service.reviews.rules.standing import Words
from permanence.service.reviews.rules.summaries import FIELDS

LONGEST = 60_000
DAY = timedelta(days=1)


def long_text(label: Any, rows: int, *, required: bool = True, **more: Any) -> forms.CharField:
    """Return a field for words without haste: nothing is forced to be short."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=area, **more)


class AnalysisForm(DeskForm):
    """The whole texts of a post-mortem, on the version that the author had read."""

    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    overview = long_text(
        _("What happened"), 10, required=False, help_text=_("From the first sign to the end.")
    )
    handling = long_text(
        _("How the incident was handled"),
        10,
        required=False,
        help_text=_("What went well, what failed, and why: of the handling, not of the problem."),
    )

    def words(self) -> Words:
        """Return the texts."""
        return Words(self.cleaned_data["overview"], self.cleaned_data["handling"])


class HeldForm(DeskForm):
    """When those who took part have met."""

    held_at = MomentField(label=_("They met on"))


class ExtendForm(DeskForm):
    """More time for one step, and why."""

    step = forms.ChoiceField(label=_("What needs more time"))
    until = MomentField(label=_("Until"))
    reason = long_text(_("Reason"), 2)

    def __init__(self, *args: Any, steps: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "extend-%s"})
        self.fields["step"].choices = list(steps.items())  # type: ignore[attr-defined]


class ContributionForm(DeskForm):
    """One person's part."""

    successes = long_text(_("What went well"), 4, required=False)
    failures = long_text(_("What failed"), 4, required=False)
    causes = long_text(_("What caused it, as you see it"), 4, required=False)
    has_nothing = forms.BooleanField(label=_("I have nothing to add"), required=False)

    def said(self) -> Said:
        """Return what was said."""
        given = self.cleaned_data
        return Said(given["successes"], given["failures"], given["causes"], given["has_nothing"])


class AskForm(DeskForm):
    """Somebody else who took part."""

    specialist = forms.TypedChoiceField(label=_("Who took part as well"), coerce=int)

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "ask-%s"})
        self.fields["specialist"].choices = list(people.items())  # type: ignore[attr-defined]


class StatementForm(DeskForm):
    """What happened, or the answer to a "why?"."""

    side = forms.ChoiceField(choices=[(one, one) for one in causes.SIDES], widget=forms.HiddenInput)
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = long_text(_("Answer"), 2)
    kind = forms.ChoiceField(label=_("Kind of cause"))

    def __init__(self, *args: Any, kinds: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]


class MeasureForm(DeskForm):
    """A measure: what is done, which causes it removes, who answers for it, by when."""

    text = long_text(_("What is done"), 3)
    kind = forms.ChoiceField(label=_("Kind of measure"))
    causes = forms.TypedMultipleChoiceField(
        label=_("What it removes"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    owner = forms.TypedChoiceField(label=_("Who answers for it"), coerce=int)
    due = forms.DateField(label=_("Done by"), widget=DayInput())

    def __init__(
        self,
        *args: Any,
        kinds: Mapping[str, str],
        known: Sequence[tuple[int, str]],
        people: Mapping[int, str],
        zone: tzinfo,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "measure-%s"})
        self.zone = zone
        self.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]
        self.fields["causes"].choices = list(known)  # type: ignore[attr-defined]
        self.fields["owner"].choices = list(people.items())  # type: ignore[attr-defined]

    def measure(self) -> NewMeasure:
        """Return the measure; it is due when its day is over, by the desk's clocks."""
        given = self.cleaned_data
        kind = next(one for one in measures.KINDS if one == given["kind"])
        return NewMeasure(
            given["text"],
            kind,
            frozenset(given["causes"]),
            given["owner"],
            end_of_day(given["due"], self.zone),
        )


class MoveForm(DeskForm):
    """Another date or another owner, and why."""

    due = forms.DateField(label=_("Done by"), widget=DayInput())
    owner = forms.TypedChoiceField(label=_("Who answers for it"), coerce=int)
    reason = long_text(_("Reason"), 2)

    def __init__(self, *args: Any, people: Mapping[int, str], zone: tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "move-%s"})
        self.zone = zone
        self.fields["owner"].choices = list(people.items())  # type: ignore[attr-defined]

    @property
    def due_at(self) -> datetime:
        """The end of the day that was chosen."""
        return end_of_day(self.cleaned_data["due"], self.zone)


class EvidenceForm(DeskForm):
    """What shows that a measure is done."""

    evidence = long_text(
        _("What shows that it is done"),
        3,
        help_text=_("A change, a test, a document: where it is."),
    )


class WhyForm(DeskForm):
    """Why something is dropped, refused, or sent back."""

    reason = long_text(_("Reason"), 3)


class RecurrenceForm(DeskForm):
    """Whether the cause came back."""

    recurred = forms.ChoiceField(
        label=_("Did the same cause come back?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        widget=forms.RadioSelect,
    )
    incident = forms.CharField(label=_("In which incident"), required=False, max_length=20)
    note = long_text(_("In words"), 2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "check-%s"})

    def clean_incident(self) -> int | None:
        """Return the number of the incident, if one is named."""
        typed = self.cleaned_data["incident"]
        number = read_incident_name(typed) if typed else None
        if typed and number is None:
            raise forms.ValidationError(gettext("No incident has this name."))
        return number


class SummaryForm(DeskForm):
    """The texts for customers, each language beside the others, on the saving that was read."""

    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, languages: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        labels = field_names()
        for language in languages:
            for field in FIELDS:
                area = (
                    forms.TextInput()
                    if field == "title"
                    else forms.Textarea(attrs={"rows": 9, "lang": language})
                )
                area.attrs["lang"] = language
                self.fields[f"{field}_{language}"] = forms.CharField(
                    label=labels[field],
                    required=False,
                    max_length=200 if field == "title" else LONGEST,
                    widget=area,
                )

    def texts(self) -> dict[str, dict[str, str]]:
        """Return the texts by language."""
        return {
            language: {field: self.cleaned_data[f"{field}_{language}"] for field in FIELDS}
            for language in self.languages
        }

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The fields of each language, in their order."""
        return [
            {
                "language": language,
                "name": name,
                "fields": [self[f"{field}_{language}"] for field in FIELDS],
            }
            for language, name in self.languages.items()
        ]


class AskSummaryForm(DeskForm):
    """A customer asks for a summary, by phone or mail."""

    incident = forms.TypedChoiceField(label=_("Incident"), coerce=int)
    way = forms.ChoiceField(
        label=_("Asked by"), choices=[("phone", _("Phone")), ("mail", _("Mail"))]
    )

    def __init__(self, *args: Any, incidents: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "summary-%s"})
        self.fields["incident"].choices = list(incidents)  # type: ignore[attr-defined]


def field_names() -> dict[str, str]:
    """Return what each text of a summary is called."""
    return {
        "title": gettext("Title"),
        "overview": gettext("What happened"),
        "measures": gettext("What we do against its recurrence"),
    }


def end_of_day(day: Any, zone: tzinfo) -> datetime:
    """Return the instant at which a day is over in a zone."""
    return datetime.combine(day + DAY, time(), tzinfo=zone)
