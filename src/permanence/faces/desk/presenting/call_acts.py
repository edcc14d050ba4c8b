"""The words for a call or a fax that somebody brought in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment_text
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act


def say_call_taken(act: Act, facts: dict[str, Any], reader: Reader) -> Said:
    """Return who wrote down whose call, since when, and whether it was made sure who called."""
    told = {
        "who": act.actor_name,
        "caller": facts["caller"],
        "instant": say_moment_text(facts["began_at"], reader),
    }
    texts = {
        "call": _("%(who)s took a call of %(caller)s, begun %(instant)s"),
        "fax": _("%(who)s brought in a fax of %(caller)s, arrived %(instant)s"),
    }
    checks = {
        "none": _("not made sure who it was: nothing may be disclosed or changed on it"),
        "called-back": _("called back at the number that is kept"),
    }
    parts = [texts[facts["channel"]] % told, checks[facts["check"]]]
    if facts.get("template"):
        parts.append(_("begun with “%(title)s”") % {"title": facts["template"]})
    return Said(" · ".join(parts), "call")
