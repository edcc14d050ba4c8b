"""What a customer runs: on its page, on the page of an installation, beside a ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.environments import NamingForm
from permanence.faces.ui.environments.showing import (
    Look,
    show_card,
    show_change,
    show_groups,
    show_since,
)
from permanence.faces.ui.environments.words import (
    HEADINGS,
    keeper_names,
    name_piece,
    say_worth,
)
from permanence.faces.ui.moments import say_span
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Organisation
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.models import Installation
from permanence.world.catalogue.queries import (
    installations_of,
    pieces_among,
    pieces_of,
    retired_of,
)
from permanence.world.catalogue.rules import (
    Held,
    Kind,
    changes_before,
    changes_between,
    standing_at,
)

Shown = dict[str, Any]


def look_of(reader: Reader) -> Look:
    """Return when and by which clock the desk looks at a record."""
    return Look(reader.at, reader.zone)


def list_environment(organisation: Organisation, reader: Reader) -> Shown:
    """Return what a customer runs, each with its product's version now."""
    rows = installations_of(organisation.pk)
    pieces = pieces_among([one.pk for one in rows])
    return {
        "rows": [
            {
                **show_card(one, look_of(reader)),
                "url": reverse("desk:installation", args=[one.pk]),
                "version": say_version(standing_at(pieces[one.pk], reader.at)),
                "keeper": keeper_names()[one.keeper],
            }
            for one in rows
        ],
        "retired": [
            {"name": one.name, "url": reverse("desk:installation", args=[one.pk])}
            for one in retired_of(organisation.pk)
        ],
    }


def say_version(pieces: Sequence[Held]) -> str:
    """Return the version of the product itself; empty when nobody knows."""
    versions = [one for one in pieces if one.kind == Kind.VERSION]
    return next((one.value for one in versions if not one.name), "")


def show_record(installation: Installation, reader: Reader, *, may_edit: bool) -> Shown:
    """Return the whole record of an installation, with the ways to change it."""
    look, number = look_of(reader), installation.pk
    groups = show_groups(pieces_of(number), look)
    can = may_edit and installation.retired_at is None
    for group in groups:
        address = reverse("desk:piece-new", args=[number, group["kind"]])
        group["add_url"] = address if can else ""
        for row in (*group["rows"], *group["planned"], *group["past"]):
            row["change_url"] = f"{address}?{urlencode({'of': row['number']})}" if can else ""
            row["strike_url"] = (
                reverse("desk:piece-strike", args=[number, row["number"]]) if can else ""
            )
    return {
        **show_card(installation, look),
        "keeper": keeper_names()[installation.keeper],
        "groups": groups,
        "act_url": reverse("desk:installation-act", args=[number]) if may_edit else "",
        "edit_url": reverse("desk:installation-edit", args=[number]) if can else "",
    }


def has_customer(ticket: Ticket, reader: Reader) -> bool:
    """Say whether a ticket is of somebody who may run something."""
    return ticket.organisation_id is not None


def say_environment(ticket: Ticket) -> str:
    """Return what a ticket is about; where it changed shortly before, rather that."""
    if ticket.installation is None:
        return ""
    changed = getattr(ticket, "changed_before", None)
    if changed is None:
        return ticket.installation.name
    return _("changed %(span)s before") % {"span": say_span(ticket.opened_at - changed)}


def show_environment(request: StaffRequest, ticket: Ticket, sent: Mapping[str, DeskForm]) -> Shown:
    """Return what a ticket is about: as it was when it was opened, and as it is now."""
    reader = request.reader
    offered = installations_of(ticket.organisation_id)
    installation = ticket.installation
    if installation and installation.pk not in {one.pk for one in offered}:
        offered = [installation, *offered]
    first = {"installation": str(ticket.installation_id or "")}
    may = reader.may(Right.ANSWER, ticket.desk_id) and bool(offered)
    form = sent.get("naming") or NamingForm(initial=first, offered=offered)
    return {
        "installation": show_named(installation, ticket, reader) if installation else None,
        "form": form if may else None,
        "url": reverse("desk:ticket-installation", args=[ticket.reference]),
        "customer_url": reverse("desk:organisation", args=[ticket.organisation_id])
        + "#environment",
        "is_empty": not offered,
    }


def show_named(installation: Installation, ticket: Ticket, reader: Reader) -> Shown:
    """Return an installation as a request about it is read: then, since, and now."""
    look, opened = look_of(reader), ticket.opened_at
    pieces = [row.held for row in pieces_of(installation.pk)]
    lately = changes_before(pieces, opened)
    since = changes_between(pieces, opened, reader.at)
    return {
        **show_card(installation, look),
        "url": reverse("desk:installation", args=[installation.pk]),
        "keeper": keeper_names()[installation.keeper],
        "lately": [show_change(one, look, before=opened) for one in lately],
        "groups": compare_groups(standing_at(pieces, opened), standing_at(pieces, reader.at), look),
        "has_changed": bool(since),
    }


def compare_groups(then: Sequence[Held], now: Sequence[Held], look: Look) -> list[Shown]:
    """Return each piece as it was and as it is, by kind; kinds without a piece are left out."""
    was, is_ = ({one.key: one for one in found} for found in (then, now))
    keys = list(dict.fromkeys([*is_, *was]))
    groups = []
    for kind in Kind:
        rows = [compare_piece(was.get(key), is_.get(key), look) for key in keys if key[0] == kind]
        if rows:
            groups.append({"label": HEADINGS[kind], "rows": rows})
    return groups


def compare_piece(then: Held | None, now: Held | None, look: Look) -> Shown:
    """Return one piece as it was when a request was opened and as it is now."""
    one = now or then
    assert one is not None  # noqa: S101 -- a key comes from one of both
    was, now_is = (say_worth(piece) if piece else "" for piece in (then, now))
    return {
        "name": name_piece(one),
        "then": was,
        "now": now_is,
        "is_same": was == now_is,
        **show_since(one.since, look, name="since"),
    }
