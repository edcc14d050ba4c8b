"""Gather the texts to translate from Python, templates and scripts into the catalogues.

GNU gettext is not needed: Django turns a template into something that looks like
Python, and Babel reads that.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "permanence"
LANGUAGES = ("fr", "de", "it", "es")
KEYWORDS = DEFAULT_KEYWORDS | {
    "_": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACE = re.compile(r"%\(\w+\)[sd]")
CALL = re.compile(r"""\b(?:n?p?gettext|_)\((?:[^()'"]|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")*\)""")
BRACES = re.compile(r"\{\w+\}")


def main() -> None:
    """Bring every catalogue up to date, and say how complete it is."""
    django.setup()
    template = gather()
    for language in LANGUAGES:
        path = SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"
        catalogue = update_catalogue(path, template, language)
        missing = sum(1 for each in catalogue if each.id and (not each.string or each.fuzzy))
        print(f"{language}: {len(catalogue)} texts, {missing} to translate")


def gather() -> Catalog:
    """Return all texts of the product with the places where they stand."""
    catalogue = Catalog(project="Permanence", charset="utf-8", fuzzy=False)
    for path, line, text, comments, context in find_texts():
        first = text[0] if isinstance(text, tuple) else text
        flags = ["python-format"] if PLACE.search(first) else []
        flags += ["python-brace-format"] if BRACES.search(first) else []
        catalogue.add(text, None, [(path, line)], flags, auto_comments=comments, context=context)
    return catalogue


def find_texts() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    """Yield each text with its file, line, comments and context."""
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.glob("*/*/templates/**/*.*")]):
        if "node_modules" in path.parts or "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT).as_posix()
        for first, code in [(0, text)] if path.suffix == ".py" else find_calls(text, name):
            found = extract("python", io.BytesIO(code.encode()), KEYWORDS, ("Translators:",))
            for line, message, comments, context in found:
                yield name, first + line, message, comments, context


def find_calls(template: str, name: str) -> Iterator[tuple[int, str]]:
    """Yield each call for a translation in a template, with the lines before it."""
    code = templatize(template, origin=name)
    for call in CALL.finditer(code):
        yield code.count("\n", 0, call.start()), call[0]


def update_catalogue(path: Path, template: Catalog, language: str) -> Catalog:
    """Merge the texts into one catalogue, keeping what is translated, and return it."""
    catalogue = Catalog(locale=language, project="Permanence")
    if path.exists():
        with path.open("rb") as read:
            catalogue = read_po(read, locale=language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)  # else every run changes the file
    with path.open("wb") as write:
        write_po(write, catalogue, width=100, sort_by_file=True, omit_header=False)
    return catalogue


if __name__ == "__main__":
    main()
