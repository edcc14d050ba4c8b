"""The topics of a desk, and how it keeps its articles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.terms.rules import LANGUAGES
from permanence.service.knowledge.models import Practice, Topic
from permanence.service.knowledge.queries.articles import practice_of
from permanence.world.accounts.models import Desk


def save_topic(
    desk: Desk,
    names: Mapping[str, str],
    *,
    by: Actor,
    at: datetime,
    rank: int = 0,
    topic: int | None = None,
) -> Topic:
    """Keep a topic under its names; `topic` is the one that is changed, None for a new one."""
    tidy = {one: " ".join(names.get(one, "").split()) for one in LANGUAGES}
    named = {language: name for language, name in tidy.items() if name}
    if not named:
        raise Refusal(_("Give it a name in one language at least."))
    kept = Topic(desk=desk)
    if topic is not None:
        kept = Topic.objects.select_for_update(no_key=True).get(pk=topic, desk=desk)
    kept.names, kept.rank, kept.ended_at = named, rank, None
    kept.save()
    record("topic.saved", f"topic:{kept.pk}", at=at, actor=by, desk=desk.pk, names=named, rank=rank)
    return kept


def end_topic(desk: Desk, topic: int, *, by: Actor, at: datetime) -> None:
    """Take a topic out of use; the articles under it keep it until they get another."""
    kept = Topic.objects.select_for_update(no_key=True).get(pk=topic, desk=desk)
    if kept.ended_at is None:
        kept.ended_at = at
        kept.save(update_fields=["ended_at"])
        record("topic.ended", f"topic:{kept.pk}", at=at, actor=by, desk=desk.pk, names=kept.names)


def set_practice(
    desk: Desk, *, needs_another: bool, review_months: int, by: Actor, at: datetime
) -> Practice:
    """Say whether another than the author publishes, and after how many months articles are due."""
    if not 1 <= review_months <= 60:
        raise Refusal(_("Choose between 1 and 60 months."))
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    kept = practice_of(desk.pk)
    before = {"needs_another": kept.needs_another, "review_months": kept.review_months}
    told = {"needs_another": needs_another, "review_months": review_months}
    if kept.pk and before == told:
        return kept
    kept.needs_another, kept.review_months = needs_another, review_months
    kept.save()
    changes = {name: [before[name], told[name]] for name in told if before[name] != told[name]}
    record("articles.practice", f"desk:{desk.key}", at=at, actor=by, desk=desk.pk, changes=changes)
    return kept
