"""The words for answers that wait before they leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment_text
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act

HOLDING_SHAPES = {
    "ticket.answer_scheduled": ("clock", ""),
    "ticket.answer_taken_back": ("again", ""),
    "ticket.answer_given_back": ("alert", "at_risk"),
}


def say_holding(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for an answer that was put off, taken back, or came back."""
    icon, tone = HOLDING_SHAPES[act.act]
    return Said(tell_holding(act, facts, reader), icon, tone, is_quiet=not tone)


def tell_holding(act: Act, facts: Mapping[str, Any], reader: Reader) -> str:
    """Return one act in the reader's words."""
    told = {
        "who": act.actor_name,
        "author": facts.get("author", ""),
        "instant": say_moment_text(facts.get("until", ""), reader),
    }
    if act.act == "ticket.answer_scheduled":
        return _("%(who)s wrote an answer that goes out at %(instant)s") % told
    if act.act == "ticket.answer_taken_back":
        return _("%(who)s took an answer back before it left") % told
    return _("An answer of %(author)s could not be sent and came back as a draft") % told
