"""Which contacts are likely one person, and what says so: signs that people can check."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final
from unicodedata import combining, normalize

# Addresses that several people read: two of them are two offices, not one person.
SHARED_NAMES: Final = """
accounting accueil admin administrator amministrazione billing buchhaltung compta comptabilite
contact contacto contatti edi edv fax finance hello help helpdesk hr info informatica informatique
it kontakt mail marketing no-reply noreply office operations ops post postmaster reception sales
security service soporte sportello support supporto team technik ventas ventes vertrieb webmaster
"""
SHARED: Final = frozenset(SHARED_NAMES.split())
FEWEST_DIGITS: Final = 7
LONGEST_COUNTRY: Final = 3
FEWEST_LETTERS: Final = 4
WORD = re.compile(r"[^\W\d_]+")
NOT_DIALLED = re.compile(r"\(0+\)")


class Sign(StrEnum):
    """What says that two contacts are one person, the surest first."""

    ADDRESS = "address"
    PHONE = "phone"
    NAME = "name"
    LOCAL_PART = "local_part"


@dataclass(frozen=True)
class Person:
    """A contact as it is compared."""

    contact: int
    organisation: int | None
    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True)
class Likeness:
    """Two contacts that are likely one person, and why."""

    one: int
    other: int
    signs: tuple[Sign, ...]


def find_likenesses(people: Iterable[Person]) -> list[Likeness]:
    """Return the pairs of these people that are likely one, those with the surest signs first."""
    found = []
    for one, other in combinations(sorted(people, key=lambda person: person.contact), 2):
        if signs := compare_people(one, other):
            found.append(Likeness(one.contact, other.contact, signs))
    order = list(Sign)
    return sorted(
        found,
        key=lambda pair: ([order.index(sign) for sign in pair.signs], pair.one, pair.other),
    )


def compare_people(one: Person, other: Person) -> tuple[Sign, ...]:
    """Return what says that two contacts are one person; nothing for two that are not alike.

    Names and parts of addresses say something only within one organisation: everywhere else two
    people are called alike.
    """
    signs = []
    if one.email == other.email:
        signs.append(Sign.ADDRESS)
    if is_same_phone(one.phone, other.phone):
        signs.append(Sign.PHONE)
    if one.organisation is not None and one.organisation == other.organisation:
        if is_near_name(one.name, other.name):
            signs.append(Sign.NAME)
        if is_same_local_part(one.email, other.email):
            signs.append(Sign.LOCAL_PART)
    return tuple(signs)


def plain_digits(phone: str) -> str:
    """Return the digits of a number without what is only dialled at home or from abroad."""
    digits = "".join(one for one in NOT_DIALLED.sub("", phone) if one.isdecimal())
    return digits.lstrip("0")


def is_same_phone(one: str, other: str) -> bool:
    """Say whether two numbers are one, written with the country's number or without it.

    Extensions count: two rooms behind one switchboard have two numbers.
    """
    short, long = sorted((plain_digits(one), plain_digits(other)), key=len)
    if len(short) < FEWEST_DIGITS:
        return False
    return long.endswith(short) and len(long) - len(short) <= LONGEST_COUNTRY


def is_same_local_part(one: str, other: str) -> bool:
    """Say whether two addresses differ only behind the @ and are somebody's own."""
    name, other_name = read_local_part(one), read_local_part(other)
    return bool(name) and name == other_name and name not in SHARED and one != other


def read_local_part(address: str) -> str:
    """Return what stands before the @; "name+tag" is the mailbox of "name"."""
    return address.partition("@")[0].partition("+")[0]


def is_near_name(one: str, other: str) -> bool:
    """Say whether two names are one, in another order, without accents, abbreviated or mistyped."""
    words, others = name_words(one), name_words(other)
    if len(words) < 2 or len(others) < 2:
        return False
    if sorted(words) == sorted(others) or is_abbreviated(words, others):
        return True
    mine, theirs = Counter(words) - Counter(others), Counter(others) - Counter(words)
    if mine.total() != 1 or theirs.total() != 1:
        return False
    return is_one_slip(*mine, *theirs)


def is_one_slip(one: str, other: str) -> bool:
    """Say whether two words are one, mistyped: short ones are names of their own."""
    return min(len(one), len(other)) >= FEWEST_LETTERS and count_edits(one, other, most=1) <= 1


def is_abbreviated(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether one name has only the initial of the other's first name."""
    if len(one) != 2 or len(other) != 2 or one[-1] != other[-1]:
        return False
    short, long = sorted((one[0], other[0]), key=len)
    return len(short) == 1 and len(long) > 1 and long.startswith(short)


def name_words(name: str) -> list[str]:
    """Return the words of a name in small letters without accents; the family's last."""
    family, comma, given = name.partition(",")
    text = f"{given} {family}" if comma else name
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(one for one in normalize("NFKD", plain) if not combining(one))
    return WORD.findall(plain)


def count_edits(one: str, other: str, *, most: int) -> int:
    """Return how many letters have to be changed, added, dropped or swapped; `most` + 1 is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, last = list[int](), list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, its in enumerate(other, 1):
            cost = min(last[column] + 1, here[column - 1] + 1, last[column - 1] + (letter != its))
            is_swapped = (
                row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its
            )
            here.append(min(cost, before[column - 2] + 1) if is_swapped else cost)
        before, last = last, here
    return min(last[-1], most + 1)
