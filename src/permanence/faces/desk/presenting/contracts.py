"""A contract as the desk reads it: how it stands, what it gives, its versions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.forms.contracts import service_text
from permanence.faces.desk.presenting.components import name_components
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.words import say_words
from permanence.faces.ui.moments import write_day
from permanence.promises.contracts.queries import LoadedContract
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.policies.rules import Policy
from permanence.promises.policies.rules.amounts import Amount, amount_of
from permanence.world.accounts.models import Desk
from permanence.world.calendars.rules import OpenTime

Shown = dict[str, Any]


def standing_names() -> dict[str, str]:
    """Return what the standings of a contract are called."""
    return {
        "in_force": _("in force"),
        "future": _("coming"),
        "expired": _("expired"),
        "suspended": _("suspended"),
    }


def show_row(loaded: LoadedContract, policy: Policy) -> Shown:
    """Return one line of the list."""
    terms = loaded.terms
    return {
        "number": terms.number,
        "title": terms.title,
        "customer": loaded.organisation_name,
        "plan": say_plan(terms, policy),
        "dates": say_dates(terms, loaded),
        "standing": loaded.standing,
        "standing_label": standing_names()[loaded.standing],
        "url": reverse("desk:contract", args=[terms.contract]),
    }


def say_plan(terms: ContractTerms, policy: Policy) -> str:
    """Return the plan in the policy's words; empty when there is none."""
    found = [plan for plan in policy.plans if plan.key == terms.plan]
    return say_words(found[0].name, policy.default_language) if found else terms.plan


def say_dates(terms: ContractTerms, loaded: LoadedContract) -> str:
    """Return from when to when a contract holds."""
    first = write_day(terms.starts_on, "j M Y")
    last = terms.last_day(loaded.effective_at.date()) if terms.ends_on else None
    if last is None:
        return _("from %(first)s") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": write_day(last, "j M Y")}


def show_contract(loaded: LoadedContract, policy: Policy, reader: Reader, desk: Desk) -> Shown:
    """Return the head of a contract's page."""
    terms = loaded.terms
    back = f"{reverse('desk:contracts')}?{urlencode({'desk': desk.key})}"
    return show_row(loaded, policy) | {
        "back_url": back,
        "facts": [
            {"label": label, "text": text}
            for label, text in [*list_facts(loaded, policy), given_fact(terms, desk)]
            if text
        ],
        "reason": loaded.reason,
        "since": say_moment(loaded.effective_at, reader),
        "hours_url": reverse("desk:hours-statement", args=[terms.contract])
        if has_hours(terms)
        else "",
    }


def given_fact(terms: ContractTerms, desk: Desk) -> tuple[str, str]:
    """Return which components a contract gives, each on days of its own where it has some."""
    names = dict(name_components(desk, archived=True)) if terms.subscribed else {}
    told = [
        say_given(names.get(one.key, one.key), one.starts_on, one.ends_on)
        for one in terms.subscribed
    ]
    return _("Components of the service"), " · ".join(told) or _("all")


def say_given(name: str, starts: date | None, ends: date | None) -> str:
    """Return a component with the days on which it is given, where they are its own."""
    first, last = (write_day(day, "j M Y") if day else "" for day in (starts, ends))
    if first and last:
        return _("%(name)s (%(first)s to %(last)s)") % {"name": name, "first": first, "last": last}
    if first:
        return _("%(name)s (from %(first)s)") % {"name": name, "first": first}
    return _("%(name)s (until %(last)s)") % {"name": name, "last": last} if last else name


def has_hours(terms: ContractTerms) -> bool:
    """Say whether a contract or its plan brings support hours."""
    return terms.hours is not None or bool(terms.plan)


def list_facts(loaded: LoadedContract, policy: Policy) -> list[tuple[str, str]]:
    """Return what is told of a contract beside its clauses."""
    terms = loaded.terms
    own = policy.default_language
    services = [say_words(service_text(policy, key), own) for key in terms.services]
    modules = {one.key: one.clause.text for plan in policy.plans for one in plan.modules}
    only = _("Only they may open requests.") if terms.only_named_contacts else ""
    return [
        (_("Customer"), loaded.organisation_name),
        (_("Holds"), say_dates(terms, loaded)),
        (_("Renewal"), say_renewal(terms)),
        (_("Notice"), say_notice(terms)),
        (_("Plan"), say_plan(terms, policy)),
        (_("Modules"), " · ".join(say_words(modules.get(one, {}), own) for one in terms.modules)),
        (_("Services covered"), " · ".join(services) or _("all")),
        (_("Named contacts"), ", ".join(terms.contacts) + (f". {only}" if only else "")),
        (_("Zone"), terms.zone),
    ]


def say_notice(terms: ContractTerms) -> str:
    """Return how long before its end a contract is given notice; empty when it says nothing."""
    if not terms.notice:
        return ""
    if terms.notice % timedelta(days=1):
        return say_words(amount_of(OpenTime(int(terms.notice.total_seconds()))).words)
    return say_words(Amount(terms.notice.days, "day").words)


def say_renewal(terms: ContractTerms) -> str:
    """Return how a contract ends or goes on."""
    if terms.renewal == "none":
        return _("ends on its last day") if terms.ends_on else _("has no end")
    months = terms.renewal_months
    text = ngettext("goes on by %(months)s month", "goes on by %(months)s months", months)
    return text % {"months": months}


def list_clauses(terms: ContractTerms) -> list[Shown]:
    """Return the clauses by chapter, with the headings that the product gives to those without."""
    return [
        {
            "heading": say_words(chapter.title, terms.language) or chapter_name(chapter.key),
            "clauses": [
                {"key": clause.key, "text": say_words(clause.text, terms.language)}
                for clause in chapter.clauses
            ],
        }
        for chapter in terms.chapters
        if chapter.clauses
    ]


def chapter_name(key: str) -> str:
    """Return the heading of a chapter that its document does not title."""
    names = {
        "hours": _("Support hours"),
        "inclusions": _("Also included"),
        "readings": _("How times are read"),
        "pauses": _("When clocks stand still"),
        "ladder": _("Whom to call, in order"),
        "incidents": _("At an incident"),
        "channels": _("How to reach the desk"),
    }
    return names.get(key, key)


def show_version(loaded: LoadedContract, reader: Reader) -> Shown:
    """Return one version of a contract."""
    made = {"instant": say_moment(loaded.made_at, reader), "who": loaded.made_by}
    suspended = loaded.terms.is_suspended
    return {
        "number": loaded.number,
        "effective": say_moment(loaded.effective_at, reader),
        "effective_iso": loaded.effective_at.isoformat(),
        "coming": loaded.effective_at > reader.at,
        "what": _("suspended") if suspended else loaded.terms.title,
        "reason": loaded.reason,
        "made": _("%(instant)s, by %(who)s") % made,
        "source_url": reverse("desk:contract-source", args=[loaded.terms.contract, loaded.number]),
    }
