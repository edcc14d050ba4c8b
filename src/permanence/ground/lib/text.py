"""Turning the text of a mail into its HTML, so that both say the same."""

from __future__ import annotations

import re
from html import escape

LINK = re.compile(r"(https?://[^\s<>\"']+[^\s<>\"'.,;:!?)])")
PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="color-scheme" content="light dark"></head>'
    '<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 42em; margin: 0 auto;'
    ' padding: 1em">{body}</body></html>'
)


def html_of_text(text: str, *, language: str) -> str:
    """Return a plain text as a small HTML page: paragraphs, lists and links, nothing loaded."""
    return PAGE.format(language=escape(language), body=html_of_words(text))


def html_of_words(text: str) -> str:
    """Return plain words as HTML, escaped: paragraphs, lists and links."""
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    return "".join(map(html_of_block, blocks))


def html_of_block(block: str) -> str:
    """Return one paragraph, or a list when every line starts with a dash."""
    lines = block.strip().split("\n")
    if len(lines) > 0 and all(line.startswith("- ") for line in lines):
        items = "".join(f"<li>{link_up(line[2:])}</li>" for line in lines)
        return f"<ul>{items}</ul>"
    return f"<p>{'<br>'.join(link_up(line) for line in lines)}</p>"


def link_up(line: str) -> str:
    """Return a line escaped, with its addresses made into links."""
    return LINK.sub(r'<a href="\1">\1</a>', escape(line, quote=False))
