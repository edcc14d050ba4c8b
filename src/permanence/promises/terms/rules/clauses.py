import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("en", "fr", "de", "it", "es")

_FRENCH_SPACE: Final = re.compile(r" (?=[:;?!%»])|(?<=«) ")

Words = Mapping[str, str]
"""One text in several languages: language code to text."""


@dataclass(frozen=True)
class Clause:
    """One term of a policy, a plan or a contract, under a key that never changes.

    `source` names the document that holds it ("policy:messaging:1", "contract:17").
    `published` is False for an operator's default: true of how the desk is run, and
    never to be shown as something the provider promised.
    """

    key: str
    source: str
    text: Words
    published: bool = True


def say(words: Words, language: str, fallback: str = "en") -> str:
    """Return the text in the language, or in another one with its code shown in front.

    The mark makes a missing translation visible to whoever reads it, and a text is
    never empty while any language has it.
    """
    if words.get(language):
        return words[language]
    for other in (fallback, *LANGUAGES, *words):
        if words.get(other):
            return f"[{other}] {words[other]}"
    return ""


def typeset(text: str, language: str) -> str:
    """Return a text with the spaces that must not break where its language has them."""
    return _FRENCH_SPACE.sub("\N{NO-BREAK SPACE}", text) if language == "fr" else text
