"""What holds for an article in every language; retiring it and bringing it back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record_deeds
from permanence.ground.journal.rules import Actor, Deed
from permanence.ground.lib.errors import Refusal
from permanence.service.knowledge.models import Article, Topic
from permanence.service.knowledge.rules.writing import Card, find_card_faults
from permanence.world.accounts.models import StaffRole
from permanence.world.catalogue.models import Component


class WrongCard(Refusal):
    """What is said of an article cannot be."""


def change_article(article: Article, card: Card, *, by: Actor, at: datetime) -> None:
    """Let an article be for whom, under what and whose the card says."""
    held = lock_article(article)
    check_card(held.desk_id, card)
    was, now = tell(held.card), tell(card)
    changes = {name: [was[name], now[name]] for name in now if was[name] != now[name]}
    if not changes:
        return
    held.audience, held.topic_id, held.owner_id = card.audience, card.topic, card.owner
    held.components = list(card.components)
    if held.review_due_on != card.review_due_on:
        held.review_due_on, held.review_told_at = card.review_due_on, None
    held.save()
    note(held, "article.changed", by=by, at=at, changes=changes)


def confirm_article(article: Article, *, due: date, by: Actor, at: datetime) -> None:
    """Keep that somebody looked and found it still right; it is looked at again on that day."""
    held = lock_article(article)
    if due <= at.date():
        raise WrongCard(_("Choose a day in the future."))
    held.review_due_on, held.review_told_at = due, None
    held.save(update_fields=["review_due_on", "review_told_at"])
    note(held, "article.confirmed", by=by, at=at, due=due.isoformat())


def retire_article(article: Article, *, reason: str, by: Actor, at: datetime) -> None:
    """Let an article be found by nobody any more; it stays readable where it was used."""
    held = lock_article(article)
    if held.retired_at is not None:
        raise Refusal(_("This article is retired already."))
    if not reason.strip():
        raise Refusal(_("Say why it is retired."))
    held.retired_at, held.retired_by, held.retired_reason = at, by.name, reason.strip()
    held.save(update_fields=["retired_at", "retired_by", "retired_reason"])
    note(held, "article.retired", by=by, at=at, reason=held.retired_reason)


def restore_article(article: Article, *, by: Actor, at: datetime) -> None:
    """Bring a retired article back, as it was."""
    held = lock_article(article)
    if held.retired_at is None:
        raise Refusal(_("This article is not retired."))
    held.retired_at, held.retired_by, held.retired_reason = None, "", ""
    held.save(update_fields=["retired_at", "retired_by", "retired_reason"])
    note(held, "article.restored", by=by, at=at)


def lock_article(article: Article) -> Article:
    """Return an article as it is now, locked."""
    return Article.objects.select_for_update(no_key=True).get(pk=article.pk)


def check_card(desk: int, card: Card) -> None:
    """Refuse a card that names what the desk has not got."""
    if find_card_faults(card):
        raise WrongCard(_("Choose for whom it is."))
    if card.topic and not Topic.objects.filter(pk=card.topic, desk=desk, ended_at=None).exists():
        raise WrongCard(_("The desk has no such topic."))
    if card.owner and not StaffRole.objects.filter(specialist=card.owner, desk=desk).exists():
        raise WrongCard(_("The owner has to work on this desk."))
    known = Component.objects.filter(desk=desk, key__in=card.components)
    if known.count() != len(set(card.components)):
        raise WrongCard(_("The desk has no such component."))


def tell(card: Card) -> dict[str, Any]:
    """Return a card as the journal keeps it."""
    return {
        "audience": card.audience,
        "topic": card.topic,
        "components": sorted(card.components),
        "owner": card.owner,
        "review_due_on": card.review_due_on.isoformat() if card.review_due_on else None,
    }


def note(article: Article, act: str, *, by: Actor, at: datetime, **facts: object) -> None:
    """Record what was done to an article."""
    told = {"reference": article.reference, **facts}
    record_deeds([Deed(act, f"article:{article.pk}", at, by, article.desk_id, None, told)])
