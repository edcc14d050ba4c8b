"""What is taken out of an entry, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm
from permanence.faces.ui.redactions import why_names
from permanence.overview.privacy.actions.redacting import Wish
from permanence.overview.privacy.rules.pieces import MOST_PIECES, SHORTEST, TooShort, split_pieces
from permanence.overview.privacy.rules.reasons import WHYS


class RedactForm(DeskForm):
    """Pieces of the text, one a line, or the whole entry, or files of it; and the reason."""

    pieces = forms.CharField(
        label=_("Pieces of the text"),
        required=False,
        strip=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Exactly as they stand above, one a line."),
    )
    whole = forms.BooleanField(label=_("The whole entry, with its files"), required=False)
    attachments = forms.TypedMultipleChoiceField(
        label=_("Files"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    why = forms.ChoiceField(
        label=_("Reason"), help_text=_("The customer reads it, in their language.")
    )
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=500,
        help_text=_("Never the secret itself."),
    )

    agreed = forms.BooleanField(label=_("Let it go in spite of the legal hold"), required=False)

    def __init__(
        self, *args: Any, files: Sequence[tuple[int, str]], agrees: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not agrees:
            del self.fields["agreed"]
        self.fields["why"].choices = [(key, why_names()[key]) for key in WHYS]  # type: ignore[attr-defined]
        self.fields["attachments"].choices = files  # type: ignore[attr-defined]
        if not files:
            del self.fields["attachments"]

    def clean_pieces(self) -> tuple[str, ...]:
        """Return the pieces, one a line."""
        try:
            pieces = split_pieces(self.cleaned_data["pieces"])
        except TooShort:
            wrong = gettext("A piece has at least %(count)s characters.") % {"count": SHORTEST}
            raise forms.ValidationError(wrong) from None
        if len(pieces) > MOST_PIECES:
            raise forms.ValidationError(gettext("Black out the whole entry instead."))
        return pieces

    def wish_of(self, by: str) -> Wish:
        """Return what should go; `by` agrees where that was ticked."""
        said = self.cleaned_data
        return Wish(
            said["why"],
            said["pieces"],
            said["whole"],
            tuple(said.get("attachments") or ()),
            said["note"],
            by if said.get("agreed") else "",
        )
