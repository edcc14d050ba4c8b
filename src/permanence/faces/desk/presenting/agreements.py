"""Agreements on a ticket as the desk reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.ticket import show_act
from permanence.faces.desk.presenting.timeline import words_of
from permanence.faces.desk.presenting.words import language_name
from permanence.faces.ui.moments import write_day
from permanence.ground.lib.dates import spell_instant
from permanence.service.agreements.actions.papers import say_state, say_waiver, say_way
from permanence.service.agreements.models import AgreementVersion, Delegation, State
from permanence.service.agreements.queries import Dossier, read_dossier, standing_of
from permanence.service.agreements.rules import (
    CUSTOM_LEVEL,
    Standing,
    is_lapsed,
    may_approve,
)
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.rules import Right
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]
TONES = {
    State.ACCEPTED: "in_force",
    State.DRAFT: "coming",
    State.OFFERED: "coming",
}


def show_agreement(ticket: Ticket, reader: Reader) -> Shown | None:
    """Return the panel of a ticket's page; None where the work needs no agreement."""
    if ticket.triaged_at is None:
        return None
    dossier = read_dossier(ticket)
    version = dossier.open or dossier.governing or dossier.latest
    is_custom = ticket.level == CUSTOM_LEVEL or ticket.kind == "custom"
    if version is None and (not is_custom or ticket.ended):
        return None
    shown: Shown = {
        "url": reverse("desk:agreement", args=[ticket.reference]),
        "version": None,
        "governing": "",
        "wishes": len(dossier.wishes),
    }
    if version is not None:
        shown["version"] = {
            "number": version.number,
            **show_state(version, reader),
            "delivery": say_moment(version.delivery_at, reader) if version.delivery_at else "",
        }
    if dossier.governing and dossier.governing != version and dossier.governing.delivery_at:
        shown["governing"] = say_moment(dossier.governing.delivery_at, reader)
    return shown


def show_state(version: AgreementVersion, reader: Reader) -> Shown:
    """Return how a version stands, in words."""
    lapsed = is_lapsed(version.state, version.expires_at, at=reader.at)
    tone = "past" if lapsed else TONES.get(State(version.state), "past")
    return {"state_label": say_state(version, at=reader.at), "tone": tone}


def show_version(version: AgreementVersion, reader: Reader) -> Shown:
    """Return a version with all that it says."""
    return {
        "number": version.number,
        **show_state(version, reader),
        "ends": version.kind == "withdrawal",
        "solution": words_of(version.solution),
        "language": version.language,
        "steps": [
            {
                "title": step.title,
                "day": write_day(step.day, "D j M Y"),
                "iso": step.day.isoformat(),
            }
            for step in version.calendar
        ],
        **show_delivery(version, reader),
        "waiver": say_waiver(waives=version.waives) if version.kind == "date" else "",
        "waives": version.waives,
        "facts": list(tell_consent(version, reader)),
        "reason": version.reason,
        "pdf_url": reverse("desk:agreement-paper", args=[version.ticket.reference, version.number]),
    }


def show_delivery(version: AgreementVersion, reader: Reader) -> Shown:
    """Return when it is delivered, by the desk's clocks and, where they differ, the reader's."""
    if version.delivery_at is None:
        return {"delivery": "", "delivery_here": "", "delivery_iso": ""}
    due = version.delivery_at
    there, here = due.astimezone(find_zone(version.zone)), due.astimezone(reader.zone)
    differs = there.replace(tzinfo=None) != here.replace(tzinfo=None)
    return {
        "delivery": spell_instant(due, version.zone),
        "delivery_here": spell_instant(due, str(reader.zone)) if differs else "",
        "delivery_iso": due.isoformat(),
    }


def tell_consent(version: AgreementVersion, reader: Reader) -> Sequence[Shown]:
    """Return who did what for either side, and when."""
    told = [(_("Proposed"), version.proposed_name, version.proposed_at)]
    if version.offered_at:
        label = _("Approved by delegation") if version.is_delegated else _("Approved")
        told.append((label, version.approved_name, version.offered_at))
    if version.decided_at:
        label = _("Declined") if version.state == State.DECLINED else _("Accepted")
        name = f"{version.decided_name} ({say_way(version.decided_way)})"
        told.append((label, name, version.decided_at))
    facts = [
        {"term": term, "text": f"{name}, {say_moment(when, reader)}"} for term, name, when in told
    ]
    if version.state == State.OFFERED and version.expires_at:
        until = f"{version.offered_to}, {_('until')} {say_moment(version.expires_at, reader)}"
        facts.append({"term": _("Offered to"), "text": until})
    facts.append({"term": _("Language"), "text": language_name(version.language)})
    return facts


def list_acts(version: AgreementVersion, reader: Reader, *, standing: Standing) -> list[Shown]:
    """Return what the reader may do with a version that is not decided."""
    acts = []
    is_author = version.proposed_by == reader.actor.key
    if version.state == State.DRAFT and may_approve(standing, is_author=is_author):
        acts.append(
            show_act("approve", _("Approve and offer it to the customer"), "check", primary=True)
        )
        acts.append(show_act("send_back", _("Send it back"), "again"))
    may_answer = reader.may(Right.ANSWER, version.desk_id)
    if may_answer and (version.state == State.DRAFT or standing):
        acts.append(show_act("take_back", _("Take it back"), "discard"))
    return acts


def show_dossier(ticket: Ticket, dossier: Dossier, reader: Reader) -> Shown:
    """Return what the page of a ticket's agreement reads."""
    shown = [show_version(one, reader) for one in dossier.versions]
    by_number = {one["number"]: one for one in shown}
    standing = standing_of(reader.specialist, desk=ticket.desk_id, at=reader.at)
    waiting, governing = dossier.open, dossier.governing
    return {
        "governing": by_number[governing.number] if governing else None,
        "open": by_number[waiting.number]
        | {
            "acts": list_acts(waiting, reader, standing=standing),
            "act_url": reverse("desk:agreement-act", args=[ticket.reference, waiting.number]),
            "waits": say_waits(waiting, reader, standing=standing),
        }
        if waiting
        else None,
        "versions": [one for one in shown if one["number"] != (waiting and waiting.number)],
        "wishes": [
            {
                "text": words_of(wish.text),
                "ends": wish.wanted == wish.Wanted.WITHDRAWAL,
                "author": wish.author_name,
                **show_instant(wish.at, reader),
            }
            for wish in dossier.wishes
        ],
    }


def say_waits(version: AgreementVersion, reader: Reader, *, standing: Standing) -> str:
    """Return for whom a version waits."""
    if is_lapsed(version.state, version.expires_at, at=reader.at):
        return _("The offer ended before the customer decided. Propose a new version.")
    if version.state == State.OFFERED:
        return _("It waits for the customer, who decides by a link or in the portal.")
    if standing == "delegate" and version.proposed_by == reader.actor.key:
        return _("You proposed this yourself: somebody else has to approve it.")
    if not standing:
        return _("It waits for the head of development, or a delegate.")
    return _("It waits for your approval. Once you approve it, it goes to the customer.")


def show_open_row(version: AgreementVersion, reader: Reader) -> Shown:
    """Return one row of what waits on a desk."""
    ticket = version.ticket
    return {
        "url": reverse("desk:agreement", args=[ticket.reference]),
        "reference": ticket.reference,
        "subject": ticket.subject,
        "customer": ticket.customer_name,
        "number": version.number,
        **show_state(version, reader),
        "author": version.proposed_name,
        "delivery": say_moment(version.delivery_at, reader) if version.delivery_at else "–",
        **show_instant(version.proposed_at, reader),
    }


def show_delegation(delegation: Delegation, reader: Reader, *, may_end: bool) -> Shown:
    """Return one delegation."""
    query = urlencode({"desk": delegation.desk.key})
    return {
        "name": delegation.specialist.name,
        "by": delegation.given_by.name,
        "since": say_moment(delegation.from_at, reader),
        "until": say_moment(delegation.until_at, reader),
        "holds": delegation.from_at <= reader.at,
        "end_url": f"{reverse('desk:delegation-end', args=[delegation.pk])}?{query}"
        if may_end
        else "",
    }
