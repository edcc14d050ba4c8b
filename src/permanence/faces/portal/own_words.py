"""A customer's own terms in words: the card above the policy, and the marks at its clauses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.portal.access import Guest
from permanence.faces.portal.promising import say_in_zone
from permanence.faces.portal.terms import OwnTerms, TimeDuel, gather_notes
from permanence.faces.ui.moments import say_instant, say_span
from permanence.faces.ui.promises import promise_names
from permanence.ground.lib.dates import say_date
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.contracts.rules.favouring import total_hours
from permanence.promises.contracts.rules.weighing import Matter, TermCandidate, TermVerdict
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import Clause, say

Shown = dict[str, Any]
HOUR = timedelta(hours=1)


def show_own_terms(own: OwnTerms, guest: Guest, policy: Policy) -> Shown | None:
    """Return what the page says to a customer with a contract; None to anybody else."""
    if not own.contracts:
        return None
    times = [(duel, show_duel(duel, own, guest, policy)) for duel in own.duels]
    rest = [(one, show_verdict(one, own, guest)) for one in own.verdicts if concerns_own(one, own)]
    lines = [line for _one, line in (*times, *rest)]
    hours = total_hours(own.verdicts) // HOUR
    return {
        "guarantee": policy.most_favourable,
        "contracts": [show_contract(one, guest) for one in own.contracts],
        "governing": [line for line in lines if not line["is_beaten"]],
        "beaten": [line for line in lines if line["is_beaten"]],
        "hours": say_hours(hours) if hours else "",
        "marks": gather_notes(
            [
                *((duel.keys, line["mark"]) for duel, line in times),
                *((published_keys(one, own), line["mark"]) for one, line in rest),
            ]
        ),
    }


def show_contract(terms: ContractTerms, guest: Guest) -> Shown:
    """Return a contract with how it stands today."""
    day = guest.at.astimezone(ZoneInfo(terms.zone)).date()
    ends = terms.last_day(day)
    standings = {
        "in_force": _("in force"),
        "future": _("begins on %(day)s") % {"day": say_day(terms.starts_on)},
        "expired": _("ended on %(day)s") % {"day": say_day(ends)} if ends else "",
        "suspended": _("suspended: it gives nothing now"),
    }
    standing = terms.standing(guest.at)
    said = standings[standing]
    if standing == "in_force" and ends:
        renewed = terms.renewal == "tacit"
        until = _("until %(day)s, then renewed") if renewed else _("until %(day)s")
        said = f"{said} {until % {'day': say_day(ends)}}"
    limited = _("It holds for the services that it names.") if terms.services else ""
    return {
        "number": terms.number,
        "title": terms.title,
        "standing": said,
        "services": limited,
    }


def say_day(day: date) -> str:
    """Return a day in the reader's form."""
    return say_date(day, "j F Y")


def show_duel(duel: TimeDuel, own: OwnTerms, guest: Guest, policy: Policy) -> Shown:
    """Return one promised time: whose clause governs, and what each gives for a request now."""
    clause = duel.own.offer.clause
    sentence = say_own(clause, guest)
    comparison = compare_dues(duel, guest.at, guest.zone)
    is_beaten = duel.outcome == "beaten"
    mark = say_mark(clause, sentence, own, is_beaten=is_beaten)
    return {
        "name": name_duel(duel, guest, policy),
        "number": own.number_of(clause),
        "sentence": say_timed(duel, guest),
        "comparison": comparison,
        "url": f"#{duel.term.clause.key}" if duel.term else "",
        "is_beaten": is_beaten,
        "mark": f"{mark} {comparison}".strip(),
    }


def say_timed(duel: TimeDuel, guest: Guest) -> str:
    """Return what an own clause says; one that only brings other hours, after the time itself."""
    clauses = [duel.timed] if duel.timed else []
    return " ".join(say_own(clause, guest) for clause in (*clauses, duel.own.offer.clause))


def say_mark(clause: Clause, sentence: str, own: OwnTerms, *, is_beaten: bool) -> str:
    """Return what stands at a published clause that an own clause beats, or is beaten by."""
    told = {"number": own.number_of(clause), "clause": sentence}
    if not told["number"]:
        return _("With your plan: %(clause)s") % told
    if is_beaten:
        return _("This is better for you than your contract %(number)s (%(clause)s).") % told
    return _("Your contract %(number)s: %(clause)s") % told


def name_duel(duel: TimeDuel, guest: Guest, policy: Policy) -> str:
    """Return which promise it is, at which severity or level."""
    named = [
        guest.say(grade.name)
        for number, grades in ((duel.severity, policy.severities), (duel.level, policy.levels))
        for grade in grades
        if grade.number == number
    ]
    return " · ".join([promise_names()[duel.promise], *named])


def compare_dues(duel: TimeDuel, at: datetime, zone: ZoneInfo) -> str:
    """Return what both clauses give for a request sent now."""
    if duel.published is None or duel.own.due is None or duel.published.due is None:
        return _("The published policy promises no such time.")
    own, published = duel.own.due, duel.published.due
    told = {
        "own": say_instant(own, at=at, zone=zone),
        "published": say_in_zone(published, at=at, zone=zone),
        "span": say_span(published - own),
    }
    if duel.outcome == "same":
        return _("For a request sent now both give the same: %(published)s.") % told
    if duel.outcome == "better":
        return (
            _("For a request sent now: %(own)s instead of %(published)s, %(span)s earlier.") % told
        )
    if duel.outcome == "stands":
        return _("For a request sent now: %(own)s; the published one gives %(published)s.") % told
    return _("For a request sent now your contract would give %(own)s, not %(published)s.") % told


def concerns_own(verdict: TermVerdict, own: OwnTerms) -> bool:
    """Say whether a contract or its plan has a part in what governs a thing."""
    return verdict.matter in {"hours", "inclusion"} or any(map(own.owns, clauses_of(verdict)))


def clauses_of(verdict: TermVerdict) -> list[Clause]:
    """Return every clause that was weighed."""
    return [verdict.winner.clause, *(loser.candidate.clause for loser in verdict.losers)]


def published_keys(verdict: TermVerdict, own: OwnTerms) -> set[str]:
    """Return the published clauses at which a verdict is told."""
    return {clause.key for clause in clauses_of(verdict) if not own.number_of(clause)}


def show_verdict(verdict: TermVerdict, own: OwnTerms, guest: Guest) -> Shown:
    """Return one thing that is no time: whose clause governs, and by how much."""
    losers = [loser for loser in verdict.losers if own.owns(loser.candidate.clause)]
    comes_with_plan = verdict.matter in {"hours", "inclusion"}
    is_beaten = not own.owns(verdict.winner.clause) and bool(losers) and not comes_with_plan
    mine = losers[0].candidate if is_beaten else verdict.winner
    sentence = say_candidate(mine, verdict.matter, guest)
    mark = say_mark(mine.clause, sentence, own, is_beaten=is_beaten)
    if comes_with_plan and not own.number_of(mine.clause):
        mark = _("This is part of your contract.")
    comparison = "" if verdict.matter == "ladder" else say_margin(verdict)
    return {
        "name": matter_names()[verdict.matter],
        "number": own.number_of(mine.clause),
        "sentence": sentence,
        "comparison": comparison,
        "url": next((f"#{key}" for key in sorted(published_keys(verdict, own))), ""),
        "is_beaten": is_beaten,
        "mark": f"{mark} {comparison}".strip(),
    }


def matter_names() -> dict[Matter, str]:
    """Return what each thing that is no time is called."""
    return {
        "coverage": _("When we are there"),
        "channel": _("How to reach us"),
        "hours": _("Support hours"),
        "inclusion": _("Included"),
        "notice": _("Notice of an incident"),
        "ladder": _("Whom you call in order"),
    }


def say_candidate(candidate: TermCandidate, matter: Matter, guest: Guest) -> str:
    """Return what an own clause says; a number or an address with it."""
    if matter == "ladder":
        return _("You have a ladder of your own.")
    said = say_own(candidate.clause, guest)
    return f"{said} · {candidate.value}" if matter == "channel" else said


def say_margin(verdict: TermVerdict) -> str:
    """Return by how much the clause that governs gives more, or sooner."""
    most = max((loser.less_by or 0 for loser in verdict.losers), default=0)
    if most <= 0:
        return ""
    span = timedelta(seconds=most)
    if verdict.matter == "notice":
        return _("%(span)s sooner.") % {"span": say_span(span)}
    hours = span // HOUR
    return ngettext("%(count)s hour more in a year.", "%(count)s hours more in a year.", hours) % {
        "count": number_format(hours, force_grouping=True)
    }


def say_hours(hours: int) -> str:
    """Return the support hours of a year, those of the contract and of its plan together."""
    return ngettext(
        "Together %(count)s support hour in a year.",
        "Together %(count)s support hours in a year.",
        hours,
    ) % {"count": hours}


def say_own(clause: Clause, guest: Guest) -> str:
    """Return what a clause says in the reader's language, where it is written in it."""
    return say(clause.text, guest.language, next(iter(clause.text), "en"))
