"""Where requests of a desk arrive, and where each place is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.words import language_name, say_words
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import Clause
from permanence.world.accounts.models import Desk

Shown = dict[str, Any]


@dataclass(frozen=True)
class ContactPoint:
    """A number or an address, as the policy has it."""

    key: str
    value: str
    clause: Clause
    regions: tuple[str, ...]
    languages: tuple[str, ...]


def points_of(policy: Policy, kind: str) -> Sequence[ContactPoint]:
    """Return the contact points of a kind."""
    if kind == "mailbox":
        return [
            ContactPoint(one.key, one.address, one.clause, one.regions, one.languages)
            for one in policy.mailboxes
        ]
    numbers = {"phone": policy.phones, "fax": policy.faxes}.get(kind, ())
    return [
        ContactPoint(one.key, one.number, one.clause, one.regions, one.languages) for one in numbers
    ]


def find_point(policy: Policy, kind: str, key: str) -> ContactPoint | None:
    """Return one contact point; None where there is none."""
    return next((one for one in points_of(policy, kind) if one.key == key), None)


def kind_names() -> dict[str, str]:
    """Return what the contact points of each kind are called."""
    return {"phone": _("Phone"), "fax": _("Fax"), "mailbox": _("Mailboxes")}


def label_of_value(kind: str) -> str:
    """Return what is changed at a contact point."""
    return _("Address") if kind == "mailbox" else _("Number")


def name_regions(policy: Policy) -> dict[str, str]:
    """Return the desk's regions by key, in words."""
    return {one.key: say_words(one.name, policy.default_language) for one in policy.regions}


def list_points(policy: Policy, desk: Desk, *, may_change: bool) -> list[Shown]:
    """Return the contact points by kind, each with where it is published."""
    regions, query = name_regions(policy), urlencode({"desk": desk.key})
    public = reverse("portal:policy", args=[desk.key])

    def show(kind: str, one: ContactPoint) -> Shown:
        change = reverse("desk:contact-point", args=[kind, one.key])
        trying = reverse("desk:contact-point-try", args=[one.key]) if kind == "mailbox" else ""
        return {
            "value": one.value,
            "name": say_words(one.clause.text, policy.default_language),
            "regions": ", ".join(regions.get(key, key) for key in one.regions),
            "languages": ", ".join(language_name(key) for key in one.languages),
            "public_url": f"{public}#{one.clause.key}" if one.clause.published else "",
            "change_url": f"{change}?{query}" if may_change else "",
            "try_url": f"{trying}?{query}" if trying and may_change else "",
        }

    return [
        {"name": name, "rows": [show(kind, one) for one in points_of(policy, kind)]}
        for kind, name in kind_names().items()
        if points_of(policy, kind)
    ]
