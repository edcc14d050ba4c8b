"""The words for articles: named on a request, sent, read before it; and what was done to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.said import Said
from permanence.faces.desk.presenting.words import language_name
from permanence.ground.journal.models import Act

USING: Final = (
    "ticket.article_linked",
    "ticket.article_unlinked",
    "ticket.article_sent",
    "ticket.article_read",
)


def say_using(act: Act, facts: dict[str, Any], reader: Reader) -> Said:
    """Return who named, sent or had read which article."""
    texts = {
        "ticket.article_linked": _("%(who)s named the article %(reference)s"),
        "ticket.article_unlinked": _("%(who)s took the article %(reference)s off again"),
        "ticket.article_sent": _("%(who)s sent the article %(reference)s"),
        "ticket.article_read": _("%(who)s had read the article %(reference)s before writing"),
    }
    told = {"who": act.actor_name or "Permanence", "reference": facts.get("reference", "")}
    return Said(texts[act.act] % told, "book", is_quiet=act.act != "ticket.article_read")


def say_article_act(act: str, facts: Mapping[str, Any]) -> str:
    """Return what was done to an article."""
    told = {
        "language": language_name(str(facts.get("language", ""))),
        "number": facts.get("number", ""),
        "reason": facts.get("reason", ""),
        "due": facts.get("due", ""),
    }
    texts = {
        "article.drafted": _("Began a draft: %(language)s, version %(number)s"),
        "article.draft_discarded": _("Discarded the draft: %(language)s, version %(number)s"),
        "article.published": _("Published: %(language)s, version %(number)s"),
        "article.changed": _("Changed for whom, under which topic or whose it is"),
        "article.confirmed": _("Found it still right; to be looked at again on %(due)s"),
        "article.retired": _("Retired it: “%(reason)s”"),
        "article.restored": _("Brought it back"),
    }
    return texts.get(act, act) % told
