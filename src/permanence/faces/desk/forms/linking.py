"""How a file is linked with another, what a split request is called, and how duplicates end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.desk.forms.words import LONGEST_TEXT, OtherFileForm
from permanence.faces.desk.presenting.link_acts import reading_names
from permanence.service.tickets.rules.linking import OFFERED
from permanence.service.tickets.rules.opening import SUBJECT_LIMIT


class LinkForm(OtherFileForm):
    """What this file is to another."""

    reading = forms.ChoiceField(label=_("This request is"), widget=PlainSelect)
    field_order = ("reading", "reference", "reason", "across")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "link-%s"})
        names = reading_names()
        choices = [(one, names[one]) for one in OFFERED]
        self.let_choose("reading", choices)


class SplitForm(DeskForm):
    """What a request that is made of a message is called."""

    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_LIMIT)


class DuplicatesForm(DeskForm):
    """Which duplicates are resolved, and in which words, one text a language."""

    tickets = forms.TypedMultipleChoiceField(
        label=_("Who is told"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    anyway = forms.BooleanField(label=_("I have read it: it is meant so"), required=False)

    def __init__(
        self,
        *args: Any,
        tickets: Sequence[tuple[int, str]],
        languages: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "duplicates-%s"})
        self.let_choose("tickets", tickets)
        self.languages = tuple(languages)
        for code, name in languages.items():
            self.fields[f"text_{code}"] = forms.CharField(
                label=gettext("What they read (%(language)s)") % {"language": name},
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 8, "lang": code}),
                help_text=gettext("Without words, those who read this language are left."),
            )
        self.fields["anyway"].widget = forms.HiddenInput()
        self.order_fields(["tickets", *(f"text_{code}" for code in languages), "anyway"])

    def ask_anyway(self) -> None:
        """Show the confirmation, once a rule has said that the words tell of others."""
        self.fields["anyway"].widget = forms.CheckboxInput()

    @property
    def words(self) -> dict[str, str]:
        """What was written, by language."""
        said = {code: self.cleaned_data.get(f"text_{code}", "") for code in self.languages}
        return {code: text.strip() for code, text in said.items() if text.strip()}
