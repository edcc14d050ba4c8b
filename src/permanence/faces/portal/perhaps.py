"""Articles that may spare somebody a new request, and those that were read before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.urls import reverse

from permanence.faces.portal.access import Guest
from permanence.faces.portal.reading import link_article, search_articles, show_article
from permanence.service.knowledge.queries import Shown, read_article

Facts = dict[str, Any]
MOST_OFFERED: Final = 3
MOST_READ: Final = 5
LONGEST_ASKED: Final = 2_000


def find_read(guest: Guest, references: Iterable[str] | None) -> list[Shown]:
    """Return the articles that are named, as far as the reader may read them."""
    asked = list(dict.fromkeys(references or ()))[:MOST_READ]
    found = (
        read_article(guest.desk.pk, one, language=guest.language, audience=guest.audience)
        for one in asked
    )
    return [one for one in found if one]


def show_read(guest: Guest, references: Iterable[str] | None) -> list[Facts]:
    """Return what was read before, as the page names it."""
    return [link_article(guest, one) for one in find_read(guest, references)]


def address_of_perhaps(guest: Guest) -> str:
    """Return where a page asks for articles while somebody types; empty where there are none."""
    return reverse("portal:perhaps", args=[guest.desk.key]) if guest.has_articles else ""


def offer_articles(guest: Guest, text: str, *, read: Iterable[str] = ()) -> list[Facts]:
    """Return the articles that may answer what somebody types, without those that were read."""
    if not guest.has_articles:
        return []
    found = search_articles(guest, text[:LONGEST_ASKED], most=MOST_OFFERED, without=list(read))
    return [one | addresses_of(guest, one["reference"]) for one in found]


def offer_before_sending(guest: Guest, given: Mapping[str, Any]) -> list[Facts]:
    """Return the articles to look at once before a request is sent, with their texts.

    None where they were offered already, and none where files would have to be chosen again.
    """
    if given["looked"] or given["files"]:
        return []
    read = [one.reference for one in given["read"]]
    offered = offer_articles(guest, f"{given['subject']} {given['description']}", read=read)
    shown = find_read(guest, [one["reference"] for one in offered])
    texts = {one.reference: show_article(guest, one)["html"] for one in shown}
    return [one | {"html": texts.get(one["reference"], "")} for one in offered]


def addresses_of(guest: Guest, reference: str) -> Facts:
    """Return where an article's text comes from, and where it is said that it helped."""
    place = [guest.desk.key, reference]
    return {
        "text_url": reverse("portal:help_text", args=place),
        "verdict_url": reverse("portal:help_verdict", args=place),
    }
