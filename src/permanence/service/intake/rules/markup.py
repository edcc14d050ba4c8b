"""The HTML of a message: made harmless, and turned into text."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# nh3 takes quadratic time in the depth, and the tree parser drops what lies too deep.
DEPTH_LIMIT = 200
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ANY_TAG = re.compile(r"<(?:!--.*?-->|(script|style|head|title)\b.*?</\1\s*>|[^<>]*>)", re.S | re.I)
VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "wbr",
    "p",
    "li",
}


def split_names(names: str) -> frozenset[str]:
    """Return the names in a text, for sets too long to write one a line."""
    return frozenset(names.split())


TAGS = split_names(
    """
    a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn div dl
    dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small
    span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var
    """
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign", "scope"},
    "bdo": {"dir"},
    "*": {"dir", "lang"},
}
SCHEMES = {"http", "https", "mailto", "tel", "cid", "data"}
_PICTURE = re.compile(r"\s*(?:cid:|data:image/(?:png|gif|jpe?g|webp);)", re.IGNORECASE)
_LINK = re.compile(r"\s*(?:https?:|mailto:|tel:)", re.IGNORECASE)


def sanitise_html(source: str) -> str:
    """Return HTML that can run nothing and fetches nothing; pictures inside it stay."""
    import nh3  # noqa: PLC0415 -- needed only to show a message

    if measure_depth(source) > DEPTH_LIMIT:
        return f"<pre>{html.escape(_strip_tags(source))}</pre>"
    return nh3.clean(
        source,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_filter_attribute,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def _filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    """Keep links that a person may follow and pictures that travelled with the message."""
    if tag == "img" and attribute == "src":
        return value if _PICTURE.match(value) else None
    if attribute == "href":
        return value if _LINK.match(value) else None
    return value


def measure_depth(source: str) -> int:
    """Return how deeply the elements of some HTML may lie in one another, at most."""
    if source.count("<") <= DEPTH_LIMIT:
        return 0
    depth = deepest = 0
    opened: Counter[str] = Counter()
    for closing, tag in _TAG.findall(source):
        name = tag.lower()
        if not closing and name not in VOID:
            opened[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif closing and opened[name]:
            opened[name] -= 1
            depth -= 1
    return deepest


def _strip_tags(source: str) -> str:
    return html.unescape(_ANY_TAG.sub(" ", source))


def html_to_text(source: str) -> str:
    """Return the text of some HTML, its quotations marked by `>` as in plain mail."""
    tree = parse_tree(source)
    return _strip_tags(source).strip() if tree is None else write_tree(tree)


def parse_tree(source: str) -> HtmlElement | None:
    """Return the tree of some HTML, or None when it has none or lies too deep."""
    import lxml.html  # noqa: PLC0415 -- 10 MB, for HTML mail only

    if not source.strip() or measure_depth(source) > DEPTH_LIMIT:
        return None
    try:
        return cast("HtmlElement", lxml.html.document_fromstring(source))
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None


BLOCKS = split_names(
    """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table
    tbody tfoot thead tr ul
    """
)
SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl"}
SILENT = {"script", "style", "head", "title", "meta", "link", "template", "noscript", "object"}
_BLANKS = re.compile(r"[ \t\n\r\f]+")


def write_tree(tree: HtmlElement) -> str:
    """Return the text of a tree, its quotations marked."""
    return _Writer().write(tree)


class _Writer:
    """Writes a tree as lines of text."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.depth = 0
        self.kept = 0

    def write(self, tree: HtmlElement) -> str:
        """Return the text of the tree."""
        self._write_element(tree)
        self._end_line()
        while self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")

    def _write_element(self, element: HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in SILENT:
            return
        is_block = tag in BLOCKS
        if is_block:
            self._end_line(blank=tag in SPACED)
        self._open(tag, element)
        if element.text:
            self._add(element.text)
        for child in element:
            self._write_element(child)
            if child.tail:
                self._add(child.tail)
        self._close(tag)
        if is_block:
            self._end_line(blank=tag in SPACED)

    def _open(self, tag: str, element: HtmlElement) -> None:
        if tag == "br":
            self._end_line(always=True)
        elif tag == "blockquote":
            self.depth += 1
        elif tag == "pre":
            self.kept += 1
        elif tag == "li":
            self.line.append("- ")
        elif tag == "hr":
            self.line.append("_" * 32)
        elif tag == "img" and element.get("alt"):
            self._add(f" {element.get('alt')} ")
        elif tag in ("td", "th") and self.line:
            self.line.append("  ")

    def _close(self, tag: str) -> None:
        if tag == "blockquote":
            self._end_line()
            self.depth -= 1
        elif tag == "pre":
            self._end_line()
            self.kept -= 1

    def _add(self, text: str) -> None:
        if not self.kept:
            self.line.append(_BLANKS.sub(" ", text))
            return
        first, *rest = text.split("\n")
        self.line.append(first)
        for line in rest:
            self._end_line(always=True)
            self.line.append(line)

    def _end_line(self, *, blank: bool = False, always: bool = False) -> None:
        text = "".join(self.line)
        self.line = []
        text = text.rstrip() if self.kept else _BLANKS.sub(" ", text).strip(" ")
        prefix = ">" * self.depth
        if text or always:
            self.lines.append(f"{prefix} {text}".rstrip() if prefix else text)
        if blank and self.lines:
            if self.lines[-1].strip("> "):
                self.lines.append(prefix)
            elif len(prefix) < len(self.lines[-1]):
                self.lines[-1] = prefix
