"""What somebody outside is asked, and what goes along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm
from permanence.faces.desk.forms.words import LONGEST_TEXT
from permanence.service.tickets.models import Entry
from permanence.service.tickets.rules.enquiring import NoAddressError, Question, read_recipients


class ForwardForm(DeskForm):
    """A question to a third party; `seen` marks the mail that was looked at."""

    to = forms.CharField(
        label=_("To"),
        max_length=2000,
        help_text=_("Addresses, with commas between them. The customer is not told of them."),
        widget=forms.TextInput(attrs={"list": "asked-before", "autocomplete": "off"}),
    )
    subject = forms.CharField(label=_("Subject"), max_length=300)
    language = forms.ChoiceField(label=_("Language"))
    body = forms.CharField(
        label=_("Your words"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea
    )
    entries = forms.TypedMultipleChoiceField(coerce=int, required=False)
    attachments = forms.TypedMultipleChoiceField(coerce=int, required=False)
    wait = forms.BooleanField(label=_("Let the request wait for them"), required=False)
    reason = forms.CharField(
        label=_("Why it waits"),
        required=False,
        max_length=2000,
        help_text=_("The customer is told this by mail."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        entries: Sequence[Entry],
        languages: Sequence[tuple[str, str]],
        may_wait: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "forward-%s"})
        files = [one.pk for entry in entries for one in entry.attachments.all()]
        self.let_choose("language", languages)
        self.let_choose("entries", [(one.pk, "") for one in entries])
        self.let_choose("attachments", [(one, "") for one in files])
        if not may_wait:
            del self.fields["wait"], self.fields["reason"]

    def clean_to(self) -> str:
        """Refuse what is no address."""
        try:
            read_recipients(self.cleaned_data["to"])
        except NoAddressError as fault:
            wrong = gettext("“%(text)s” is no address.") % {"text": str(fault)[:80]}
            raise forms.ValidationError(wrong) from None
        return str(self.cleaned_data["to"])

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a wait."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("wait") and not told.get("reason", "").strip():
            self.add_error("reason", gettext("Say why the request waits: the customer is told."))
        return told

    @property
    def question(self) -> Question:
        """What is asked."""
        told = self.cleaned_data
        return Question(
            read_recipients(told["to"]),
            told["subject"],
            told["body"],
            told["language"],
            told["entries"],
            told["attachments"],
        )

    @property
    def waiting(self) -> str:
        """Why the request waits for them; empty when it does not."""
        return str(self.cleaned_data["reason"]) if self.cleaned_data.get("wait") else ""
