"""Nothing real stands in the repository: only invented people can be reached."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().relative_to(ROOT).as_posix()

# Made by machines from the names of packages; pictures.
NOT_READ = re.compile(r"(requirements(-dev)?\.lock|package-lock\.json|\.(svg|png|ico|woff2|mo))$")

ADDRESS = re.compile(r"[\w.+%-]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
# RFC 2606 and RFC 6761; one address is cut short on purpose, in a mail that is cut short.
INVENTED_DOMAIN = re.compile(
    r"(^|\.)(example|test|invalid|localhost|example\.(com|org|net))$|^messaging\.examp$",
    re.IGNORECASE,
)

INTERNATIONAL = re.compile(r"(?<![\w@+\\])\+[1-9][0-9 ().\u00a0\u202f/-]{6,}[0-9](?![\w@-])")
AMERICAN = re.compile(r"(?<![\w.+#-])\(?[2-9][0-9]{2}\)?[ .-][0-9]{3}[ .-][0-9]{4}(?![\w-])")
BRITISH = re.compile(r"(?<![\w.+-])0(?:20|1[0-9]{3})[ -][0-9]{3,4}[ -]?[0-9]{3,4}(?![\w-])")
FRENCH = re.compile(r"(?<![\w.+-])0[1-9](?:[ .][0-9]{2}){4}(?![\w-])")
GERMAN = re.compile(r"(?<![\w.+-])0[1-9][0-9]{1,4}[ ]?/[ ]?[0-9]{4,}(?![\w-])")

# What the authorities of each country have set apart for fiction.
RESERVED = re.compile(
    r"\+442079460\d{3}|\+441632960\d{3}|02079460\d{3}|01632960\d{3}"
    r"|\+1\d{3}55501\d{2}|\d{3}55501\d{2}"
    r"|\+3319900\d{4}|\+3353649\d{4}|\+3363998\d{4}"
    r"|019900\d{4}|053649\d{4}|063998\d{4}"
    r"|\+493023125\d{3}|03023125\d{3}"
)

# Talk of how the text was made, and of places that exist on one machine only.
UNWANTED = re.compile(
    r"\b(?:AI|LLMs?)\b"
    r"|(?<!User-)(?<!user )(?<!transfer )\b[Aa]gents?\b|\bsub-?agents?\b"
    r"|\b[Hh]elpers?\b|\b[Tt]eammates?\b"
    r"|\b(?:the|my|your) brief\b|\bBRIEF\b|\bthe lead\b|\bissue tracker\b|\bissue #?\d+\b"
    r"|\b(?:this|last|next|previous|earlier|work(?:ing)?) session\b|\bsession of work\b"
)
ABROAD = re.compile(r"(?<![\w./}~:-])/(?:work|tmp)(?=/|\b)")
MAY_USE_TEMPORARY = re.compile(r"^(tests/|tools/packages\.sh$|\.ci/)")


@cache
def read_texts() -> dict[str, str]:
    """Return every text under version control by its path."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    texts = {}
    for name in listed.stdout.split("\0"):
        path = ROOT / name
        if name and not NOT_READ.search(name) and path.is_file():
            texts[name] = path.read_text(encoding="utf-8", errors="replace")
    return texts


def find_all(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield each place where a pattern stands, and what stands there; this file names them all."""
    for name, text in read_texts().items():
        if name == HERE:
            continue
        for found in pattern.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield f"{name}:{line}", found[0]


def is_reserved(number: str) -> bool:
    """Say whether a telephone number is one that nobody has."""
    return bool(RESERVED.fullmatch(re.sub(r"\(0\)|[^0-9+]", "", number)))


def test_the_repository_is_read() -> None:
    assert len(read_texts()) > 100


def test_every_mail_address_is_invented() -> None:
    real = [
        f"{place} {address}"
        for place, address in find_all(ADDRESS)
        if not INVENTED_DOMAIN.search(address.rpartition("@")[2])
    ]

    assert real == []


def test_every_telephone_number_is_reserved_for_fiction() -> None:
    real = [
        f"{place} {number}"
        for pattern in (INTERNATIONAL, AMERICAN, BRITISH, FRENCH, GERMAN)
        for place, number in find_all(pattern)
        if not is_reserved(number)
    ]

    assert real == []


def test_the_texts_speak_of_the_product_alone() -> None:
    assert [f"{place} {word}" for place, word in find_all(UNWANTED)] == []


def test_no_text_names_a_place_on_one_machine() -> None:
    places = [
        f"{place} {path}" for place, path in find_all(ABROAD) if not MAY_USE_TEMPORARY.match(place)
    ]

    assert places == []


def test_the_scan_finds_what_it_looks_for() -> None:
    at = "@"
    assert not INVENTED_DOMAIN.search("example.de")
    assert not INVENTED_DOMAIN.search("myexample.com")
    assert INVENTED_DOMAIN.search("mail.desk.example.com")
    assert ADDRESS.search(f"write to somebody{at}provider.de today")
    numbers = ["+44 20 7123 4567", "(514) 999-1234", "01 42 34 56 78", "030/1234567"]
    patterns = [INTERNATIONAL, AMERICAN, FRENCH, GERMAN]
    for number, pattern in zip(numbers, patterns, strict=True):
        assert pattern.search(f"call {number} now")
        assert not is_reserved(number)
    for number in (
        "+44 20 7946 0018",
        "+1 (514) 555-0120",
        "+33 6 39 98 12 34",
        "+49 30 23125 100",
    ):
        assert INTERNATIONAL.search(f"call {number} now")
        assert is_reserved(number)
