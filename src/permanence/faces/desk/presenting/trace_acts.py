"""The words for looking for messages, and for what was done to sources of traces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.trace_words import passage_states
from permanence.ground.journal.models import Act

LOOKING: Final = ("trace.searched", "trace.exported")


def show_trace_acts(acts: Iterable[Act], reader: Reader) -> list[dict[str, Any]]:
    """Return acts in words, the last first."""
    told = ({"said": tell_trace_act(one), **show_instant(one.at, reader)} for one in acts)
    return [one for one in told if one["said"]]


def tell_trace_act(act: Act) -> str:
    """Return who did what; nothing for an act of another kind."""
    named = {"who": act.actor_name or "Permanence", "name": act.facts.get("name", "")}
    if act.act in LOOKING:
        named |= {"asked": say_asked(act.facts.get("asked", {})), "found": say_found(act.facts)}
        if act.act == "trace.exported":
            return _("%(who)s wrote out %(asked)s (%(found)s)") % named
        return _("%(who)s looked for %(asked)s (%(found)s)") % named
    texts = {
        "trace_source.added": _("%(who)s added the source “%(name)s”"),
        "trace_source.renamed": _("%(who)s renamed the source to “%(name)s”"),
        "trace_source.token_renewed": _("%(who)s made a new token"),
        "trace_source.disabled": _("%(who)s turned it off"),
        "trace_source.enabled": _("%(who)s turned it on again"),
    }
    return texts[act.act] % named if act.act in texts else ""


def say_found(facts: Mapping[str, Any]) -> str:
    """Return how many messages somebody found."""
    count = int(facts.get("found", 0))
    return ngettext("%(count)s message", "%(count)s messages", count) % {"count": count}


def say_asked(asked: Mapping[str, str]) -> str:
    """Return what somebody looked for, in one line."""
    names = {
        "job": _("Job number"),
        "message_id": _("Message-ID"),
        "sender": _("Sender"),
        "recipient": _("Recipient"),
        "organisation": _("Customer"),
        "state": _("State"),
        "since": _("Submitted from"),
        "until": _("Submitted before"),
    }
    told = dict(asked)
    if "state" in told:
        told["state"] = passage_states().get(told["state"], told["state"])
    return ", ".join(f"{names.get(name, name)}: {value}" for name, value in told.items())
