"""Inputs of forms drawn in one go: Django draws each from four templates, at the page's cost."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.functional import Promise
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

SELECT: Final = f"{FOLDER}select.html"
SEVERAL: Final = frozenset({f"{FOLDER}checkbox_select.html", f"{FOLDER}radio.html"})


class InputRenderer(DjangoTemplates):
    """Draws inputs, lists and boxes by hand, everything else as Django does."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Return a widget, letter by letter what its template makes of it."""
        if template_name in PLAIN:
            return draw_input(context["widget"])
        if template_name == SELECT:
            return draw_select(context["widget"])
        if template_name in SEVERAL:
            return draw_several(context["widget"])
        return super().render(template_name, context, request)


def draw_input(widget: Mapping[str, Any]) -> SafeString:
    """Return an input of one line, a tick box or a hidden value."""
    told = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        told["value"] = str(widget["value"])
    drawn = "".join(draw_attributes(told | widget["attrs"]))
    return mark_safe(f"<input{drawn}>")  # noqa: S308 -- each value is escaped


def draw_select(widget: Mapping[str, Any]) -> SafeString:
    """Return a list to choose from; a list of all time zones has some six hundred lines."""
    told = "".join(draw_attributes({"name": widget["name"]} | widget["attrs"]))
    lines = "".join(line for group in widget["optgroups"] for line in draw_group(*group))
    return mark_safe(f"<select{told}>{lines}\n</select>")  # noqa: S308 -- each value is escaped


def draw_group(
    name: str | None, options: Sequence[Mapping[str, Any]], _place: int
) -> Iterator[str]:
    """Yield the lines of a list that stand under one name, or under none."""
    if name:
        yield f'\n  <optgroup label="{escape_text(name)}">'
    for option in options:
        told = "".join(draw_attributes({"value": str(option["value"])} | option["attrs"]))
        yield f"\n  <option{told}>{escape_text(localize(option['label']))}</option>"
    if name:
        yield "\n  </optgroup>"


def draw_several(widget: Mapping[str, Any]) -> SafeString:
    """Return boxes to tick, or buttons of which one is chosen, each with its label."""
    told = {key: widget["attrs"][key] for key in ("id", "class") if widget["attrs"].get(key)}
    lines = "".join(line for group in widget["optgroups"] for line in draw_boxes(*group))
    drawn = "".join(draw_attributes(told))
    return mark_safe(f"<div{drawn}>{lines}\n</div>")  # noqa: S308 -- each value is escaped


def draw_boxes(
    name: str | None, options: Sequence[Mapping[str, Any]], _place: int
) -> Iterator[str]:
    """Yield the boxes that stand under one name, or under none."""
    if name:
        yield f"\n  <div><label>{escape_text(name)}</label>"
    for option in options:
        drawn: str = draw_input(option)
        if option["wrap_label"]:
            whose = option["attrs"].get("id")
            told = "".join(draw_attributes({"for": whose} if whose else {}))
            drawn = f"<label{told}>{drawn}\n {escape_text(localize(option['label']))}</label>"
        yield f"<div>\n    {drawn}\n</div>"
    if name:
        yield "\n  </div>"


def draw_attributes(attributes: Mapping[str, Any]) -> Iterator[str]:
    """Yield each attribute behind a space; what is true stands without a value."""
    for name, value in attributes.items():
        if value is True:
            yield f" {name}"
        elif value is not False:
            yield f' {name}="{escape_text(str(value))}"'


def escape_text(text: object) -> str:
    """Return a text as a page holds it; what is HTML already stays as it is."""
    if type(text) is str:
        return html.escape(text)
    if isinstance(text, Promise):
        text = str(text)
    return str(text.__html__()) if hasattr(text, "__html__") else html.escape(str(text))
