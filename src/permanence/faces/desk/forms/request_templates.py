"""The shape of a template for new requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.presenting.kinds import name_kinds
from permanence.faces.desk.presenting.words import say_words
from permanence.promises.policies.rules import Policy
from permanence.world.wording.models import RequestTemplate
from permanence.world.wording.rules import LONGEST_SUBJECT, LONGEST_TEXT, Beginning

SUBJECT, TEXT = "subject-", "text-"


class TemplateForm(DeskForm):
    """A title, a kind, who may use it, what must be asked, and the words in each language."""

    title = forms.CharField(label=_("Title"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of request"), required=False, widget=PlainSelect)
    team = forms.TypedChoiceField(
        label=_("Who may use it"), coerce=int, required=False, empty_value=None, widget=PlainSelect
    )
    asks_all = forms.BooleanField(
        label=_("Ask for the whole checklist"), required=False, initial=True
    )
    facts = forms.MultipleChoiceField(
        label=_("Or only for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not ticked is marked on the request as not applying."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        policy: Policy,
        teams: Mapping[int, str],
        template: RequestTemplate | None = None,
        **kwargs: Any,
    ) -> None:
        first = initial_of(template) if template else {}
        super().__init__(*args, **kwargs | {"initial": first, "auto_id": "template-%s"})
        language = policy.default_language
        offered: dict[str, list[tuple[Any, str]]] = {
            "kind": [("", gettext("Not said")), *name_kinds(policy).items()],
            "team": [("", gettext("Everybody on the desk")), *teams.items()],
            "facts": [(one.key, say_words(one.label, language)) for one in policy.facts],
        }
        for name, choices in offered.items():
            self.let_choose(name, choices)
        for code, spoken in settings.LANGUAGES:
            told = {"language": spoken}
            self.fields[f"{SUBJECT}{code}"] = forms.CharField(
                label=gettext("Subject (%(language)s)") % told,
                required=False,
                max_length=LONGEST_SUBJECT,
                widget=forms.TextInput(attrs={"lang": code}),
            )
            self.fields[f"{TEXT}{code}"] = forms.CharField(
                label=gettext("Text (%(language)s)") % told,
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
            )

    @property
    def draft(self) -> Beginning:
        """What was typed."""
        typed = self.cleaned_data
        codes = [code for code, _name in settings.LANGUAGES]
        return Beginning(
            title=typed["title"],
            kind=typed["kind"],
            subjects={code: typed[f"{SUBJECT}{code}"] for code in codes},
            texts={code: typed[f"{TEXT}{code}"] for code in codes},
            facts=None if typed["asks_all"] else tuple(typed["facts"]),
            team=typed["team"],
        )


def initial_of(template: RequestTemplate) -> dict[str, Any]:
    """Return what a form begins with for a template that is changed."""
    subjects = {f"{SUBJECT}{code}": text for code, text in template.subjects.items()}
    texts = {f"{TEXT}{code}": text for code, text in template.texts.items()}
    return (
        subjects
        | texts
        | {
            "title": template.title,
            "kind": template.kind,
            "team": template.team_id,
            "asks_all": template.facts is None,
            "facts": template.facts or [],
            "seen": template.number,
        }
    )
