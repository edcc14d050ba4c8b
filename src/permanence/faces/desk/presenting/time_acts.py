"""The words for what the journal records of time on a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from permanence.ground.journal.models import Act
from permanence.ground.lib.lengths import say_length

TIME_SHAPES = {
    "time.logged": ("clock", ""),
    "time.reversed": ("again", ""),
    "time.refused": ("alert", "at_risk"),
    "extra_time.asked": ("hourglass", "at_risk"),
    "extra_time.answered": ("flag", ""),
}


def tell_time(act: Act, facts: Mapping[str, Any]) -> str:
    """Return one act in the reader's words."""
    told = {
        "who": act.actor_name,
        "worker": facts.get("worker_name", ""),
        "time": say_length(int(facts.get("seconds") or 0)),
        "reason": facts.get("reason", ""),
        "to": facts.get("to", ""),
    }
    if act.act == "time.logged":
        if facts.get("worker") == act.actor:
            return _("%(who)s worked %(time)s") % told
        return _("%(who)s wrote down %(time)s that %(worker)s worked") % told
    if act.act == "time.reversed":
        return _("%(who)s took %(time)s back: “%(reason)s”") % told
    if act.act == "time.refused":
        return _("%(time)s of %(who)s for the answer could not be written down: %(reason)s") % told
    if act.act == "extra_time.asked":
        return _("The customer is asked for %(time)s beyond its hours: %(to)s") % told
    answers = {
        "agreed": _("%(who)s agreed to %(time)s beyond the hours"),
        "declined": _("%(who)s declined %(time)s beyond the hours"),
    }
    taken_back = _("%(who)s took the question for %(time)s beyond the hours back")
    return answers.get(str(facts.get("answer")), taken_back) % told
