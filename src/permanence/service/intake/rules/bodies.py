"""What a person wrote, and what they attached, gathered from the parts of a message."""

from __future__ import annotations

import binascii
import hashlib
from dataclasses import dataclass, field

from permanence.service.intake.rules.charsets import decode_text
from permanence.service.intake.rules.letters import Attachment
from permanence.service.intake.rules.parts import Part, read_parameters
from permanence.service.intake.rules.words import (
    clean_file_name,
    decode_base64,
    decode_words,
    join_parameter,
)

TEXT_LIMIT = 1_000_000
HTML_LIMIT = 1_000_000
SUFFIXES = {
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
    "text/calendar": ".ics",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/vcard": ".vcf",
    "application/pdf": ".pdf",
    "application/ms-tnef": ".dat",
    "application/pgp-encrypted": ".asc",
    "application/pkcs7-mime": ".p7m",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
}


@dataclass(slots=True)
class Passage:
    """One stretch of the body, in the forms the sender gave it."""

    plain: str | None = None
    html: str | None = None


@dataclass(slots=True)
class Body:
    """The passages of a message in order, and the rest of it."""

    passages: list[Passage] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


def gather_body(root: Part) -> Body:
    """Return the passages and the attachments of a message."""
    body = Body()
    _gather_part(root, body)
    return body


def _gather_part(part: Part, body: Body) -> None:
    if part.children:
        gather = _gather_alternative if part.type == "multipart/alternative" else _gather_each
        gather(part, body)
    elif _is_passage(part):
        _add_passage(part, body)
    else:
        body.attachments.append(read_attachment(part))


def _gather_each(part: Part, body: Body) -> None:
    for child in part.children:
        _gather_part(child, body)


def _gather_alternative(part: Part, body: Body) -> None:
    """Take the plain and the HTML form of the same words as one passage."""
    inner = Body()
    for child in part.children:
        if child.type != "text/x-amp-html":
            _gather_part(child, inner)
    plain = [p.plain for p in inner.passages if p.plain is not None]
    html = [p.html for p in inner.passages if p.html is not None]
    if plain or html:
        joined = "\n\n".join(text for text in plain if text.strip())
        body.passages.append(
            Passage(joined if joined.strip() else None, "\n".join(html) if html else None)
        )
    body.attachments += inner.attachments


def _is_passage(part: Part) -> bool:
    if part.type not in ("text/plain", "text/html", "text/enriched"):
        return False
    disposition = part.headers.first("content-disposition")
    return not (disposition[:10].lower() == "attachment" or _read_name(part))


def _add_passage(part: Part, body: Body) -> None:
    content = decode_content(part)
    parameters = read_parameters(part.headers.first("content-type"))
    limit = HTML_LIMIT if part.type == "text/html" else TEXT_LIMIT
    if len(content) > limit:
        body.attachments.append(_make_attachment(part, content, inline=False))
        content = content[:limit]
    text = decode_text(content, parameters.get("charset"))
    if part.type == "text/html":
        body.passages.append(Passage(html=text))
        return
    if parameters.get("format", "").lower() == "flowed":
        text = unflow_text(text, delsp=parameters.get("delsp", "").lower() == "yes")
    body.passages.append(Passage(plain=text))


def decode_content(part: Part) -> bytes:
    """Return the bytes of a part with its transfer encoding undone."""
    encoding = part.headers.first("content-transfer-encoding").strip(" \"'").lower()
    if encoding == "base64":
        return decode_base64(part.body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(part.body)
    if encoding in ("x-uuencode", "uuencode", "x-uue"):
        return _decode_uu(part.body)
    return part.body


def _decode_uu(content: bytes) -> bytes:
    lines = content.split(b"\n")
    first = next((i for i, line in enumerate(lines) if line.startswith(b"begin ")), None)
    if first is None:
        return content
    decoded = bytearray()
    for line in lines[first + 1 :]:
        if line.startswith(b"end"):
            break
        try:
            decoded += binascii.a2b_uu(line.rstrip(b"\r"))
        except binascii.Error:
            return content
    return bytes(decoded)


def read_attachment(part: Part) -> Attachment:
    """Return a part as an attachment, content decoded."""
    disposition = part.headers.first("content-disposition")[:10].lower()
    has_id = part.headers.has("content-id")
    inline = disposition.startswith("inline") or (has_id and disposition != "attachment")
    return _make_attachment(part, decode_content(part), inline=inline)


def _make_attachment(part: Part, content: bytes, *, inline: bool) -> Attachment:
    name = clean_file_name(_read_name(part)) or _name_part(part, content)
    return Attachment(
        name=name,
        type=part.type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        inline=inline,
        content_id=part.headers.first("content-id").strip("<> ")[:500],
        content=content,
    )


def _read_name(part: Part) -> str:
    disposition = part.headers.first("content-disposition")
    name = join_parameter(read_parameters(disposition), "filename") if disposition else ""
    declared = part.headers.first("content-type")
    return name or (join_parameter(read_parameters(declared), "name") if "name" in declared else "")


def _name_part(part: Part, content: bytes) -> str:
    """Return a name for a part that has none: the subject of a letter, else what it is."""
    suffix = SUFFIXES.get(part.type, "")
    if part.type == "message/rfc822":
        head = content[:20_000].split(b"\n\n")[0]
        start = head.lower().find(b"\nsubject:")
        if start >= 0:
            line = head[start + 9 :].partition(b"\n")[0]
            subject = clean_file_name(decode_words(decode_text(line)).replace("/", "-"))
            if subject:
                return subject[:100] + suffix
    if part.type == "text/calendar":
        return "invite.ics"
    return (part.type.partition("/")[0] or "part") + suffix


def unflow_text(text: str, *, delsp: bool = False) -> str:
    """Return text of format=flowed with its soft line breaks undone (RFC 3676)."""
    paragraphs: list[list[str]] = []
    depth_before, flows = 0, False
    for raw_line in text.split("\n"):
        line = raw_line.lstrip(">")
        depth = len(raw_line) - len(line)
        line = line.removeprefix(" ")
        is_signature = line == "-- "
        continues = flows and depth == depth_before and not is_signature
        flows = line.endswith(" ") and not is_signature
        kept = line[:-1] if flows and delsp else line
        if continues:
            paragraphs[-1].append(kept)
        else:
            paragraphs.append([f"{'>' * depth} " if depth else "", kept])
        depth_before = depth
    return "\n".join("".join(paragraph) for paragraph in paragraphs)
