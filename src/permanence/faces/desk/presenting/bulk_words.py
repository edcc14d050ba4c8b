"""The words for what is done to many tickets at once, and why some are left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext as read_again  # a refusal was kept in English
from django.utils.translation import pgettext

from permanence.faces.desk.presenting.said import Said
from permanence.faces.desk.presenting.words import state_names
from permanence.faces.ui.promises import promise_names
from permanence.ground.journal.models import Act
from permanence.overview.bulk.models import Bulk
from permanence.overview.bulk.rules import NOBODY, read_wish
from permanence.service.incidents.models import Incident
from permanence.service.incidents.rules.naming import name_incident
from permanence.world.accounts.models import Specialist, Team
from permanence.world.wording.models import Macro


def outcome_names() -> dict[str, str]:
    """Return what each outcome is called."""
    return {
        "done": pgettext("outcome of an act", "Done"),
        "skipped": pgettext("outcome of an act", "Skipped"),
        "failed": pgettext("outcome of an act", "Failed"),
        "left": pgettext("outcome of an act", "Not done: stopped"),
    }


def say_change(
    field: str, before: str | int | None, after: str | int | None, *, known: Collection[int]
) -> str:
    """Return one change in words; empty for one that tells only of incidents not known."""
    labels = {
        "state": _("State"),
        "severity": _("Severity"),
        "level": _("Level"),
        "team": _("Team"),
        "assignee": _("Assignee"),
        "incident": _("Incident"),
    }
    if field == "incident":
        before, after = (name_known(one, known) for one in (before, after))
        if not (before or after):
            return ""
    names = state_names() if field == "state" else {}
    was, now = (
        names.get(str(one), one) if one not in (None, "") else "–" for one in (before, after)
    )
    return f"{labels[field]}: {was} → {now}"


def name_known(number: str | int | None, known: Collection[int]) -> str:
    """Return what an incident is called that the reader may know of; empty for another."""
    return name_incident(int(number)) if number and int(number) in known else ""


def known_incidents(numbers: Collection[int]) -> frozenset[int]:
    """Return those incidents that the reader of the page may know of: the database says it."""
    if not numbers:
        return frozenset()
    return frozenset(Incident.objects.filter(pk__in=numbers).values_list("pk", flat=True))


def incidents_wished(bulks: Collection[Bulk]) -> set[int]:
    """Return the incidents that acts on many let their tickets join."""
    return {wish for one in bulks if (wish := read_wish(one.wish).incident) is not None}


def say_promise(promise: str, what: str) -> str:
    """Return what becomes of a promise."""
    texts = {
        "begins": _("%(promise)s: is promised"),
        "met": _("%(promise)s: is met"),
        "stops": _("%(promise)s: the clock stops"),
        "runs": _("%(promise)s: the clock runs again"),
        "later": _("%(promise)s: is due later"),
        "earlier": _("%(promise)s: is due earlier"),
        "ends": _("%(promise)s: is no longer promised"),
    }
    return texts[what] % {"promise": promise_names().get(promise, promise)}


def say_reason(code: str, text: str, facts: Mapping[str, str]) -> str:
    """Return why a ticket is left out; a refusal in the words of its rule."""
    if code == "refused":
        said = read_again(text)
        return said.format(**facts) if facts else said
    if code == "writing":
        return _("%(name)s is writing an answer") % {"name": text}
    return {
        "desk": _("It is on another desk"),
        "right": _("No right to do this on its desk"),
        "merged": _("It is merged into another"),
        "ended": _("It is resolved or closed"),
        "state": _("Not possible in its state"),
        "unanswered": _("Nobody has answered the customer yet"),
        "already": _("It is so already"),
        "changed": _("It has changed hands since"),
        "elsewhere": _("It belongs to another incident"),
        "incident": _("There is no such incident for who asked"),
        "gone": _("The macro or its answer is no longer there"),
        "failed": _("Something went wrong; nothing was changed on it"),
    }[code]


def say_wish(bulk: Bulk, *, known: Collection[int]) -> str:
    """Return what was asked for, in one line; no incident that is not known."""
    wish = read_wish(bulk.wish)
    if wish.undoes is not None:
        return _("Put back the assignments of act %(number)s") % {"number": wish.undoes}
    ends = {"resolve": _("Resolve"), "close": _("Close"), "resume": _("Go on")}
    told = [
        (_("Macro"), title_of_macro(wish.macro)),
        (_("Team"), name_of_team(wish.team)),
        (_("Assignee"), name_of_person(wish.assignee)),
        (_("Severity"), str(wish.severity or "")),
        (_("Level"), str(wish.level or "")),
        (_("State"), ends.get(wish.then) or state_names().get(wish.then, "")),
        (_("Incident"), name_known(wish.incident, known)),
        (_("Reason"), wish.reason),
        (_("Note"), wish.note),
    ]
    return " · ".join(f"{label}: {said}" for label, said in told if said)


def title_of_macro(number: int | None) -> str:
    """Return what a macro is called; empty for none."""
    found = Macro.objects.filter(pk=number).first() if number else None
    return found.title if found else ""


def name_of_team(number: int | None) -> str:
    """Return what a team is called; empty where it stays as it is."""
    if number is None:
        return ""
    found = Team.objects.filter(pk=number).first() if number != NOBODY else None
    return found.name if found else _("Nobody")


def name_of_person(number: int | None) -> str:
    """Return what somebody is called; empty where it stays as it is."""
    if number is None:
        return ""
    found = Specialist.objects.filter(pk=number).first() if number != NOBODY else None
    return found.name if found else _("Nobody")


def say_bulk(act: Act, facts: Mapping[str, object], _reader: object) -> Said:
    """Words on a ticket for an act on many, of which it was one."""
    told = {"who": act.actor_name, "count": facts.get("count", "")}
    text = _("%(who)s did this together with other tickets: %(count)s in all")
    return Said(text % told, "list", is_quiet=True)
