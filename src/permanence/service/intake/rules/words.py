"""The words in header fields: encoded text, addresses, file names, dates and identifiers."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from permanence.service.intake.rules.charsets import decode_text
from permanence.service.intake.rules.parts import Headers

ADDRESSES_LIMIT = 1_000
IDS_LIMIT = 100

_WORD = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"?'  # a quoted name, closed or not
    r"|\((?:[^()\\]|\\.)*\)"  # a comment
    r"|<[^<>]*>?"
    r"|[,;]"
    r'|[^",;<(]+'
    r"|\(",
    re.DOTALL,
)
_ID = re.compile(r"<([^<>]{1,900})>")
_SPACE = re.compile(r"\s+")


def decode_words(value: str) -> str:
    """Return a header text with its encoded words read, even those cut inside a letter."""
    if "=?" not in value:
        return _SPACE.sub(" ", value).strip()
    pieces: list[str] = []
    pending: list[tuple[str, bytes]] = []
    at = 0
    for match in _WORD.finditer(value):
        between = value[at : match.start()]
        if between.strip():
            pieces += [_join_words(pending), between]
            pending = []
        elif not pending and between:
            pieces.append(between)
        pending.append((match[1].lower(), _decode_word(match[2], match[3])))
        at = match.end()
    pieces += [_join_words(pending), value[at:]]
    return _SPACE.sub(" ", "".join(pieces)).strip()


def _join_words(words: list[tuple[str, bytes]]) -> str:
    """Decode neighbouring words of one charset together: a letter may lie in two of them."""
    text = ""
    while words:
        charset = words[0][0]
        same = next((i for i, word in enumerate(words) if word[0] != charset), len(words))
        text += decode_text(b"".join(content for _, content in words[:same]), charset)
        words = words[same:]
    return text


def _decode_word(encoding: str, text: str) -> bytes:
    if encoding in "qQ":
        return binascii.a2b_qp(text.replace(" ", "_").encode("utf-8", "replace"), header=True)
    return decode_base64(text.encode("utf-8", "replace"))


_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def decode_base64(content: bytes) -> bytes:
    """Return what base64 says, passing over whatever does not belong in it."""
    try:
        return binascii.a2b_base64(content)
    except binascii.Error:
        letters = _NOT_BASE64.sub(b"", content)
        whole = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
        return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def split_addresses(value: str) -> Iterator[tuple[str, str]]:
    """Yield name and address of each mailbox in an address field, however untidy."""
    words: list[str] = []
    address = ""
    count = 0
    for match in _TOKEN.finditer(value):
        token = match[0]
        if token[0] == "<":
            address = address or token.strip("<> \t")
        elif token[0] not in ",;":
            words.append(token)
        else:
            count += 1
            found = _finish_mailbox(words, address)
            words, address = [], ""
            if found and count <= ADDRESSES_LIMIT:
                yield found
    found = _finish_mailbox(words, address)
    if found:
        yield found


def _finish_mailbox(words: list[str], address: str) -> tuple[str, str] | None:
    comment = " ".join(word[1:-1] for word in words if word[0] == "(" and word[-1] == ")")
    name = " ".join(_unquote(word) for word in words if word[0] != "(")
    if not address:
        bare = [word for word in name.split() if "@" in word]
        address = bare[-1] if bare else ""
        name = comment
    address = "".join(address.split()).strip("'\"").removeprefix("mailto:")
    if "@" not in address.strip("@"):
        return None
    return decode_words(name or comment).strip("'\" "), clean_address(address)


def _unquote(word: str) -> str:
    """Return a word less its quotes, or, of a group, less the name of the group."""
    if word[0] == '"':
        return re.sub(r"\\(.)", r"\1", word[1:].removesuffix('"'))
    return word.rpartition(":")[2] if ":" in word and "mailto:" not in word else word


def clean_address(address: str) -> str:
    """Return an address as it is compared and answered: its domain in lower case."""
    local, _, domain = address[:320].rpartition("@")
    return f"{local}@{domain.lower().rstrip('.')}"


def read_date(value: str) -> datetime | None:
    """Return the instant that a date field names, in UTC, or None."""
    try:
        found = parsedate_to_datetime(value[:200])
        aware = found.replace(tzinfo=UTC) if found.tzinfo is None else found
        return aware.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def read_ids(values: list[str]) -> tuple[str, ...]:
    """Return the message identifiers in these fields, each once, angle brackets kept."""
    found: dict[str, None] = {}
    for value in values:
        for match in _ID.finditer(value):
            identifier = "".join(match[1].split())
            if identifier:
                found[f"<{identifier}>"] = None
    ids = tuple(found)
    return ids if len(ids) <= IDS_LIMIT else (ids[0], *ids[-IDS_LIMIT + 1 :])


def read_message_id(headers: Headers) -> str | None:
    """Return the first identifier the message gives itself, brackets added if missing."""
    values = headers.all("message-id")
    ids = read_ids(values)
    if ids:
        return ids[0]
    bare = next((value.strip("<> ") for value in values if value.strip("<> ")), "")
    return f"<{''.join(bare.split())[:900]}>" if bare else None


def join_parameter(parameters: dict[str, str], name: str) -> str:
    """Return one parameter whole: RFC 2231 pieces joined, percent signs and words decoded."""
    if f"{name}*" in parameters or f"{name}*0*" in parameters or f"{name}*0" in parameters:
        joined = _join_pieces(parameters, name)
        if joined:
            return joined
    return decode_words(parameters.get(name, ""))


def _join_pieces(parameters: dict[str, str], name: str) -> str:
    keys = [f"{name}*"] if f"{name}*" in parameters else []
    for index in range(100 if not keys else 0):
        key = next((k for k in (f"{name}*{index}*", f"{name}*{index}") if k in parameters), None)
        if key is None:
            break
        keys.append(key)
    first = parameters[keys[0]]
    charset, language, rest = first.split("'", 2) if first.count("'") >= 2 else ("", "", first)
    del language
    content = b""
    for key in keys:
        piece = rest if key == keys[0] and key.endswith("*") else parameters[key]
        is_encoded = key.endswith("*")
        content += unquote_to_bytes(piece) if is_encoded else piece.encode("utf-8", "replace")
    return decode_words(decode_text(content, charset or None))


_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\"<>|*?]+")


def clean_file_name(name: str) -> str:
    """Return a file name without folders, controls or letters that turn it around."""
    base = name.replace("\\", "/").rpartition("/")[2]
    cleaned = _UNSAFE_NAME.sub("_", base).strip(" .")
    if len(cleaned) <= 200:
        return cleaned
    stem, dot, suffix = cleaned.rpartition(".")
    return f"{stem[: 199 - len(suffix)]}.{suffix}" if dot and len(suffix) <= 10 else cleaned[:200]
