"""The words for what happens when an incident is looked back on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment_text
from permanence.faces.desk.presenting.review_words import step_names, way_names
from permanence.faces.desk.presenting.said import Said
from permanence.faces.desk.presenting.words import language_name
from permanence.service.incidents.models import Event

Facts = dict[str, Any]


def who(event: Event) -> str:
    """Return who did it, or the product itself."""
    return event.actor_name or "Permanence"


def say_simply(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for an act that needs no more than who did it."""
    told = {"who": who(event), **{key: str(value) for key, value in facts.items()}}
    text, icon = {
        "review.written": (_("%(who)s wrote version %(number)s of the post-mortem"), "write"),
        "review.picked": (_("%(who)s chose what matters of the timeline"), "list"),
        "review.handed_in": (_("%(who)s handed the post-mortem in for review"), "send"),
        "review.sent_back": (_("%(who)s sent the post-mortem back: %(remarks)s"), "again"),
        "review.closed": (_("%(who)s closed the post-mortem"), "check"),
        "review.contributed": (_("%(who)s gave their part of the post-mortem"), "write"),
        "review.asked": (_("%(who)s asked %(name)s for their part"), "mail"),
        "review.cause_said": (_("%(who)s named a cause"), "search"),
        "review.root_marked": (_("%(who)s judged how deep a chain of causes goes"), "search"),
        "review.cause_withdrawn": (_("%(who)s took a cause back"), "cross"),
        "review.summary_written": (_("%(who)s wrote on the incident summary"), "write"),
        "review.summary_handed_in": (_("%(who)s handed the summary in for approval"), "send"),
        "review.summary_sent_back": (_("%(who)s sent the summary back: %(remarks)s"), "again"),
        "review.summary_approved": (
            _("%(who)s approved version %(number)s of the summary"),
            "check",
        ),
        "review.summary_revised": (_("%(who)s began the next version of the summary"), "write"),
    }[event.kind]
    return Said(text % told, icon)


def say_opened(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a post-mortem that opens by itself."""
    asked = int(facts.get("asked", 0))
    text = ngettext(
        "The post-mortem is open; %(count)s person who took part is asked",
        "The post-mortem is open; %(count)s people who took part are asked",
        asked,
    )
    return Said(text % {"count": asked}, "book")


def say_held(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for the meeting."""
    told = {"who": who(event), "at": say_moment_text(facts.get("held"), reader)}
    return Said(_("%(who)s noted that the team met: %(at)s") % told, "person")


def say_extended(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for more time."""
    told = {
        "who": who(event),
        "step": step_names().get(str(facts.get("step")), ""),
        "until": say_moment_text(facts.get("until"), reader),
        "reason": facts.get("reason", ""),
    }
    text = _("%(who)s gave more time (%(step)s, until: %(until)s): %(reason)s") % told
    return Said(text, "clock", "at_risk")


def say_measure(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for what becomes of a measure."""
    told = {
        "who": who(event),
        "number": facts.get("number", ""),
        "due": say_moment_text(facts.get("due"), reader),
        "owner": facts.get("owner", ""),
        "reason": facts.get("reason", ""),
    }
    if event.kind == "review.measure_checked":
        if facts.get("recurred"):
            text = _("%(who)s says of measure %(number)s: the cause came back") % told
            return Said(text, "alert", "overdue")
        return Said(_("%(who)s says of measure %(number)s: it helped") % told, "check", "met")
    text, icon, tone = {
        "review.measure_planned": (
            _("%(who)s planned measure %(number)s, due: %(due)s"),
            "flag",
            "",
        ),
        "review.measure_moved": (
            _("%(who)s moved measure %(number)s (%(owner)s, due: %(due)s): %(reason)s"),
            "clock",
            "at_risk",
        ),
        "review.measure_done": (_("%(who)s finished measure %(number)s"), "check", "met"),
        "review.measure_dropped": (
            _("%(who)s dropped measure %(number)s: %(reason)s"),
            "cross",
            "at_risk",
        ),
    }[event.kind]
    return Said(text % told, icon, tone)


def say_request(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for who asked for the summary, and what was decided and sent."""
    told = {
        "who": who(event),
        "way": way_names().get(str(facts.get("way")), ""),
        "number": facts.get("number", ""),
        "language": language_name(str(facts.get("language", ""))) if "language" in facts else "",
    }
    if event.kind == "review.summary_sent":
        text = _("Version %(number)s of the summary went to a customer (%(language)s)") % told
        return Said(text, "send")
    if event.kind == "review.summary_asked":
        return Said(_("A customer asked for the summary (%(way)s)") % told, "mail")
    if facts.get("granted"):
        return Said(
            _("%(who)s granted the summary to a customer who was not touched") % told, "check"
        )
    return Said(_("%(who)s did not grant the summary to a customer") % told, "cross")


SIMPLE = (
    "written picked handed_in sent_back closed contributed asked cause_said root_marked"
    " cause_withdrawn summary_written summary_handed_in summary_sent_back summary_approved"
    " summary_revised"
)
REVIEW_EVENTS: Final[dict[str, Callable[[Event, Facts, Reader], Said]]] = {
    **{f"review.{kind}": say_simply for kind in SIMPLE.split()},
    "review.opened": say_opened,
    "review.held": say_held,
    "review.extended": say_extended,
    **{
        f"review.measure_{kind}": say_measure
        for kind in ("planned", "moved", "done", "dropped", "checked")
    },
    **{f"review.summary_{kind}": say_request for kind in ("asked", "decided", "sent")},
}
