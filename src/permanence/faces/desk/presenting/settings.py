"""What is set up, for who reads it and may not change it: nothing that could hold a secret."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, cast
from urllib.parse import urlsplit

from django.forms import BooleanField, BoundField, ChoiceField, PasswordInput
from django.utils.translation import gettext as _

from permanence.faces.desk.forms import DeskForm

Shown = dict[str, Any]


def list_settings(
    form: DeskForm, *, but: Collection[str] = (), hosts: Collection[str] = ()
) -> list[Shown]:
    """Return what stands in a form, as words, less what is never shown and the fields in `but`.

    Of the addresses in `hosts` the host alone is shown: the rest of them may hold a key.
    """
    return [
        {"name": field.label, "value": say_host(field) if field.name in hosts else say_value(field)}
        for field in form
        if field.name not in but and not isinstance(field.field.widget, PasswordInput)
    ]


def say_host(field: BoundField) -> str:
    """Return the host of the address that stands in a field."""
    return urlsplit(str(field.value() or "")).hostname or ""


def say_value(field: BoundField) -> str:
    """Return what stands in a field, as a person reads it."""
    value = field.value()
    if isinstance(field.field, BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field.field, ChoiceField):
        chosen = "" if value is None else str(value)
        offered = cast(Iterable[tuple[Any, Any]], field.field.choices)
        names = {str(key): str(name) for key, name in offered}
        return names.get(chosen, chosen)
    return "" if value is None else str(value)
