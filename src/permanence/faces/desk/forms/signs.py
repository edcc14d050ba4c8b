"""The shapes of a book of signs: one sign, a list of words, and how much each fact weighs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.forms.triage import grades_of
from permanence.faces.desk.presenting.sign_words import fact_names
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.rules.sign_editing import (
    MOST_PHRASES,
    Scales,
    SignDraft,
    SignFault,
    tidy_phrases,
)
from permanence.service.tickets.rules.signs import FACTS, LANGUAGES

WORDS = "words-"
FACT = "fact-"
HEAVIEST = 100
LONGEST = 8000
FIELDS_OF_FAULTS = {"key": "key", "taken": "key", "nothing": "severity"}


class SignsForm(DeskForm):
    """What all changes of a book have: the version that was looked at."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def add_languages(self, words: Mapping[str, Sequence[str]]) -> None:
        """Add a field of lines for each language."""
        for code, name in settings.LANGUAGES:
            self.fields[f"{WORDS}{code}"] = forms.CharField(
                label=name,
                required=False,
                max_length=LONGEST,
                initial="\n".join(words.get(code, ())),
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
            )

    def read_languages(self) -> dict[str, tuple[str, ...]]:
        """Return what was typed in each language, a line each."""
        return {one: tidy_phrases(self.cleaned_data[f"{WORDS}{one}"]) for one in LANGUAGES}


def choose_grade(label: Any) -> forms.TypedChoiceField:
    """Return a field that chooses a step of an axis, or none."""
    return forms.TypedChoiceField(
        label=label, coerce=int, required=False, empty_value=None, widget=PlainSelect
    )


def offer_choices(field: forms.Field, choices: Iterable[tuple[Any, str]]) -> None:
    """Let a field offer these choices, or none of them."""
    cast(forms.ChoiceField, field).choices = [("", gettext("None")), *choices]


class SignForm(SignsForm):
    """One sign: what it is called, what it speaks for, and how customers say it."""

    key = forms.CharField(
        label=_("Name of the sign"),
        max_length=40,
        help_text=_("Small letters, digits and hyphens."),
    )
    severity = choose_grade(_("Severity"))
    level = choose_grade(_("Level"))
    service = forms.ChoiceField(label=_("Service"), required=False, widget=PlainSelect)
    weight = forms.IntegerField(label=_("Weight"), min_value=0, max_value=HEAVIEST)

    def __init__(
        self,
        *args: Any,
        policy: Policy,
        services: Mapping[str, str],
        sign: SignDraft | None,
        number: int,
        **kwargs: Any,
    ) -> None:
        points = ("key", "severity", "level", "service", "weight")
        first = {name: getattr(sign, name) for name in points} if sign else {}
        super().__init__(
            *args, **kwargs | {"initial": first | {"seen": number}, "auto_id": "sign-%s"}
        )
        offer_choices(self.fields["severity"], grades_of(policy, "severities"))
        offer_choices(self.fields["level"], grades_of(policy, "levels"))
        offer_choices(self.fields["service"], services.items())
        self.add_languages(sign.phrases or {} if sign else {})

    @property
    def draft(self) -> SignDraft:
        """The sign as it was typed."""
        told = self.cleaned_data
        return SignDraft(
            key=told["key"].strip().lower(),
            weight=told["weight"],
            severity=told["severity"],
            level=told["level"],
            service=told["service"],
            phrases=self.read_languages(),
        )

    def point_at(self, faults: Iterable[SignFault]) -> bool:
        """Say at each field what is wrong in it; True when something is."""
        found = list(faults)
        for fault in found:
            field = f"{WORDS}{fault.language}" if fault.language else ""
            self.add_error(field or FIELDS_OF_FAULTS.get(fault.code), say_sign_fault(fault))
        return bool(found)


def say_sign_fault(fault: SignFault) -> str:
    """Return what is wrong in a sign."""
    texts = {
        "key": gettext_lazy("Use small letters, digits and hyphens."),
        "taken": gettext_lazy("Another sign has this name."),
        "nothing": gettext_lazy("Choose a severity, a level or a service for which it speaks."),
        "silent": gettext_lazy("Write at least one phrase in one language."),
        "phrase": gettext_lazy("“%(text)s” cannot be looked for: begin with a word."),
        "most": gettext_lazy("These are too many: %(most)s in one language are enough."),
    }
    return str(texts[fault.code]) % {"text": fault.text, "most": MOST_PHRASES}


class SignWordsForm(SignsForm):
    """A list of words in each language."""

    def __init__(
        self, *args: Any, words: Mapping[str, Sequence[str]], number: int, **kwargs: Any
    ) -> None:
        super().__init__(
            *args, **kwargs | {"initial": {"seen": number}, "auto_id": "sign-words-%s"}
        )
        self.add_languages(words)


class ScalesForm(SignsForm):
    """How much each fact weighs, and from where on something is suggested."""

    needed = forms.IntegerField(
        label=_("Suggested from the weight"), min_value=1, max_value=HEAVIEST
    )
    strong = forms.IntegerField(
        label=_("Called strong from the weight"), min_value=1, max_value=HEAVIEST
    )
    affected_from = forms.IntegerField(
        label=_("People or places affected, from"), min_value=1, max_value=HEAVIEST
    )
    affected_severity = choose_grade(_("So many speak for the severity"))
    cluster_severity = choose_grade(_("Customers who write alike speak for the severity"))

    def __init__(
        self, *args: Any, policy: Policy, scales: Scales, number: int, **kwargs: Any
    ) -> None:
        plain = ("needed", "strong", "affected_from", "affected_severity", "cluster_severity")
        first = {name: getattr(scales, name) for name in plain} | {"seen": number}
        super().__init__(*args, **kwargs | {"initial": first, "auto_id": "scales-%s"})
        for name in ("affected_severity", "cluster_severity"):
            offer_choices(self.fields[name], grades_of(policy, "severities"))
        for fact, label in fact_names().items():
            self.fields[f"{FACT}{fact}"] = forms.IntegerField(
                label=label, min_value=0, max_value=HEAVIEST, initial=scales.weights[fact]
            )

    @property
    def scales(self) -> Scales:
        """The weights as they were typed."""
        told = self.cleaned_data
        return Scales(
            weights={fact: told[f"{FACT}{fact}"] for fact in FACTS},
            needed=told["needed"],
            strong=told["strong"],
            affected_from=told["affected_from"],
            affected_severity=told["affected_severity"],
            cluster_severity=told["cluster_severity"],
        )
