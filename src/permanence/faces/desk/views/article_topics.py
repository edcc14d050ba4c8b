"""The topics of a desk's articles, and how the desk keeps them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.articles import PracticeForm, TopicForm
from permanence.faces.desk.presenting.article_words import articles_url
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.words import reader_language
from permanence.faces.ui.numbers import read_number
from permanence.service.knowledge.actions import end_topic, save_topic, set_practice
from permanence.service.knowledge.models import Topic
from permanence.service.knowledge.queries import practice_of, topics_of
from permanence.service.knowledge.queries.listing import count_topics
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right


@require_http_methods(["GET", "POST"])
@staff_page(Right.PUBLISH_ARTICLES)
def topics(request: StaffRequest) -> HttpResponse:
    """Show the topics; keep one, take one out of use, or change how articles are kept."""
    desk = access.desk(request, Right.PUBLISH_ARTICLES)
    sent: dict[str, DeskForm] = {}
    if request.method == "POST":
        key, form = carry_out(request, desk)
        if not form.errors:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(f"{reverse('desk:article_topics')}?desk={desk.key}")
        sent[key] = form
    return show(request, desk, sent)


def carry_out(request: StaffRequest, desk: Desk) -> tuple[str, DeskForm]:
    """Do what was sent; return its form under the key of its place."""
    act, number = request.POST.get("act", ""), read_number(request.POST.get("topic", ""))
    by, at = request.reader.actor, request.reader.at
    if act == "practice":
        practice = PracticeForm(request.POST)
        if practice.is_valid():
            with practice.acting():
                set_practice(desk, **practice.cleaned_data, by=by, at=at)
        return "practice", practice
    found = find_topic(desk, number) if number is not None else None
    if act == "end" and found is not None:
        ending = DeskForm(request.POST)
        with ending.acting():
            end_topic(desk, found.pk, by=by, at=at)
        return str(found.pk), ending
    form = TopicForm(request.POST, topic=found)
    if form.is_valid():
        with form.acting():
            rank = form.cleaned_data["rank"]
            key = found.pk if found else None
            save_topic(desk, form.names, rank=rank, topic=key, by=by, at=at)
    return str(found.pk) if found else "new", form


def find_topic(desk: Desk, number: int) -> Topic:
    """Return a topic of the desk; else 404."""
    found = Topic.objects.filter(pk=number, desk=desk, ended_at=None).first()
    if found is None:
        raise Http404
    return found


def show(request: StaffRequest, desk: Desk, sent: dict[str, DeskForm]) -> HttpResponse:
    """Return the page of the topics."""
    language, counts = reader_language(), count_topics(desk.pk)
    kept, practice = topics_of(desk.pk), practice_of(desk.pk)
    begun = {"needs_another": practice.needs_another, "review_months": practice.review_months}
    context = {
        "shell": build_shell(request, desk, place="articles"),
        "back_url": articles_url(desk),
        "topics": [
            {
                "number": one.pk,
                "name": one.name_in(language, otherwise=desk.default_language),
                "count": counts.get(one.pk, 0),
                "form": sent.get(str(one.pk)) or TopicForm(topic=one),
                "is_open": str(one.pk) in sent,
            }
            for one in kept
        ],
        "new_form": sent.get("new") or TopicForm(initial={"rank": len(kept) + 1}),
        "practice_form": sent.get("practice") or PracticeForm(initial=begun),
    }
    status = max([200, *(form.status for form in sent.values())])
    return render(request, "desk/article_topics.html", context, status=status)
