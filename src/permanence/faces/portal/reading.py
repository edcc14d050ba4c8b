"""Articles as the portal shows them: found, listed, and one of them to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final, Protocol

from django.conf.locale import LANG_INFO
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from permanence.faces.portal.access import Guest
from permanence.ground.lib.dates import say_date
from permanence.ground.lib.rich import rich_html
from permanence.service.knowledge.queries import (
    Shelf,
    Shown,
    Titled,
    most_consulted,
    read_article,
    shelves_of,
    suggest_articles,
    titles_of,
)
from permanence.service.knowledge.rules.excerpts import plain_words

Facts = dict[str, Any]
CONSULTED_FOR: Final = timedelta(days=90)
MOST_CONSULTED: Final = 8
MOST_FOUND: Final = 20
MOST_RELATED: Final = 3
# So few that they all stand on the first page, each under its topic.
FEW: Final = 40
LONGEST_QUERY: Final = 300
LONGEST_SUMMARY: Final = 160


class Named(Protocol):
    """What the queries return has a name, and a title in some language."""

    @property
    def reference(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def is_other_language(self) -> bool: ...


def link_article(guest: Guest, one: Named, *, excerpt: str = "") -> Facts:
    """Return an article as a list shows it; `mark` names its language where it is another."""
    return {
        "reference": one.reference,
        "url": reverse("portal:help_article", args=[guest.desk.key, one.reference]),
        "title": one.title,
        "excerpt": excerpt,
        "language": one.language,
        "mark": name_language(one.language) if one.is_other_language else "",
    }


def name_language(code: str) -> str:
    """Return a language by the name that it gives itself."""
    return str(LANG_INFO[code]["name_local"])


def search_articles(
    guest: Guest, text: str, *, most: int = MOST_FOUND, without: Sequence[str] = ()
) -> list[Facts]:
    """Return the articles that come nearest to what somebody asks."""
    wanted = most + len(without)
    found = suggest_articles(
        guest.desk.pk, text, language=guest.language, audience=guest.audience, most=wanted
    )
    kept = [one for one in found if one.reference not in without][:most]
    return [link_article(guest, one, excerpt=one.excerpt) for one in kept]


def list_consulted(guest: Guest) -> Facts:
    """Return what is consulted most, computed from readings and uses, and since when."""
    since = (guest.at - CONSULTED_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    found = most_consulted(
        guest.desk.pk,
        language=guest.language,
        audience=guest.audience,
        since=since,
        most=MOST_CONSULTED,
    )
    return {
        "articles": [link_article(guest, one) for one in found],
        "since": say_date(since.date(), "j F Y"),
    }


def list_topics(guest: Guest) -> list[Facts]:
    """Return the topics with how many articles stand under them; where they are few, with all."""
    shelves = shelves_of(guest.desk.pk, audience=guest.audience)
    is_small = sum(one.count for one in shelves) <= FEW
    titles = list_titles(guest) if is_small else []
    page = reverse("portal:help", args=[guest.desk.key])
    return [
        {
            "name": name_shelf(guest, one),
            "count": one.count,
            "url": f"{page}?topic={key}",
            "articles": [link_article(guest, title) for title in titles if title.topic == under],
        }
        for one in shelves
        for under in (one.topic.pk if one.topic else None,)
        for key in (under or 0,)
    ]


def list_titles(guest: Guest, *, topic: int | None = None) -> list[Titled]:
    """Return the titles of what a guest may read, all or those of a topic."""
    return titles_of(guest.desk.pk, language=guest.language, audience=guest.audience, topic=topic)


def name_shelf(guest: Guest, shelf: Shelf) -> str:
    """Return the heading of a topic; what has none stands under another word."""
    if shelf.topic is None:
        return _("Other articles")
    return shelf.topic.name_in(guest.language, otherwise=guest.policy.default_language)


def find_shelf(guest: Guest, key: str) -> Shelf:
    """Return the topic that an address names; one with nothing to read is not there."""
    for one in shelves_of(guest.desk.pk, audience=guest.audience):
        if str(one.topic.pk if one.topic else 0) == key:
            return one
    raise Http404


def find_article(guest: Guest, reference: str, *, language: str = "") -> Shown:
    """Return an article that the reader may read; any other is not there."""
    asked = language if language in LANG_INFO else guest.language
    shown = read_article(guest.desk.pk, reference, language=asked, audience=guest.audience)
    if shown is None:
        raise Http404
    return shown


def show_article(guest: Guest, shown: Shown) -> Facts:
    """Return an article as its page shows it."""
    page = reverse("portal:help_article", args=[guest.desk.key, shown.reference])
    updated = shown.published_at.astimezone(guest.zone)
    topic = shown.article.topic_id
    return {
        "reference": shown.reference,
        "title": shown.title,
        "html": rich_html(shown.body),
        "summary": plain_words(shown.body)[:LONGEST_SUMMARY],
        "language": shown.language,
        "note": say_language(guest, shown),
        "languages": list_languages(page, shown),
        "updated": say_date(updated.date(), "j F Y"),
        "updated_iso": updated.date().isoformat(),
        "topic": shown.topic,
        "topic_url": f"{reverse('portal:help', args=[guest.desk.key])}?topic={topic or 0}",
        "url": page,
        "verdict_url": reverse("portal:help_verdict", args=[guest.desk.key, shown.reference]),
        "ask_url": ask_after(guest, shown.reference),
    }


def say_language(guest: Guest, shown: Shown) -> str:
    """Return what a reader is told who reads an article in another language than their own."""
    if shown.language == guest.language:
        return ""
    told = {"language": name_language(shown.language)}
    if guest.language in shown.others:
        return _("You read this article in another language: %(language)s.") % told
    return _("This article is not there in your language yet. You read it in: %(language)s.") % told


def list_languages(page: str, shown: Shown) -> list[Facts]:
    """Return the languages of an article, each with the way to it; none where there is just one."""
    if not shown.others:
        return []
    return [
        {
            "code": code,
            "name": name_language(code),
            "url": f"{page}?in={code}",
            "current": code == shown.language,
        }
        for code in sorted({shown.language, *shown.others})
    ]


def ask_after(guest: Guest, *read: str, subject: str = "") -> str:
    """Return the way to a new request that says which articles were read before, or looked for."""
    told = [("read", one) for one in read] + ([("subject", subject)] if subject else [])
    page = reverse("portal:new", args=[guest.desk.key])
    return f"{page}?{urlencode(told)}" if told else page


def find_related(guest: Guest, shown: Shown) -> list[Facts]:
    """Return the articles that come nearest to one by their words."""
    return search_articles(guest, shown.title, most=MOST_RELATED, without=[shown.reference])


def turn_shelf(page: str, titles: Sequence[Titled], number: int, *, most: int) -> Facts:
    """Return the way to the next and to the previous page of a topic."""
    last = (len(titles) - 1) // most + 1
    return {
        "previous_url": f"{page}&page={number - 1}" if number > 1 else "",
        "next_url": f"{page}&page={number + 1}" if number < last else "",
        "summary": "",
    }


def link_titles(guest: Guest, titles: Iterable[Titled]) -> list[Facts]:
    """Return titles as a list shows them."""
    return [link_article(guest, one) for one in titles]
