"""Messages that came back: reports in the standard form, and those of older servers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from permanence.service.intake.rules.bodies import decode_content
from permanence.service.intake.rules.charsets import decode_text
from permanence.service.intake.rules.letters import Bounce, BouncedRecipient
from permanence.service.intake.rules.parts import Headers, Part, read_headers, read_parameters
from permanence.service.intake.rules.words import read_ids, split_addresses

TEXT_LIMIT = 20_000
RECIPIENTS_LIMIT = 100

_DAEMON = re.compile(
    r"(?:mailer-daemon|postmaster|mail-?daemon|mail\.delivery\.system|microsoftexchange\w*"
    r"|bounces?)@",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"undeliver(?:ed|able)|nondeliverable|delivery (?:status notification|fail\w*|has failed)"
    r"|delivery (?:delayed|report)|failure notice|returned mail|mail (?:delivery|system error)"
    r"|could not be delivered|warning: (?:message|could not)|message (?:blocked|not delivered)"
    r"|non remis|échec de (?:la )?(?:remise|distribution|livraison)|non distribu"
    r"|unzustellbar|nicht zustellbar|zustellung (?:fehlgeschlagen|verzögert)"
    r"|non recapitabile|mancat[oa] (?:recapito|consegna)|impossibile recapitare"
    r"|no se puede entregar|no entregado|error de entrega|devuelto",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"delay|will (?:keep|continue|be retried|retry)|still trying|retard[ée]|verzögert|ritard|demora"
    r"|temporar|warning: ",
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.:])([45]\d\d)(?=[ -])")
_MESSAGE_ID = re.compile(r"^>?\s*Message-I[dD]:\s*(<[^<>\s]{1,900}>)", re.MULTILINE)
_LINE_ADDRESS = re.compile(
    r"^[ \t]*<?([^\s<>@:]{1,64}@[A-Za-z0-9.-]{1,255}\.?[A-Za-z0-9])>?(?=[:\s]|$)", re.M
)


def is_bounce(root: Part, *, subject: str, sender: str, text: str) -> bool:
    """Say whether a server sends back, or reports on, a message it could not deliver."""
    headers = root.headers
    kind = read_parameters(headers.first("content-type")).get("report-type", "").lower()
    reported = any(child.type == "message/delivery-status" for child in root.children)
    if root.type == "multipart/report" and (kind == "delivery-status" or reported):
        return True
    from_server = (
        bool(_DAEMON.match(sender))
        or headers.first("return-path").replace(" ", "") == "<>"
        or headers.first("from").upper().startswith("MAILER-DAEMON")
    )
    if reported or headers.has("x-failed-recipients"):
        return from_server or not headers.has("in-reply-to")
    return from_server and bool(_FAILED.search(subject) or _FAILED.search(text[:600]))


def read_bounce(root: Part, *, subject: str, text: str) -> Bounce:
    """Return to whom a message did not go, why, and which message it was."""
    reports = [part for part in root.walk() if part.type == "message/delivery-status"]
    recipients = [found for part in reports for found in _read_report(part)]
    if not recipients:
        recipients = list(_guess_recipients(root.headers, subject=subject, text=text))
    original = _read_original(root, text)
    return Bounce(
        recipients=tuple(dict.fromkeys(recipients[:RECIPIENTS_LIMIT])),
        original_message_id=next(iter(read_ids(original.all("message-id"))), None),
        original_references=read_ids([*original.all("references"), *original.all("in-reply-to")]),
    )


def is_failure(bounce: Bounce) -> bool:
    """Say whether the report tells of a failure or a delay, not of a success."""
    return any(not recipient.status.startswith("2.") for recipient in bounce.recipients)


def _read_report(part: Part) -> Iterator[BouncedRecipient]:
    """Yield what RFC 3464 says of each recipient."""
    content = decode_content(part).replace(b"\r\n", b"\n")
    for block in content.split(b"\n\n")[: RECIPIENTS_LIMIT + 1]:
        fields = read_headers(block)
        final = fields.first("final-recipient") or fields.first("original-recipient")
        if not final:
            continue
        action = fields.first("action").lower()
        status = _STATUS.search(fields.first("status"))
        diagnostic = fields.first("diagnostic-code")
        yield BouncedRecipient(
            address=_read_recipient(final),
            status=status[1] if status else _guess_status(diagnostic, action),
            diagnostic=diagnostic.partition(";")[2].strip() or diagnostic,
            permanent=_is_permanent(action, status[1] if status else "", diagnostic),
        )


def _read_recipient(value: str) -> str:
    address = value.partition(";")[2] or value
    return next((found[1] for found in split_addresses(address)), address.strip(" <>"))


def _is_permanent(action: str, status: str, diagnostic: str) -> bool:
    if action in ("delayed", "delivered", "relayed", "expanded"):
        return False
    if status:
        return status[0] == "5"
    code = _CODE.search(diagnostic)
    return code[1][0] == "5" if code else action == "failed"


def _guess_status(diagnostic: str, action: str) -> str:
    found = _STATUS.search(diagnostic)
    if found:
        return found[1]
    code = _CODE.search(diagnostic)
    if code:
        return f"{code[1][0]}.0.0"
    return {"failed": "5.0.0", "delayed": "4.0.0"}.get(action, "2.0.0" if action else "5.0.0")


def _guess_recipients(headers: Headers, *, subject: str, text: str) -> Iterator[BouncedRecipient]:
    """Yield the addresses a server names in its own words, each with the words about it."""
    report = text[:TEXT_LIMIT]
    own_words = re.split(
        r"^-+.*(?:copy|original|headers).*$", report, maxsplit=1, flags=re.M | re.I
    )[0]
    named = list(_LINE_ADDRESS.finditer(own_words))
    listed = [address for _, address in split_addresses(headers.first("x-failed-recipients"))]
    late = bool(_LATE.search(subject) or _LATE.search(own_words[:600]))
    for position, match in enumerate(named):
        end = named[position + 1].start() if position + 1 < len(named) else match.end() + 800
        words = " ".join(own_words[match.end() : end].strip(" :>\n").split())[:500]
        if listed and match[1] not in listed:
            continue
        yield _judge_words(match[1], words, late=late)
    for address in listed:
        if address not in {match[1] for match in named}:
            yield _judge_words(address, "", late=late)


def _judge_words(address: str, words: str, *, late: bool) -> BouncedRecipient:
    found, code = _STATUS.search(words), _CODE.search(words)
    status = found[1] if found else f"{code[1][0]}.0.0" if code else "4.0.0" if late else "5.0.0"
    return BouncedRecipient(address, status, words, permanent=status[0] == "5" and not late)


def _read_original(root: Part, text: str) -> Headers:
    """Return the headers of the message that came back, as far as the report carries them."""
    for part in root.walk():
        if part.type in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            content = decode_content(part).lstrip(b"\r\n")
            return read_headers(content[:65_536].replace(b"\r\n", b"\n").split(b"\n\n")[0])
    found = _MESSAGE_ID.findall(decode_text(text[:100_000].encode("utf-8", "replace")))
    return Headers(tuple(("message-id", identifier) for identifier in found[:1]))
