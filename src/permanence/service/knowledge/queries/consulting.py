"""Which articles are consulted most: computed, never hand-picked (SPEC B1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from permanence.service.knowledge.models import Article
from permanence.service.knowledge.queries.articles import heads_of
from permanence.service.knowledge.rules.audiences import seen_by
from permanence.service.knowledge.rules.languages import choose_language
from permanence.world.accounts.models import Desk

COUNTED = "select article_id, times from knowledge_consulted(%s, %s::text[], %s)"


@dataclass(frozen=True)
class Consulted:
    """An article with how often it was read and used."""

    article: Article
    reference: str
    title: str
    language: str
    is_other_language: bool
    times: int


def most_consulted(
    desk: int, *, language: str, audience: str, since: datetime, most: int
) -> list[Consulted]:
    """Return the articles that were read, sent and named most often, for who may read them."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [desk, list(seen_by(audience)), since])
        counted = sorted(cursor.fetchall(), key=lambda row: (-row[1], row[0]))[:most]
    rows = Article.objects.standing().read_by(audience).filter(desk=desk)
    kept = rows.in_bulk([key for key, _times in counted])
    heads = heads_of(kept)
    fallback = Desk.objects.values_list("default_language", flat=True).get(pk=desk)
    found = []
    for key, times in counted:
        chosen = choose_language(heads.get(key, {}), language, fallback)
        if chosen is not None:
            title, article = heads[key][chosen].title, kept[key]
            is_other = chosen != language
            found.append(Consulted(article, article.reference, title, chosen, is_other, times))
    return found
