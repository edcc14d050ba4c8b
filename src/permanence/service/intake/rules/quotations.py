"""Where a mail program began to repeat the message being answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

LINES_LIMIT = 20_000
LINE_LIMIT = 500
WRAPPED_OVER = 4

# Our own mails ask the customer to write above this line.
MARK = re.compile(r"##-.{0,300}?-##|^\W{0,12}##-")

_VERB = re.compile(
    r"\bwrote\b|\bwrites\b|\ba (?:é|e)crit\b|\bécrivait\b|\bschrieb\b|\bha scritto\b"
    r"|\bescribi(?:ó|o)\b|\bha escrito\b|\bschreef\b|\bescreveu\b",
    re.IGNORECASE,
)
_STARTER = re.compile(r"(?:On|Le|Am|Il|El|Op|Em|Den|Dne|Dnia|Em)\b")
_TIME = re.compile(r"\d{1,2} ?[:h.] ?\d\d(?!\d)")
_DATE = re.compile(r"\d{1,4} ?[./-] ?\d{1,2} ?[./-] ?\d{2,4}|\b(?:19|20)\d\d\b")

_ORIGINAL = (
    r"original message|reply message|message d.origine|message (?:original|initial)|mail original"
    r"|urspr(?:ü|ue)ngliche (?:nachricht|mail)|original-?nachricht|originalmail"
    r"|messaggio originale|messaggio originario|mensaje original|oorspronkelijk bericht"
    r"|mensagem original"
)
_PASSED_ON = (
    r"forwarded (?:message|by .{1,80})|message transf(?:é|e)r(?:é|e)|mail transf(?:é|e)r(?:é|e)"
    r"|weitergeleitete (?:nachricht|mail)|messaggio inoltrato|mensaje reenviado"
)
_BAR = re.compile(rf"\W{{0,3}}[-_=*]{{2,}} ?(?:{_ORIGINAL}) ?[-_=*]{{2,}} ?:?$", re.IGNORECASE)
_NAMED_BAR = re.compile(r"-{3,} ?\S.{1,200}:? ?-{3,}$")
_FORWARD_BAR = re.compile(
    rf"[-_=*]{{2,}} ?(?:{_PASSED_ON}) ?[-_=*]{{2,}} ?:?$"
    r"|(?:begin forwarded message|début du message (?:réexpédié|transféré)"
    r"|anfang der weitergeleiteten (?:nachricht|e-mail)|inizio(?: del)? messaggio inoltrato"
    r"|inicio del mensaje reenviado) ?:$",
    re.IGNORECASE,
)
_WIDE_SPACE = re.compile("[\u00a0\u202f\u2007\u2009]")
_NO_SPACE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_RULE = re.compile(r"[_\u2500\u2014-]{5,}$")

_LABELS = {
    "from": "From|De|Von|Da|Van|Expéditeur|Absender|Mittente|Remitente",
    "sent": "Sent|Date|Envoyé(?: le)?|Gesendet|Datum|Inviato|Data|Enviad[oa](?: el)?|Fecha"
    "|Verzonden",
    "to": "To|À|A|An|Para|Aan|Destinataire|Empfänger|Destinatario",
    "subject": "Subject|Objet|Sujet|Betreff|Oggetto|Asunto|Assunto|Onderwerp",
    "other": "Cc|Bcc|Cci|Copie à|Kopie|Kopie \\(CC\\)|Reply-To|Répondre à|Antwort an|Rispondi a"
    "|Responder a|Importance|Wichtigkeit|Priorità|Importancia|Attachments?|Pièces? jointes?"
    "|Anlagen?|Allegati?|Adjuntos?",
}
_LABEL = re.compile(
    r"[*_]{0,2}(?:"
    + "|".join(rf"(?P<{role}>{names})" for role, names in _LABELS.items())
    + r")[*_]{0,2} ?:[*_]{0,2}(?: |$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Opening:
    """The lines that open a quotation: from `start` up to, not including, `end`."""

    start: int
    end: int
    kind: Literal["mark", "attribution", "bar", "labels", "forward"]


def find_opening(lines: list[str], *, forwarded: bool) -> Opening | None:
    """Return the first opening of a quotation; of a forwarded message only our own mark."""
    bare = flatten_lines(lines[:LINES_LIMIT])
    for index, line in enumerate(bare):
        found = _read_opening(bare, index, line, forwarded=forwarded)
        if found:
            return found
    return None


def flatten_line(line: str) -> str:
    """Return a line as the patterns expect it: common spaces, straight apostrophes, no ends."""
    return flatten_lines([line])[0]


def flatten_lines(lines: Sequence[str]) -> list[str]:
    """Return lines as the patterns expect them, all made plain at once."""
    text = "\n".join(lines)
    if not text.isascii():
        text = _WIDE_SPACE.sub(" ", text)
        text = _NO_SPACE.sub("", text).replace("\u2019", "'")
    return [line[:LINE_LIMIT].strip() for line in text.split("\n")]


def is_quoted(line: str) -> bool:
    """Say whether a line is marked as a quotation."""
    return line.lstrip(" \u00a0")[:1] == ">"


def _read_opening(lines: list[str], index: int, line: str, *, forwarded: bool) -> Opening | None:
    if "##-" in line and MARK.search(line):
        return Opening(_skip_up(lines, index), index, "mark")
    if not line or forwarded or line[0] == ">":
        return None
    if line[-1] == ":" or line[-1] in "-_=*":
        if _FORWARD_BAR.match(line):
            return Opening(index, index + 1, "forward")
        if _BAR.match(line) or (_NAMED_BAR.match(line) and _VERB.search(line)):
            return Opening(_skip_up(lines, index), index + 1, "bar")
    if line[-1] == ":":
        start = _find_attribution(lines, index)
        if start is not None:
            return Opening(start, index + 1, "attribution")
    end = _find_labels(lines, index) if ":" in line else None
    return Opening(_skip_up(lines, index), end, "labels") if end else None


def _skip_up(lines: list[str], index: int) -> int:
    """Return the line from which only blank lines and rules lead to `index`."""
    while index and (not lines[index - 1] or _RULE.match(lines[index - 1])):
        index -= 1
    return index


def _find_attribution(lines: list[str], index: int) -> int | None:
    """Return where the attribution that ends on this line begins, if it is one."""
    following = next((line for line in lines[index + 1 : index + 6] if line), "")
    marked = not following or following[0] == ">" or bool(MARK.search(following))
    joined = ""
    loose: int | None = None
    for start in range(index, max(-1, index - WRAPPED_OVER), -1):
        if not lines[start] or lines[start][0] == ">":
            break
        joined = f"{lines[start]} {joined}" if joined else lines[start]
        if _STARTER.match(joined) and _VERB.search(joined) and _has_evidence(joined, marked):
            return start
        if loose is None and _is_loose_attribution(joined, marked, bool(following)):
            loose = start
    return loose


def _has_evidence(joined: str, marked: bool) -> bool:
    """Say whether a line that ends in "wrote:" is a program's: prose names no time or address."""
    dated = bool(_DATE.search(joined) or _TIME.search(joined))
    return (dated or "@" in joined) if marked else (dated and "@" in joined)


def _is_loose_attribution(joined: str, marked: bool, followed: bool) -> bool:
    """Say whether a line of unusual order or unknown language introduces a quotation."""
    dated = bool(_DATE.search(joined) or _TIME.search(joined))
    if not marked or not followed:
        return dated and "@" in joined and bool(_VERB.search(joined))
    return ((dated or bool(_VERB.search(joined))) and "@" in joined) or (
        dated and bool(_VERB.search(joined))
    )


def _find_labels(lines: list[str], index: int) -> int | None:
    """Return the end of the block of From, Sent, To, Subject that starts here, if one does."""
    first = _LABEL.match(lines[index])
    if not first or first.lastgroup not in ("from", "sent"):
        return None
    roles, gaps, end = set(), 0, index
    for position in range(index, min(index + 14, len(lines))):
        label = _LABEL.match(lines[position])
        if label:
            roles.add(label.lastgroup)
            end = position + 1
        elif roles >= {"from", "subject"} and len(roles) >= 3:
            break
        else:
            gaps += 1
            if gaps > 4:
                break
    named = len(roles - {"other"}) >= 3 and "from" in roles
    shown = any(
        "@" in line or _DATE.search(line) or _TIME.search(line) for line in lines[index:end]
    )
    return end if named and (shown or len(roles) >= 4) else None
