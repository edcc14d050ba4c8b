"""The words for articles on a request: named on it, sent with an answer, or read before it."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act

USING: Final = ("ticket.article_linked", "ticket.article_sent", "ticket.article_read")


def say_using(act: Act, facts: dict[str, Any], reader: Reader) -> Said:
    """Return who named, sent or had read which article."""
    texts = {
        "ticket.article_linked": _("%(who)s named the article %(reference)s"),
        "ticket.article_sent": _("%(who)s sent the article %(reference)s"),
        "ticket.article_read": _("%(who)s had read the article %(reference)s before writing"),
    }
    told = {"who": act.actor_name or "Permanence", "reference": facts.get("reference", "")}
    return Said(texts[act.act] % told, "book", is_quiet=act.act != "ticket.article_read")
