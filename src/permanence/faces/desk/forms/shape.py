"""The shape that all forms of the desk share, and the fields that several use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any, cast

from django import forms
from django.db import transaction
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from permanence.faces.ui.inputs import escape_text
from permanence.faces.ui.typed import read_typed
from permanence.ground.lib.errors import Refusal

REFUSED, WRONG = 409, 422


class DeskForm(forms.Form):
    """A form whose refusals come from the action that it calls."""

    refusal: Refusal | None = None
    # Where nothing has to be said, no field is marked as the one that may stay empty.
    is_all_optional = False

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Run one action; when it refuses, nothing is done and its reason is the form's error."""
        try:
            with transaction.atomic():
                yield
        except Refusal as refusal:
            self.refusal = refusal
            self.add_error(None, str(refusal))

    def let_choose(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Let one of these be chosen in a field."""
        cast(forms.ChoiceField, self.fields[name]).choices = list(choices)

    @property
    def status(self) -> int:
        """The answer to what was sent: refused by a rule, or wrong in its shape."""
        if self.refusal is not None:
            return REFUSED
        return WRONG if self.errors else 200


class PlainSelect(forms.Select):
    """A choice drawn in one go, for a page that is shown often: Django draws each option apart."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Return the select with its options, those of a group together."""
        chosen = "" if value is None else str(value)
        told = flatatt(self.build_attrs(self.attrs, attrs))
        lines = self.draw_lines(chosen)
        return mark_safe(f'<select name="{name}"{told}>{lines}</select>')  # noqa: S308 -- escaped

    def draw_lines(self, chosen: str) -> str:
        """Return the options; what is offered to everybody, as time zones are, is drawn once."""
        offered = getattr(self.choices, "func", None)
        choices = offered() if offered else self.choices
        if isinstance(choices, tuple):
            return draw_known_choices(choices, chosen)
        return "".join(draw_choices(self.choices, chosen))


@lru_cache(maxsize=64)
def draw_known_choices(choices: tuple[tuple[str, str], ...], chosen: str) -> str:
    """Return the options of a list that is the same in every language."""
    return "".join(draw_choices(choices, chosen))


def draw_choices(choices: Iterable[tuple[Any, Any]], chosen: str) -> Iterator[str]:
    """Yield the options of a select, and each group under its name."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield f'<optgroup label="{escape_text(key)}">'
            yield from draw_choices(label, chosen)
            yield "</optgroup>"
        else:
            mark = " selected" if str(key) == chosen else ""
            yield f'<option value="{escape_text(key)}"{mark}>{escape_text(label)}</option>'


class MomentField(forms.CharField):
    """An instant as a reader types it, in the zone that the form gives to it."""

    zone: tzinfo = UTC

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
        super().__init__(widget=widget, max_length=40, **kwargs)

    def offer(self, zone: tzinfo, at: datetime | None = None) -> None:
        """Take times of this zone, and begin with an instant."""
        self.zone = zone
        if at is not None:
            self.initial = f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"

    def clean(self, value: Any) -> Any:
        """Return the instant, aware; None when nothing was typed and nothing has to be."""
        text = super().clean(value)
        if not text:
            return None
        return read_typed(text, zone=self.zone)


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
