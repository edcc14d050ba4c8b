"""The letters of a document: one family for Latin, Greek and Cyrillic, nothing ever missing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

# The build of the front end leaves the fonts beside what it makes for the pages.
FOLDER = Path(__file__).resolve().parents[3] / "faces" / "ui" / "static" / "dist"
FILES = {"PermanenceText": "text-*.ttf", "PermanenceStrong": "strong-*.ttf"}
LOCK = Lock()
# Marks that steer lines or direction, and what no page can show: they have no picture.
UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
SPACES = re.compile(r"[\t\x0b\x0c\u2028\u2029]")


@dataclass(frozen=True)
class Letters:
    """The two fonts of a document, and which characters they can draw; none: cp1252."""

    text: str
    strong: str
    drawn: frozenset[int] | None

    def clean(self, text: str) -> str:
        """Return the text in characters that can be drawn; each other one becomes a mark."""
        text = SPACES.sub(" ", UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
        if all(map(self.can_draw, text)):
            return text
        return "".join(map(self._replace, text))

    def can_draw(self, letter: str) -> bool:
        """Whether the fonts hold a picture of the character."""
        if letter == "\n":
            return True
        if self.drawn is not None:
            return ord(letter) in self.drawn
        try:
            letter.encode("cp1252")
        except UnicodeEncodeError:
            return False
        return True

    def _replace(self, letter: str) -> str:
        if self.can_draw(letter):
            return letter
        plain = "".join(
            part for part in unicodedata.normalize("NFKD", letter) if self.can_draw(part)
        )
        return plain or ("\ufffd" if self.can_draw("\ufffd") else "?")


def find_letters() -> Letters:
    """Return the fonts that the build left, or the reader's Helvetica in a bare checkout."""
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 -- heavy, and rarely needed
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415

    files = {name: sorted(FOLDER.glob(pattern)) for name, pattern in FILES.items()}
    if not all(files.values()):
        return Letters("Helvetica", "Helvetica-Bold", None)
    with LOCK:
        for name, found in files.items():
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, str(found[-1])))
    plain, strong = FILES
    both = pdfmetrics.getFont(plain), pdfmetrics.getFont(strong)
    return Letters(plain, strong, shared_letters(*both))


def shared_letters(text: Any, strong: Any) -> frozenset[int]:
    """Return the characters that both fonts can draw."""
    return frozenset(text.face.charToGlyph) & frozenset(strong.face.charToGlyph)
