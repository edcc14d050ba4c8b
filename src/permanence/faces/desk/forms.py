"""The shapes of what specialists type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from textwrap import shorten
from typing import Any, Literal, cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.presenting.words import say_words
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.rules import Grade, Policy
from permanence.service.tickets.actions.lateness import LONGEST_REASON
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.opening import Part

LONGEST_TEXT = 200_000
MOST_OF_DEFINITION = 80
REFUSED, WRONG = 409, 422


class DeskForm(forms.Form):
    """A form whose refusals come from the action that it calls."""

    refusal: Refusal | None = None

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Run one action; when it refuses, nothing is done and its reason is the form's error."""
        try:
            with transaction.atomic():
                yield
        except Refusal as refusal:
            self.refusal = refusal
            self.add_error(None, str(refusal))

    @property
    def status(self) -> int:
        """The answer to what was sent: refused by a rule, or wrong in its shape."""
        if self.refusal is not None:
            return REFUSED
        return WRONG if self.errors else 200


class LogInForm(DeskForm):
    """An address and a password."""

    username = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class AccountForm(DeskForm):
    """How a reader wants to see the desk."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(name, name.replace("_", " ")) for name in sorted(available_timezones())],
        help_text=_("All deadlines are shown in it, beside the desk's own."),
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        choices=[("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
    )


class PlainSelect(forms.Select):
    """A choice drawn in one go, for a page that is shown often: Django draws each option apart."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Return the select with its options."""
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key) == chosen else "", label)
                for key, label in self.choices
            ),
        )
        told = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, told, options)


class TriageForm(DeskForm):
    """What a specialist found; a change of an earlier judgement needs a reason."""

    severity = forms.TypedChoiceField(label=_("Severity"), coerce=int, widget=PlainSelect)
    level = forms.TypedChoiceField(label=_("Level"), coerce=int, widget=PlainSelect)
    team = forms.TypedChoiceField(
        label=_("Team"), coerce=int, required=False, empty_value=None, widget=PlainSelect
    )
    assignee = forms.TypedChoiceField(
        label=_("Assignee"), coerce=int, required=False, empty_value=None, widget=PlainSelect
    )
    reason = forms.CharField(label=_("Why the judgement changes"), required=False, max_length=2000)

    def __init__(
        self,
        *args: Any,
        ticket: Ticket,
        policy: Policy,
        teams: Mapping[int, str],
        specialists: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        first = {
            "severity": ticket.severity,
            "level": ticket.level,
            "team": ticket.team_id,
            "assignee": ticket.assignee_id,
        }
        super().__init__(*args, **kwargs | {"initial": first, "auto_id": "triage-%s"})
        nobody = [("", gettext("Nobody yet"))]
        self._offer("severity", grades_of(policy, "severities"))
        self._offer("level", grades_of(policy, "levels"))
        self._offer("team", [*nobody, *teams.items()])
        self._offer("assignee", [*nobody, *specialists.items()])
        if ticket.triaged_at is None:
            del self.fields["reason"]
        if policy.ordered_by == "level":
            self.order_fields(["level", "severity"])

    def _offer(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices


def grades_of(policy: Policy, axis: Literal["levels", "severities"]) -> list[tuple[int, str]]:
    """Return the steps of an axis as a reader chooses among them."""
    grades = policy.severities if axis == "severities" else policy.levels
    return [(grade.number, say_grade(grade, policy.default_language)) for grade in grades]


def say_grade(grade: Grade, fallback: str) -> str:
    """Return the name of a level or severity with the beginning of what it means."""
    meaning = shorten(say_words(grade.definition, fallback), MOST_OF_DEFINITION, placeholder="…")
    return f"{say_words(grade.name, fallback)} · {meaning}"


class ManyFiles(forms.FileField):
    """Any number of files, together no larger than `limit` bytes."""

    widget = forms.ClearableFileInput

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        class Several(forms.ClearableFileInput):
            allow_multiple_selected = True

        super().__init__(widget=Several(attrs={"multiple": True}), required=False, **kwargs)
        self.limit = limit

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files; refuse when they are too large together."""
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(ManyFiles, self).clean(file, initial) for file in given if file]
        if sum(file.size for file in files) > self.limit:
            raise forms.ValidationError(
                gettext("The files are too large: together they may have %(limit)s.")
                % {"limit": filesizeformat(self.limit)}
            )
        return files


class WordsForm(DeskForm):
    """A message or a note, with files."""

    body = forms.CharField(
        label=_("Text"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea
    )

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
