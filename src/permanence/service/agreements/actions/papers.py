"""A version as PDF, in the customer's language: the parties, the work, the dates, the consent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.lib.dates import say_date, spell_instant
from permanence.ground.lib.documents import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    write_pdf,
)
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.agreements.models import AgreementVersion, State
from permanence.service.agreements.rules import is_lapsed
from permanence.service.tickets.rules.reference import speak_reference


def name_paper(version: AgreementVersion) -> str:
    """Return the file name of a version, in its language."""
    with translation.override(version.language):
        title = _("agreement")
    return f"{title}-{version.ticket.reference}-{version.number}.pdf"


def write_paper(version: AgreementVersion, *, at: datetime) -> bytes:
    """Return a version as PDF with its history as it stands now; drafts of others never in it."""
    ticket = version.ticket
    policy = policy_of_version(ticket.policy_version_id)
    with translation.override(version.language):
        told = {"number": version.number, "reference": speak_reference(ticket.reference)}
        document = Document(
            title=_("End of an agreement") if version.kind == "withdrawal" else _("Agreement"),
            subtitle=_("Request %(reference)s · version %(number)s") % told,
            language=version.language,
            desk=policy.name,
            accent=policy.accent,
            blocks=[
                *tell_parties(version, policy, at=at),
                *tell_work(version),
                *tell_consent(version),
                *tell_history(version, at=at),
            ],
        )
    return write_pdf(document)


def tell_parties(version: AgreementVersion, policy: Policy, *, at: datetime) -> Iterator[Block]:
    """Yield between whom it is, for what, and how it stands."""
    ticket = version.ticket
    customer = [ticket.organisation.name] if ticket.organisation else []
    yield Facts(
        [
            (_("Provider"), policy.name),
            (_("Customer"), ", ".join([*customer, ticket.contact.name])),
            (_("Reference"), speak_reference(ticket.reference)),
            (_("Subject"), ticket.subject),
            (_("Version"), str(version.number)),
            (_("State"), say_state(version, at=at)),
        ]
    )


def tell_work(version: AgreementVersion) -> Iterator[Block]:
    """Yield what is promised: the solution, its calendar and the delivery."""
    if version.delivery_at is None:
        yield Heading(_("What ends"))
        yield Paragraph(_("The agreement on this request ends, and with it the agreed date."))
        yield Paragraph(version.solution)
        return
    yield Heading(_("Solution"))
    yield Paragraph(version.solution)
    yield Heading(_("Production calendar"))
    yield Table(
        [Column(_("Step"), share=3), Column(_("Date"), share=1.4)],
        [(step.title, say_date(step.day, "D j M Y")) for step in version.calendar],
    )
    yield Heading(_("Delivery"))
    yield Facts([(_("At the latest"), spell_instant(version.delivery_at, version.zone))])
    yield Paragraph(say_waiver(waives=version.waives))


def say_waiver(*, waives: bool) -> str:
    """Return what the agreement does to dates that the customer was owed before."""
    if waives:
        return _(
            "The customer waives earlier dates: where the contract or the policy would give an"
            " earlier one for the resolution, the date above holds instead."
        )
    return _(
        "Earlier dates are not waived: where the contract or the policy gives an earlier one for"
        " the resolution, that earlier one still holds."
    )


def tell_consent(version: AgreementVersion) -> Iterator[Block]:
    """Yield who agreed for each side, and when."""
    yield Heading(_("Consent"))
    zone = version.zone
    pairs = [
        (_("Proposed by"), f"{version.proposed_name}, {spell_instant(version.proposed_at, zone)}")
    ]
    if version.offered_at:
        approver = f"{version.approved_name}, {spell_instant(version.offered_at, zone)}"
        label = _("Approved by delegation") if version.is_delegated else _("Approved by")
        pairs.append((label, approver))
    if version.decided_at:
        label = _("Declined by") if version.state == State.DECLINED else _("Accepted by")
        decided = f"{version.decided_name}, {spell_instant(version.decided_at, zone)}"
        pairs += [(label, decided), (_("Way"), say_way(version.decided_way))]
    elif version.expires_at:
        pairs.append((_("Offered until"), spell_instant(version.expires_at, zone)))
    yield Facts(pairs)


def tell_history(version: AgreementVersion, *, at: datetime) -> Iterator[Block]:
    """Yield every version that was ever offered."""
    offered = AgreementVersion.objects.filter(ticket=version.ticket_id, offered_at__isnull=False)
    versions = list(offered.order_by("number"))
    if len(versions) < 2:
        return
    yield Heading(_("Versions"))
    yield Table(
        [
            Column(_("Version"), share=0.6),
            Column(_("Offered"), share=1.2),
            Column(_("Delivery"), share=1.8),
            Column(_("State"), share=2),
        ],
        [describe_row(one, at=at) for one in versions],
    )


def describe_row(version: AgreementVersion, *, at: datetime) -> Sequence[str]:
    """Return one version as a row of the history."""
    offered = version.offered_at or version.proposed_at
    delivery = spell_instant(version.delivery_at, version.zone) if version.delivery_at else "–"
    return (
        str(version.number),
        say_date(offered.date(), "j M Y"),
        delivery,
        say_state(version, at=at),
    )


def say_way(way: str) -> str:
    """Return by which way the customer decided."""
    return _("signed in on the portal") if way == "portal" else _("the signed link of the offer")


def say_state(version: AgreementVersion, *, at: datetime) -> str:
    """Return how a version stands, in the language in force."""
    if is_lapsed(version.state, version.expires_at, at=at):
        return _("not decided in time")
    return {
        State.DRAFT: _("waits for approval"),
        State.SENT_BACK: _("sent back"),
        State.TAKEN_BACK: _("taken back"),
        State.OFFERED: _("waits for the customer"),
        State.LAPSED: _("not decided in time"),
        State.ACCEPTED: _("agreed"),
        State.DECLINED: _("declined"),
        State.REPLACED: _("replaced by a later version"),
        State.ENDED: _("ended by both sides"),
    }[State(version.state)]
