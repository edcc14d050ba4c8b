"""The articles of the demo's desks: in several languages, of all audiences, read and judged."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from permanence.ground.journal.rules import Actor
from permanence.service.knowledge.actions import (
    count_reading,
    count_verdict,
    publish_version,
    save_topic,
    write_draft,
)
from permanence.service.knowledge.models import Article
from permanence.service.knowledge.rules.writing import Card, Draft
from permanence.world.accounts.models import Desk, Specialist

ARTICLES: Final = Path(__file__).with_name("demo_articles.toml")
Told = Mapping[str, Any]


def write_articles(desks: Mapping[str, Desk], *, by: Specialist, at: datetime) -> None:
    """Give each desk its topics, and articles as if they had been written over the months."""
    editor = Actor(f"specialist:{by.pk}", by.name)
    told = tomllib.loads(ARTICLES.read_text(encoding="utf-8"))
    topics: dict[tuple[str, str], int] = {}
    for rank, one in enumerate(told["topic"], start=1):
        key = (one["desk"], one["key"])
        topic = save_topic(desks[one["desk"]], one["names"], rank=rank, by=editor, at=at)
        topics[key] = topic.pk
    for one in told["article"]:
        write_article(
            one, desks[one["desk"]], topics[one["desk"], one["topic"]], editor=editor, at=at
        )


def write_article(told: Told, desk: Desk, topic: int, *, editor: Actor, at: datetime) -> None:
    """Write an article in its languages; publish it when it was, and let it be read since."""
    author = Specialist.objects.select_related("user").get(
        user__email__startswith=f"{told['author']}@"
    )
    actor = Actor(f"specialist:{author.pk}", author.name)
    written = at - timedelta(days=told.get("days", 2))
    card = Card(audience=told["audience"], topic=topic, owner=author.pk)
    article: Article | None = None
    for language, _name in settings.LANGUAGES:
        if text := told.get(language):
            draft = Draft(language, text["title"], text["body"])
            version = write_draft(desk, draft, by=actor, at=written, article=article, card=card)
            article = version.article
            if "days" in told:
                publish_version(version, by=editor, at=written)
    if article is not None:
        let_read(article, told, desk, at=at)


def let_read(article: Article, told: Told, desk: Desk, *, at: datetime) -> None:
    """Count that customers read an article in the last days, and whether it helped some of them."""
    for number in range(told.get("read", 0)):
        day = at - timedelta(days=number % 14)
        count_reading(article, language=desk.default_language, face="portal", at=day)
        if number % 4 == 0:
            helped = number % 12 != 0
            count_verdict(article, language=desk.default_language, helped=helped, at=day)
