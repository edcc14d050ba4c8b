"""The words for what happened on the ladder."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment_text
from permanence.faces.desk.presenting.words import say_words
from permanence.faces.ui.promises import promise_names

CLIMB_SHAPES: Final[dict[str, tuple[str, str]]] = {
    "climb.started": ("climb", ""),
    "climb.called": ("climb", "at_risk"),
    "climb.waited": ("clock", ""),
    "climb.passed_over": ("climb", ""),
    "climb.failed": ("alert", "at_risk"),
    "climb.declined": ("climb", "at_risk"),
    "climb.passed": ("right", ""),
    "climb.acknowledged": ("check", ""),
    "climb.taken": ("check", "met"),
    "climb.again": ("climb", "at_risk"),
    "climb.let_go": ("alert", "at_risk"),
    "climb.alarmed": ("alarm", "overdue"),
    "climb.done": ("check", ""),
    "climb.withdrawn": ("climb", ""),
    "climb.unanswered": ("alert", "at_risk"),
}
QUIET_CLIMBS: Final = frozenset(
    {"climb.started", "climb.passed_over", "climb.done", "climb.withdrawn"}
)


def tell_climb(act: str, who: str, facts: dict[str, Any], reader: Reader) -> str:
    """Return what happened on the ladder."""
    told = {
        "who": who,
        "name": facts.get("who") or facts.get("name") or "",
        "office": say_words(facts.get("office") or {}),
        "mail": facts.get("mail", ""),
        "address": facts.get("address", ""),
        "to": facts.get("to", ""),
        "until": say_moment_text(facts.get("until"), reader),
    }
    if act == "climb.started":
        return tell_start(who, facts)
    if act == "climb.passed" and not told["to"]:
        return _("%(who)s passed it on to the next contact of the ladder") % told
    if act == "climb.alarmed" and not facts.get("is_first", True):
        return _("Alarm again: nobody has taken it yet")
    text = {
        "climb.called": _("%(office)s was called at %(mail)s and has until %(until)s"),
        "climb.waited": _("%(office)s is there from %(until)s on, and is called then"),
        "climb.passed_over": _("%(office)s was passed over: outside the hours"),
        "climb.failed": _("A call to %(name)s did not get through: %(address)s"),
        "climb.declined": _("%(who)s cannot take it over"),
        "climb.passed": _("%(who)s passed it on to %(to)s"),
        "climb.acknowledged": _("%(who)s has seen it and sees to it"),
        "climb.taken": _("%(who)s took it over"),
        "climb.again": _("%(name)s was called again: nothing has moved"),
        "climb.let_go": _("%(name)s did nothing: the ladder is climbed on"),
        "climb.alarmed": _("Alarm: the ladder was climbed to its end and nobody answered"),
        "climb.done": _("The climb ended: %(name)s has it"),
        "climb.withdrawn": _("The climb ended: it is no longer needed"),
        "climb.unanswered": _(
            "Nobody answered; in earnest the supervisors would hear an alarm now"
        ),
    }[act] % told
    people = facts.get("people") or []
    return " · ".join([text, *people])


def tell_start(who: str, facts: dict[str, Any]) -> str:
    """Return why the ladder began to be climbed."""
    ground = str(facts.get("ground"))
    if ground in {"warning", "overdue"}:
        named = {"promise": promise_names().get(str(facts.get("promise")), "")}
        return _("The ladder is climbed for: %(promise)s") % named
    told = {"who": who}
    return {
        "customer": _("The ladder is climbed because the customer escalates"),
        "incident": _("The ladder is climbed because of an incident"),
    }.get(ground, _("%(who)s has the ladder climbed") % told)
