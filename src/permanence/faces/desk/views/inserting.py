"""Putting the words of an article into a reply or a note, and naming one on a request."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.drafting import read_sent
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.canned import add_text
from permanence.faces.desk.presenting.composer import note_form, reply_form
from permanence.faces.desk.presenting.inserting import (
    INTO,
    fits_into,
    named_for,
    offer_articles,
    word_article,
)
from permanence.faces.desk.presenting.page import compose_page, policy_of
from permanence.faces.desk.views.ticket import go_on
from permanence.ground.lib.errors import Refusal
from permanence.service.knowledge.actions import note_usage
from permanence.service.knowledge.models import Article
from permanence.service.knowledge.queries import Named, article_numbered
from permanence.service.tickets.actions.articles import name_in_draft, take_off_article
from permanence.service.tickets.actions.drafts import keep_draft
from permanence.service.tickets.models import Draft, Ticket
from permanence.world.accounts.rules import Right


@require_safe
@staff_page(Right.READ_ARTICLES)
def articles(request: StaffRequest, reference: str) -> JsonResponse:
    """Return the articles that the writer of a message may mean."""
    found = find_file(request, reference)
    typed, into = request.GET.get("find", ""), read_into(request.GET.get("into", ""))
    return JsonResponse({"articles": offer_articles(found, typed, into=into)})


@require_safe
@staff_page(Right.READ_ARTICLES)
def article(request: StaffRequest, reference: str, named: str) -> JsonResponse:
    """Return the words of one article for a message."""
    found = find_file(request, reference)
    into, form = read_into(request.GET.get("into", "")), request.GET.get("form", "")
    one = find_named(found, named)
    if one is None or not fits_into(one.article, into):
        raise Http404
    return JsonResponse(word_article(one, found, into=into, short=form == "short"))


@require_POST
@staff_page(Right.READ_ARTICLES)
def put(request: StaffRequest, reference: str) -> HttpResponse:
    """Put an article's words behind what was typed, and show the ticket with it; send nothing."""
    found = find_file(request, reference)
    into, _sign, rest = request.POST.get("put", "").partition(":")
    named, _sign, form = rest.partition(":")
    one = find_named(found, named)
    if one is None or not fits_into(one.article, read_into(into)):
        raise Http404
    words = word_article(one, found, into=into, short=form == "short")
    body = add_text(request.POST.get("body", ""), words["text"])
    notice = keep_with(request, found, into, body, one.article) or words["notice"]
    fresh = access.ticket(request, reference, Right.ANSWER)
    if into == Draft.Kind.NOTE:
        written: DeskForm = note_form(policy_of(fresh), body=body)
    else:
        written = reply_form(policy_of(fresh), request.reader, body=body)
    context = compose_page(request, fresh, {into: written}) | {"write": into}
    if context["reply"]:
        context["reply"]["notice"] = notice
    return render(request, "desk/ticket.html", context)


def keep_with(request: StaffRequest, ticket: Ticket, into: str, body: str, article: Article) -> str:
    """Keep the draft with the article that is put in; return why not, if not."""
    policy = policy_of(ticket)
    if into == Draft.Kind.NOTE:
        form: DeskForm = note_form(policy, request)
    else:
        form = reply_form(policy, request.reader, request)
    # What was typed so far may be nothing yet: the article's words are behind it.
    form.fields["body"].required = False
    if not form.is_valid():
        return " ".join(str(error) for errors in form.errors.values() for error in errors)
    sent = read_sent(request, ticket, into, form)
    more = name_in_draft(ticket, [article])
    kept = [one for one in sent.writing.articles if one["article"] != article.pk]
    writing = replace(sent.writing, text=body, articles=[*kept, *more])
    by, at = request.reader.specialist, request.reader.at
    with form.acting():
        keep_draft(ticket, writing, by=by, known=sent.known, at=at)
    return str(form.refusal or "")


@require_POST
@staff_page(Right.READ_ARTICLES)
def name(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep that an article is about this request; nothing is sent."""
    found = find_file(request, reference)
    form = DeskForm(request.POST)
    with form.acting():
        one = find_named(found, request.POST.get("article", ""))
        if one is None:
            raise Refusal(_("There is no such article on this desk."))
        by, at = request.reader.actor, request.reader.at
        note_usage(one.article, ticket=found.pk, entry=None, kind="linked", by=by, at=at)
    done = _("The article is named on this request.")
    return go_on(request, found, "article", form, done=done, drawer="articles")


@require_POST
@staff_page(Right.READ_ARTICLES)
def take_off(request: StaffRequest, reference: str) -> HttpResponse:
    """Take an article off this request on which it was named by mistake."""
    found = find_file(request, reference)
    form = DeskForm(request.POST)
    with form.acting():
        one = article_numbered(found.desk_id, request.POST.get("article", ""))
        if one is None:
            raise Refusal(_("There is no such article on this desk."))
        take_off_article(found, one, by=request.reader.actor, at=request.reader.at)
    done = _("The article is off this request.")
    return go_on(request, found, "article", form, done=done, drawer="articles")


def find_file(request: StaffRequest, reference: str) -> Ticket:
    """Return a ticket on whose desk the reader answers and reads articles."""
    found = access.ticket(request, reference, Right.ANSWER)
    access.check(request, Right.READ_ARTICLES, found.desk_id)
    return found


def find_named(ticket: Ticket, reference: str) -> Named | None:
    """Return the standing article of a ticket's desk that is named so."""
    found = article_numbered(ticket.desk_id, reference)
    if found is None or found.retired_at is not None:
        return None
    return named_for(ticket, [found.pk]).get(found.pk)


def read_into(kind: str) -> str:
    """Return into which message an article's words go; else 404."""
    if kind not in INTO:
        raise Http404
    return kind
