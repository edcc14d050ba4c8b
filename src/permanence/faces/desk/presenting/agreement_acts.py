"""The words for what was done about an agreement, before it is among the acts of a file."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment_text

SHAPES = {
    "agreement.proposed": ("write", ""),
    "agreement.approved": ("check", ""),
    "agreement.offered": ("send", ""),
    "agreement.sent_back": ("again", "at_risk"),
    "agreement.taken_back": ("discard", ""),
    "agreement.accepted": ("check", "met"),
    "agreement.declined": ("cross", "at_risk"),
    "agreement.change_asked": ("flag", "at_risk"),
}


def tell_agreement(
    act: str, who: str, facts: dict[str, Any], reader: Reader
) -> tuple[str, str, str]:
    """Return words, symbol and tone of an act on an agreement."""
    told = {
        "who": who,
        "number": facts.get("number"),
        "to": facts.get("to"),
        "until": say_moment_text(facts.get("until"), reader),
        "delivery": say_moment_text(facts.get("delivery"), reader),
    }
    text = find_text(act, facts) % told
    if facts.get("reason"):
        text += " · " + _("“%(reason)s”") % {"reason": facts["reason"]}
    return text, *SHAPES[act]


def find_text(act: str, facts: dict[str, Any]) -> str:
    """Return the sentence of an act with places for its facts."""
    ends = facts.get("kind") == "withdrawal"
    if act == "agreement.proposed":
        if ends:
            return _("%(who)s proposed to end the agreement (version %(number)s)")
        return _("%(who)s proposed version %(number)s of an agreement, delivery %(delivery)s")
    if act == "agreement.approved":
        if facts.get("delegated"):
            return _("%(who)s approved version %(number)s as a delegate")
        return _("%(who)s approved version %(number)s")
    if act == "agreement.accepted" and ends:
        return _("%(who)s accepted that the agreement ends")
    if act == "agreement.change_asked":
        if facts.get("wanted") == "withdrawal":
            return _("%(who)s asked to end the agreement")
        return _("%(who)s asked to change the agreement")
    return {
        "agreement.offered": _("Version %(number)s was offered to %(to)s, until %(until)s"),
        "agreement.sent_back": _("%(who)s sent version %(number)s back"),
        "agreement.taken_back": _("%(who)s took version %(number)s back"),
        "agreement.accepted": _("%(who)s accepted version %(number)s, delivery %(delivery)s"),
        "agreement.declined": _("%(who)s declined version %(number)s"),
    }[act]
