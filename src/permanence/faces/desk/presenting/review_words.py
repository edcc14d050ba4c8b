"""What the parts of looking back are called."""

from __future__ import annotations

from django.utils.translation import gettext as _


def state_names() -> dict[str, str]:
    """Return what each state of a post-mortem or a summary is called."""
    return {
        "open": _("being written"),
        "handed_in": _("waits for review"),
        "closed": _("closed"),
    }


def summary_state_names() -> dict[str, str]:
    """Return what each state of a summary is called."""
    return state_names() | {"closed": _("approved")}


def step_names() -> dict[str, str]:
    """Return what each step of looking back is called."""
    return {
        "post_mortem_held": _("Meeting of the team"),
        "post_mortem_closed": _("Closing of the post-mortem"),
        "summary": _("Incident summary"),
    }


def cause_kind_names() -> dict[str, str]:
    """Return what each kind of contributing cause is called."""
    return {
        "technique": _("Technique"),
        "change": _("A change"),
        "capacity": _("Capacity, load"),
        "process": _("Process"),
        "knowledge": _("Knowledge, training"),
        "communication": _("Communication"),
        "watching": _("Monitoring, detection"),
        "third_party": _("Third party"),
        "chance": _("Chance"),
    }


def measure_kind_names() -> dict[str, str]:
    """Return what each kind of measure is called."""
    return {
        "prevent": _("Prevent"),
        "detect": _("Detect sooner"),
        "mitigate": _("Mitigate"),
        "repair": _("Repair"),
        "learn": _("Learn"),
    }


def standing_names() -> dict[str, str]:
    """Return how a measure can stand."""
    return {
        "open": _("open"),
        "soon": _("due soon"),
        "overdue": _("overdue"),
        "done": _("done"),
        "dropped": _("dropped"),
    }


def part_names() -> dict[str, str]:
    """Return how somebody took part."""
    return {
        "member": _("in a team"),
        "author": _("wrote in the record"),
        "called": _("was called and answered"),
    }


def fault_names() -> dict[str, str]:
    """Return what is missing before a post-mortem can be handed in."""
    return {
        "no_overview": _("What happened is not written."),
        "no_handling": _("How the incident was handled is not written."),
        "no_source": _("No source of the problem is named."),
        "no_measure": _("No measure against recurrence is planned."),
        "source_without_measure": _("A source of the problem has no measure that removes it."),
    }


def way_names() -> dict[str, str]:
    """Return by which way a summary was asked for."""
    return {"phone": _("phone"), "mail": _("mail"), "portal": _("portal")}
