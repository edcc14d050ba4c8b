"""What the pieces of an installation are called, on the desk and on the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from permanence.world.catalogue.rules import Held, Kind, Purpose, Side

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The heading of each kind, and what its three fields are called.
HEADINGS: dict[str, StrOrPromise] = {
    Kind.VERSION: gettext_lazy("Versions"),
    Kind.INTEGRATION: gettext_lazy("Integrations"),
    Kind.SERVER: gettext_lazy("Servers"),
}
LABELS: dict[str, tuple[StrOrPromise, StrOrPromise, StrOrPromise]] = {
    Kind.VERSION: (gettext_lazy("Of what"), gettext_lazy("Version"), gettext_lazy("Remark")),
    Kind.INTEGRATION: (
        gettext_lazy("Connected with"),
        gettext_lazy("Protocol"),
        gettext_lazy("System or identifier"),
    ),
    Kind.SERVER: (
        gettext_lazy("Host name"),
        gettext_lazy("Operating system"),
        gettext_lazy("What it does"),
    ),
}


def purpose_names() -> dict[str, str]:
    """Return what an installation is for."""
    return {Purpose.PRODUCTION: _("Production"), Purpose.TEST: _("Test")}


def place_names(side: Side = Side.DESK) -> dict[str, str]:
    """Return where an installation runs, as somebody of one side says it."""
    if side == Side.CUSTOMER:
        return {Side.CUSTOMER: _("with you"), Side.DESK: _("with the provider")}
    return {Side.CUSTOMER: _("at the customer’s"), Side.DESK: _("with us")}


def keeper_names(side: Side = Side.DESK) -> dict[str, str]:
    """Return who keeps a record, as somebody of one side says it."""
    if side == Side.CUSTOMER:
        return {Side.CUSTOMER: _("your organisation"), Side.DESK: _("the support centre")}
    return {Side.CUSTOMER: _("the customer"), Side.DESK: _("the desk")}


def name_piece(piece: Held) -> str:
    """Return what a piece is called: the product itself has no name of its own."""
    return piece.name or pgettext("a version", "Product")


def say_worth(piece: Held) -> str:
    """Return what a piece is: which version, which protocol or system, with what is said of it."""
    if piece.is_gone:
        return _("gone")
    return " · ".join(filter(None, (piece.value, piece.detail))) or "—"
