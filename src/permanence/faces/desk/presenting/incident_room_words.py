"""What the teams of an incident, their records and their tasks are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from permanence.service.incidents.rules.records import PLAN, SCOPE


def team_names() -> dict[str, str]:
    """Return what each team is called, in the order of the columns."""
    return {
        "notification": _("Notification"),
        "investigation": _("Investigation and resolution"),
        "post_mortem": _("Post-mortem"),
    }


def duty_names() -> dict[str, str]:
    """Return what somebody is in a team."""
    return {"lead": _("leads"), "member": "", "expert": _("expert")}


def record_names() -> dict[str, str]:
    """Return what the records are called."""
    return {SCOPE: _("Scope assessment"), PLAN: _("Resolution plan")}


def part_names(kind: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return what each part of a record is called, and what belongs into it."""
    if kind == SCOPE:
        return (
            {
                "seen": _("What happens"),
                "touched": _("What is touched"),
                "untouched": _("What is not touched"),
                "unknown": _("What is not known yet"),
            },
            {
                "seen": _("Since when, what people see, how it was found."),
                "touched": _("Components, regions, kinds of messages, numbers."),
                "untouched": _("What was checked and works."),
                "unknown": _("Each question, and who looks into it."),
            },
        )
    return (
        {
            "goal": _("Goal"),
            "steps": _("Steps"),
            "fallback": _("If it fails"),
            "needs": _("Who and what is needed"),
        },
        {
            "goal": _("When is it over, and how is that seen?"),
            "steps": _("One a line; each can become a task."),
            "fallback": _("How to take a step back, and what comes then."),
            "needs": _("Experts, rights, windows, third parties."),
        },
    )


def task_states() -> dict[str, str]:
    """Return how a task stands."""
    return {"open": _("open"), "done": _("done"), "dropped": _("dropped")}
