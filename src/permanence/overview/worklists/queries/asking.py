"""How a search is written for the index of words: in all languages, each with its stems."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from permanence.overview.worklists.rules import Term
from permanence.promises.terms.rules import LANGUAGES

MAKERS = {"word": "plainto_tsquery", "phrase": "phraseto_tsquery", "prefix": "to_tsquery"}
CONFIGS = {"en": "english", "fr": "french", "de": "german", "it": "italian", "es": "spanish"}
STEMS = """
select array(
    select distinct unaccent(stem)
    from unnest(tsvector_to_array(to_tsvector(asked.config::regconfig, asked.words))) as stem
    where unaccent(stem) <> '')
from unnest(%s::text[], %s::text[]) with ordinality as asked (config, words, place)
order by asked.place
"""


def ask_terms(terms: Sequence[Term]) -> str:
    """Return the search for all terms, as one language stems them or another; empty for nothing.

    An entry is stemmed in its own language, which also says which words are too common to count.
    The languages in which words are stemmed alike are asked once.
    """
    alternatives, words = [], []
    stems = accented_stems(terms)
    for language in LANGUAGES:
        makers = []
        for term in terms:
            maker = f"{MAKERS[term.kind]}('words_{language}', %s)"
            words.append(quote_prefix(term.text) if term.kind == "prefix" else term.text)
            if found := stems.get((language, term)):
                maker = f"({maker} || to_tsquery('simple', %s))"
                words.append(" & ".join(quote_lexeme(stem) for stem in found))
            makers.append(maker)
        alternatives.append(f"({' && '.join(makers)})::text")
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(alternatives)}", words)
        asked = dict.fromkeys(query for query in cursor.fetchone() if query)
    return " | ".join(f"({query})" for query in asked)


def accented_stems(terms: Sequence[Term]) -> dict[tuple[str, Term], list[str]]:
    """Return the stems to which the accents of words lead, without their accents."""
    asked = [
        (language, term)
        for language in LANGUAGES
        for term in terms
        if term.kind == "word" and not term.text.isascii()
    ]
    if not asked:
        return {}
    configs = [CONFIGS.get(language, "simple") for language, _ in asked]
    with connection.cursor() as cursor:
        cursor.execute(STEMS, [configs, [term.text for _, term in asked]])
        return {key: found for key, (found,) in zip(asked, cursor.fetchall(), strict=True)}


def quote_prefix(text: str) -> str:
    """Return the beginning of a word as `to_tsquery` takes it."""
    return f"{quote_lexeme(text)}:*"


def quote_lexeme(text: str) -> str:
    """Return a word as `to_tsquery` takes it, whatever it holds."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
