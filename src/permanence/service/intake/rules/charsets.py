"""Bytes to text, whatever charset they claim."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache

# A Western label on other bytes is the commonest lie in mail; Windows-1252 reads all
# that ISO 8859-1 and ASCII can say, and what their users meant by the rest.
WESTERN = {"ascii", "iso8859-1", "cp1252", "iso8859-15", "latin_1"}
# These are no charsets of mail, and some of them take quadratic time or run escapes.
REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
ALIASES = {
    "x-sjis": "shift_jis",
    "x-gbk": "gbk",
    "cp-850": "cp850",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "ks_c_5601-1987": "cp949",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
}
SAMPLE = 65_536
# The letters and signs beyond ASCII that the languages of Western Europe are written with.
COMMON = set(
    "àâäáãåæçèéêëìíîïñòóôöõøœùúûüÿßÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØŒÙÚÛÜŸ¿¡«»€£°§·–—‘’“”„…•ªº\u00a0"
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def decode_text(content: bytes, declared: str | None = None) -> str:
    """Return the text of `content`: by the declared charset, else by what the bytes show."""
    if content.isascii() and not _is_escaped(declared):
        return clean_text(content.decode("ascii"))
    codec = find_codec(declared)
    if codec is None or codec in WESTERN:
        text = _try_codec(content, "utf-8")
        if text is None and codec is not None:
            text = _try_codec(content, "cp1252" if codec != "iso8859-15" else codec)
    else:
        text = _try_codec(content, codec)
        if text is None:
            text = _try_codec(content, "utf-8")
    return clean_text(_detect_text(content) if text is None else text)


def clean_text(text: str) -> str:
    """Return `text` with line feeds only, composed, and free of control characters."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _CONTROLS.sub("", text).removeprefix("\ufeff")


@lru_cache(maxsize=256)
def find_codec(name: str | None) -> str | None:
    """Return Python's name of a text charset, or None when it knows no such charset."""
    label = (name or "").strip(" \"'\t").lower()
    if not label or "\x00" in label:
        return None
    try:
        found = codecs.lookup(ALIASES.get(label, label))
    except (LookupError, ValueError):
        return None
    is_text = getattr(found, "_is_text_encoding", True)
    known = found.name.replace("-", "_") not in REFUSED
    return found.name if is_text and known else None


def _is_escaped(declared: str | None) -> bool:
    """Say whether the charset writes its letters in ASCII bytes, as ISO 2022 does."""
    return (declared or "").strip(" \"'").lower().startswith(("iso-2022", "utf-7", "hz", "unicode"))


def _try_codec(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _detect_text(content: bytes) -> str:
    """Return text of no known charset; what reads well as Western European is that."""
    western = _try_codec(content, "cp1252")
    if western is not None:
        foreign = [letter for letter in western[:SAMPLE] if letter > "\x7f"]
        common = sum(1 for letter in foreign if letter in COMMON)
        if common >= 0.9 * len(foreign):
            return western
    from charset_normalizer import from_bytes  # noqa: PLC0415 -- heavy, and rarely needed

    best = from_bytes(content[:SAMPLE], enable_fallback=False).best()
    return content.decode(best.encoding if best else "cp1252", "replace")
