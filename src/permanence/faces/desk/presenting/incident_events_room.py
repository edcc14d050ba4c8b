"""The words for what people do in a war room, as the timeline of an incident says it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.climb_acts import CLIMB_SHAPES, QUIET_CLIMBS, tell_climb
from permanence.faces.desk.presenting.incident_room_words import record_names, team_names
from permanence.faces.desk.presenting.moments import say_moment_text
from permanence.faces.desk.presenting.said import Said
from permanence.service.incidents.models import Event

Facts = dict[str, Any]
Sayer = Callable[[Event, Facts, Reader], Said]


def who(event: Event) -> str:
    """Return who did it, or the product itself."""
    return event.actor_name or "Permanence"


def team_of(facts: Facts) -> str:
    """Return what the team of an event is called."""
    return team_names().get(str(facts.get("team", "")), "")


def quote(facts: Facts, key: str = "reason") -> list[str]:
    """Return words that somebody gave, in quotation marks."""
    return [_("“%(reason)s”") % {"reason": facts[key]}] if facts.get(key) else []


def say_note(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a note; what it says stands below."""
    return Said(who(event), "write", lines=tuple(str(facts.get("text", "")).splitlines()))


def say_decision(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a decision: what and by whom; below it why, and what else was thought of."""
    told = {"who": facts.get("who") or who(event), "what": facts.get("what", "")}
    below = _("Why: %(why)s") % {"why": facts.get("why", "")}
    if facts.get("alternatives"):
        below += "\n" + _("Also thought of: %(other)s") % {"other": facts["alternatives"]}
    text = _("%(who)s decided: %(what)s") % told
    return Said(text, "flag", lines=tuple(below.splitlines()))


def say_fact(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a fact that was pinned to the top, or taken down."""
    told = {"who": who(event), "fact": facts.get("text", "")}
    texts = {
        "fact.pinned": _("%(who)s pinned: %(fact)s"),
        "fact.unpinned": _("%(who)s took down: %(fact)s"),
    }
    return Said(texts[event.kind] % told, "hold")


def say_team(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for somebody who comes into a team, leaves or leads it."""
    told = {"name": facts.get("name", ""), "team": team_of(facts), "who": who(event)}
    texts = {
        "team.joined": _("%(name)s came into the team “%(team)s”"),
        "team.left": _("%(name)s left the team “%(team)s”"),
        "team.led": _("%(name)s leads the team “%(team)s”"),
    }
    text = texts[event.kind] % told
    if event.actor_name and event.actor_name != told["name"]:
        text = _("%(text)s, by %(who)s") % {"text": text, "who": told["who"]}
    return Said(text, "person", is_quiet=event.kind != "team.led")


def say_lead(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a lead that passes on, with the note that goes along."""
    told = {
        "who": who(event),
        "to": facts.get("to", ""),
        "from": facts.get("from") or who(event),
        "team": team_of(facts),
    }
    texts = {
        "lead.offered": _("%(who)s asks %(to)s to lead the team “%(team)s”"),
        "lead.accepted": _("%(to)s leads the team “%(team)s” now; before it was %(from)s"),
        "lead.declined": _("%(who)s does not take the leadership of the team “%(team)s”"),
        "lead.withdrawn": _("%(who)s took the offer of the leadership back from %(to)s"),
    }
    text = texts[event.kind] % told
    if event.kind == "lead.accepted" and not facts.get("from"):
        text = _("%(to)s leads the team “%(team)s” now") % told
    said = quote(facts, "note") if event.kind == "lead.offered" else quote(facts)
    return Said(" · ".join([text, *said]), "person", "met" if event.kind == "lead.accepted" else "")


def say_expert(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for experts who were summoned, and who accepted."""
    names = ", ".join(str(one) for one in facts.get("names") or ())
    told = {"who": who(event), "names": names, "team": team_of(facts)}
    told["name"] = str(facts.get("name", ""))
    texts = {
        "expert.summoned": _("%(who)s summoned %(names)s into the team “%(team)s”"),
        "expert.accepted": _("%(name)s accepted and comes into the team “%(team)s”"),
        "expert.withdrawn": _("%(who)s took the summons back: %(names)s"),
    }
    shapes = {
        "expert.summoned": ("climb", "at_risk"),
        "expert.accepted": ("check", "met"),
        "expert.withdrawn": ("cross", ""),
    }
    return Said(" · ".join([texts[event.kind] % told, *quote(facts)]), *shapes[event.kind])


def say_task(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a task: opened, changed, moved, done, dropped, opened again."""
    told = {"who": who(event), "number": facts.get("number", ""), "title": facts.get("title", "")}
    texts = {
        "task.opened": _("%(who)s opened task %(number)s: %(title)s"),
        "task.changed": _("%(who)s changed task %(number)s: %(title)s"),
        "task.moved": _("%(who)s moved task %(number)s: %(title)s"),
        "task.done": _("%(who)s: task %(number)s is done: %(title)s"),
        "task.dropped": _("%(who)s dropped task %(number)s: %(title)s"),
        "task.reopened": _("%(who)s opened task %(number)s again: %(title)s"),
    }
    parts = [texts[event.kind] % told]
    if event.kind in {"task.opened", "task.changed"}:
        parts += tell_card(facts, reader)
    icons = {"task.done": ("check", "met"), "task.dropped": ("cross", "")}
    icon, tone = icons.get(event.kind, ("list", ""))
    quiet = event.kind == "task.moved"
    return Said(" · ".join([*parts, *quote(facts, "said")]), icon, tone, is_quiet=quiet)


def tell_card(facts: Facts, reader: Reader) -> list[str]:
    """Return to whom a task is given, and until when."""
    found = [str(facts["owner"])] if facts.get("owner") else []
    if facts.get("due"):
        found.append(_("due %(due)s") % {"due": say_moment_text(facts["due"], reader)})
    return found


def say_record(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a version of a record that was saved."""
    told = {
        "who": who(event),
        "record": record_names().get(str(facts.get("record")), ""),
        "number": facts.get("number", ""),
    }
    return Said(_("%(who)s saved version %(number)s: %(record)s") % told, "book")


def say_call(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for what happened on a ladder that is climbed for the incident."""
    icon, tone = CLIMB_SHAPES[event.kind]
    offices = (facts.get("office") or {}).values()
    people = [one for one in facts.get("people") or () if one not in offices]
    text = tell_climb(event.kind, who(event), {**facts, "people": people}, reader)
    quiet = event.kind in QUIET_CLIMBS
    return Said(" · ".join([text, *quote(facts)]), icon, tone, is_quiet=quiet)


ROOM_SAYERS: Final[dict[str, Sayer]] = {
    "note.written": say_note,
    "decision.taken": say_decision,
    **dict.fromkeys(("fact.pinned", "fact.unpinned"), say_fact),
    **dict.fromkeys(("team.joined", "team.left", "team.led"), say_team),
    **dict.fromkeys(("lead.offered", "lead.accepted", "lead.declined", "lead.withdrawn"), say_lead),
    **dict.fromkeys(("expert.summoned", "expert.accepted", "expert.withdrawn"), say_expert),
    **dict.fromkeys(
        (
            "task.opened",
            "task.changed",
            "task.moved",
            "task.done",
            "task.dropped",
            "task.reopened",
        ),
        say_task,
    ),
    "record.saved": say_record,
    **dict.fromkeys(CLIMB_SHAPES, say_call),
}
