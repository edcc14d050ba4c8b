"""The words for what somebody is told, on pages, in mails and on a locked screen."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def say_notice(event: str, *, who: str) -> str:
    """Return one event as a sentence; `who` did it, where somebody did."""
    told = {"who": who}
    sentences = {
        "assigned": _("%(who)s gave you this ticket") if who else _("This ticket is yours now"),
        "mentioned": _("%(who)s mentioned you in a note"),
        "wrote": _("%(who)s wrote"),
        "noted": _("%(who)s left a note"),
        "at_risk": _("A promise is at risk"),
        "overdue": _("A promise was not kept in time"),
        "bounced": _("An answer did not arrive"),
        "merged": _("%(who)s merged another request into this one"),
        "rule": _("The rule “%(who)s” calls you to it"),
        "rule_off": _("The rule “%(who)s” failed too often and is off"),
        "let_in": _("%(who)s lets you know of a confidential request"),
        "glass": _("%(who)s opened a confidential request without being let in"),
        "gap": _("Somebody will be missing on call"),
        "shift": _("You are on call now; before you it was %(who)s"),
        "swap": _("%(who)s asks you to swap a shift"),
        "swapped": _("%(who)s agreed to swap"),
        "not_swapped": _("%(who)s declined to swap"),
        "covered": _("%(who)s put you on call for some hours"),
        "called": _("An escalation calls you: take it over"),
        "task": _("%(who)s gave you a task"),
        "task_due": _("A task is due"),
        "lead": _("%(who)s asks you to take the leadership of a team"),
        "contribute": _("Your part of a post-mortem is asked for"),
        "measure": _("%(who)s gave you a measure of a post-mortem"),
        "measure_soon": _("A measure of yours is due soon"),
        "measure_late": _("A measure of yours is overdue"),
        "recurrence": _("Did it help? Say whether the same cause came back"),
        "article_due": _("Is this article of yours still right?"),
    }
    return sentences.get(event, event) % told


def say_given(count: int, *, who: str) -> str:
    """Return as a sentence that several tickets were given to somebody at once."""
    if who:
        text = ngettext(
            "%(who)s gave you %(count)s ticket", "%(who)s gave you %(count)s tickets", count
        )
    else:
        text = ngettext("%(count)s ticket is yours now", "%(count)s tickets are yours now", count)
    return text % {"who": who, "count": count}


def say_briefly(event: str) -> str:
    """Return one event as a locked screen may show it: nobody is named."""
    sentences = {
        "assigned": _("This ticket is yours now"),
        "mentioned": _("You are mentioned in a note"),
        "wrote": _("The customer wrote"),
        "noted": _("A colleague left a note"),
        "at_risk": _("A promise is at risk"),
        "overdue": _("A promise was not kept in time"),
        "bounced": _("An answer did not arrive"),
        "merged": _("Another request was merged into this one"),
        "let_in": _("Confidential request"),
        "glass": _("Confidential request"),
        "gap": _("Somebody will be missing on call"),
        "shift": _("You are on call now"),
        "swap": _("A colleague asks you to swap a shift"),
        "swapped": _("A colleague agreed to swap"),
        "not_swapped": _("A colleague declined to swap"),
        "covered": _("You were put on call for some hours"),
        "called": _("An escalation calls you: take it over"),
        "task": _("A colleague gave you a task"),
        "task_due": _("A task is due"),
        "lead": _("You are asked to take the leadership of a team"),
        "contribute": _("Your part of a post-mortem is asked for"),
        "measure": _("A colleague gave you a measure of a post-mortem"),
        "measure_soon": _("A measure of yours is due soon"),
        "measure_late": _("A measure of yours is overdue"),
        "recurrence": _("Did it help? Say whether the same cause came back"),
        "article_due": _("Is this article of yours still right?"),
    }
    return sentences.get(event, event)


def event_names() -> dict[str, str]:
    """Return what each event is called where people choose of which they hear."""
    return {
        "assigned": _("A ticket is given to me"),
        "mentioned": _("I am mentioned in a note"),
        "wrote": _("A customer writes"),
        "noted": _("A colleague leaves a note"),
        "at_risk": _("A promise is at risk"),
        "overdue": _("A promise is overdue"),
        "bounced": _("An answer does not arrive"),
        "merged": _("Two requests are merged"),
        "rule": _("A rule calls me to a ticket"),
        "rule_off": _("A rule that I may change is switched off by itself"),
        "gap": _("Somebody will be missing on call, on a desk that I plan"),
        "shift": _("I am on call from now on"),
        "swap": _("A colleague asks me to swap a shift"),
        "swapped": _("A colleague agrees to swap"),
        "not_swapped": _("A colleague declines to swap"),
        "covered": _("I am put on call for some hours"),
        "task": _("A task of an incident is given to me"),
        "task_due": _("A task of mine, or of nobody in my team, is due"),
        "lead": _("I am asked to lead a team of an incident"),
        "contribute": _("My part of a post-mortem is asked for"),
        "measure": _("A measure of a post-mortem is given to me"),
        "measure_soon": _("A measure of mine is due soon"),
        "measure_late": _("A measure of mine is overdue"),
        "recurrence": _("I am asked whether a measure of mine helped"),
        "article_due": _("An article of mine is due for review"),
    }
