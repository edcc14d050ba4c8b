"""Which contracts count for a ticket, how each stands, and what prevails beside the times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.clauses import clause_url, say_calendar, say_source
from permanence.faces.desk.presenting.words import say_words
from permanence.faces.ui.moments import say_span, write_day
from permanence.promises.contracts.queries import LoadedContract, contracts_of_customer
from permanence.promises.contracts.queries.bank import Banking, banking_among
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.contracts.rules.favouring import favour_terms
from permanence.promises.contracts.rules.weighing import TermCandidate, TermLoser, TermVerdict
from permanence.promises.policies.queries import policy_in_force, policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries import terms_among
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """A customer's contracts with a desk, as they stand for a ticket.

    `loaded` are all that there are, whatever their standing; `contracts` those that count for the
    ticket: they held at its receipt, or hold now.
    """

    at: datetime
    policies: tuple[Policy, ...]
    loaded: tuple[LoadedContract, ...]
    contracts: tuple[ContractTerms, ...]
    service: str

    @property
    def present(self) -> tuple[ContractTerms, ...]:
        """Those that have taken effect, as they stand now."""
        return tuple(one.terms for one in self.loaded if one.effective_at <= self.at)

    @property
    def covering(self) -> tuple[ContractTerms, ...]:
        """Those that cover the service in question."""
        return tuple(terms for terms in self.contracts if terms.covers(self.service))

    @cached_property
    def banking(self) -> Banking:
        """What can pay for work on the ticket."""
        return banking_among(
            self.present,
            service=self.service,
            policy=self.policies[-1],
            worked_at=self.at,
        )


def read_standing(ticket: Ticket, *, at: datetime) -> Standing:
    """Return how the contracts of a ticket's customer stand."""
    then = policy_of_version(ticket.policy_version_id)
    loaded = []
    if ticket.organisation_id is not None:
        loaded = contracts_of_customer(ticket.organisation_id, desk=ticket.desk_id, at=at)
    if not loaded:
        return Standing(at, (then,), (), (), ticket.service)
    now = policy_in_force(ticket.desk.key, at=at)[1]
    policies = (then,) if then.source == now.source else (then, now)
    present = [one.terms for one in loaded if one.effective_at <= at]
    contracts = terms_among(ticket.terms, present, at=at)
    return Standing(at, policies, tuple(loaded), contracts, ticket.service)


def show_contracts(standing: Standing) -> list[Shown]:
    """Return each contract with what it means for the ticket."""
    shown = [
        {
            "name": f"{one.terms.number} · {one.terms.title}",
            "standing": one.standing,
            "note": say_standing(one, standing),
        }
        for one in standing.loaded
    ]
    return sorted(shown, key=lambda one: one["standing"] != "in_force")


def say_standing(contract: LoadedContract, standing: Standing) -> str:
    """Say whether a contract gives anything to a ticket, and until when or why not."""
    terms, at = contract.terms, standing.at
    zone = find_zone(terms.zone)
    last = terms.last_day(at.astimezone(zone).date())
    start = max(terms.starts_on, contract.effective_at.astimezone(zone).date())
    told = {
        "day": write_day(last, "j M Y") if last else "",
        "start": write_day(start, "j M Y"),
        "since": write_day(contract.effective_at.astimezone(zone).date(), "j M Y"),
        "reason": contract.reason,
    }
    counts = {one.contract for one in standing.contracts}
    if contract.standing == "future":
        return _("begins on %(start)s; until then the published policy applies") % told
    if contract.standing == "suspended":
        return _("suspended since %(since)s, because: %(reason)s") % told
    if contract.standing == "expired":
        if terms.contract in counts:
            return _("expired on %(day)s; it held when this arrived, and counts here") % told
        return _("expired on %(day)s; the published policy applies") % told
    if not terms.covers(standing.service):
        return _("does not cover this service; the published policy applies")
    if not last:
        return _("in force")
    return (_("renewed after %(day)s") if terms.renewal == "tacit" else _("until %(day)s")) % told


def show_organisation(ticket: Ticket, policy: Policy, standing: Standing) -> Shown | None:
    """Return the customer with its contracts and how they stand; None for a stranger."""
    if ticket.organisation is None:
        return None
    key = next((terms.plan for terms in standing.covering if terms.plan), "")
    plan = next((one for one in policy.plans if one.key == key), None)
    return {
        "name": ticket.organisation.name,
        "url": reverse("desk:organisation", args=[ticket.organisation.pk]),
        "plan": say_words(plan.name, policy.default_language) if plan else "",
        "contracts": show_contracts(standing),
        "guarantee": any(one.most_favourable for one in standing.policies),
    }


def show_prevailing(standing: Standing, policy: Policy) -> list[Shown]:
    """Return what governs where no time is promised, once a contract has a say in it."""
    if not standing.covering:
        return []
    verdicts = favour_terms(standing.policies, standing.covering, at=standing.at)
    return [
        show_verdict(one, policy) for one in verdicts if one.losers or is_of_contract(one.winner)
    ]


def is_of_contract(candidate: TermCandidate) -> bool:
    """Say whether a contract gives this, and not the published policy."""
    return candidate.clause.source.startswith("contract:")


def show_verdict(verdict: TermVerdict, policy: Policy) -> Shown:
    """Return one thing with the clause that governs it and those that lost."""
    winner = verdict.winner
    return {
        "matter": matter_names()[verdict.matter],
        "text": say_candidate(verdict, winner, policy),
        "url": clause_url(winner.clause.key, winner.clause.source, policy),
        "source": say_source(winner.clause.source, published=winner.clause.published),
        "losing": [show_beaten(verdict, loser, policy) for loser in verdict.losers],
    }


def show_beaten(verdict: TermVerdict, loser: TermLoser, policy: Policy) -> Shown:
    """Return a clause that gives less, and by how much."""
    clause = loser.candidate.clause
    return {
        "text": say_candidate(verdict, loser.candidate, policy),
        "source": say_source(clause.source, published=True),
        "by": say_less(verdict, loser),
    }


def say_candidate(verdict: TermVerdict, candidate: TermCandidate, policy: Policy) -> str:
    """Return what a clause gives, in its own words where it has them."""
    words = say_words(candidate.clause.text, policy.default_language)
    if verdict.matter == "coverage" and not words:
        return say_calendar(candidate.value, policy, source=candidate.clause.source)
    return words or candidate.value


def say_less(verdict: TermVerdict, loser: TermLoser) -> str:
    """Return by how much a clause gives less; empty where the two cannot be measured."""
    if not loser.less_by:
        return _("the same") if loser.less_by == 0 else ""
    span = {"span": say_span(timedelta(seconds=abs(loser.less_by)))}
    if verdict.matter in {"notice", "ladder"}:
        return (_("%(span)s later") if loser.less_by > 0 else _("%(span)s earlier")) % span
    if verdict.matter in {"coverage", "hours"}:
        less, more = _("%(span)s less in a year"), _("%(span)s more in a year")
        return (less if loser.less_by > 0 else more) % span
    return ""


def matter_names() -> dict[str, str]:
    """Return what each thing is called."""
    return {
        "coverage": _("When we are there"),
        "channel": _("How to reach us"),
        "hours": _("Hours of support"),
        "inclusion": _("Included"),
        "notice": _("Notice of an incident"),
        "ladder": _("Whom to climb to"),
    }
