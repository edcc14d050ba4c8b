"""Writing an article: anew, in another language beside its source, or from a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.articles import CardForm, TextForm
from permanence.faces.desk.presenting.article import draw_article
from permanence.faces.desk.presenting.article_words import article_url, articles_url
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.words import language_name, language_within, reader_language
from permanence.faces.desk.views.article import card_form, find_article
from permanence.service.knowledge.actions import note_usage, write_draft
from permanence.service.knowledge.models import Article, Version
from permanence.service.knowledge.queries import versions_of
from permanence.service.knowledge.rules.languages import choose_language
from permanence.service.knowledge.rules.personal import Trace, find_personal
from permanence.service.tickets.models import Resolution, Ticket
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
CHECKED = "checked"


@dataclass(frozen=True)
class Source:
    """What stands beside the text that is written: the same in another language."""

    language: str
    title: str
    body: str


@require_http_methods(["GET", "POST"])
@staff_page(Right.WRITE_ARTICLES)
def article_new(request: StaffRequest) -> HttpResponse:
    """Write a new article, from a request if one is named."""
    ticket = find_ticket(request)
    desk = ticket.desk if ticket else access.desk(request, Right.WRITE_ARTICLES)
    language = chosen_language(request, first_language(ticket, desk))
    form = TextForm(
        *sent_to(request),
        language=language,
        marks=f"article-{desk.key}-{ticket.reference if ticket else 'new'}",
        initial=begin_from(ticket) if ticket else {},
    )
    card = card_form(request, desk, None)
    traces = trace_customer(ticket, form) if ticket else []
    if form.is_valid() and card.is_valid() and is_settled(request, traces):
        saved = save(request, desk, form, article=None, card=card)
        if saved is not None:
            if ticket is not None:
                link(request, saved.article, ticket)
            return finish(request, desk, saved)
    return show(
        request,
        desk,
        form,
        card=card,
        title=_("New article"),
        ticket=ticket,
        traces=traces,
        back_url=articles_url(desk),
    )


@require_http_methods(["GET", "POST"])
@staff_page(Right.WRITE_ARTICLES)
def article_writing(request: StaffRequest, reference: str, language: str) -> HttpResponse:
    """Write an article in a language; the text in another stands beside it."""
    desk, found = find_article(request, reference)
    access.check(request, Right.WRITE_ARTICLES, desk.pk)
    if language not in dict(settings.LANGUAGES) or found.retired_at is not None:
        raise Http404
    versions = versions_of(found.pk)
    own = next((one for one in versions if one.language == language), None)
    form = TextForm(
        *sent_to(request),
        language=language,
        marks=f"article-{desk.key}-{found.reference}-{language}",
        initial=begin_with(own),
    )
    if form.is_valid():
        saved = save(request, desk, form, article=found, card=None)
        if saved is not None:
            return finish(request, desk, saved)
    told = {"reference": found.reference, "language": language_within(language)}
    return show(
        request,
        desk,
        form,
        title=_("%(reference)s in %(language)s") % told,
        source=find_source(request, versions, language, desk),
        back_url=article_url(found, desk, language=language),
    )


@require_POST
@staff_page(Right.WRITE_ARTICLES)
def article_preview(request: StaffRequest) -> HttpResponse:
    """Return how a text will look."""
    return HttpResponse(draw_article(request.POST.get("body", "")))


def sent_to(request: StaffRequest) -> tuple[Any, ...]:
    """Return what was sent, if anything was."""
    return (request.POST,) if request.method == "POST" else ()


def find_ticket(request: StaffRequest) -> Ticket | None:
    """Return the request from which an article is written; 404 for one that the reader may not."""
    named = request.GET.get("ticket", "")
    if not named:
        return None
    found = access.ticket(request, named)
    access.check(request, Right.WRITE_ARTICLES, found.desk_id)
    return found


def first_language(ticket: Ticket | None, desk: Desk) -> str:
    """Return in which language writing begins."""
    return ticket.language if ticket else desk.default_language


def chosen_language(request: StaffRequest, first: str) -> str:
    """Return the language that was chosen, else the first."""
    chosen = request.POST.get("language", "") or request.GET.get("language", "")
    known = dict(settings.LANGUAGES)
    return chosen if chosen in known else (first if first in known else reader_language())


def begin_from(ticket: Ticket) -> dict[str, Any]:
    """Return a title and text made of what is kept as cause and solution of a request."""
    rows = Resolution.objects.filter(ticket=ticket, reopened_at=None).order_by("-number")
    kept = rows.first()
    parts = [kept.cause, kept.solution] if kept else []
    return {"title": ticket.subject[:200], "body": "\n\n".join(filter(None, parts)), "seen": 0}


def begin_with(own: Version | None) -> dict[str, Any]:
    """Return what a form begins with: the draft, else what is published, else nothing."""
    if own is None:
        return {"seen": 0}
    note = own.note if own.is_draft else ""
    return {
        "title": own.title,
        "body": own.body,
        "note": note,
        "seen": own.saves if own.is_draft else 0,
    }


def trace_customer(ticket: Ticket, form: TextForm) -> list[Trace]:
    """Return what in a text points at the customer of a request."""
    names = [ticket.contact.name, ticket.contact.email]
    if ticket.organisation:
        names.append(ticket.organisation.name)
    typed = " ".join(str(form[name].value() or "") for name in ("title", "body"))
    return find_personal(typed, names)


def is_settled(request: StaffRequest, traces: list[Trace]) -> bool:
    """Say whether somebody looked at all that points at a customer and means it to stay.

    They looked at what was shown: at something new they look again.
    """
    looked = set(request.POST.getlist(CHECKED))
    return {one.words for one in traces} <= looked


def find_source(
    request: StaffRequest, versions: list[Version], language: str, desk: Desk
) -> Source | None:
    """Return the text that is translated: in the language named, else in another that is read."""
    heads = {
        one.language: one
        for one in versions
        if one.published_at and not one.superseded_at and one.language != language
    }
    asked = request.GET.get("source", "") or reader_language()
    chosen = choose_language(heads, asked, desk.default_language)
    if chosen is None:
        return None
    return Source(chosen, heads[chosen].title, heads[chosen].body)


def save(
    request: StaffRequest,
    desk: Desk,
    form: TextForm,
    *,
    article: Article | None,
    card: CardForm | None,
) -> Version | None:
    """Return the draft as it was kept; None when it was refused."""
    told = {"card": card.card} if card is not None else {}
    with form.acting():
        return write_draft(
            desk,
            form.draft,
            by=request.reader.actor,
            at=request.reader.at,
            article=article,
            seen=form.cleaned_data["seen"] or 0,
            **told,
        )
    return None


def link(request: StaffRequest, article: Article, ticket: Ticket) -> None:
    """Keep from which request an article was written."""
    reader = request.reader
    note_usage(article, ticket=ticket.pk, entry=None, kind="linked", by=reader.actor, at=reader.at)


def finish(request: StaffRequest, desk: Desk, saved: Version) -> HttpResponse:
    """Lead to the article."""
    messages.success(request, _("The draft is kept."))
    return HttpResponseRedirect(article_url(saved.article, desk, language=saved.language))


def show(
    request: StaffRequest,
    desk: Desk,
    form: TextForm,
    *,
    title: str,
    back_url: str,
    card: CardForm | None = None,
    source: Source | None = None,
    ticket: Ticket | None = None,
    traces: list[Trace] | None = None,
) -> HttpResponse:
    """Return the page on which an article is written."""
    context: Shown = {
        "shell": build_shell(request, desk, place="articles"),
        "title": title,
        "back_url": back_url,
        "form": form,
        "card": card,
        "language": form.language,
        "languages": [(code, language_name(code)) for code, _name in settings.LANGUAGES]
        if card is not None
        else [],
        "source": {
            "language": source.language,
            "language_name": language_name(source.language),
            "title": source.title,
            "html": draw_article(source.body),
        }
        if source
        else None,
        "ticket": {
            "reference": speak_reference(ticket.reference),
            "url": reverse("desk:ticket", args=[ticket.reference]),
        }
        if ticket
        else None,
        "traces": [{"kind": trace_names()[one.kind], "words": one.words} for one in traces or []],
        "looked": request.POST.getlist(CHECKED),
        "preview_url": reverse("desk:article_preview"),
    }
    status = max(form.status, card.status if card else 200)
    if status == 200 and request.method == "POST":
        status = 422
    return render(request, "desk/article_writing.html", context, status=status)


def trace_names() -> dict[str, str]:
    """Return what each kind of trace of a customer is called."""
    return {"name": _("name"), "address": _("address"), "phone": _("phone number")}
