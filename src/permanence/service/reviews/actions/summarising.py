"""The incident summary: in every language, approved by a second person (SPEC A13)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.actions import meet_clock
from permanence.service.incidents.models import Incident
from permanence.service.reviews.actions.handing import await_review, return_to_authors
from permanence.service.reviews.actions.locking import (
    Meanwhile,
    add_author,
    lock_summary,
    tell_chain,
)
from permanence.service.reviews.actions.sending import send_waiting
from permanence.service.reviews.models import Summary, SummaryVersion
from permanence.service.reviews.queries.summaries import approved_of, find_names, say_all
from permanence.service.reviews.rules.standing import may_judge
from permanence.service.reviews.rules.summaries import Texts, clean_texts, find_missing


class NotApproved(Refusal):
    """A summary that customers may not read like this, or not by this person's word."""


def languages_of(incident: Incident) -> tuple[str, ...]:
    """Return the languages in which a summary is written: those of the desk's policy."""
    return policy_of_version(incident.policy_version_id).languages


def write_summary(summary: Summary, texts: Texts, *, base: int, by: Actor, at: datetime) -> Summary:
    """Keep the texts, whole or half: what is missing is shown, and never filled in by itself.

    `base` is the saving that the author had read: where another came meanwhile, this one is
    refused, so that nobody overwrites what they have not read.
    """
    fresh = lock_summary(summary, "write")
    if fresh.revision != base:
        raise Meanwhile(
            _("{who} has saved meanwhile: take over what you need, then save."),
            who=fresh.written_name,
        )
    fresh.texts = clean_texts(texts, languages_of(fresh.incident))
    fresh.revision += 1
    fresh.authors = add_author(fresh.authors, by)
    fresh.written_name, fresh.written_at = by.name, at
    fresh.save(update_fields=["texts", "revision", "authors", "written_name", "written_at"])
    missing = sorted(find_missing(fresh.texts, languages_of(fresh.incident)))
    tell_chain(fresh.incident, "summary_written", at=at, by=by, missing=missing)
    return fresh


def hand_in_summary(summary: Summary, *, by: Actor, at: datetime) -> None:
    """Hand a summary in for approval: whole in every language, and naming no customer."""
    fresh = lock_summary(summary, "hand_in")
    check_texts(fresh)
    await_review(fresh, by=by, at=at)
    tell_chain(fresh.incident, "summary_handed_in", at=at, by=by)


def check_texts(summary: Summary) -> None:
    """Refuse texts that lack a language, or that tell one customer of another."""
    missing = find_missing(summary.texts, languages_of(summary.incident))
    if missing:
        raise NotApproved(
            _("The summary is not written in: {languages}."), languages=", ".join(sorted(missing))
        )
    named = find_names(summary.incident, say_all(summary.texts))
    if named:
        raise NotApproved(
            _("Other customers would read these names: {names}."), names=", ".join(named)
        )


def send_back_summary(summary: Summary, *, remarks: str, by: Actor, at: datetime) -> None:
    """Give a summary back to its authors with remarks."""
    fresh = lock_summary(summary, "send_back")
    return_to_authors(fresh, remarks=remarks, by=by)
    tell_chain(fresh.incident, "summary_sent_back", at=at, by=by, remarks=fresh.remarks)


def approve_summary(summary: Summary, *, by: Actor, at: datetime) -> SummaryVersion:
    """Approve a summary: by none of its authors; whoever waits for it gets it at once."""
    fresh = lock_summary(summary, "close")
    if not may_judge(by.key, fresh.authors):
        raise NotApproved(_("You wrote on it: somebody else approves it."))
    check_texts(fresh)
    last = approved_of(fresh.incident)
    version = SummaryVersion.objects.create(
        summary=fresh,
        number=(last.number if last else 0) + 1,
        texts=fresh.texts,
        authors=fresh.authors,
        approved_by=by.key,
        approved_name=by.name,
        approved_at=at,
    )
    fresh.state = Summary.State.CLOSED
    fresh.save(update_fields=["state"])
    if last is None:
        meet_clock(fresh.incident, "summary", at=at)
    tell_chain(fresh.incident, "summary_approved", at=at, by=by, number=version.number)
    send_waiting(fresh.incident, at=at)
    return version


def revise_summary(summary: Summary, *, by: Actor, at: datetime) -> None:
    """Open an approved summary for its next version; the one before stays what customers get."""
    fresh = lock_summary(summary, "revise")
    fresh.state = Summary.State.OPEN
    fresh.authors = [by.key]
    fresh.handed_in_at, fresh.handed_in_name = None, ""
    fresh.save(update_fields=["state", "authors", "handed_in_at", "handed_in_name"])
    tell_chain(fresh.incident, "summary_revised", at=at, by=by)
