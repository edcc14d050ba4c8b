"""The articles of a desk: found, narrowed, by pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.presenting.article_list import (
    list_filters,
    list_topics,
    show_articles,
)
from permanence.faces.desk.presenting.article_words import articles_url
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.words import language_name, reader_language
from permanence.faces.ui.numbers import read_number
from permanence.promises.policies.queries import policy_in_force
from permanence.service.knowledge.queries import topics_of
from permanence.service.knowledge.queries.listing import (
    SHOWN,
    Sift,
    count_topics,
    list_articles,
    search_articles,
)
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

PAGE = 50


@require_safe
@staff_page(Right.READ_ARTICLES)
def articles(request: StaffRequest) -> HttpResponse:
    """Show the articles of a desk."""
    desk, reader = access.desk(request, Right.READ_ARTICLES), request.reader
    language, day = reader_language(), reader.at.date()
    sift, query = read_sift(request), request.GET.get("q", "").strip()[:200]
    before = read_number(request.GET.get("before", ""))
    if query:
        rows = search_articles(desk.pk, query, sift, language=language, day=day)
    else:
        rows = list_articles(desk.pk, sift, day=day, before=before, most=PAGE + 1)
    goes_on = not query and len(rows) > PAGE
    asked = {"topic": sift.topic, "missing": sift.missing, "show": sift.show}
    may_write = reader.may(Right.WRITE_ARTICLES, desk.pk)
    may_publish = reader.may(Right.PUBLISH_ARTICLES, desk.pk)
    context = {
        "shell": build_shell(request, desk, place="articles"),
        "rows": show_articles(rows[:PAGE], desk, reader, language=language),
        "desk_key": desk.key,
        "asked": query,
        "sift": sift,
        "filters": list_filters(desk, sift, query),
        "topics": list_topics(
            topics_of(desk.pk), count_topics(desk.pk), desk, sift, language=language
        ),
        "missing": [(one, language_name(one)) for one in spoken_on(desk, request)],
        "new_url": f"{reverse('desk:article_new')}?desk={desk.key}" if may_write else "",
        "topics_url": f"{reverse('desk:article_topics')}?desk={desk.key}" if may_publish else "",
        "pager": {
            "previous_url": articles_url(desk, **asked) if before and not query else "",
            "next_url": articles_url(desk, before=rows[PAGE - 1].number, **asked)
            if goes_on
            else "",
        },
        "empty": {
            "icon": "book",
            "title": _("No article here"),
            "text": _("What was explained once can be found again: by colleagues, and customers."),
        },
    }
    return render(request, "desk/articles.html", context)


def read_sift(request: StaffRequest) -> Sift:
    """Return which articles are wanted; what nobody knows is not asked for."""
    show = request.GET.get("show", "")
    missing = request.GET.get("missing", "")
    return Sift(
        show=show if show in SHOWN else "standing",
        topic=read_number(request.GET.get("topic", "")),
        missing=missing if missing.isalpha() and len(missing) == 2 else "",
    )


def spoken_on(desk: Desk, request: StaffRequest) -> tuple[str, ...]:
    """Return the languages that a desk speaks."""
    return policy_in_force(desk.key, at=request.reader.at)[1].languages
