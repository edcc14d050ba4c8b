"""Versions of a policy and what a new one would change, in words (SPEC C1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.words import say_words
from permanence.faces.ui.moments import say_span
from permanence.faces.ui.promises import promise_names
from permanence.overview.previews.queries import Preview, TicketEffect, TicketMove
from permanence.overview.previews.rules import MOST_SHOWN
from permanence.promises.policies.rules import Difference, Grade, Policy
from permanence.promises.policies.rules.amounts import bound_words
from permanence.promises.policies.rules.comparing import Favour, PromiseChange, favour_clauses
from permanence.promises.policies.rules.policy import TargetTerm

Shown = dict[str, Any]


def show_preview(preview: Preview, reader: Reader) -> Shown:
    """Return what a document would change, as `desk/parts/policy_preview.html` reads it."""
    before = preview.before
    favours: Mapping[str, Favour] = {}
    if before:
        favours = favour_clauses(
            before.policy, preview.policy, preview.promises, start=preview.effective_at
        )
    compared = (preview.policy, before.policy) if before else (preview.policy,)
    notable = [one for one in preview.promises if one.favour != "same"]
    return {
        "before": str(before.number) if before else "",
        "effective": say_moment(preview.effective_at, reader),
        "coming": [
            _("Version %(number)s would still replace it: %(instant)s")
            % {"number": one.number, "instant": say_moment(one.effective_at, reader)}
            for one in preview.coming
        ],
        "promises": [show_promise_change(one, preview.policy) for one in notable],
        "same": len(preview.promises) - len(notable),
        "changes": [show_change(one, favours, *compared) for one in preview.clauses],
        "tickets": show_tickets(preview.tickets, reader),
    }


def show_promise_change(change: PromiseChange, policy: Policy) -> Shown:
    """Return what becomes of one promise at one step."""
    return {
        "name": promise_names()[change.promise],
        "step": say_step(change, policy),
        "before": say_term(change.before),
        "after": say_term(change.after),
        "favour": change.favour,
        "favour_label": favour_names()[change.favour],
        "by": say_moves(change),
    }


def say_step(change: PromiseChange, policy: Policy) -> str:
    """Return for which severity, level and plan a promise is told apart."""
    axes: tuple[tuple[int | None, tuple[Grade, ...]], ...] = (
        (change.severity, policy.severities),
        (change.level, policy.levels),
    )
    named = [
        say_words(grade.name, policy.default_language)
        for number, grades in axes
        for grade in grades
        if grade.number == number
    ]
    plans = [plan.name for plan in policy.plans if plan.key == change.plan]
    return " · ".join([*named, *(say_words(name, policy.default_language) for name in plans)])


def say_term(term: TargetTerm | None) -> str:
    """Return a promised time: how long, and whether it is a guarantee."""
    if term is None:
        return _("not promised")
    natures = {"guarantee": _("guarantee"), "target": _("target")}
    return f"{say_words(bound_words(term.target, term.bound, term.floor))} · {natures[term.nature]}"


def favour_names() -> dict[str, str]:
    """Return what a change is for the customer."""
    return {
        "better": _("better for the customer"),
        "worse": _("worse for the customer"),
        "mixed": _("better or worse, by the hour of the request"),
        "same": "",
    }


def say_moves(change: PromiseChange) -> str:
    """Return by how much requests of the coming year would be owed earlier or later."""
    told = []
    if change.earlier_by:
        told.append(_("up to %(span)s earlier") % {"span": say_exactly(change.earlier_by)})
    if change.later_by:
        told.append(_("up to %(span)s later") % {"span": say_exactly(change.later_by)})
    return ", ".join(told)


def say_exactly(span: timedelta) -> str:
    """Return a span; a bound that moves by one second says so."""
    if span < timedelta(minutes=1):
        seconds = round(span.total_seconds())
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    return say_span(span)


def show_change(change: Difference, favours: Mapping[str, Favour], *policies: Policy) -> Shown:
    """Return one clause that came, went or changed, under the title of its chapter."""
    labels = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}
    favour = favours.get(change.key, "same")
    return {
        "kind": change.change,
        "kind_label": labels[change.change],
        "key": change.key,
        "title": next(filter(None, (title_of(change.key, one) for one in policies)), ""),
        "before": change.before,
        "after": change.after,
        "better": {"better": "customer", "worse": "desk"}.get(favour, ""),
        "better_label": favour_names()[favour],
    }


def title_of(key: str, policy: Policy) -> str:
    """Return the title of the chapter that a clause stands in; empty for a bare setting."""
    for chapter in policy.chapters:
        if key.startswith(f"{chapter.key}."):
            return say_words(chapter.title, policy.default_language)
    return ""


def show_tickets(effect: TicketEffect, reader: Reader) -> Shown:
    """Return what open tickets would gain, and the first of them."""
    return {
        "summary": [text for text in summarise_tickets(effect) if text],
        "rows": [show_move(one, reader) for one in effect.moves],
        "is_cut": len(effect.moves) >= MOST_SHOWN,
    }


def summarise_tickets(effect: TicketEffect) -> list[str]:
    """Return how many open tickets would be due earlier, how many keep what they have."""
    if not effect.judged:
        return [_("No ticket is open.")]
    counts = {
        "open": number_format(effect.open, force_grouping=True),
        "judged": number_format(effect.judged, force_grouping=True),
        "earlier": effect.earlier,
        "kept": effect.kept,
        "later": effect.later,
        "late": effect.late_at_once,
    }
    cut = effect.judged < effect.open
    return [
        _("Of %(open)s open tickets, the %(judged)s that are due next were reckoned.") % counts
        if cut
        else "",
        ngettext(
            "%(earlier)s open ticket would be due earlier.",
            "%(earlier)s open tickets would be due earlier.",
            effect.earlier,
        )
        % counts,
        ngettext(
            "%(kept)s open ticket keeps every date.",
            "%(kept)s open tickets keep every date.",
            effect.kept,
        )
        % counts,
        ngettext(
            "%(later)s open ticket would be due later.",
            "%(later)s open tickets would be due later.",
            effect.later,
        )
        % counts
        if effect.later
        else "",
        ngettext(
            "%(late)s would be late from the first moment.",
            "%(late)s would be late from the first moment.",
            effect.late_at_once,
        )
        % counts
        if effect.late_at_once
        else "",
    ]


def show_move(move: TicketMove, reader: Reader) -> Shown:
    """Return one promise of an open ticket that would be due at another instant."""
    moved = move.moved
    return {
        "reference": move.reference,
        "url": reverse("desk:ticket", args=[move.reference]),
        "subject": move.subject,
        "organisation": move.organisation,
        "promise": promise_names()[moved.promise],
        "due": say_moment(moved.due_at, reader) if moved.due_at else _("stopped"),
        "would_be_due": say_moment(moved.would_be_due, reader)
        if moved.would_be_due
        else _("stopped"),
        "is_late": moved.is_late_at_once,
    }
