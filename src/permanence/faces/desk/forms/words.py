"""What specialists write: answers, notes, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, ManyFiles, MomentField
from permanence.ground.lib.errors import Refusal
from permanence.service.tickets.actions.lateness import LONGEST_REASON
from permanence.service.tickets.rules.opening import Part

LONGEST_TEXT = 200_000


class WordsForm(DeskForm):
    """A message or a note, with files."""

    body = forms.CharField(
        label=_("Text"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea
    )

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = limit
        self.fields["attachments"] = ManyFiles(label=_("Attachments"), limit=limit)

    @property
    def parts(self) -> list[Part]:
        """The files that came with the words."""
        files: list[UploadedFile[bytes]] = self.cleaned_data.get("attachments") or []
        return [
            Part(
                file.name or "attachment",
                file.content_type or "application/octet-stream",
                file.read(),
            )
            for file in files
        ]


class HeldBack(Refusal):
    """An answer that its author should look at once more before it leaves."""


class ReplyForm(WordsForm):
    """An answer, which may leave later."""

    later = MomentField(label=_("Send at"), required=False)

    def __init__(self, *args: Any, zone: tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(MomentField, self.fields["later"]).offer(zone)

    def hold_back(self, doubts: Sequence[str]) -> None:
        """Ask the author to look once more, for these reasons; none, and it may leave."""
        for doubt in doubts:
            self.refusal = HeldBack(doubt)
            self.add_error(None, doubt)

    @property
    def was_held_back(self) -> bool:
        """Whether the author has been asked to look once more."""
        return isinstance(self.refusal, HeldBack)


class ReasonForm(DeskForm):
    """Why something is done that has to be explained."""

    reason = forms.CharField(label=_("Why is it opened again?"), max_length=2000)


class LatenessForm(DeskForm):
    """Why a promise was not kept."""

    reason = forms.CharField(
        label=_("Why was it late?"),
        max_length=LONGEST_REASON,
        help_text=_("The customer reads this in the report of the month."),
        widget=forms.Textarea,
    )


class ReferenceForm(DeskForm):
    """The number of a file."""

    reference = forms.CharField(
        label=_("Reference"), max_length=40, help_text=_("Ten digits; gaps do not matter.")
    )

    def clean_reference(self) -> str:
        """Return the digits alone."""
        return "".join(letter for letter in self.cleaned_data["reference"] if letter.isdecimal())


class OtherFileForm(ReferenceForm):
    """Another file, why it is named, and that two customers are meant where there are two."""

    reason = forms.CharField(label=_("Why"), max_length=2000, required=False)
    across = forms.BooleanField(
        label=_("I mean both customers"), required=False, widget=forms.HiddenInput
    )

    def ask_across(self) -> None:
        """Show the confirmation, once a rule has said that there are two customers."""
        self.fields["across"].widget = forms.CheckboxInput()


class LetterForm(ReferenceForm):
    """The file into which a letter is brought, and whose words it holds."""

    is_answer = forms.BooleanField(
        label=_("It is the answer of a third party"),
        required=False,
        help_text=_("It goes into the enquiry, where no customer reads it."),
    )
