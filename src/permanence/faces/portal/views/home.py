"""A support centre: what is promised to me, and how do I get help?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from permanence.faces.portal.access import Guest, enter_desk
from permanence.faces.portal.hours import list_hours
from permanence.faces.portal.ladder import show_ladder
from permanence.faces.portal.opening import say_hours
from permanence.faces.portal.organisation import ask_confirmation
from permanence.faces.portal.own_state import public_url, sum_up_services
from permanence.faces.portal.own_words import say_mark, say_own, say_timed
from permanence.faces.portal.shell import furnish_page
from permanence.faces.portal.terms import OwnTerms, TimeDuel, read_own_terms
from permanence.promises.policies.rules import Policy
from permanence.promises.policies.rules.policy import TargetTerm
from permanence.promises.terms.rules import Clause, Words


@require_safe
def show_home(request: HttpRequest, desk: str) -> HttpResponse:
    """Show what the centre promises, whether it is open, and whom to call in which order."""
    with enter_desk(request, desk) as guest:
        policy = guest.policy
        told_in = guest.zone if guest.contact else None
        own = read_own_terms(guest, policy)
        context = furnish_page(
            request,
            guest,
            place="home",
            intro=guest.say(policy.introduction),
            hours=say_hours(policy, at=guest.at, zone=told_in, own=own.opening),
            promises=list_pledges(guest, own),
            self_help=[] if guest.contact else [offer_link(guest), *offer_state(guest)],
            ladder=show_ladder(guest, own.standing),
            ladder_intro=guest.say_clause("ladder.text"),
            bank=list_hours(guest),
            services=sum_up_services(guest),
            unconfirmed=ask_confirmation(guest),
        )
        return render(request, "portal/home.html", context)


def offer_link(guest: Guest) -> dict[str, str]:
    """Return the way to one's own requests for somebody who has lost the link."""
    return {
        "label": gettext("Find your requests"),
        "url": reverse("portal:ask-link", args=[guest.desk.key]),
    }


def offer_state(guest: Guest) -> list[dict[str, str]]:
    """Return the way to how everything stands, where everybody may read it."""
    url = public_url(guest)
    return [{"label": gettext("How everything stands"), "url": url}] if url else []


def list_pledges(guest: Guest, own: OwnTerms) -> list[dict[str, str]]:
    """Return the published promises that say most: when we are here, how fast, what prevails."""
    policy = guest.policy
    coverage = policy.clause("coverage.text")
    responses = [
        pledge(guest, term.clause, own, duel, detail=meaning)
        for term in policy.targets
        if term.promise == "response" and term.clause.published
        for meaning in (say_grade(guest, term),)
        for duel in (own.governing(term),)
    ]
    around = [pledge_coverage(guest, coverage, own)] if coverage and coverage.published else []
    return [*around, *responses, *list_guarantee(guest)]


def pledge(
    guest: Guest, clause: Clause, own: OwnTerms, duel: TimeDuel | None, *, detail: str
) -> dict[str, str]:
    """Return one promised time: as published, or the customer's own where that governs."""
    if duel is None:
        return show_pledge(guest, clause, detail=detail)
    governs = duel.own.offer.clause
    sentence = say_mark(governs, say_timed(duel, guest), own, is_beaten=False)
    return show_pledge(guest, clause, detail=detail) | point_to_own(guest, sentence)


def pledge_coverage(guest: Guest, clause: Clause, own: OwnTerms) -> dict[str, str]:
    """Return when the desk is there: for everybody, or for this customer."""
    governs = own.governing_coverage()
    shown = show_pledge(guest, clause)
    if governs is None:
        return shown
    sentence = say_mark(governs, say_own(governs, guest), own, is_beaten=False)
    return shown | point_to_own(guest, sentence)


def show_pledge(guest: Guest, clause: Clause, *, detail: str = "") -> dict[str, str]:
    """Return one published promise with its place in the policy."""
    return {
        "sentence": guest.say(clause.text),
        "detail": detail,
        "url": link_clause(guest, clause.key),
    }


def point_to_own(guest: Guest, sentence: str) -> dict[str, str]:
    """Return what an own clause says, with the way to one's own terms."""
    return {"sentence": sentence, "url": link_clause(guest, "your-terms")}


def link_clause(guest: Guest, key: str) -> str:
    """Return the address of a clause or chapter on the policy page."""
    return f"{reverse('portal:policy', args=[guest.desk.key])}#{key}"


def say_grade(guest: Guest, term: TargetTerm) -> str:
    """Return what the severity or level of a promised time means, as far as it is published."""
    meaning = grade_of(guest.policy, term)
    return guest.say(meaning) if meaning else ""


def grade_of(policy: Policy, term: TargetTerm) -> Words | None:
    """Return the published definition of the severity or level of a promised time."""
    for number, grades in ((term.severity, policy.severities), (term.level, policy.levels)):
        for grade in grades:
            if grade.number == number and grade.clause.published:
                return grade.definition
    return None


def list_guarantee(guest: Guest) -> list[dict[str, str]]:
    """Return the guarantee as one promise, where the most favourable version prevails."""
    chapter = guest.policy.chapter("guarantee")
    if not guest.policy.most_favourable or chapter is None:
        return []
    return [
        {
            "sentence": guest.say(chapter.title),
            "detail": " ".join(guest.say(clause.text) for clause in chapter.clauses),
            "url": link_clause(guest, chapter.key),
        }
    ]
