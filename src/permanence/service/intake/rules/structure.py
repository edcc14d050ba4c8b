"""The quotations in the HTML of a message, as mail programs mark them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from permanence.service.intake.rules.markup import parse_tree, split_names, write_tree

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def split_html(source: str) -> tuple[str, str] | None:
    """Return the text less the quotations marked as such by mail programs, and those.

    None when nothing is marked, so that the caller can look at the words instead.
    """
    lowered = source.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return None
    tree = parse_tree(source)
    if tree is None:
        return None
    quoted = _remove_quotations(tree)
    return (write_tree(tree), "\n\n".join(quoted)) if quoted else None


_SIGNS = split_names(
    """
    gmail_quote gmail_attr divrplyfwdmsg moz-cite-prefix yahoo_quoted protonmail_quote
    tutanota_quote olk_src_body stopspelling outlookmessageheader zmail_extra
    mail-editor-reference-message ms-outlook-mobile-reference isreplycontent
    border-top:solid __divider__ front-blockquote
    type="cite type=cite type='cite name="quote name=quote
    """
)
# Each names the quotation itself, and only that.
_QUOTATIONS = (
    "//blockquote[@type='cite' or contains(@class,'gmail_quote') or @id='isReplyContent'"
    " or contains(@class,'protonmail_quote') or contains(@class,'tutanota_quote')"
    " or contains(@class,'front-blockquote')]",
    "//div[contains(@class,'yahoo_quoted') or contains(@class,'protonmail_quote')"
    " or @name='quote' or contains(@class,'zmail_extra') or @id='OLK_SRC_BODY_SECTION'"
    " or contains(@class,'tutanota_quote')]",
    "//*[contains(@class,'gmail_attr') or contains(@class,'moz-cite-prefix')"
    " or contains(@class,'tutanota_quote_attribution')]",
)
# Each opens the quotation, which is all that follows.
_OPENINGS = (
    "//*[@id='divRplyFwdMsg' or @id='x_divRplyFwdMsg'"
    " or @id='mail-editor-reference-message-container'"
    " or contains(@class,'ms-outlook-mobile-reference-message') or @id='stopSpelling'"
    " or contains(@class,'OutlookMessageHeader') or @data-marker='__DIVIDER__']",
    "//div[contains(translate(@style,' ',''),'border-top:solid#E1E1E1')"
    " or contains(translate(@style,' ',''),'border-top:solid#B5C4DF')"
    " or contains(translate(@style,' ',''),'border-top:solid#e1e1e1')]",
)


def _remove_quotations(tree: HtmlElement) -> list[str]:
    """Take the quotations out of the tree and return their texts in order."""
    removed: list[str] = []
    for path in _OPENINGS:
        for element in tree.xpath(path)[:1]:
            _cut_from(element, removed)
    for path in _QUOTATIONS:
        for element in tree.xpath(path):
            if _is_forward(element) or not _is_within(element, tree):
                continue
            removed.append(write_tree(element))
            _drop_element(element)
    return [text for text in removed if text]


def _is_forward(element: HtmlElement) -> bool:
    """Say whether this only introduces what the sender passes on: that is their message."""
    start = " ".join(element.text_content()[:80].split())
    return start.startswith(("-----", "Begin forwarded"))


def _is_within(element: HtmlElement, tree: HtmlElement) -> bool:
    top = element
    for ancestor in element.iterancestors():
        top = ancestor
    return top is tree


def _cut_from(element: HtmlElement, removed: list[str]) -> None:
    """Drop an element and all that follows it in the document."""
    at: HtmlElement | None = element
    first = True
    while at is not None and at.tag != "body":
        parent = at.getparent()
        followers = list(at.itersiblings())
        for gone in [at, *followers] if first else followers:
            removed += [write_tree(gone), (gone.tail or "").strip()]
            _drop_element(gone, with_tail=True)
        first, at = False, parent


def _drop_element(element: HtmlElement, *, with_tail: bool = False) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if with_tail:
        element.tail = None
    if isinstance(element.tag, str):
        element.drop_tree()
    else:
        parent.remove(element)
