"""Help without writing: search, topics, what is consulted most, and an article to read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.portal.access import Guest, enter_desk
from permanence.faces.portal.forms import LinkForm
from permanence.faces.portal.kept import find_kept, let_keep, tag_page
from permanence.faces.portal.reading import (
    LONGEST_QUERY,
    ask_after,
    find_article,
    find_related,
    find_shelf,
    link_titles,
    list_consulted,
    list_titles,
    list_topics,
    name_shelf,
    search_articles,
    show_article,
    turn_shelf,
)
from permanence.faces.portal.shell import furnish_page
from permanence.faces.portal.throttle import judges_too_much, reads_as_person
from permanence.faces.portal.views.links import show_form
from permanence.faces.ui.numbers import read_number
from permanence.ground.lib.clock import now
from permanence.promises.terms.rules import LANGUAGES
from permanence.service.knowledge.actions import count_reading, count_verdict
from permanence.service.knowledge.rules.audiences import EVERYONE
from permanence.service.knowledge.rules.references import read_article_number, speak_article

ON_A_PAGE = 50
SAID = frozenset({"yes", "no", "solved", "crowded"})


@require_safe
def show_help(request: HttpRequest, desk: str) -> HttpResponseBase:
    """Show what can be read: found by words, under a topic, or the way into all of it."""
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    topic = request.GET.get("topic", "")
    told: dict[str, Any]
    with enter_desk(request, desk) as guest:
        if query:
            told = {"query": query, "found": search_articles(guest, query)}
        elif topic:
            told = show_shelf(request, guest, topic)
        else:
            told = {"topics": list_topics(guest), "consulted": list_consulted(guest)}
        told["ask_url"] = ask_after(guest, subject=query)
        told["help_url"] = reverse("portal:help", args=[desk])
        return answer(request, guest, "portal/help.html", told)


def show_shelf(request: HttpRequest, guest: Guest, topic: str) -> dict[str, Any]:
    """Return what stands under a topic, a page of it."""
    shelf = find_shelf(guest, topic)
    titles = list_titles(guest, topic=shelf.topic.pk if shelf.topic else 0)
    number = read_number(request.GET.get("page", ""), digits=5) or 1
    first = (number - 1) * ON_A_PAGE
    page = f"{request.path}?topic={topic}"
    return {
        "shelf": name_shelf(guest, shelf),
        "articles": link_titles(guest, titles[first : first + ON_A_PAGE]),
        "pager": turn_shelf(page, titles, number, most=ON_A_PAGE),
    }


@require_safe
def show_help_article(request: HttpRequest, desk: str, reference: str) -> HttpResponseBase:
    """Show an article, and count that it was read."""
    said = request.GET.get("said", "")
    with enter_desk(request, desk) as guest:
        try:
            shown = find_article(guest, reference, language=request.GET.get("in", ""))
        except Http404:
            return ask_who_reads(request, guest, reference)
        if reads_as_person(request) and said not in SAID:
            count_reading(shown.article, language=shown.language, face="portal", at=guest.at)
        article = show_article(guest, shown)
        address = request.build_absolute_uri(article["url"])
        there = sorted({shown.language, *shown.others})
        told = {
            "article": article,
            "related": find_related(guest, shown),
            "said": said if said in SAID else "",
            "head": {
                "canonical": address,
                "is_public": shown.audience == EVERYONE and not said,
                "languages": [{"code": code, "url": f"{address}?lang={code}"} for code in there],
            },
            "help_url": reverse("portal:help", args=[desk]),
        }
        return answer(request, guest, "portal/help_article.html", told)


def ask_who_reads(request: HttpRequest, guest: Guest, reference: str) -> HttpResponse:
    """Offer a link by mail to who is not signed in, whether the article is there or not.

    Customers are sent the addresses of articles that are for customers (SPEC C6: nobody learns
    here which there are).
    """
    number = read_article_number(reference)
    if guest.contact is not None or number is None:
        raise Http404
    return show_form(request, guest, LinkForm(), article=speak_article(number), status=404)


def answer(
    request: HttpRequest, guest: Guest, template: str, told: dict[str, Any]
) -> HttpResponseBase:
    """Return a page, or that what the reader keeps of it still holds."""
    tag = tag_page(request, guest, sorted(told.items()))
    known = find_kept(request, tag)
    if known is not None:
        return known
    context = furnish_page(request, guest, place="help", **told)
    return let_keep(render(request, template, context), tag)


@require_POST
def judge_article(request: HttpRequest, desk: str, reference: str) -> HttpResponse:
    """Count that an article helped or did not; of nobody, and so often from one place only.

    "solved" says that it came in time: who says so was about to write to the desk.
    """
    said = request.POST.get("helped", "")
    if said not in {"yes", "no", "solved"}:
        return HttpResponseBadRequest()
    language = request.POST.get("in", "")
    crowded = judges_too_much(request, f"{desk}/{reference}"[:80], at=now())
    with enter_desk(request, desk) as guest:
        shown = find_article(guest, reference, language=language)
        if not crowded:
            count_verdict(
                shown.article,
                language=shown.language,
                helped=said != "no",
                at=guest.at,
                spares=said == "solved",
            )
    page = reverse("portal:help_article", args=[desk, shown.reference])
    spoken = f"&in={language}" if language in LANGUAGES else ""
    return redirect(f"{page}?said={'crowded' if crowded else said}{spoken}#said")
