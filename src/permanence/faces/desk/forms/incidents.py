"""The shapes of what is said of an incident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, MomentField, PlainSelect
from permanence.faces.desk.forms.sieve import Ticked
from permanence.service.incidents.rules.conditions import CONDITIONS
from permanence.world.catalogue.models import Component

LONGEST_TITLE = 200
MOST_IN_TITLE = 3
LONGEST_REASON = 2000
LONGEST_REPORT = 20_000
CONDITION = "condition_"


class DeclareForm(DeskForm):
    """A new incident: what happens, what it touches, since when."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("disruption", _("Disruption of several customers")),
            ("security", _("Security breach: only those who need to know see it")),
        ],
        widget=forms.RadioSelect,
        initial="disruption",
    )
    title = forms.CharField(
        label=_("What happens"),
        required=False,
        max_length=LONGEST_TITLE,
        help_text=_("A few words for colleagues. Customers do not read this."),
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"),
        coerce=int,
        initial=2,
        widget=forms.RadioSelect,
        choices=[
            (1, _("1 · all platforms and applications")),
            (2, _("2 · several customers")),
        ],
    )
    components = Ticked(label=_("What is touched"), coerce=int)
    occurred_at = MomentField(
        label=_("Occurred"),
        help_text=_("The clocks run from here. If you are not sure, it can be corrected later."),
    )
    detected_at = MomentField(label=_("Detected"))
    reason = forms.CharField(
        label=_("Why you suspect it"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Needed for a suspicion: whoever has to decide reads it."),
    )
    drill = forms.BooleanField(
        label=_("This is a drill"),
        required=False,
        help_text=_("Everything works as in earnest, and nobody outside hears of it."),
    )
    ticket = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    alert = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    traces = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        components: Sequence[Component],
        language: str,
        zone: tzinfo,
        at: datetime,
        occurred_at: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = {one.pk: one.name_in(language) for one in components}
        self.let_choose("components", self.names.items())
        cast(MomentField, self.fields["occurred_at"]).offer(zone, occurred_at or at)
        cast(MomentField, self.fields["detected_at"]).offer(zone, at)
        if not self.is_bound and not self.initial.get("title"):
            self.fields["title"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Name what nobody had the time to name: nothing stands between them and a start."""
        told = self.cleaned_data
        if not str(told.get("title", "")).strip() and "title" not in self.errors:
            touched = [self.names[one] for one in told.get("components", ())]
            named = ", ".join(touched) if len(touched) <= MOST_IN_TITLE else ""
            told["title"] = named[:LONGEST_TITLE] or (
                gettext("A security breach")
                if told.get("kind") == "security"
                else gettext("A disruption")
            )
        return told


class OccurrenceForm(DeskForm):
    """When it occurred, and how that is known."""

    occurred_at = MomentField(
        label=_("It occurred at"),
        help_text=_("The clocks are judged again from here; the verdicts so far stay readable."),
    )
    reason = forms.CharField(label=_("How you know"), max_length=LONGEST_REASON)

    def __init__(self, *args: Any, zone: tzinfo, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(MomentField, self.fields["occurred_at"]).offer(zone, at)


class CauseForm(DeskForm):
    """What was the matter."""

    cause = forms.CharField(
        label=_("What was the matter, as far as you know"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DismissalForm(DeskForm):
    """Why a suspicion is no incident."""

    reason = forms.CharField(label=_("Why it is no incident"), max_length=LONGEST_REASON)


class KindForm(DeskForm):
    """How it is known that an incident is of the other kind."""

    reason = forms.CharField(label=_("How you know"), max_length=LONGEST_REASON)


class EraseEventForm(DeskForm):
    """Which event of the record is to tell nothing any more, and why."""

    number = forms.IntegerField(label=_("Number of the event"), min_value=1)
    reason = forms.CharField(
        label=_("Why it is erased"),
        max_length=LONGEST_REASON,
        help_text=_("The reason stays in the record. What is erased cannot be brought back."),
    )


class RegulatoryForm(DeskForm):
    """What was reported by law, and when; or that the law does not ask for it."""

    done_at = MomentField(label=_("Reported at"), required=False)
    reported = forms.CharField(
        label=_("What was reported"),
        required=False,
        max_length=LONGEST_REPORT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The words as they went to the authority, or where they are kept."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Needed after the limit, and where the law does not ask for it."),
    )

    def __init__(self, *args: Any, zone: tzinfo, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(MomentField, self.fields["done_at"]).offer(zone, at)


class ComponentsForm(DeskForm):
    """How each component is now; empty for those that are not touched."""

    def __init__(
        self,
        *args: Any,
        components: Sequence[Component],
        language: str,
        touched: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        names = {
            "degraded": gettext("Slow or faulty"),
            "partial": gettext("Down for some"),
            "down": gettext("Down"),
            "operational": gettext("Works"),
        }
        choices = [("", gettext("Not touched")), *((one, names[one]) for one in CONDITIONS)]
        for one in components:
            self.fields[f"{CONDITION}{one.pk}"] = forms.ChoiceField(
                label=one.name_in(language),
                required=False,
                choices=choices,
                widget=PlainSelect,
                initial=touched.get(one.pk, ""),
            )

    @property
    def conditions(self) -> dict[int, str]:
        """The condition of each component that is touched."""
        return {
            int(key.removeprefix(CONDITION)): value
            for key, value in self.cleaned_data.items()
            if value
        }
