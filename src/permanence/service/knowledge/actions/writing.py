"""Writing articles: drafts that are kept until somebody publishes or discards them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.knowledge.actions.keeping import check_card, lock_article, note
from permanence.service.knowledge.models import Article, Version
from permanence.service.knowledge.rules.writing import (
    LONGEST_BODY,
    LONGEST_NOTE,
    LONGEST_TITLE,
    Card,
    Draft,
    find_faults,
    tidy_draft,
)
from permanence.world.accounts.models import Desk

BARE: Final = Card()


class FaultyDraft(Refusal):
    """A draft that cannot be kept as it is."""


class DraftChanged(Refusal):
    """Somebody else has kept the draft since it was looked at."""


def write_draft(
    desk: Desk,
    draft: Draft,
    *,
    by: Actor,
    at: datetime,
    article: Article | None = None,
    card: Card = BARE,
    seen: int | None = None,
) -> Version:
    """Keep what somebody writes of an article in one language; a new one gets its number.

    `card` is for a new article. `seen` is how often the draft had been kept when it was opened, 0
    where there was none: refused when somebody else has kept it since.
    """
    draft = tidy_draft(draft)
    check_draft(draft)
    held = lock_article(article) if article else open_article(desk, card, at=at)
    kept = held.versions.drafts().filter(language=draft.language).first()
    if seen is not None and seen != (kept.saves if kept else 0):
        raise DraftChanged(_("Somebody else has changed this draft meanwhile: look at it again."))
    is_begun = kept is None
    if kept is None:
        number = held.versions.filter(language=draft.language).aggregate(last=Max("number"))
        kept = Version(
            article=held, language=draft.language, number=(number["last"] or 0) + 1, saves=0
        )
    kept.title, kept.body, kept.note = draft.title, draft.body, draft.note
    kept.author, kept.author_name, kept.made_at = by.key, by.name, at
    kept.authors = list(dict.fromkeys([*kept.authors, by.key]))
    kept.saves += 1
    kept.save()
    if is_begun:
        note(held, "article.drafted", by=by, at=at, language=draft.language, number=kept.number)
    return kept


def check_draft(draft: Draft) -> None:
    """Refuse a draft that cannot be kept."""
    texts = {
        "language": (_("Choose a language."), 0),
        "title": (_("Give it a title."), 0),
        "long-title": (_("The title is too long: {most} characters are enough."), LONGEST_TITLE),
        "long": (_("The text is too long: {most} characters are enough."), LONGEST_BODY),
        "note": (_("The reason is too long: {most} characters are enough."), LONGEST_NOTE),
    }
    if faults := find_faults(draft):
        text, most = texts[faults[0]]
        raise FaultyDraft(text, most=most)


def open_article(desk: Desk, card: Card, *, at: datetime) -> Article:
    """Return a new article under the next number of its desk: one writer after the other."""
    check_card(desk.pk, card)
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    last = Article.objects.filter(desk=desk).aggregate(last=Max("number"))["last"] or 0
    return Article.objects.create(
        desk=desk,
        number=last + 1,
        topic_id=card.topic,
        audience=card.audience,
        components=list(card.components),
        owner_id=card.owner,
        review_due_on=card.review_due_on,
        made_at=at,
    )


def discard_draft(version: Version, *, by: Actor, at: datetime) -> None:
    """Take a draft away; what is published stays as it is."""
    held = lock_article(version.article)
    kept = held.versions.drafts().filter(pk=version.pk).first()
    if kept is None:
        raise Refusal(_("This is no draft any more."))
    told = {"language": kept.language, "number": kept.number}
    kept.delete()
    note(held, "article.draft_discarded", by=by, at=at, **told)
