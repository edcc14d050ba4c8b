"""Telling customers of their hours in time: when shares are used, and before they expire."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.journal.actions import record
from permanence.ground.lib.dates import say_date
from permanence.ground.lib.lengths import say_length
from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft, PlainMail, Sender, draft_automatic
from permanence.promises.contracts.actions.bank import policies_now
from permanence.promises.contracts.models import ContractVersion, HoursAlert, Lot
from permanence.promises.contracts.queries import terms_of_version
from permanence.promises.contracts.queries.bank import Balance, balances_of, technical_contacts
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.contracts.rules.bank import AlertDue, LotStanding, alerts_due
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import BankTerms, Policy, sender_for
from permanence.world.accounts.models import Contact

EVE = timedelta(microseconds=1)


def send_alerts(*, at: datetime) -> int:
    """Tell the technical contacts what they are to know of their hours, each thing once.

    Return how many alerts went out. A suspended or ended contract says nothing.
    """
    lots = Lot.objects.valid(at).order_by().values_list("contract", flat=True).distinct()
    versions = ContractVersion.objects.in_effect(at).filter(contract__in=list(lots))
    rows = list(versions.select_related("contract__desk").defer("document"))
    balances = balances_of([row.contract_id for row in rows], at=at)
    told = told_before(balances.values())
    policies = policies_now({row.contract.desk.key for row in rows}, at=at)
    sent = 0
    for row in rows:
        balance, terms = balances[row.contract_id], terms_of_version(row.pk)
        version = policies.get(row.contract.desk.key, row.policy_version_id)
        policy = policy_of_version(version)
        bank = terms.bank or policy.bank
        due = [
            one
            for one in alerts_due(stand_lots(balance), bank, at=at)
            if (one.lot, one.key) not in told and terms.standing(at) == "in_force"
        ]
        if due:
            sent += tell_alerts(row, due, balance, terms=terms, policy=policy, at=at)
    return sent


def told_before(balances: Collection[Balance]) -> set[tuple[int, str]]:
    """Return what was said of these lots already."""
    lots = [lot.lot for balance in balances for lot in balance.lots]
    return set(HoursAlert.objects.filter(lot__in=lots).values_list("lot", "key"))


def stand_lots(balance: Balance) -> list[LotStanding]:
    """Return the lots of a contract as the rule takes them that knows what is to be said."""
    return [
        LotStanding(lot.lot, lot.seconds, lot.left, lot.valid_from, lot.expires_at)
        for lot in balance.lots
    ]


def tell_alerts(
    version: ContractVersion,
    due: Sequence[AlertDue],
    balance: Balance,
    *,
    terms: ContractTerms,
    policy: Policy,
    at: datetime,
) -> int:
    """Note alerts and post the mails of those that are to be sent; one that lost a race is not."""
    sent = 0
    people = technical_contacts(terms, version.organisation_id)
    for one in due:
        if not (note_alert(version, one, at=at) and one.is_sent):
            continue
        sent += 1
        drafts = [
            draft_alert(version, one, balance, contact, terms=terms, policy=policy)
            for contact in people
        ]
        post_drafts(drafts, at=at)
        record(
            "hours.alerted",
            f"contract:{version.contract_id}",
            at=at,
            desk=version.contract.desk_id,
            organisation=version.organisation_id,
            key=one.key,
            to=", ".join(contact.email for contact in people),
        )
    return sent


def note_alert(version: ContractVersion, alert: AlertDue, *, at: datetime) -> bool:
    """Note that something is said of a lot; False when it was said before."""
    facts = {"organisation_id": version.organisation_id, "is_sent": alert.is_sent, "at": at}
    _alert, is_new = HoursAlert.objects.get_or_create(
        lot_id=alert.lot, key=alert.key, defaults=facts
    )
    return is_new


def draft_alert(
    version: ContractVersion,
    alert: AlertDue,
    balance: Balance,
    contact: Contact,
    *,
    terms: ContractTerms,
    policy: Policy,
) -> Draft:
    """Return the mail of one alert in the contact's language."""
    subject, text = write_alert(alert, balance, contact, terms=terms, policy=policy)
    return draft_automatic(
        PlainMail(contact.email, contact.language, subject, text),
        sender=Sender(sender_for(policy, contact.region), policy.name, policy.desk),
        owner=f"contract:{version.contract_id}",
        kind="hours-alert",
        desk=version.contract.desk_id,
        organisation=version.organisation_id,
    )


def write_alert(
    alert: AlertDue, balance: Balance, contact: Contact, *, terms: ContractTerms, policy: Policy
) -> tuple[str, str]:
    """Return subject and text of an alert in the contact's language."""
    with translation.override(contact.language):
        told = tell_lots(balance, alert, terms.bank or policy.bank, zone=terms.zone)
        facts = {
            "name": contact.name,
            "number": terms.number,
            "kind": alert.kind,
            "threshold": alert.threshold,
            "link": link_to("hours", base=settings.PUBLIC_URL, desk=policy.desk),
            "desk": policy.name,
        }
        text = render_to_string("contracts/mail/hours.txt", facts | told)
        if alert.kind == "used":
            used = _("{share} % of your support hours are used")
            return used.format(share=alert.threshold), text
        return _("Support hours expire on {day}").format(day=told["day"]), text


def tell_lots(
    balance: Balance, alert: AlertDue, bank: BankTerms, *, zone: str
) -> dict[str, object]:
    """Return what stands in the mail of an alert, in the language in force."""
    meant = next(lot for lot in balance.lots if lot.lot == alert.lot)
    return {
        "left": say_length(balance.left),
        "left_seconds": balance.left,
        "granted": say_length(balance.granted),
        "at_zero": bank.at_zero,
        "lot_left": say_length(meant.left),
        "day": say_last_day(meant.expires_at, zone),
        "lots": [
            {
                "left": say_length(lot.left),
                "granted": say_length(lot.seconds),
                "until": say_last_day(lot.expires_at, zone),
            }
            for lot in balance.lots
        ],
    }


def say_last_day(expires_at: datetime, zone: str) -> str:
    """Return the last day on which hours are good, in the contract's zone."""
    return say_date((expires_at - EVE).astimezone(ZoneInfo(zone)).date(), "j F Y")
