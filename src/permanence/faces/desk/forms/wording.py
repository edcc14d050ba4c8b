"""The shape of a canned answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm, ManyFiles, PlainSelect
from permanence.faces.ui.numbers import read_number
from permanence.world.wording.models import CannedAnswer
from permanence.world.wording.rules import LONGEST_TEXT, Enclosures, Fault, NewFile, Wording

TEXT = "text-"


class WordingForm(DeskForm):
    """A key, a title, tags, who may use it, a text for each language, and files."""

    title = forms.CharField(label=_("Title"), max_length=120)
    key = forms.CharField(
        label=_("Key"),
        max_length=41,
        help_text=_("In a reply, /key puts it in: small letters, digits and hyphens."),
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=200, help_text=_("With commas between them.")
    )
    team = forms.TypedChoiceField(
        label=_("Who may use it"), coerce=int, required=False, empty_value=None, widget=PlainSelect
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        teams: Mapping[int, str],
        limit: int,
        answer: CannedAnswer | None = None,
        **kwargs: Any,
    ) -> None:
        first = initial_of(answer) if answer else {}
        super().__init__(*args, **kwargs | {"initial": first, "auto_id": "wording-%s"})
        team = self.fields["team"]
        team.choices = [("", gettext("Everybody on the desk")), *teams.items()]  # type: ignore[attr-defined]  # a choice field
        for code, name in settings.LANGUAGES:
            self.fields[f"{TEXT}{code}"] = forms.CharField(
                label=name,
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 7, "lang": code}),
            )

        self.limit = limit
        self.fields["attachments"] = ManyFiles(label=gettext("Files that go with it"), limit=limit)

    @property
    def enclosures(self) -> Enclosures:
        """The files that stay, and those that were added."""
        added: list[UploadedFile[bytes]] = self.cleaned_data.get("attachments") or []
        kept = self.data.getlist("kept")  # type: ignore[attr-defined]  # what was sent
        return Enclosures(
            kept=frozenset(number for one in kept if (number := read_number(one)) is not None),
            new=tuple(
                NewFile(
                    file.name or "attachment",
                    file.content_type or "application/octet-stream",
                    file.read(),
                )
                for file in added
            ),
            limit=self.limit,
        )

    @property
    def draft(self) -> Wording:
        """What was typed."""
        typed = self.cleaned_data
        return Wording(
            key=typed["key"],
            title=typed["title"],
            texts={code: typed[f"{TEXT}{code}"] for code, _name in settings.LANGUAGES},
            tags=tuple(typed["tags"].split(",")),
            team=typed["team"],
        )

    def point_at(self, faults: list[Fault]) -> None:
        """Say at each field what is wrong in it."""
        for fault in faults:
            self.add_error(field_of(fault), say_fault(fault))


def initial_of(answer: CannedAnswer) -> dict[str, Any]:
    """Return what a form begins with for an answer that is changed."""
    texts = {f"{TEXT}{code}": text for code, text in answer.texts.items()}
    return texts | {
        "title": answer.title,
        "key": answer.key,
        "tags": ", ".join(answer.tags),
        "team": answer.team_id,
        "seen": answer.number,
    }


def field_of(fault: Fault) -> str | None:
    """Return the field in which a fault stands."""
    if fault.language:
        return f"{TEXT}{fault.language}"
    return fault.code if fault.code in {"key", "title"} else None


def say_fault(fault: Fault) -> str:
    """Return a fault in words."""
    told = {"line": fault.line, "name": fault.name}
    words = {
        "key": gettext("Use small letters, digits and hyphens, at most forty."),
        "title": gettext("Give it a title."),
        "empty": gettext("Write it in one language at least."),
        "long": gettext("This text is too long."),
        "unknown": gettext("Line %(line)s: there is no variable “%(name)s”."),
        "open": gettext("Line %(line)s: two braces stand without their other two."),
    }
    return words[fault.code] % told
