"""Asking the owners of articles whether they are still right."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from permanence.service.knowledge.models import Article
from permanence.world.attention.actions.notices import News, tell_people
from permanence.world.attention.queries.notices import Hearers
from permanence.world.attention.rules.channels import Event

MOST: Final = 200


def ask_owners(*, at: datetime) -> int:
    """Tell each owner once of an article that is due for review; return how many are."""
    waiting = Article.objects.due(at.date()).filter(review_told_at=None, owner__isnull=False)
    rows = waiting.select_for_update(no_key=True, skip_locked=True, of=("self",))
    due = list(rows.order_by("pk")[:MOST])
    tell_people(
        [
            News(
                Event.ARTICLE_DUE,
                Hearers(f"article:{one.pk}", one.desk_id, named=[one.owner_id]),
            )
            for one in due
            if one.owner_id is not None
        ],
        at=at,
    )
    Article.objects.filter(pk__in=[one.pk for one in due]).update(review_told_at=at)
    return len(due)
