"""A message cut into its MIME parts, within bounds that no sender can move.

The standard parser splits every line, grows with depth times lines, and makes an
object for as many parts as a sender likes; this one finds boundaries and copies nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from permanence.service.intake.rules.charsets import clean_text

HEADER_LIMIT = 262_144
FIELD_LIMIT = 2_000
VALUE_LIMIT = 65_536
DEPTH_LIMIT = 30
PARTS_LIMIT = 500

_BLANK_LINE = re.compile(rb"\n\r?\n")
_FIELD = re.compile(r"^([!-9;-~]{1,100})[ \t]*:[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)
_FOLD = re.compile(r"\n[ \t]+")
_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)")
_FIRST_BOUNDARY = re.compile(rb"\s*--([^\s-][^\r\n]{0,199})\r?\n")


@dataclass(frozen=True, slots=True)
class Headers:
    """The fields of one part, in order, unfolded and still encoded."""

    fields: tuple[tuple[str, str], ...]

    def first(self, name: str) -> str:
        """Return the first value of the field that is not blank, or an empty text."""
        return next((value for key, value in self.fields if key == name and value), "")

    def all(self, name: str) -> list[str]:
        """Return every value of the field."""
        return [value for key, value in self.fields if key == name]

    def has(self, name: str) -> bool:
        """Say whether the field is there, blank or not."""
        return any(key == name for key, _ in self.fields)


@dataclass(frozen=True, slots=True)
class Part:
    """One MIME part: where its content lies in the raw message, and what is inside."""

    headers: Headers
    type: str
    raw: bytes = field(repr=False)
    start: int
    end: int
    children: tuple[Part, ...] = ()

    @property
    def body(self) -> bytes:
        """The content as it stands in the message, not decoded."""
        return self.raw[self.start : self.end]

    def walk(self) -> Iterator[Part]:
        """Yield this part and everything inside it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_parts(raw: bytes) -> Part:
    """Return the message as a tree of parts."""
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    return _Cutter(raw).cut_part(0, len(raw), depth=0)


def read_headers(block: bytes) -> Headers:
    """Return the fields of a header block; a line that is none is passed over."""
    fields = []
    for match in _FIELD.finditer(_decode_block(block)):
        value = match[2]
        if "\n" in value:
            value = _FOLD.sub(" ", value)
        fields.append((match[1].lower(), value[:VALUE_LIMIT].strip()))
        if len(fields) >= FIELD_LIMIT:
            break
    return Headers(tuple(fields))


def _decode_block(block: bytes) -> str:
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b" ")
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        lines = block.split(b"\n")
        text = "\n".join(_decode_line(line) for line in lines)
    return clean_text(text)


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


class _Cutter:
    """Cuts one message; counts its parts so that their number stays bounded."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.parts = 0

    def cut_part(self, start: int, end: int, *, depth: int, digest: bool = False) -> Part:
        self.parts += 1
        header_end, body_start = self._find_body(start, end)
        headers = read_headers(self.raw[start : min(header_end, start + HEADER_LIMIT)])
        declared = headers.first("content-type")
        match = _TYPE.match(declared)
        kind = match[1].lower() if match else "text/plain"
        if digest and not declared:
            kind = "message/rfc822"
        children: tuple[Part, ...] = ()
        if kind.startswith("multipart/"):
            if depth < DEPTH_LIMIT:
                children = self._cut_children(declared, kind, body_start, end, depth)
            if not children:
                kind = "text/plain" if depth < DEPTH_LIMIT else "application/octet-stream"
        return Part(headers, kind, self.raw, body_start, end, children)

    def _find_body(self, start: int, end: int) -> tuple[int, int]:
        """Return where the headers of a part end and where its content begins."""
        if self.raw.startswith((b"\n", b"\r\n"), start, end):
            return start, self.raw.index(b"\n", start) + 1
        blank = _BLANK_LINE.search(self.raw, start, end)
        return (blank.start() + 1, blank.end()) if blank else (end, end)

    def _cut_children(
        self, declared: str, kind: str, start: int, end: int, depth: int
    ) -> tuple[Part, ...]:
        boundary = read_parameters(declared).get("boundary", "").encode("utf-8", "replace")
        if not boundary or self.raw.find(b"--" + boundary, start, end) < 0:
            guess = _FIRST_BOUNDARY.match(self.raw, start, end)
            boundary = guess[1].rstrip() if guess else b""
        children = []
        for first, last in self._find_spans(boundary, start, end):
            if self.parts >= PARTS_LIMIT:
                break
            digest = kind == "multipart/digest"
            children.append(self.cut_part(first, last, depth=depth + 1, digest=digest))
        return tuple(children)

    def _find_spans(self, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the spans between boundary lines; a missing last line closes at the end."""
        if not boundary:
            return
        opened: int | None = None
        for line_start, line_end, closing in self._find_boundaries(boundary, start, end):
            if opened is not None:
                yield opened, max(opened, self._before_newline(line_start))
            opened = line_end
            if closing:
                return
        if opened is not None:
            yield opened, end

    def _find_boundaries(
        self, boundary: bytes, start: int, end: int
    ) -> Iterator[tuple[int, int, bool]]:
        mark = b"--" + boundary
        at = self.raw.find(mark, start, end)
        while at >= 0:
            newline = self.raw.find(b"\n", at, end)
            line_end = end if newline < 0 else newline + 1
            rest = self.raw[at + len(mark) : min(line_end, at + len(mark) + 80)].strip()
            if (at == start or self.raw[at - 1] == 10) and rest in (b"", b"--"):
                yield at, line_end, rest == b"--"
            at = self.raw.find(mark, at + len(mark), end)

    def _before_newline(self, at: int) -> int:
        """Return `at` less the line end before it, which belongs to the boundary."""
        if self.raw[at - 2 : at] == b"\r\n":
            return at - 2
        return at - 1


_PARAMETER = re.compile(r""";\s*([^\s=;"]{1,60})\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)""", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def read_parameters(value: str) -> dict[str, str]:
    """Return the parameters of a header by their names as written.

    The pieces of RFC 2231 (`name*0*`) stay pieces: see `words.join_parameter`.
    """
    found: dict[str, str] = {}
    for match in _PARAMETER.finditer(value):
        text = match[2].strip()
        if len(text) >= 2 and text[0] == text[-1] == '"':
            text = _ESCAPED.sub(r"\1", text[1:-1])
        found.setdefault(match[1].lower(), text.strip("\"' ") if text[:1] == '"' else text)
    return found
