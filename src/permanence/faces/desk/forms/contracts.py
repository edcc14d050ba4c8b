"""The shapes of a contract: its facts and lines, its document, and why it is suspended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.policies import LATER, NOW, PolicyForm
from permanence.faces.desk.forms.shape import DeskForm, MomentField
from permanence.faces.desk.presenting.words import say_words
from permanence.faces.ui.promises import promise_names
from permanence.promises.contracts.rules import service_keys
from permanence.promises.policies.rules import Policy
from permanence.promises.policies.rules.planning import AT_ZERO, PERIODS, WORKS
from permanence.promises.policies.rules.procedures import NOTIFY

BLANK_ROWS: Final = 3
NOTHING: Final = ("", "—")
OF_NOTICE: Final = ("notice_goal", "notice_limit", "notice_since")


class ContractForm(DeskForm):
    """The facts of a contract; clauses of other kinds stay in its document as they are."""

    number = forms.CharField(label=_("Number"), max_length=40)
    title = forms.CharField(label=_("Title"), max_length=200)
    customer = forms.CharField(
        label=_("Customer"),
        max_length=200,
        help_text=_("The organisation's name, as the desk knows it."),
    )
    starts = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    renewal = forms.ChoiceField(
        label=_("Renewal"),
        choices=[("none", _("Ends on its last day")), ("tacit", _("Goes on by itself"))],
    )
    renewal_months = forms.IntegerField(
        label=_("Goes on by so many months"), required=False, min_value=1, max_value=120
    )
    notice = forms.CharField(
        label=_("Notice"), required=False, max_length=40, help_text=_("Such as: 90 days")
    )
    plan = forms.ChoiceField(label=_("Plan"), required=False)
    modules = forms.MultipleChoiceField(
        label=_("Modules of the tailored plan"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    services = forms.MultipleChoiceField(
        label=_("Services covered"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All of them where none is chosen."),
    )
    components = forms.MultipleChoiceField(
        label=_("Components of the service"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "An incident asks by these whom it touches. Where none is chosen, every component"
            " of the desk touches this customer."
        ),
    )
    contacts = forms.CharField(
        label=_("Named technical contacts"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One e-mail address a line."),
    )
    only_named = forms.BooleanField(
        label=_("Only named contacts may open requests"), required=False
    )
    coverage = forms.ChoiceField(label=_("Hours in which requests are addressed"), required=False)
    report_every = forms.CharField(
        label=_("In an incident, a situation report every"),
        required=False,
        max_length=40,
        help_text=_("Such as: 30 minutes. Where it is empty, as often as the policy says."),
    )
    notice_goal = forms.CharField(
        label=_("In an incident, the goal of this customer's notice"),
        required=False,
        max_length=40,
        help_text=_("Such as: 10 minutes. Where it is empty, as the policy says."),
    )
    notice_limit = forms.CharField(
        label=_("Its limit"), required=False, max_length=40, help_text=_("Such as: 15 minutes")
    )
    notice_since = forms.ChoiceField(
        label=_("Both count from"),
        required=False,
        choices=[
            ("occurrence", _("when the problem occurred")),
            ("detection", _("when it was detected")),
        ],
    )
    hours = forms.CharField(
        label=_("Support hours"), required=False, max_length=40, help_text=_("Such as: 20 hours")
    )
    hours_period = forms.ChoiceField(label=_("For each"), required=False)
    hours_calendar = forms.ChoiceField(label=_("They pay for work in"), required=False)
    hours_pays = forms.MultipleChoiceField(
        label=_("They pay for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    hours_at_zero = forms.ChoiceField(label=_("When none are left"), required=False)
    inclusions = forms.CharField(
        label=_("Also included"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One thing a line, in the contract's language."),
    )
    when = forms.ChoiceField(
        label=_("Takes effect"),
        choices=[(NOW, _("At once")), (LATER, _("On a day"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    effective = MomentField(label=_("Day and time"), required=False)

    def __init__(
        self,
        *args: Any,
        policy: Policy,
        calendars: Iterable[str],
        components: list[tuple[str, str]],
        zone: ZoneInfo,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.policy = policy
        own = policy.default_language
        plans = [(plan.key, say_words(plan.name, own)) for plan in policy.plans]
        modules = {one.key: one.clause for plan in policy.plans for one in plan.modules}
        hours = [NOTHING, *((key, key) for key in calendars)]
        self._choose("plan", [NOTHING, *plans])
        self._choose("modules", [(key, say_words(one.text, own)) for key, one in modules.items()])
        self._choose(
            "services",
            [(key, say_words(service_text(policy, key), own)) for key in service_keys(policy)],
        )
        self._choose("components", components)
        self._choose("coverage", hours)
        self._choose("hours_calendar", hours)
        self._choose("hours_period", [NOTHING, *period_names().items()])
        self._choose("hours_pays", list(work_names().items()))
        self._choose("hours_at_zero", [NOTHING, *at_zero_names().items()])
        self.fields["effective"].offer(zone)  # type: ignore[attr-defined]  # a MomentField
        steps = {mark.key for mark in policy.incidents.marks} if policy.incidents else set()
        if policy.incidents is None:
            del self.fields["report_every"]
        if NOTIFY not in steps:
            for name in OF_NOTICE:
                del self.fields[name]
        for name in ("plan", "modules", "services", "components"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]  # a choice
                del self.fields[name]

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice

    def clean(self) -> dict[str, Any]:
        """A day is named where the change is to come later."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") == LATER and not cleaned.get("effective"):
            self.add_error("effective", _("Name the day and the time."))
        if cleaned.get("when") != LATER:
            cleaned["effective"] = None
        self.check_notice(cleaned)
        if cleaned.get("hours") and not (
            cleaned.get("hours_period") and cleaned.get("hours_calendar")
        ):
            self.add_error("hours", _("Say for which period, and in which hours they pay."))
        return cleaned

    def check_notice(self, cleaned: dict[str, Any]) -> None:
        """A goal has a limit, and a limit a goal."""
        for name, other in (("notice_goal", "notice_limit"), ("notice_limit", "notice_goal")):
            if cleaned.get(other) and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Write both: the goal and the limit."))


class TargetForm(forms.Form):
    """One promised time; a row without a promise is left out."""

    promise = forms.ChoiceField(label=_("Promise"), required=False)
    severity = forms.IntegerField(label=_("Severity"), required=False, min_value=1, max_value=9)
    level = forms.IntegerField(label=_("Level"), required=False, min_value=1, max_value=9)
    bound = forms.ChoiceField(
        label=_("Bound"), choices=[("under", _("under")), ("within", _("within"))]
    )
    time = forms.CharField(
        label=_("Time"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "30 minutes"}),
    )
    calendar = forms.ChoiceField(label=_("Hours"), required=False)
    nature = forms.ChoiceField(
        label=_("Nature"),
        choices=[("guarantee", _("guaranteed")), ("target", _("target"))],
    )
    text = forms.JSONField(required=False, widget=forms.HiddenInput)
    floor = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, calendars: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(key, name) for key, name in promise_names().items() if key != "attention"]
        self.fields["promise"].choices = [NOTHING, *names]  # type: ignore[attr-defined]
        hours = [(key, key) for key in calendars]
        self.fields["calendar"].choices = [NOTHING, *hours]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A promise has a time and the hours in which it counts."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("promise"):
            for name, wrong in (
                ("time", _("Write a time, such as: 30 minutes")),
                ("calendar", _("Choose the hours in which it counts.")),
            ):
                if not cleaned.get(name):
                    self.add_error(name, wrong)
        return cleaned


Targets = forms.formset_factory(TargetForm, extra=BLANK_ROWS, max_num=60)


class ContractDocumentForm(PolicyForm):
    """The whole document of a contract, pasted or uploaded, and when it takes effect."""

    seen = None  # type: ignore[assignment]  # takes the field away, as Django has it


class SuspendForm(DeskForm):
    """Why a contract gives nothing from now on, or gives again."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


def service_text(policy: Policy, key: str) -> Any:
    """Return what the policy says of one of its services."""
    clause = policy.clause(f"services.{key}")
    return clause.text if clause else {policy.default_language: key}


def period_names() -> dict[str, Any]:
    """Return what the periods of support hours are called."""
    names = {"month": _("month"), "quarter": _("quarter"), "year": _("year")}
    return {key: names[key] for key in PERIODS}


def work_names() -> dict[str, Any]:
    """Return what the kinds of work are called."""
    names = {
        "troubleshooting": _("Troubleshooting"),
        "programming": _("Programming"),
        "training": _("Training"),
        "teleconference": _("Teleconference"),
        "other": _("Other work"),
    }
    return {key: names[key] for key in WORKS}


def at_zero_names() -> dict[str, Any]:
    """Return what may happen when no hours are left."""
    names = {
        "warn": _("Go on with a warning"),
        "ask": _("Ask the customer first"),
        "refuse": _("Do no more work"),
    }
    return {key: names[key] for key in AT_ZERO}
