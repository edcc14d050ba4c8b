"""Django's tags for translated texts, with a `translate` that looks a plain text up just once.

Settings give it the name `i18n`. A page says some two hundred texts, and to find out how Django's
own tag would say each costs more than a database query does.
"""

from __future__ import annotations

from django.template import Context, Library, Node
from django.template.base import Parser, Token, Variable
from django.templatetags import i18n
from django.utils.translation import get_language

register = Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


class Said(Node):
    """A text that is the same on every page of a language."""

    def __init__(self, translated: i18n.TranslateNode) -> None:
        self.translated = translated
        self.texts: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """Return the text in the reader's language."""
        language = get_language()
        text = self.texts.get(language)
        if text is None:
            text = self.texts[language] = self.translated.render(context)
        return text


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """Parse Django's tag; what depends on the page stays Django's."""
    node = i18n.do_translate(parser, token)
    return Said(node) if is_plain(node) else node


def is_plain(node: i18n.TranslateNode) -> bool:
    """Say whether a text is written in the template, and shown where it stands."""
    said = node.filter_expression
    is_literal = isinstance(said.var, Variable) and said.var.literal is not None
    return is_literal and not (said.filters or node.asvar or node.noop or node.message_context)
