"""Articles that fit what somebody asks: by their words, mistyped ones as well, in any language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from permanence.service.knowledge.models import Article, Version
from permanence.service.knowledge.queries.articles import heads_of
from permanence.service.knowledge.rules.audiences import seen_by
from permanence.service.knowledge.rules.excerpts import cut_excerpt
from permanence.service.knowledge.rules.languages import choose_language
from permanence.service.knowledge.rules.searching import (
    OTHER_LANGUAGE,
    Hit,
    Near,
    is_meant,
    mistyped_words,
    rank_articles,
    words_of,
)
from permanence.world.accounts.models import Desk

FIND = "select * from knowledge_find(%s, %s::text[], %s::text[])"
NEAR_WORDS = "select * from knowledge_near_words(%s::text[])"


@dataclass(frozen=True)
class Suggested:
    """An article that fits; shown in the reader's language, or in another and marked so.

    `met` are the words that were asked for and that it has.
    """

    article: Article
    reference: str
    title: str
    language: str
    excerpt: str
    audience: str
    rank: float
    is_other_language: bool
    met: tuple[str, ...] = ()


def suggest_articles(
    desk: int, text: str, *, language: str, audience: str, most: int = 5
) -> list[Suggested]:
    """Return the published articles of a desk that come nearest to a text, the nearest first.

    `audience` is who asks: nothing is found that they may not read.
    """
    asked = words_of(text)
    if not asked or most < 1:
        return []
    near = rank_articles(find_hits(desk, asked, seen_by(audience)))[: most * 2]
    articles = Article.objects.standing().read_by(audience).filter(desk=desk)
    kept = articles.in_bulk([one.article for one in near])
    heads = heads_of(kept)
    fallback = Desk.objects.values_list("default_language", flat=True).get(pk=desk)
    found = []
    for one in near:
        there = heads.get(one.article, {})
        if (chosen := choose_language(there, language, fallback)) is not None:
            head = there[chosen]
            found.append(put_suggestion(kept[one.article], head, one, asked=asked, wanted=language))
    return sorted(found, key=lambda one: (-one.rank, one.article.pk))[:most]


def find_hits(desk: int, asked: Sequence[str], seen: Sequence[str]) -> list[Hit]:
    """Return where the words are; a word that no article holds is taken for one that is alike."""
    hits = ask_words(desk, asked, seen)
    unknown = mistyped_words(asked, {hit.place for hit in hits})
    if not unknown:
        return hits
    places = list(unknown)
    with connection.cursor() as cursor:
        cursor.execute(NEAR_WORDS, [list(unknown.values())])
        near = [(places[at - 1], word) for at, word in cursor.fetchall()]
    meant = [(place, word) for place, word in near if is_meant(unknown[place], word)]
    instead = ask_words(desk, [word for _place, word in meant], seen) if meant else []
    return hits + [
        Hit(hit.article, hit.language, meant[hit.place][0], hit.in_title, is_mistyped=True)
        for hit in instead
    ]


def ask_words(desk: int, words: Sequence[str], seen: Sequence[str]) -> list[Hit]:
    """Return which published articles of a desk hold which words."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [desk, list(seen), list(words)])
        return [
            Hit(article, language, place - 1, in_title)
            for article, language, place, in_title in cursor.fetchall()
        ]


def put_suggestion(
    article: Article, head: Version, near: Near, *, asked: Sequence[str], wanted: str
) -> Suggested:
    """Return an article as it is suggested to who wants a language and asked for some words."""
    is_other = head.language != wanted
    return Suggested(
        article=article,
        reference=article.reference,
        title=head.title,
        language=head.language,
        excerpt=cut_excerpt(head.body, [asked[place] for place in sorted(near.places)]),
        audience=article.audience,
        rank=round(near.rank * (OTHER_LANGUAGE if is_other else 1.0), 6),
        is_other_language=is_other,
        met=tuple(asked[place] for place in sorted(near.places)),
    )
