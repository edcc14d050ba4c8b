"""Words with some marks in them, as people type them in a mail, turned into safe HTML.

The marks are a part of Markdown (CommonMark): emphasis, code, lists, quotations, tables, links and
pictures that travel with the message. What people of a support desk type and paste otherwise stays
as it stands: rules, `#` at the beginning of a line, backslashes of paths, entities, HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

from permanence.ground.lib.text import html_of_text, html_of_words

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererProtocol
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

# Beyond it, time grows with the square of a text that somebody made for that.
LONGEST: Final = 20_000
PLACE: Final = "\ue000words\ue001"
LEFT_ALONE: Final = (
    *("heading", "lheading", "hr", "code", "html_block", "html_inline"),
    *("reference", "escape", "entity", "autolink"),
)
TAGS: Final = frozenset(
    (
        *("a", "blockquote", "br", "code", "em", "img", "li", "ol", "p", "pre", "strong", "ul"),
        *("table", "tbody", "td", "th", "thead", "tr"),
    )
)
ATTRIBUTES: Final = {
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}
PICTURE: Final = re.compile(r"!\[([^\[\]\n]{0,200})\]\(cid:([a-z0-9]{6,40})\)")
_LINK: Final = re.compile(r"(?<!!)\[([^\[\]\n]{1,300})\]\((https?://[^\s()<>]{1,2000})\)")
_SHOWN: Final = re.compile(r'(<img [^>]*?src=")cid:([a-z0-9]{6,40})(")')
_ADDRESS: Final = re.compile(r"://[^\s<>\"'|]*[^\s<>\"'|.,;:!?)\]*_`]")
_ALIGN: Final = re.compile(r' style="text-align:(left|right|center)"')
_SCHEMES: Final = ("http", "https")


def rich_html(text: str) -> str:
    """Return marked words as HTML that can run nothing and fetches nothing.

    Pictures have `cid:` addresses; see `show_pictures`. In a very long text no mark is read.
    """
    if len(text) > LONGEST:
        return html_of_words(text)
    import nh3  # noqa: PLC0415 -- needed only where a message is written or shown

    drawn = _ALIGN.sub(r' align="\1"', _reader().render(text))
    return nh3.clean(
        drawn,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto", "cid"},
        link_rel="noopener noreferrer nofollow",
    ).strip()


def plain_text(text: str) -> str:
    """Return marked words for the plain part of a mail: marks read well, pictures are named.

    A link stands behind its words, between signs at which every mail program ends it.
    """
    named = PICTURE.sub(lambda found: f"[{found[1] or found[2]}]", text)
    return _LINK.sub(
        lambda found: found[2] if found[1] == found[2] else f"{found[1]} <{found[2]}>", named
    )


def draw_page(write: Callable[[str], str], words: str, *, language: str) -> tuple[str, str]:
    """Return a mail around marked words, as text and as HTML; `write` puts words into its text."""
    page = html_of_text(write(PLACE), language=language)
    return write(plain_text(words)), page.replace(f"<p>{PLACE}</p>", rich_html(words))


def pictures_in(text: str) -> list[str]:
    """Return which pictures a text shows, in their order."""
    return [found[2] for found in PICTURE.finditer(text)]


def show_pictures(html: str, addresses: Mapping[str, str]) -> str:
    """Return HTML with its pictures at the addresses under which a page may fetch them.

    A picture without an address leaves its name.
    """

    def point(found: re.Match[str]) -> str:
        address = addresses.get(found[2])
        return f"{found[1]}{escape(address)}{found[3]}" if address else f"{found[1]}{found[3]}"

    return _SHOWN.sub(point, html)


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- needed only where a message is written

    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
    reader.enable("table").disable(LEFT_ALONE)
    reader.inline.ruler.before("backticks", "bare_link", _read_bare_link)
    reader.validateLink = _is_link  # type: ignore[method-assign]
    reader.add_render_rule("image", _draw_picture)
    return reader


def _draw_picture(
    renderer: RendererProtocol, tokens: Sequence[Token], place: int, options: Any, env: Any
) -> str:
    """Draw a picture that travels with the message; one of the web is fetched by nobody."""
    token = tokens[place]
    source = str(token.attrs.get("src", ""))
    if not source.startswith("cid:"):
        return escape(f"![{token.content}]({source})")
    return f'<img src="{escape(source)}" alt="{escape(token.content)}">'


def _is_link(url: str) -> bool:
    return url.lower().startswith(("http://", "https://", "mailto:", "cid:"))


def _read_bare_link(state: StateInline, silent: bool) -> bool:
    """Make a link of an address that stands in the text; its signs are no marks."""
    found = _ADDRESS.match(state.src, state.pos)
    scheme = next((one for one in reversed(_SCHEMES) if state.pending.endswith(one)), None)
    if found is None or scheme is None or state.linkLevel > 0:
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme)]
        address = scheme + found[0]
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": state.md.normalizeLink(address)}
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos = found.end()
    return True
