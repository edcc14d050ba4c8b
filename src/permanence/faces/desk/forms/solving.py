"""From what a matter came, and what solved it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.presenting.solving_words import source_names
from permanence.service.knowledge.models import Article
from permanence.service.knowledge.queries import article_numbered

LONGEST = 20_000


class SolutionForm(DeskForm):
    """Cause and solution; the customer reads only the solution, and only when it is meant so."""

    source = forms.ChoiceField(label=_("Cause"), required=False, widget=PlainSelect)
    cause = forms.CharField(
        label=_("The cause in words"),
        required=False,
        max_length=LONGEST,
        help_text=_("For colleagues."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    solution = forms.CharField(
        label=_("What solved it"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    article = forms.CharField(
        label=_("The article that says how"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "KB-12", "list": "articles-here"}),
    )
    is_told = forms.BooleanField(label=_("The customer may read the solution"), required=False)

    def __init__(self, *args: Any, desk: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "solution-%s"})
        self.desk = desk
        self.let_choose("source", [("", gettext("Not said")), *source_names().items()])

    def clean_article(self) -> Article | None:
        """Return the article that is named; one of another desk is none."""
        typed = self.cleaned_data["article"]
        found = article_numbered(self.desk, typed) if typed else None
        if typed and found is None:
            raise forms.ValidationError(gettext("There is no such article on this desk."))
        return found
