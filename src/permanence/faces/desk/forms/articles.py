"""The shapes of an article: its text, for whom and whose it is, its topics, why it is retired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.presenting.article_words import audience_names
from permanence.service.knowledge.models import Topic
from permanence.service.knowledge.rules.writing import (
    LONGEST_BODY,
    LONGEST_NOTE,
    LONGEST_TITLE,
    Card,
    Draft,
)

NAME = "name-"


class TextForm(DeskForm):
    """An article's text in one language; `seen` is how often the draft had been kept."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 18}),
    )
    note = forms.CharField(
        label=_("Why it changes"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("For colleagues."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, marks: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "article-%s"})
        self.language = language
        for name in ("title", "body"):
            self.fields[name].widget.attrs["lang"] = language
        self.fields["body"].widget.attrs["data-draft"] = marks

    @property
    def draft(self) -> Draft:
        """What was typed."""
        typed = self.cleaned_data
        return Draft(self.language, typed["title"], typed["body"], typed["note"])


class CardForm(DeskForm):
    """What holds for an article in every language."""

    audience = forms.ChoiceField(label=_("For whom"), widget=PlainSelect)
    topic = forms.TypedChoiceField(
        label=_("Topic"), coerce=int, required=False, empty_value=None, widget=PlainSelect
    )
    owner = forms.TypedChoiceField(
        label=_("Owner"),
        coerce=int,
        required=False,
        empty_value=None,
        widget=PlainSelect,
        help_text=_("Is asked on the day of the review whether it is still right."),
    )
    review_due_on = forms.DateField(
        label=_("Review on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    components = forms.MultipleChoiceField(
        label=_("Components"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        topics: Mapping[int, str],
        owners: Mapping[int, str],
        components: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "card-%s"})
        offered: dict[str, list[tuple[Any, str]]] = {
            "audience": list(audience_names().items()),
            "topic": [("", gettext("None")), *topics.items()],
            "owner": [("", gettext("Nobody")), *owners.items()],
            "components": list(components.items()),
        }
        for name, choices in offered.items():
            self.let_choose(name, choices)
        if not components:
            del self.fields["components"]

    @property
    def card(self) -> Card:
        """What was chosen."""
        chosen = self.cleaned_data
        return Card(
            audience=chosen["audience"],
            topic=chosen["topic"],
            components=tuple(chosen.get("components", ())),
            owner=chosen["owner"],
            review_due_on=chosen["review_due_on"],
        )


class RetireForm(DeskForm):
    """Why an article is retired."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "retire-%s"})


class StillRightForm(DeskForm):
    """Until when an article is taken for right."""

    due = forms.DateField(
        label=_("Look at it again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "right-%s"})


class TopicForm(DeskForm):
    """The names of a topic, one for each language, and its place."""

    rank = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999)

    def __init__(self, *args: Any, topic: Topic | None = None, **kwargs: Any) -> None:
        key = topic.pk if topic else "new"
        names = {f"{NAME}{code}": name for code, name in topic.names.items()} if topic else {}
        first = names | ({"rank": topic.rank} if topic else {}) | kwargs.pop("initial", {})
        super().__init__(*args, **kwargs | {"initial": first, "auto_id": f"topic-{key}-%s"})
        for code, name in settings.LANGUAGES:
            self.fields[f"{NAME}{code}"] = forms.CharField(
                label=name,
                required=False,
                max_length=80,
                widget=forms.TextInput(attrs={"lang": code}),
            )

    @property
    def names(self) -> dict[str, str]:
        """What was typed."""
        return {code: self.cleaned_data[f"{NAME}{code}"] for code, _name in settings.LANGUAGES}


class PracticeForm(DeskForm):
    """How a desk keeps its articles."""

    needs_another = forms.BooleanField(
        label=_("Another person than the authors publishes"), required=False
    )
    review_months = forms.IntegerField(
        label=_("Look at articles again after so many months"), min_value=1, max_value=60
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "practice-%s"})
