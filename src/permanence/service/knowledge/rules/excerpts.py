"""A few words of an article around what was looked for, without its marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from permanence.ground.lib.spelling import fold_word

LENGTH: Final = 200
# Words that begin alike by so many letters are taken for one, and so are short ones with endings.
STEM: Final = 5
_PICTURE: Final = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_FENCE: Final = re.compile(r"^\s*```.*$", re.MULTILINE)
_LEAD: Final = re.compile(r"^\s*(?:>\s*|[-*+]\s+|\d+[.)]\s+)+", re.MULTILINE)
_RULER: Final = re.compile(r"^[\s|:\-]+$", re.MULTILINE)
_MARKS: Final = re.compile(r"\*\*|__|`|(?<!\w)[*_]|[*_](?!\w)")
_WORD: Final = re.compile(r"[^\W_]+")


def plain_words(body: str) -> str:
    """Return a marked text as one line of plain words."""
    for pattern, instead in (
        (_FENCE, " "),
        (_PICTURE, r"\1"),
        (_LINK, r"\1"),
        (_RULER, " "),
        (_LEAD, ""),
        (_MARKS, ""),
    ):
        body = pattern.sub(instead, body)
    return " ".join(body.replace("|", " ").split())


def cut_excerpt(body: str, asked: Sequence[str]) -> str:
    """Return the words around the first one that was looked for, else the beginning."""
    text = plain_words(body)
    if len(text) <= LENGTH:
        return text
    stems = {fold_word(word)[:STEM] for word in asked}
    at = next((one.start() for one in _WORD.finditer(text) if fold_word(one[0])[:STEM] in stems), 0)
    start = 0 if at < LENGTH // 2 else text.rfind(" ", 0, at - LENGTH // 4) + 1
    end = len(text) if start + LENGTH >= len(text) else text.rfind(" ", start, start + LENGTH)
    if end <= start:
        end = start + LENGTH
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
