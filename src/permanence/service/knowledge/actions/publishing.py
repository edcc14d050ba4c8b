"""Publishing what was written: from now on it is read, and never changes."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.months import add_months
from permanence.service.knowledge.actions.keeping import lock_article, note
from permanence.service.knowledge.actions.writing import DraftChanged
from permanence.service.knowledge.models import Article, Practice, Version
from permanence.service.knowledge.queries.articles import practice_of

# The words of what is published, as mistyped ones are compared with them.
KEEP_WORDS = """
insert into knowledge_word (folded)
select distinct found[1] from regexp_matches(lower(unaccent(%s)), '[[:alpha:]]+', 'g') as found
where length(found[1]) between 4 and 40 order by 1
on conflict do nothing
"""


class NothingToPublish(Refusal):
    """There is no draft, or nothing in it."""


class AuthorPublishes(Refusal):
    """The desk wants another person to read what is published."""


def publish_version(
    version: Version, *, by: Actor, at: datetime, seen: int | None = None
) -> Version:
    """Let a draft be what is read in its language, instead of what was read before.

    Refused to who wrote on it, where the desk wants another person to publish, and when it was
    kept again since `seen`.
    """
    article = lock_article(version.article)
    draft = article.versions.drafts().filter(pk=version.pk).first()
    if draft is None:
        raise NothingToPublish(_("This is no draft any more."))
    if seen is not None and draft.saves != seen:
        raise DraftChanged(_("Somebody else has changed this draft meanwhile: look at it again."))
    if not draft.body:
        raise NothingToPublish(_("Write the text first."))
    practice = practice_of(article.desk_id)
    if practice.needs_another and by.key in draft.authors:
        raise AuthorPublishes(_("On this desk another person publishes what somebody wrote."))
    article.versions.heads().filter(language=draft.language).update(superseded_at=at)
    draft.approved_by, draft.approved_name, draft.published_at = by.key, by.name, at
    draft.save(update_fields=["approved_by", "approved_name", "published_at"])
    list_language(article, draft.language, practice, at=at)
    keep_words(draft)
    told = {"language": draft.language, "number": draft.number, "title": draft.title}
    note(article, "article.published", by=by, at=at, **told, reason=draft.note)
    return draft


def list_language(article: Article, language: str, practice: Practice, *, at: datetime) -> None:
    """Keep that an article is published in a language; without a day of review it gets one."""
    article.languages = sorted({*article.languages, language})
    if article.review_due_on is None or article.review_due_on <= at.date():
        article.review_due_on = add_months(at.date(), practice.review_months)
        article.review_told_at = None
    article.save(update_fields=["languages", "review_due_on", "review_told_at"])


def keep_words(version: Version) -> None:
    """Keep the words of a text for who mistypes one of them."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP_WORDS, [f"{version.title} {version.body}"])
