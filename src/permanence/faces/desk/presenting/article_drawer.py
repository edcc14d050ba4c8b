"""Articles beside a request: those that fit, with the reason, and those that were used on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.inserting import (
    article_page,
    fits_into,
    named_for,
    show_offer,
)
from permanence.faces.desk.presenting.moments import show_instant
from permanence.overview.worklists.queries import fitting_articles
from permanence.overview.worklists.rules import Grounds
from permanence.service.knowledge.models import Usage
from permanence.service.knowledge.queries import Named, find_articles, uses_on
from permanence.service.knowledge.rules.audiences import is_for_customers
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries.articles import articles_in_use
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST: Final = 5
MOST_WORDS: Final = 6


def open_articles(request: StaffRequest, ticket: Ticket, sent: Mapping[str, DeskForm]) -> Shown:
    """Return what `desk/drawers/articles.html` reads."""
    reader, typed = request.reader, request.GET.get("find", "").strip()
    may_answer = reader.may(Right.ANSWER, ticket.desk_id)
    fits = {"reply": may_follow("answer", ticket.state), "note": may_follow("note", ticket.state)}
    into = [kind for kind, may in fits.items() if may and may_answer]
    return {
        "rows": [
            show_row(named, say_grounds(grounds), ticket, into=into)
            for named, grounds in look_up(ticket, typed)
        ],
        "used": list_uses(ticket, reader, may_answer=may_answer),
        "typed": typed,
        "form": sent.get("article"),
        "find_url": reverse("desk:ticket", args=[ticket.reference]),
        "put_url": reverse("desk:ticket-put-article", args=[ticket.reference]),
        "name_url": reverse("desk:ticket-name-article", args=[ticket.reference])
        if may_answer
        else "",
        "off_url": reverse("desk:ticket-article-off", args=[ticket.reference])
        if may_answer
        else "",
    }


def look_up(ticket: Ticket, typed: str) -> list[tuple[Named, Grounds]]:
    """Return the articles that somebody looks for, or those that fit the request."""
    if not typed:
        return [(one.named, one.grounds) for one in fitting_articles(ticket, most=MOST)]
    keys = find_articles(ticket.desk_id, typed, language=ticket.language, most=MOST)
    named = named_for(ticket, keys)
    return [(named[key], Grounds()) for key in keys if key in named]


def show_row(named: Named, reasons: list[str], ticket: Ticket, *, into: list[str]) -> Shown:
    """Return one article with the messages into which its words may go."""
    fits = [kind for kind in into if fits_into(named.article, kind)]
    return show_offer(named, ticket) | {
        "page_url": article_page(ticket, named.reference),
        "reasons": reasons,
        "is_inside": not is_for_customers(named.article.audience),
        "puts": [
            {
                "form": f"{kind}-form",
                "value": f"{kind}:{named.reference}:{form}",
                "query": f"into={kind}&form={form}",
                "label": put_names()[kind, form],
            }
            for kind, form in put_names()
            if kind in fits
        ],
    }


def put_names() -> dict[tuple[str, str], str]:
    """Return what each way is called in which an article's words go into a message."""
    return {
        ("reply", "whole"): _("Put into the reply"),
        ("reply", "short"): _("Put its link in"),
        ("note", "whole"): _("Put into a note"),
    }


def say_grounds(grounds: Grounds) -> list[str]:
    """Return why an article is suggested."""
    reasons = []
    if grounds.words:
        words = ", ".join(grounds.words[:MOST_WORDS])
        reasons.append(_("Both say: %(words)s") % {"words": words})
    if grounds.is_same_component:
        reasons.append(_("same component"))
    if grounds.used:
        text = ngettext(
            "used on a request like this one",
            "used on %(count)s requests like this one",
            grounds.used,
        )
        reasons.append(text % {"count": grounds.used})
    return reasons


def list_uses(ticket: Ticket, reader: Reader, *, may_answer: bool) -> list[Shown]:
    """Return which articles were used; what is only named can be taken off again."""
    uses = uses_on(ticket.pk)
    kept = articles_in_use(ticket.pk) if uses and may_answer else set()
    return [
        show_use(one, ticket, reader)
        | {
            "may_go": may_answer
            and one.kind == Usage.Kind.LINKED
            and one.article.number not in kept
        }
        for one in uses
    ]


def show_use(use: Usage, ticket: Ticket, reader: Reader) -> Shown:
    """Return that an article was named on the request, sent with an answer, or read before it."""
    said = {
        Usage.Kind.SENT: _("sent by %(who)s"),
        Usage.Kind.LINKED: _("named by %(who)s"),
        Usage.Kind.READ: _("read by the customer before"),
    }
    return {
        "reference": use.article.reference,
        "page_url": article_page(ticket, use.article.reference),
        "said": said[Usage.Kind(use.kind)] % {"who": use.by},
        **show_instant(use.at, reader),
    }
