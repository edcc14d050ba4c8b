"""One article as its page shows it: text, languages, versions, where and how it is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.article_acts import say_article_act
from permanence.faces.desk.presenting.article_words import (
    article_url,
    audience_names,
    writing_url,
)
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.words import language_name
from permanence.faces.ui.moments import write_day
from permanence.ground.journal.queries import last_acts
from permanence.ground.lib.comparing import compare_texts
from permanence.ground.lib.rich import rich_html
from permanence.service.knowledge.models import Article, Version
from permanence.service.knowledge.queries.figures import figures_of, usages_of
from permanence.service.knowledge.rules.languages import choose_language
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.models import Component

Shown = dict[str, Any]


def draw_article(body: str) -> SafeString:
    """Return an article's text as its reader sees it."""
    return mark_safe(rich_html(body))  # noqa: S308 -- made harmless there


def choose_version(
    versions: Sequence[Version], asked: str, desk: Desk
) -> tuple[Version | None, Version | None]:
    """Return what is read in the language asked for, or in another, and its draft.

    Where nothing is published in any language the draft stands alone.
    """
    heads = {one.language: one for one in versions if not one.is_draft and not one.superseded_at}
    drafts = {one.language: one for one in versions if one.is_draft}
    language = asked if asked in heads or asked in drafts else None
    language = language or choose_language(heads or drafts, asked, desk.default_language)
    return heads.get(language or ""), drafts.get(language or "")


def show_languages(
    article: Article, versions: Sequence[Version], desk: Desk, reader: Reader, *, shown: str
) -> list[Shown]:
    """Return a tab for each language, and where a missing one is written."""
    heads = {one.language for one in versions if one.published_at and not one.superseded_at}
    drafts = {one.language for one in versions if one.is_draft}
    may_write = reader.may(Right.WRITE_ARTICLES, desk.pk)
    source = {"source": shown} if shown else {}
    return [
        {
            "code": code,
            "name": language_name(code),
            "is_there": code in heads | drafts,
            "is_draft": code in drafts,
            "is_published": code in heads,
            "current": code == shown,
            "url": article_url(article, desk, language=code)
            if code in heads | drafts
            else (writing_url(article, desk, code, **source) if may_write else ""),
        }
        for code, _name in settings.LANGUAGES
    ]


def show_version(version: Version, before: Version | None, reader: Reader) -> Shown:
    """Return one version with what it changed against the one before."""
    at = version.published_at or version.made_at
    words = {"gone": _("was"), "new": _("is now"), "same": ""}
    lines = compare_texts(write_whole(before), write_whole(version)) if before else ()
    return {
        "number": version.number,
        "title": version.title,
        "author": version.author_name,
        "approved": version.approved_name if version.approved_by != version.author else "",
        "note": version.note,
        "is_draft": version.is_draft,
        "is_head": bool(version.published_at and not version.superseded_at),
        "lines": [{"kind": one.kind, "text": one.text, "word": words[one.kind]} for one in lines],
        **show_instant(at, reader),
    }


def write_whole(version: Version) -> str:
    """Return title and text as they are compared."""
    return f"{version.title}\n\n{version.body}"


def show_versions(versions: Sequence[Version], language: str, reader: Reader) -> list[Shown]:
    """Return the versions in a language, the last one first."""
    own = [one for one in versions if one.language == language]
    befores = [*own[1:], None]
    return [show_version(*pair, reader) for pair in zip(own, befores, strict=True)]


def show_facts(article: Article, desk: Desk, *, language: str) -> list[Shown]:
    """Return what holds for an article in every language."""
    otherwise = desk.default_language
    topic = article.topic.name_in(language, otherwise=otherwise) if article.topic else ""
    parts = Component.objects.filter(desk=desk, key__in=article.components)
    named = ", ".join(sorted(one.name_in(language, otherwise=otherwise) for one in parts))
    due = article.review_due_on
    return [
        {"label": _("For whom"), "value": audience_names()[article.audience]},
        {"label": _("Topic"), "value": topic or _("None")},
        {"label": _("Owner"), "value": article.owner.name if article.owner else _("Nobody")},
        {"label": _("Review on"), "value": write_day(due, "j M Y") if due else "—"},
        *([{"label": _("Components"), "value": named}] if named else []),
    ]


def show_usages(article: Article, reader: Reader) -> list[Shown]:
    """Return the requests on which an article was used, as far as the reader may know of them."""
    usages = usages_of(article.pk)
    tickets = Ticket.objects.in_bulk([one.ticket for one in usages])
    return [
        {
            "reference": speak_reference(found.reference),
            "subject": found.subject,
            "url": reverse("desk:ticket", args=[found.reference]),
            "is_sent": one.kind == one.Kind.SENT,
            "is_read": one.kind == one.Kind.READ,
            "by": one.by,
            **show_instant(one.at, reader),
        }
        for one in usages
        if (found := tickets.get(one.ticket)) and reader.may(Right.READ_TICKETS, found.desk_id)
    ]


def show_figures(article: Article, reader: Reader) -> Shown:
    """Return how often an article is read and whether it helps."""
    found = figures_of(article.pk, at=reader.at)
    judged = found.helped + found.not_helped
    return {
        "on_desk": found.on_desk,
        "on_portal": found.on_portal,
        "of_late": found.of_late,
        "helped": found.helped,
        "judged": judged,
        "used": found.used,
    }


def show_article_history(article: Article, reader: Reader) -> list[Shown]:
    """Return who did what to an article, the last first."""
    return [
        {
            **show_instant(act.at, reader),
            "who": act.actor_name or "Permanence",
            "what": say_article_act(act.act, act.facts),
            "changes": [],
        }
        for act in last_acts(f"article:{article.pk}", most=20)
    ]
