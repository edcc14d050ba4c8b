"""Gather the texts to translate from Python and templates into the catalogues.

GNU gettext is not needed. Python is read as a syntax tree, so that a call inside an f-string
counts too; Django turns a template into calls that look like Python's.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "permanence"
LANGUAGES = {"fr": "French", "de": "German", "it": "Italian", "es": "Spanish"}
# For each function, which arguments are a context and texts.
KEYWORDS: dict[str, tuple[int | None, tuple[int, ...]]] = {
    "_": (None, (0,)),
    "gettext": (None, (0,)),
    "gettext_noop": (None, (0,)),
    "ngettext": (None, (0, 1)),
    "pgettext": (0, (1,)),
    "npgettext": (0, (1, 2)),
}
KEYWORDS |= {f"{name}_lazy": places for name, places in KEYWORDS.items() if name != "_"}
CALL = re.compile(r"""\b(?:n?p?gettext|_)\((?:[^()'"]|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")*\)""")


@dataclass(frozen=True)
class Text:
    """One text to translate, with the file that says it; two words when it has a plural."""

    words: tuple[str, ...]
    context: str | None
    file: str


class NotPlainError(ValueError):
    """A text is put together where it is translated, so that no catalogue can hold it."""


def main() -> None:
    """Bring every catalogue up to date, compile it, and say how complete it is."""
    settings.configure()  # Django reads templates by their character set alone
    texts = list(find_texts())
    for language in LANGUAGES:
        path = catalogue_path(language)
        catalogue = update_catalogue(path, texts, language=language)
        write_catalogue(path, catalogue, language=language)
        missing = sum(1 for each in catalogue if each.id and not is_translated(each))
        print(f"{language}: {len(catalogue)} texts, {missing} to translate")


def catalogue_path(language: str) -> Path:
    """Return where a language's catalogue is kept."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def find_texts() -> Iterator[Text]:
    """Yield each text of the product, file by file in the order of reading."""
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.glob("*/*/templates/**/*.*")]):
        if "migrations" in path.parts:
            continue
        file = path.relative_to(ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        for code in [text] if path.suffix == ".py" else find_calls(text, file):
            yield from read_calls(code, file)


def find_calls(template: str, file: str) -> Iterator[str]:
    """Yield each call for a translation in a template, as Python."""
    for call in CALL.finditer(templatize(template, origin=file)):
        yield call[0]


def read_calls(code: str, file: str) -> Iterator[Text]:
    """Yield the text of each call for a translation in Python, in the order of reading."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    calls = [call for call in calls if name_called(call) in KEYWORDS]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        context, places = KEYWORDS[name_called(call)]
        words = tuple(read_word(call, place, file) for place in places)
        yield Text(words, None if context is None else read_word(call, context, file), file)


def name_called(call: ast.Call) -> str:
    """Return the name of the function that is called; empty when it has none."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def read_word(call: ast.Call, place: int, file: str) -> str:
    """Return one argument of a call, which has to be a plain text."""
    argument = call.args[place] if place < len(call.args) else None
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    raise NotPlainError(
        f"{file}:{call.lineno}: a translated text is written out, not put together."
    )


def update_catalogue(path: Path, texts: list[Text], *, language: str) -> Catalog:
    """Return a catalogue of exactly these texts, with what was translated before."""
    earlier = read_catalogue(path, language=language)
    catalogue = Catalog(locale=language, fuzzy=False)
    for text in texts:
        many = len(text.words) > 1
        catalogue.add(
            text.words if many else text.words[0],
            locations=[(text.file, 0)],
            context=text.context,
        )
    for message in catalogue:
        known = earlier.get(message.id, message.context) if message.id else None
        if known and not known.fuzzy and isinstance(known.id, str) == isinstance(message.id, str):
            message.string = known.string
    return catalogue


def read_catalogue(path: Path, *, language: str) -> Catalog:
    """Return what was translated so far; an empty catalogue when nothing was."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write_catalogue(path: Path, catalogue: Catalog, *, language: str) -> None:
    """Write a catalogue and its compiled form; the same texts always make the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(write_header(catalogue, language=language).encode())
        write_po(
            file,
            catalogue,
            width=100,
            omit_header=True,
            sort_by_file=True,
            include_lineno=False,
        )
    with path.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, read_catalogue(path, language=language))


def write_header(catalogue: Catalog, *, language: str) -> str:
    """Return the head of a catalogue: what its readers need, and no dates."""
    return (
        f"# The texts of Permanence in {LANGUAGES[language]}; `make messages` keeps them current.\n"
        'msgid ""\n'
        'msgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n'
        "\n"
    )


def is_translated(message: Message) -> bool:
    """Return whether there is a translation, of every plural form."""
    return bool(message.string) and all(message.string or "")


if __name__ == "__main__":
    main()
