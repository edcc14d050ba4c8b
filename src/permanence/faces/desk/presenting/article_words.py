"""What articles are called on the pages of the desk: audiences, states, addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from permanence.service.knowledge.models import Article
from permanence.service.knowledge.rules.audiences import CUSTOMERS, DESK, EVERYONE
from permanence.world.accounts.models import Desk


def audience_names() -> dict[str, str]:
    """Return what each audience is called."""
    return {
        DESK: _("The desk alone"),
        CUSTOMERS: _("Customers who are signed in"),
        EVERYONE: _("Everybody"),
    }


def show_names() -> dict[str, str]:
    """Return what each narrowing of the list is called."""
    return {
        "standing": pgettext("articles", "Published"),
        "drafts": _("Drafts"),
        "due": _("Due for review"),
        "retired": pgettext("articles", "Retired"),
        "all": _("All"),
    }


def articles_url(desk: Desk, **asked: Any) -> str:
    """Return the address of a desk's articles."""
    query = {"desk": desk.key} | {name: one for name, one in asked.items() if one}
    return f"{reverse('desk:articles')}?{urlencode(query)}"


def article_url(article: Article, desk: Desk, **asked: Any) -> str:
    """Return the address of an article."""
    query = {"desk": desk.key} | {name: one for name, one in asked.items() if one}
    return f"{reverse('desk:article', args=[article.reference])}?{urlencode(query)}"


def writing_url(article: Article, desk: Desk, language: str, **asked: Any) -> str:
    """Return the address at which an article is written in a language."""
    query = {"desk": desk.key} | {name: one for name, one in asked.items() if one}
    where = reverse("desk:article_writing", args=[article.reference, language])
    return f"{where}?{urlencode(query)}"
