"""The reference of a ticket: nine digits that hide their order, and one that checks them."""

from __future__ import annotations

import re

SIZE = 10**9
# Two affine steps with the digits turned round between them: each step has an inverse,
# so the whole has one. The multipliers are odd and no multiples of five.
_FIRST, _FIRST_SHIFT = 387_420_489, 271_828_183
_SECOND, _SECOND_SHIFT = 715_827_883, 577_215_665

# Damm's quasigroup of order ten, totally antisymmetric: it notices every wrong digit
# and every two neighbours that changed places.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)

_GAP = "[ .\u00a0\u202f-]"
_TOKEN = re.compile(rf"\[\s?#\s?((?:\d{_GAP}?){{9}}\d)\s?\]")
_HASHED = re.compile(rf"#\s?((?:\d{_GAP}?){{9}}\d)(?!\d)")
_LOOSE = re.compile(
    r"(?<![\d+#@/.-])(?<!\d[ ./-])"
    r"(\d{10}|\d{3}([ .\u00a0\u202f-])\d{3}\2\d{3}\2\d)"
    r"(?![ ./-]?\d)(?!@)"
)
_CALLED = re.compile(
    r"(?:r[eé]f(?:[eé]ren(?:ce|z|cia))?|riferimento|rif|ticket|dossier|demande|case|vorgang|anfrage"
    r"|caso|pratica|richiesta|solicitud|expediente|ticketnummer)\W{0,4}(?:n[o°ºr]?\.?|number|nummer"
    r"|num[eé]ro|n[uú]mero)?\W{0,4}$",
    re.IGNORECASE,
)
_DIALLED = re.compile(
    r"(?:t[eé]l|t[eé]l[eé]phone|phone|telefon|tel[eé]fono|fax|mobile?|mobil|portable|cell|gsm|handy"
    r"|cellulare|m[oó]vil|call|appele[rz]|rufnummer|durchwahl|whatsapp)\W{0,3}(?:n[o°ºr]?\.?)?\W{0,4}$",
    re.IGNORECASE,
)


def reference_from_sequence(number: int) -> str:
    """Return the reference of the ticket that came as the `number`th; neighbours look unlike."""
    if not 0 <= number < SIZE:
        raise ValueError(f"{number} is not between 0 and {SIZE - 1}")
    mixed = (number * _FIRST + _FIRST_SHIFT) % SIZE
    turned = int(f"{mixed:09d}"[::-1])
    digits = f"{(turned * _SECOND + _SECOND_SHIFT) % SIZE:09d}"
    return digits + str(_reckon_check(digits))


def sequence_from_reference(reference: str) -> int:
    """Return the number that `reference` was made from."""
    if not is_reference(reference):
        raise ValueError(f"{reference!r} is no reference")
    turned = (int(reference[:9]) - _SECOND_SHIFT) * pow(_SECOND, -1, SIZE) % SIZE
    mixed = int(f"{turned:09d}"[::-1])
    return (mixed - _FIRST_SHIFT) * pow(_FIRST, -1, SIZE) % SIZE


def is_reference(text: str) -> bool:
    """Say whether `text` is ten digits of which the last agrees with the others."""
    return len(text) == 10 and text.isascii() and text.isdigit() and _reckon_check(text) == 0


def speak_reference(reference: str) -> str:
    """Return a reference in the groups in which it is read out and printed."""
    return f"{reference[:3]} {reference[3:6]} {reference[6:9]} {reference[9:]}"


def write_token(reference: str) -> str:
    """Return a reference as it stands in the subject of a mail."""
    return f"[#{reference}]"


def find_tokens(text: str) -> list[str]:
    """Return the references written as in our subjects, each once, in order."""
    return _read_all(_TOKEN, text)


def find_references(text: str) -> list[str]:
    """Return the references in a text: those written as a token first, then the loose ones.

    A loose number may be chance (one in ten agrees with its check digit): whoever uses
    it looks whether such a ticket exists. What looks like a telephone number is left out.
    """
    certain = [*find_tokens(text), *_read_all(_HASHED, text)]
    loose = [
        digits
        for match in _LOOSE.finditer(text)
        if is_reference(digits := _keep_digits(match[1])) and not _is_telephone(text, match)
    ]
    return list(dict.fromkeys((*certain, *loose)))


def _is_telephone(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 40) : match.start()]
    if _CALLED.search(before):
        return False
    return (match[1].startswith("0") and match[2] is None) or bool(_DIALLED.search(before))


def _read_all(pattern: re.Pattern[str], text: str) -> list[str]:
    found = (_keep_digits(match[1]) for match in pattern.finditer(text))
    return list(dict.fromkeys(digits for digits in found if is_reference(digits)))


def _keep_digits(text: str) -> str:
    return "".join(letter for letter in text if letter in "0123456789")


def _reckon_check(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim
