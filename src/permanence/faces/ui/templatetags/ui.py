"""What every template of both faces may say beyond Django's own tags."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest

from django import template
from django.forms import BoundField
from django.template.base import FilterExpression, Node, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from permanence.faces.ui.bundle import asset, draw_icon
from permanence.faces.ui.fields import draw_field, draw_notes

register = template.Library()

THEMES = frozenset({"light", "dark"})  # anything else follows the system
DEADLINES = {
    "on_time": ("clock", _("On time")),
    "at_risk": ("hourglass", _("At risk")),
    "overdue": ("alarm", _("Overdue")),
    "paused": ("pause", _("Paused")),
    "met": ("check", _("Met")),
    "missed": ("cross", _("Missed")),
}
CHANNELS = {
    "mail": ("mail", _("E-mail")),
    "call": ("phone", _("Phone")),
    "fax": ("printer", _("Fax")),
    "portal": ("globe", _("Portal")),
    "desk": ("desk", _("Desk")),
}


register.simple_tag(asset)


class Icon(Node):
    """One of our symbols, where a page shows it."""

    def __init__(self, name: FilterExpression, label: FilterExpression | None) -> None:
        self.name, self.label = name, label

    def render(self, context: Context) -> SafeString:
        """Return the symbol."""
        label = "" if self.label is None else str(self.label.resolve(context))
        return draw_icon(self.name.resolve(context), label)


@register.tag
def icon(parser: Parser, token: Token) -> Icon:
    """Draw one of our symbols; with a label it speaks for itself, without it stays silent."""
    _tag, name, *labels = token.split_contents()
    label = parser.compile_filter(*labels) if labels else None
    return Icon(parser.compile_filter(name), label)


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Draw a field of a form with its label, help and errors: `{% field form.subject %}`."""
    return draw_field(bound)


@register.simple_tag
def field_notes(bound: BoundField) -> SafeString:
    """Draw what helps with a field and what is wrong with it; the rest the page draws itself."""
    return draw_notes(bound)


@register.simple_tag
def kept(part: str, name: str, facts: Mapping[str, Hashable]) -> SafeString:
    """Draw a part that its facts alone decide, once for the same: `{% kept "a.html" "it" it %}`."""
    return draw_kept(part, name, tuple(facts.items()), get_language())


@lru_cache(maxsize=4000)
def draw_kept(
    part: str, name: str, facts: tuple[tuple[str, Hashable], ...], _language: str | None
) -> SafeString:
    """Return a part for the facts that it reads under a name; a rail shows the same every time."""
    return render_to_string(part, {name: dict(facts)})


@register.filter
def grouped(reference: object) -> SafeString:
    """Show a reference in groups of three that are copied without the gaps."""
    digits = str(reference)
    if not (digits.isascii() and digits.isdecimal()):
        return format_html('<span class="ref"><span>{}</span></span>', digits)
    cuts = (digits[:3], digits[3:6], digits[6:9], digits[9:])
    return mark_safe(  # noqa: S308 -- nothing but digits
        '<span class="ref">' + "".join(f"<span>{cut}</span>" for cut in cuts if cut) + "</span>"
    )


@register.filter
def labelled(cells: Sequence[str], columns: Sequence[str]) -> list[tuple[str, str]]:
    """Pair each cell of a table with its column's heading, for tables that stack on a phone."""
    return list(zip_longest(columns[: len(cells)], cells, fillvalue=""))


@register.filter
def under(table: object, key: str) -> object:
    """Return what a table holds under a key; nothing where there is no table."""
    return table.get(key, ()) if isinstance(table, dict) else ()


@register.filter
def deadline_word(state: str) -> str:
    """Return the word for the state of a deadline."""
    return str(DEADLINES[state][1])


@register.filter
def deadline_icon(state: str) -> str:
    """Return the symbol for the state of a deadline."""
    return DEADLINES[state][0]


@register.filter
def channel_word(channel: str) -> str:
    """Return the word for the way by which an entry came."""
    return str(CHANNELS[channel][1])


@register.filter
def channel_icon(channel: str) -> str:
    """Return the symbol for the way by which an entry came."""
    return CHANNELS[channel][0]


@register.simple_tag(takes_context=True)
def chosen_theme(context: Context) -> str:
    """Return the reader's theme: chosen in this browser, else in the account, else the system's."""
    shell, request = context.get("shell"), context.get("request")
    cookie = request.COOKIES.get("theme", "") if request else ""
    choice = cookie or (shell.get("theme", "") if isinstance(shell, dict) else "")
    return choice if choice in THEMES else "auto"
