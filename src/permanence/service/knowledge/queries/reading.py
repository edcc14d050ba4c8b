"""One article, as somebody may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from permanence.service.knowledge.models import Article
from permanence.service.knowledge.queries.articles import heads_of
from permanence.service.knowledge.rules.languages import choose_language
from permanence.service.knowledge.rules.references import read_article_number
from permanence.world.accounts.models import Desk


@dataclass(frozen=True)
class Shown:
    """An article in one language: the one asked for, or the one that is there instead.

    `topic` is its heading in the language asked for; `others` are the other languages it is in.
    """

    article: Article
    reference: str
    title: str
    body: str
    language: str
    asked: str
    published_at: datetime
    others: tuple[str, ...]
    topic: str
    audience: str

    @property
    def is_other_language(self) -> bool:
        """Whether it is shown in another language than the one asked for."""
        return self.language != self.asked


def read_article(desk: int, reference: str, *, language: str, audience: str) -> Shown | None:
    """Return an article of a desk in a language, else in another; None for who may not read it.

    Drafts, retired articles and those for another audience are all the same: not there.
    """
    number = read_article_number(reference)
    rows = Article.objects.standing().read_by(audience).select_related("topic")
    found = rows.filter(desk=desk, number=number).first() if number is not None else None
    if found is None:
        return None
    heads = heads_of([found.pk]).get(found.pk, {})
    fallback = Desk.objects.values_list("default_language", flat=True).get(pk=desk)
    head = heads.get(choose_language(heads, language, fallback) or "")
    if head is None or head.published_at is None:
        return None
    return Shown(
        article=found,
        reference=found.reference,
        title=head.title,
        body=head.body,
        language=head.language,
        asked=language,
        published_at=head.published_at,
        others=tuple(one for one in sorted(heads) if one != head.language),
        topic=found.topic.name_in(language, otherwise=fallback) if found.topic else "",
        audience=found.audience,
    )
