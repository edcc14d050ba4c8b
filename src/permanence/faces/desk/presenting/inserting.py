"""Articles on their way into a message: found, written as words, named in the draft."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.canned import say_notice
from permanence.faces.ui.addresses import address_of
from permanence.ground.lib.paths import link_to
from permanence.ground.lib.rich import PICTURE
from permanence.overview.worklists.queries import fitting_articles
from permanence.service.knowledge.models import Article
from permanence.service.knowledge.queries import Named, find_articles, name_articles
from permanence.service.knowledge.rules.audiences import is_for_customers
from permanence.service.knowledge.rules.excerpts import cut_excerpt
from permanence.service.knowledge.rules.references import speak_article
from permanence.service.tickets.models import Draft, Ticket

Shown = dict[str, Any]
INTO: Final = (Draft.Kind.REPLY, Draft.Kind.NOTE)
MOST_FOUND: Final = 6


def offer_articles(ticket: Ticket, typed: str, *, into: str) -> list[Shown]:
    """Return what the writer may mean who types this after `??`; nothing typed asks what fits.

    Into a reply nothing is offered that the customer may not read.
    """
    if typed.strip():
        keys = find_articles(ticket.desk_id, typed, language=ticket.language, most=MOST_FOUND)
    else:
        keys = [one.named.article.pk for one in fitting_articles(ticket, most=MOST_FOUND)]
    named = named_for(ticket, keys)
    chosen = [named[key] for key in keys if key in named]
    return [show_offer(one, ticket) for one in chosen if fits_into(one.article, into)]


def named_for(ticket: Ticket, keys: Iterable[int]) -> dict[int, Named]:
    """Return articles in the language of a ticket's customer, or in another that is there."""
    fallback = ticket.desk.default_language
    return name_articles(list(keys), language=ticket.language, fallback=fallback)


def fits_into(article: Article, into: str) -> bool:
    """Say whether an article's words may go into a message of this kind."""
    return into == Draft.Kind.NOTE or is_for_customers(article.audience)


def show_offer(named: Named, ticket: Ticket) -> Shown:
    """Return an article among those that may be meant."""
    return {
        "reference": named.reference,
        "title": named.title,
        "language": named.language,
        "mark": f"[{named.language}]" if named.is_other_language else "",
        "excerpt": cut_excerpt(named.body, ()),
        "url": address_of("desk:ticket-article", ticket.reference, named.reference),
    }


def word_article(named: Named, ticket: Ticket, *, into: str, short: bool) -> Shown:
    """Return the words of an article for a message, and what their writer has to know."""
    return {
        "article": named.article.pk,
        "text": write_link(named, ticket, into=into) if short else write_whole(named),
        "notice": say_notice(named.language, ticket),
    }


def write_whole(named: Named) -> str:
    """Return an article's title and text; a picture leaves its name."""
    return f"**{named.title}**\n\n{PICTURE.sub(lambda found: found[1], named.body)}"


def write_link(named: Named, ticket: Ticket, *, into: str) -> str:
    """Return an article's title as a link to where who reads the message can read it."""
    title = " ".join(named.title.replace("[", "(").replace("]", ")").split())
    inside = settings.PUBLIC_URL + article_page(ticket, named.reference)
    return f"[{title}]({inside if into == Draft.Kind.NOTE else page_of(named, ticket)})"


def page_of(named: Named, ticket: Ticket) -> str:
    """Return the page of the portal on which the customer reads an article."""
    told = {"desk": ticket.desk.key, "reference": named.reference}
    return link_to("help-article", base=settings.PUBLIC_URL, **told)


def article_page(ticket: Ticket, reference: str) -> str:
    """Return where an article of a ticket's desk is read."""
    return f"{address_of('desk:article', reference)}?{urlencode({'desk': ticket.desk.key})}"


def link_articles(numbers: Iterable[int] | None, ticket: Ticket) -> list[Shown]:
    """Return the articles whose words are in an entry."""
    return [
        {"reference": reference, "url": article_page(ticket, reference)}
        for reference in map(speak_article, numbers or ())
    ]


def show_kept(draft: Draft) -> list[Shown]:
    """Return the articles that a draft names, as `desk/parts/draft_files.html` reads them."""
    is_public, inside = draft.kind == Draft.Kind.REPLY, _("for the desk only")
    return [
        {
            **one,
            "warning": inside if is_public and not is_for_customers(one["audience"]) else "",
        }
        for one in draft.articles
    ]
