"""The fields of customers' forms that are more than one line: files, a trap, what was read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.portal.access import Guest
from permanence.faces.portal.perhaps import find_read
from permanence.service.knowledge.queries import Shown

MOST_FILES = 20


class Files(forms.FileInput):
    """A choice of several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[Any]]:
        """Return every file that was chosen."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class FilesField(forms.FileField):
    """Several files, none of them needed; together they stay under the desk's limit."""

    def __init__(self, *, limit: int) -> None:
        super().__init__(
            required=False,
            label=_("Files"),
            widget=Files(attrs={"multiple": True}),
            help_text=_("Screenshots, logs, messages: up to %(size)s together.")
            % {"size": say_size(limit)},
        )
        self.limit = limit

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files; none of them may be nameless, all may be empty."""
        files: list[UploadedFile[Any]] = [file for file in data or [] if file]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                gettext("These are too many files: send %(most)s at most, or one archive.")
                % {"most": MOST_FILES}
            )
        if sum(file.size or 0 for file in files) > self.limit:
            raise forms.ValidationError(
                gettext("These files are too large: together they may have %(size)s.")
                % {"size": say_size(self.limit)}
            )
        return files


def say_size(size: int) -> str:
    """Return a size as the policy says it."""
    return gettext("%(size)s MB") % {"size": size // 1000**2}


class Trap(forms.TextInput):
    """A field that people do not see and programs fill in."""

    is_hidden = True

    def __init__(self) -> None:
        super().__init__(attrs={"tabindex": "-1", "autocomplete": "off"})

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """Draw it where neither eyes nor screen readers come."""
        inner = super().render(*args, **kwargs)
        return format_html('<span class="unseen" aria-hidden="true">{}</span>', inner)


class Told(forms.HiddenInput):
    """What a part of the page brings once it is so; drawn only after that."""

    def render(self, name: str, value: Any, *args: Any, **kwargs: Any) -> SafeString:
        """Draw it where it is so."""
        return super().render(name, value, *args, **kwargs) if value else SafeString()


class ReadField(forms.Field):
    """The articles that were read before, by their references; the reader may read each."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, guest: Guest) -> None:
        super().__init__(required=False)
        self.guest = guest

    def clean(self, value: Any) -> list[Shown]:
        """Return those that are there; what else was sent counts for nothing."""
        return find_read(self.guest, value)
