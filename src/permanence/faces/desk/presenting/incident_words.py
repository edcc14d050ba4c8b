"""What kinds, states, clocks and conditions of incidents are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.words import reader_language, say_words
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.models import Incident


def kind_names() -> dict[str, str]:
    """Return what each kind of incident is called."""
    return {"disruption": _("Disruption"), "security": _("Security breach")}


def state_names() -> dict[str, tuple[str, str, str]]:
    """Return the word, the symbol and the tone of each state of an incident."""
    return {
        "suspected": (_("Suspected"), "hourglass", "at_risk"),
        "declared": (_("Goes on"), "alarm", "overdue"),
        "resolved": (_("Resolved"), "check", "met"),
        "closed": (_("Closed"), "check", ""),
        "dismissed": (_("No incident"), "cross", ""),
    }


def condition_names() -> dict[str, str]:
    """Return how badly a component may be touched."""
    return {
        "operational": _("Works"),
        "degraded": _("Slow or faulty"),
        "partial": _("Down for some"),
        "down": _("Down"),
    }


def since_names() -> dict[str, str]:
    """Return what clocks are counted from."""
    return {
        "occurrence": _("from the occurrence"),
        "detection": _("from the detection"),
        "awareness": _("from the moment it was known"),
        "suspicion": _("from the suspicion"),
        "last_notice": _("from the last notice"),
        "resolution": _("from the resolution"),
        "closure": _("from the closure"),
        "plan": _("from the plan"),
        "added": _("from when they were found touched"),
    }


def name_clock(key: str, incident: Incident) -> str:
    """Return what a clock of an incident is for; a regulation is named by the desk's policy."""
    matter, _colon, rest = key.partition(":")
    if matter == "regulatory":
        procedure = policy_of_version(incident.policy_version_id).incidents
        for one in procedure.regulatory if procedure else ():
            if one.key == rest:
                return say_words(one.name, reader_language())
        return rest
    return {
        "confirm": _("Confirm or dismiss"),
        "assess": _("Say who is touched"),
        "notify": _("Written notice"),
        "report": _("Next situation report"),
        "post_mortem_held": _("Hold the post-mortem"),
        "post_mortem_closed": _("Close the post-mortem"),
        "summary": _("Incident summary"),
        "action": _("Measure against recurrence"),
    }.get(matter, matter)
