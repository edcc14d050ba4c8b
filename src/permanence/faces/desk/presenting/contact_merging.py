"""Contacts that are likely one person, and what merging two of them does, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.customers import say_value
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.overview.customers.models import ContactMerge
from permanence.overview.customers.queries.duplicates import Baggage, Pair, may_undo
from permanence.overview.customers.rules.duplicates import Sign
from permanence.overview.customers.rules.merging import CHOSEN, Kind, kind_of_merge, undo_until
from permanence.world.accounts.models import Contact
from permanence.world.accounts.rules import ContactCard

Shown = dict[str, Any]


def sign_names() -> dict[Sign, str]:
    """Return what each sign says."""
    return {
        Sign.ADDRESS: _("same address"),
        Sign.PHONE: _("same phone number"),
        Sign.NAME: _("nearly the same name"),
        Sign.LOCAL_PART: _("same name before the @"),
    }


def show_pairs(pairs: Sequence[Pair], *, kept: int | None, may_merge: bool) -> list[Shown]:
    """Return the pairs for a list; the contact one came from is kept, else the one placed."""
    return [show_pair(one, kept=kept, may_merge=may_merge) for one in pairs]


def show_pair(pair: Pair, *, kept: int | None, may_merge: bool) -> Shown:
    """Return two contacts that are likely one, and the signs."""
    survivor, merged = order_pair(pair, kept=kept)
    names = sign_names()
    return {
        "people": [show_person(one) for one in (survivor, merged)],
        "signs": [names[sign] for sign in pair.likeness.signs],
        "merge_url": reverse("desk:contact-merge", args=[survivor.pk, merged.pk])
        if may_merge
        else "",
    }


def order_pair(pair: Pair, *, kept: int | None) -> tuple[Contact, Contact]:
    """Return who would be kept, and who merged: whoever belongs somewhere is kept."""
    one, other = pair.one, pair.other
    if kind_of_merge(other.organisation_id, one.organisation_id) is None:
        return other, one
    if kind_of_merge(one.organisation_id, other.organisation_id) is None:
        return one, other
    return (other, one) if other.pk == kept else (one, other)


def show_person(contact: Contact) -> Shown:
    """Return a contact as a pair shows it."""
    return {
        "name": contact.name,
        "url": reverse("desk:contact", args=[contact.pk]),
        "email": contact.email,
        "phone": contact.phone,
        "organisation": contact.organisation.name if contact.organisation else "",
    }


def list_choices(own: ContactCard, other: ContactCard) -> dict[str, tuple[str, str]]:
    """Return what each of two cards says, in words."""
    return {
        key: (say_value(key, getattr(own, key)), say_value(key, getattr(other, key)))
        for key in CHOSEN
    }


def list_moving(kind: Kind, baggage: Baggage, merged: Contact) -> list[str]:
    """Return what goes along with a merge, a line each."""
    lines = []
    if kind is not Kind.APART:
        lines += [say_requests(baggage)]
        counted = (
            (baggage.drafts, say_drafts),
            (baggage.enquiries, say_enquiries),
            (baggage.agreements, say_agreements),
            (baggage.forms, say_forms),
        )
        lines += [say(count) for count, say in counted if count]
    lines.append(
        _("Mail from %(addresses)s is recognised as this person's from now on.")
        % {"addresses": ", ".join(baggage.addresses)}
    )
    if baggage.contracts:
        lines.append(
            _("Named in %(contracts)s: the contract counts for the one who is kept as well.")
            % {"contracts": ", ".join(baggage.contracts)}
        )
    if baggage.has_log_in:
        lines.append(_("The log-in becomes the log-in of the one who is kept, if there is none."))
    lines.append(
        _("Links to the portal that %(email)s was sent stop working, and its sessions end.")
        % {"email": merged.email}
    )
    return lines


def say_requests(baggage: Baggage) -> str:
    """Return how many requests go along."""
    if not baggage.requests:
        return _("No request goes along: there is none.")
    text = ngettext(
        "%(count)s request goes along, of which %(open)s open.",
        "%(count)s requests go along, of which %(open)s open.",
        baggage.requests,
    )
    return text % {"count": baggage.requests, "open": baggage.unended}


def say_drafts(count: int) -> str:
    """Return how many drafts stand on the requests."""
    text = ngettext(
        "With them %(count)s draft of an answer.", "With them %(count)s drafts of answers.", count
    )
    return text % {"count": count}


def say_enquiries(count: int) -> str:
    """Return how many enquiries stand on the requests."""
    text = ngettext(
        "With them %(count)s enquiry with a third party.",
        "With them %(count)s enquiries with third parties.",
        count,
    )
    return text % {"count": count}


def say_agreements(count: int) -> str:
    """Return how many agreements stand on the requests."""
    text = ngettext(
        "With them %(count)s agreement on custom work.",
        "With them %(count)s agreements on custom work.",
        count,
    )
    return text % {"count": count}


def say_forms(count: int) -> str:
    """Return how many forms wait to be admitted."""
    text = ngettext(
        "%(count)s form that was just sent on the portal.",
        "%(count)s forms that were just sent on the portal.",
        count,
    )
    return text % {"count": count}


def say_warnings(kind: Kind, merged: Contact, survivor: Contact) -> list[str]:
    """Return what has to be known before two customers are touched."""
    if kind is Kind.WITHIN:
        return []
    told = {
        "name": merged.name,
        "place": merged.organisation.name if merged.organisation else "",
        "to": survivor.organisation.name if survivor.organisation else "",
    }
    if kind is Kind.TAKEN_IN:
        lines = [
            _(
                "%(name)s belongs to no organisation. With the merge everything they asked belongs"
                " to %(to)s: everybody there who may read its requests will read it."
            ),
            _("Undoing the merge makes two contacts again, but both stay with %(to)s."),
        ]
        if merged.email == survivor.email:
            lines[1] = _("Both have the same address: this merge cannot be undone.")
    else:
        lines = [
            _(
                "Two customers: the requests of %(name)s at %(place)s stay with %(place)s. Nobody"
                " of %(to)s will see them, and this person no longer sees them on the portal."
            ),
            _(
                "Mail from this address counts as mail of %(to)s. What is written to requests of"
                " %(place)s waits for a person: end them or go on with a colleague first."
            ),
        ]
    return [line % told for line in lines]


def say_confirmation(kind: Kind, survivor: Contact) -> str:
    """Return what is confirmed where more than one customer is touched; else nothing."""
    if kind is Kind.WITHIN:
        return ""
    told = {"to": survivor.organisation.name if survivor.organisation else ""}
    if kind is Kind.TAKEN_IN:
        return _("I know this person and mean that they belong to %(to)s") % told
    return _("I mean both customers: this person belongs to %(to)s now") % told


def show_merges(
    merges: Sequence[ContactMerge], contact: Contact, reader: Reader, *, may: bool
) -> list[Shown]:
    """Return the merges of a contact, and until when each can be undone."""
    return [
        {
            "name": one.merged.name,
            "email": one.merged.email,
            "url": reverse("desk:contact", args=[one.merged_id]),
            "into": None
            if one.survivor_id == contact.pk
            else {
                "name": one.survivor.name,
                "url": reverse("desk:contact", args=[one.survivor_id]),
            },
            "by": one.by_name,
            **show_instant(one.merged_at, reader),
            "undo_url": reverse("desk:contact-merge-undo", args=[one.pk])
            if may and may_undo(one, at=reader.at)
            else "",
            "until": say_moment(undo_until(one.merged_at), reader),
        }
        for one in merges
    ]
