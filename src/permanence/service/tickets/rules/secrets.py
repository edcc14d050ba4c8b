"""What looks like a secret in a text: private keys, cards, access tokens, passwords.

Wrong alarms teach people to look away, so each sort has a proof of its own: a block's first line, a
check digit, a known prefix, or a word for "password" right before something no language has as a
word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

KEY, CARD, TOKEN, PASSWORD = "key", "card", "token", "password"
LONGEST: Final = 200_000
SHORTEST_PASSWORD: Final = 6
SHORTEST_WITHOUT_MARK: Final = 8
FEWEST_LETTERS: Final = 4

PRIVATE_KEY: Final = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    r".*?(?:-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|\Z)",
    re.DOTALL,
)
CARD_NUMBER: Final = re.compile(
    r"(?=\d{4}[ -]?\d{4})(?<![\w.+/-])(?:\d{13,19}"
    r"|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ -])\d{6}\2\d{4,5})(?![\w/-]|\.\d)"
)
ISSUERS: Final = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})$|5[1-5]\d{14}$|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}$"
    r"|3[47]\d{13}$|6(?:011|4[4-9]\d|5\d\d)\d{12}$|35(?:2[89]|[3-8]\d)\d{12}$|3(?:0[0-5]|[68]\d)\d{11}$"
)
SHORTEST_CARD: Final = 13
# Numbers of jobs and transactions are as long as those of cards.
COUNTED: Final = re.compile(r"(?:job|transa[ck][ct]i?[oó]n|transazione|trace)\W?[^\n]{0,20}$", re.I)
TOKENS: Final = re.compile(
    r"(?<![\w/])(?:(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36,}"
    r"|github_pat_[A-Za-z0-9_]{40,}|glpat-[\w-]{20,}|xox[abprs]-[A-Za-z0-9-]{20,}"
    r"|[rs]k_live_[A-Za-z0-9]{16,}|AIza[\w-]{35}"
    r"|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})(?!\w)"
)
# What every token begins with, and what is in every name of a password: most texts have none, and
# an expression that looks for all of them at every word costs a hundred times as much.
BEGINNINGS: Final = ("AKIA", "ASIA", "github_pat_", "glpat-", "xox", "_live_", "AIza", "eyJ")
MARKS: Final = (
    "pass", "pwd", "key", "token", "secret", "mdp", "code", "clé ", "cle ", "kennw", "schl",
    "parola d", "codice d", "chiave ", "contrase", "clave", "digo de a",
)  # fmt: skip
# A name begins so many letters before its mark, and its value ends so many after it at the most.
BEFORE: Final = 16
AFTER: Final = 400
GITHUB: Final = re.compile("gh[pousr]_")
ADDRESS: Final = re.compile(r"://[^\s/:@]+:([^\s/@]{3,})@[\w.-]+")
SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*\Z", re.IGNORECASE)
LONGEST_SCHEME: Final = 20
NAMED: Final = re.compile(
    r"""(?<!\w)(?:
      pass[ ]?words? | passwd | pwd | pass[ ]?phrase | pass[ ]?code
      | (?:api|access|secret)[ _-]?key | access[ _-]?token | secret
    | mots?[ ]de[ ]passe | mdp | code[ ]d['\u2019]acc[eè]s | cl[eé][ ](?:d['\u2019]api|secr[eè]te)
    | passw(?:ort|örter) | kennw(?:ort|örter) | zugangscode | (?:api|zugangs)-?schl[uü]ssel
    | parola[ ]d['\u2019]ordine | codice[ ]d(?:i|['\u2019])[ ]?accesso | chiave[ ](?:api|segreta)
    | contrase[ñn]as? | clave(?:[ ](?:de[ ]acceso|api|secreta))? | c[oó]digo[ ]de[ ]acceso
    )(?:[ ]\([^)\n]{0,40}\))?
    (?:[ \t\u00a0]*(?P<colon>[:=])[ \t\u00a0]*\n?[ \t]*
      | [ ]+(?:is|was|est|[eé]tait|ist|lautet|war|è|era|es)[ ]*:?[ ]+)
    (?P<value>\S{4,256})""",
    re.IGNORECASE | re.VERBOSE,
)
AROUND: Final = "\"'`«»“”„‘’()[]<>*_,;"
MADE_UP: Final = re.compile(r"[xX*•.…_#?-]+$|[\[{<(].*[\]}>)]$|\$\{|%\(|\{\{")


@dataclass(frozen=True)
class Secret:
    """A piece of text that looks like a secret, and of which sort."""

    kind: str
    text: str


def find_secrets(text: str) -> list[Secret]:
    """Return what looks like a secret in a text, each piece once, the gravest sort first."""
    found = (one for finder in FINDERS for one in finder(text[:LONGEST]))
    return list({one.text: one for one in found}.values())


def sort_of_secret(text: str) -> str:
    """Return the sort of the gravest secret that a text seems to have; empty when none."""
    return next((one.kind for finder in FINDERS for one in finder(text[:LONGEST])), "")


def find_keys(text: str) -> Iterator[Secret]:
    """Yield the blocks of private keys."""
    if "PRIVATE KEY" in text:
        yield from (Secret(KEY, one.group()) for one in PRIVATE_KEY.finditer(text))


def find_cards(text: str) -> Iterator[Secret]:
    """Yield the numbers of payment cards: of an issuer's shape, with the right check digit."""
    if not holds_digits(text, SHORTEST_CARD):
        return
    for one in CARD_NUMBER.finditer(text):
        digits = re.sub(r"\D", "", one.group())
        before = text[max(0, one.start() - 40) : one.start()]
        if ISSUERS.match(digits) and passes_luhn(digits) and not COUNTED.search(before):
            yield Secret(CARD, one.group())


def holds_digits(text: str, many: int) -> bool:
    """Say whether a text has so many digits at all, which is found out in a moment."""
    return sum(map(text.count, "0123456789")) >= many


def passes_luhn(digits: str) -> bool:
    """Say whether the last digit is the check digit of the others (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(digits)) > 1


def find_tokens(text: str) -> Iterator[Secret]:
    """Yield access keys and tokens whose shape names their issuer, and passwords in addresses."""
    if GITHUB.search(text) or any(beginning in text for beginning in BEGINNINGS):
        yield from (Secret(TOKEN, one.group()) for one in TOKENS.finditer(text))
    for one in ADDRESS.finditer(text):
        if not SCHEME.search(text[max(0, one.start() - LONGEST_SCHEME) : one.start()]):
            continue
        if not MADE_UP.match(one.group(1)) and one.group(1).lower() not in {"password", "pass"}:
            yield Secret(PASSWORD, one.group(1))


def find_passwords(text: str) -> Iterator[Secret]:
    """Yield what stands after a word for "password", where it looks like one."""
    for start, end in find_marks(text):
        for one in NAMED.finditer(text, start, end):
            value = one.group("value").strip(AROUND).rstrip(".:")
            if looks_chosen(value, after_colon=bool(one.group("colon"))):
                yield Secret(PASSWORD, value)


def find_marks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text in which a password may be named, in their order."""
    small = text.lower()
    if len(small) != len(text):  # a few letters become two: no place would be the same
        yield 0, len(text)
        return
    places = [place for mark in MARKS for place in find_all(small, mark)]
    for place in sorted(places):
        yield max(0, place - BEFORE), place + AFTER


def find_all(text: str, mark: str) -> Iterator[int]:
    """Yield where a mark stands."""
    place = text.find(mark)
    while place >= 0:
        yield place
        place = text.find(mark, place + 1)


def looks_chosen(value: str, *, after_colon: bool) -> bool:
    """Say whether a word looks like a password rather than like the next word of a sentence."""
    if len(value) < SHORTEST_PASSWORD or MADE_UP.match(value) or "://" in value:
        return False
    letters = {one.lower() for one in value}
    if len(letters) < FEWEST_LETTERS or re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", value):
        return False
    has_letter = any(one.isalpha() for one in value)
    has_digit = any(one.isdecimal() for one in value)
    has_sign = bool(re.search(r"\w[!@#$%^&+=?~*|\\]|[!@#$%^&+=?~*|\\]\w", value))
    if has_letter and (has_digit or has_sign):
        return True
    is_mixed = bool(re.search(r"[a-zß-ÿ][A-ZÀ-Þ]", value))
    is_long_mix = has_letter and is_mixed and len(value) >= SHORTEST_WITHOUT_MARK
    return after_colon and (is_long_mix or (has_digit and has_sign))


FINDERS: Final[tuple[Callable[[str], Iterator[Secret]], ...]] = (
    find_keys,
    find_cards,
    find_tokens,
    find_passwords,
)
