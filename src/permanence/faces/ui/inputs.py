"""Inputs of forms drawn in one go: Django draws each from four templates, at the page's cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

FOLDER: Final = "django/forms/widgets/"
PLAIN: Final = frozenset(
    f"{FOLDER}{kind}.html"
    for kind in (
        "checkbox",
        "date",
        "datetime",
        "email",
        "hidden",
        "number",
        "password",
        "text",
        "time",
        "url",
    )
)


class InputRenderer(DjangoTemplates):
    """Draws what is one input by hand, everything else as Django does."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Return a widget, letter by letter what its template makes of it."""
        if template_name in PLAIN:
            return draw_input(context["widget"])
        return super().render(template_name, context, request)


def draw_input(widget: Mapping[str, Any]) -> SafeString:
    """Return an input of one line, a tick box or a hidden value."""
    told = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        told["value"] = str(widget["value"])
    drawn = "".join(draw_attributes(told | widget["attrs"]))
    return mark_safe(f"<input{drawn}>")  # noqa: S308 -- each value is escaped


def draw_attributes(attributes: Mapping[str, Any]) -> Iterator[str]:
    """Yield each attribute behind a space; what is true stands without a value."""
    for name, value in attributes.items():
        if value is True:
            yield f" {name}"
        elif value is not False:
            yield f' {name}="{conditional_escape(str(value))}"'
