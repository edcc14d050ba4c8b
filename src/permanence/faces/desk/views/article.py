"""One article: read, published, retired, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.articles import CardForm, RetireForm, StillRightForm
from permanence.faces.desk.presenting.article import (
    choose_version,
    draw_article,
    show_article_history,
    show_facts,
    show_figures,
    show_languages,
    show_usages,
    show_versions,
)
from permanence.faces.desk.presenting.article_words import (
    article_url,
    articles_url,
    audience_names,
    writing_url,
)
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.words import language_name, reader_language
from permanence.faces.ui.numbers import read_number
from permanence.ground.lib.months import add_months
from permanence.service.knowledge.actions import (
    change_article,
    confirm_article,
    count_reading,
    discard_draft,
    publish_version,
    restore_article,
    retire_article,
)
from permanence.service.knowledge.models import Article, Version
from permanence.service.knowledge.queries import article_numbered, topics_of, versions_of
from permanence.service.knowledge.queries.articles import practice_of
from permanence.world.accounts.models import Desk, Specialist
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.queries import components_of

Shown = dict[str, Any]


@require_safe
@staff_page(Right.READ_ARTICLES)
def article(request: StaffRequest, reference: str) -> HttpResponse:
    """Show an article, and count that it was read."""
    desk, found = find_article(request, reference)
    return show(request, desk, found, {})


@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_ARTICLES)
def card(request: StaffRequest, reference: str) -> HttpResponse:
    """Change for whom an article is, under which topic it stands, and whose it is."""
    desk, found = find_article(request, reference)
    access.check(request, Right.WRITE_ARTICLES, desk.pk)
    if found.languages:
        access.check(request, Right.PUBLISH_ARTICLES, desk.pk)
    form = card_form(request, desk, found)
    if form.is_valid():
        with form.acting():
            change_article(found, form.card, by=request.reader.actor, at=request.reader.at)
        if form.refusal is None:
            messages.success(request, _("The article is changed."))
            return HttpResponseRedirect(article_url(found, desk))
    context = {
        "shell": build_shell(request, desk, place="articles"),
        "title": _("For whom, and whose: %(reference)s") % {"reference": found.reference},
        "form": form,
        "back_url": article_url(found, desk),
        "submit": _("Save"),
    }
    return render(request, "desk/article_card.html", context, status=form.status)


@require_POST
@staff_page(Right.WRITE_ARTICLES)
def act(request: StaffRequest, reference: str, act: str) -> HttpResponse:
    """Publish or discard a draft, retire, bring back, confirm."""
    desk, found = find_article(request, reference)
    if act not in ACTS:
        raise Http404
    right, carry_out, done = ACTS[act]
    access.check(request, right, desk.pk)
    form = carry_out(request, found)
    if form.errors:
        return show(request, desk, found, {act: form})
    messages.success(request, done())
    if not Article.objects.filter(pk=found.pk, versions__isnull=False).exists():
        return HttpResponseRedirect(articles_url(desk, show="drafts"))
    language = request.POST.get("language", "")
    return HttpResponseRedirect(article_url(found, desk, language=language))


def do_publish(request: StaffRequest, found: Article) -> DeskForm:
    """Publish the draft that was looked at; refused when it was changed since."""
    form, draft = DeskForm(request.POST), find_draft(request, found)
    with form.acting():
        seen = read_number(request.POST.get("saves", "")) or 0
        publish_version(draft, by=request.reader.actor, at=request.reader.at, seen=seen)
    return form


def do_discard(request: StaffRequest, found: Article) -> DeskForm:
    """Discard a draft."""
    form, draft = DeskForm(request.POST), find_draft(request, found)
    with form.acting():
        discard_draft(draft, by=request.reader.actor, at=request.reader.at)
    return form


def do_retire(request: StaffRequest, found: Article) -> DeskForm:
    """Retire an article."""
    form = RetireForm(request.POST)
    if form.is_valid():
        with form.acting():
            reason = form.cleaned_data["reason"]
            retire_article(found, reason=reason, by=request.reader.actor, at=request.reader.at)
    return form


def do_restore(request: StaffRequest, found: Article) -> DeskForm:
    """Bring an article back."""
    form = DeskForm(request.POST)
    with form.acting():
        restore_article(found, by=request.reader.actor, at=request.reader.at)
    return form


def do_confirm(request: StaffRequest, found: Article) -> DeskForm:
    """Keep that an article is still right."""
    form = StillRightForm(request.POST)
    if form.is_valid():
        with form.acting():
            due = form.cleaned_data["due"]
            confirm_article(found, due=due, by=request.reader.actor, at=request.reader.at)
    return form


ACTS: dict[str, tuple[Right, Callable[[StaffRequest, Article], DeskForm], Callable[[], str]]] = {
    "publish": (Right.PUBLISH_ARTICLES, do_publish, lambda: _("It is published.")),
    "discard": (Right.WRITE_ARTICLES, do_discard, lambda: _("The draft is discarded.")),
    "retire": (Right.PUBLISH_ARTICLES, do_retire, lambda: _("The article is retired.")),
    "restore": (Right.PUBLISH_ARTICLES, do_restore, lambda: _("The article is back.")),
    "confirm": (Right.WRITE_ARTICLES, do_confirm, lambda: _("Thank you for looking.")),
}


def find_article(request: StaffRequest, reference: str) -> tuple[Desk, Article]:
    """Return an article of a desk where the reader may read it; else 404."""
    desk = access.desk(request, Right.READ_ARTICLES)
    found = article_numbered(desk.pk, reference)
    if found is None:
        raise Http404
    return desk, found


def find_draft(request: StaffRequest, found: Article) -> Version:
    """Return the draft in a language; else 404."""
    language = request.POST.get("language", "")
    draft = found.versions.drafts().filter(language=language).first()
    if draft is None:
        raise Http404
    return draft


def card_form(request: StaffRequest, desk: Desk, found: Article | None) -> CardForm:
    """Return the form of what holds for an article in every language."""
    language = reader_language()
    people = Specialist.objects.filter(desks=desk, left_at=None).distinct().order_by("name")
    first = (
        {
            name: getattr(found, f"{name}_id" if name in {"topic", "owner"} else name)
            for name in ("audience", "topic", "owner", "review_due_on", "components")
        }
        if found
        else {"owner": request.reader.specialist.pk}
    )
    return CardForm(
        request.POST if request.method == "POST" else None,
        topics={
            one.pk: one.name_in(language, otherwise=desk.default_language)
            for one in topics_of(desk.pk)
        },
        owners=dict(people.values_list("pk", "name")),
        components={
            one.key: one.name_in(language, otherwise=desk.default_language)
            for one in components_of(desk)
        },
        initial=first,
    )


def show(
    request: StaffRequest, desk: Desk, found: Article, sent: dict[str, DeskForm]
) -> HttpResponse:
    """Return the page of an article."""
    reader, asked = request.reader, request.GET.get("language", "") or reader_language()
    versions = versions_of(found.pk)
    head, draft = choose_version(versions, asked, desk)
    shown = head or draft
    language = shown.language if shown else desk.default_language
    if head is not None and found.retired_at is None and request.method == "GET":
        count_reading(found, language=language, face="desk", at=reader.at)
    context = {
        "shell": build_shell(request, desk, place="articles"),
        "back_url": articles_url(desk),
        "article": {
            "reference": found.reference,
            "title": shown.title if shown else found.reference,
            "html": draw_article(shown.body) if shown else "",
            "language": language,
            "other_language": language_name(language) if language != asked else "",
            "audience": audience_names()[found.audience],
            "is_draft": head is None,
            "is_due": bool(
                found.languages
                and found.review_due_on
                and found.review_due_on <= reader.at.date()
                and not found.retired_at
            ),
            "retired": {
                "by": found.retired_by,
                "reason": found.retired_reason,
                **show_instant(found.retired_at, reader),
            }
            if found.retired_at
            else None,
        },
        "languages": show_languages(found, versions, desk, reader, shown=language),
        "versions": show_versions(versions, language, reader),
        "facts": show_facts(found, desk, language=reader_language()),
        "usages": show_usages(found, reader),
        "figures": show_figures(found, reader),
        "history": show_article_history(found, reader),
        **show_acts(request, desk, found, draft, language=language, sent=sent),
    }
    status = max([200, *(form.status for form in sent.values())])
    return render(request, "desk/article.html", context, status=status)


def show_acts(
    request: StaffRequest,
    desk: Desk,
    found: Article,
    draft: Version | None,
    *,
    language: str,
    sent: dict[str, DeskForm],
) -> Shown:
    """Return what the reader may do with an article now."""
    reader = request.reader
    writes = reader.may(Right.WRITE_ARTICLES, desk.pk)
    publishes = reader.may(Right.PUBLISH_ARTICLES, desk.pk)
    practice = practice_of(desk.pk)
    is_own = bool(draft and practice.needs_another and reader.actor.key in draft.authors)
    again = add_months(reader.at.date(), practice.review_months)
    may_card = publishes or (writes and not found.languages)
    return {
        "write_url": writing_url(found, desk, language) if writes and not found.retired_at else "",
        "card_url": f"{reverse('desk:article_card', args=[found.reference])}?desk={desk.key}"
        if may_card
        else "",
        "draft": {
            "saves": draft.saves,
            "author": draft.author_name,
            "html": draw_article(draft.body),
            "title": draft.title,
            **show_instant(draft.made_at, reader),
        }
        if draft
        else None,
        "act_urls": {
            name: f"{reverse('desk:article_act', args=[found.reference, name])}?desk={desk.key}"
            for name, (right, _do, _said) in ACTS.items()
            if reader.may(right, desk.pk)
        },
        "is_own": is_own,
        "retire_form": sent.get("retire") or RetireForm(),
        "confirm_form": sent.get("confirm") or StillRightForm(initial={"due": again.isoformat()}),
        "refusals": [str(form.refusal) for form in sent.values() if form.refusal is not None],
    }
