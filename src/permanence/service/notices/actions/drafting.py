"""Drafting a notice at once: one delivery to each person, from the template in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.rows import Row, insert_rows
from permanence.promises.clocks.actions import Setting, set_deadlines
from permanence.promises.policies.queries import policy_in_force
from permanence.service.notices.actions.templates import keep_texts
from permanence.service.notices.models import Delivery, Notice, Reach
from permanence.service.notices.queries.templates import template_in_force
from permanence.service.notices.rules import OWNER, Customer, NewNotice
from permanence.world.accounts.models import Contact, Desk, Organisation, User

AT_ONCE = 2000


def draft_notices(new: NewNotice, *, at: datetime) -> Notice:
    """Draft a notice with a delivery for each person who is told, in the act's transaction."""
    template = template_in_force(new.desk, new.kind, new.severity, new.stage)
    if template is None:
        raise Refusal(_("There is no approved template for such a notice."))
    desk = Desk.objects.get(pk=new.desk)
    notice = Notice.objects.create(
        owner=new.owner,
        subject=new.subject,
        desk=desk,
        kind=new.kind,
        severity=new.severity,
        stage=new.stage,
        title=new.title,
        instants={name: one.isoformat() for name, one in new.instants.items()},
        every=new.every,
        template_key=template.key,
        template_number=template.number,
        texts=keep_texts(template.texts),
        words=dict(new.words),
        drafted_at=at,
        release_at=new.release_at,
        is_drill=new.drill is not None,
    )
    address_notice(notice, desk, new, at=at)
    if new.release_at is not None:
        due = Setting(notice.pk, at, new.release_at, [("limit", new.release_at)], desk=new.desk)
        [notice.deadline_id] = set_deadlines(OWNER, [due])
        notice.save(update_fields=["deadline_id"])
    record(
        "notice.drafted",
        f"notice:{notice.pk}",
        at=at,
        desk=new.desk,
        stage=new.stage,
        title=new.title,
        customers=len(new.customers),
        template=template.key,
        number=template.number,
    )
    return notice


def address_notice(notice: Notice, desk: Desk, new: NewNotice, *, at: datetime) -> None:
    """Make the rows of customers and recipients; in a drill only its own people get anything."""
    by_organisation = {one.organisation: one for one in new.customers}
    insert_rows(
        Reach, [{"notice_id": notice.pk, "organisation_id": one} for one in by_organisation]
    )
    _version, policy = policy_in_force(desk.key, at=at)
    if new.drill is not None:
        insert_rows(Delivery, describe_drill(notice, desk, new, zone=policy.zone))
        return
    organisations = Organisation.objects.in_bulk(list(by_organisation))
    people = people_told(by_organisation)
    rows = [
        describe_delivery(notice, contact, organisations[key], customer, zone=policy.zone)
        for key, customer in by_organisation.items()
        for contact in people[key]
    ]
    for start in range(0, len(rows), AT_ONCE):
        insert_rows(Delivery, rows[start : start + AT_ONCE])


def people_told(organisations: Collection[int]) -> Mapping[int, list[Contact]]:
    """Return who is told at each customer: technical contacts, else administrators, else all."""
    everybody: dict[int, list[Contact]] = defaultdict(list)
    rows = Contact.objects.filter(organisation__in=organisations).staying().order_by("pk")
    for contact in rows:
        if contact.organisation_id is not None and contact.email:
            everybody[contact.organisation_id].append(contact)
    told: dict[int, list[Contact]] = defaultdict(list)
    for organisation, people in everybody.items():
        technical = [one for one in people if one.is_technical]
        told[organisation] = technical or [one for one in people if one.is_administrator] or people
    return told


def describe_delivery(
    notice: Notice,
    contact: Contact,
    organisation: Organisation,
    customer: Customer,
    *,
    zone: str,
    stands_for: int | None = None,
) -> Row:
    """Return the row of one person's delivery."""
    return {
        "notice_id": notice.pk,
        "organisation_id": organisation.pk,
        "contact_id": contact.pk,
        "place_id": notice.desk_id,
        "stage": notice.stage,
        "title": notice.title,
        "name": contact.name,
        "organisation_name": organisation.name,
        "address": contact.email,
        "phone": contact.phone,
        "region": contact.region or organisation.region,
        "wanted": contact.language,
        "fallback": organisation.language,
        "zone": contact.zone or organisation.zone or zone,
        "components": [dict(one) for one in customer.components],
        "stands_for_id": stands_for,
        "language": "",
        "flags": [],
        "subject": "",
        "text": "",
        "digest": "",
    }


def describe_drill(notice: Notice, desk: Desk, new: NewNotice, *, zone: str) -> Sequence[Row]:
    """Return the rows of those who get a drill's notices: of no customer, so none can read them."""
    languages = dict(
        User.objects.filter(email__in=new.drill or ()).values_list("email", "language")
    )
    components: list[Mapping[str, str]] = []
    for customer in new.customers:
        components += [one for one in customer.components if one not in components]
    everybody = Organisation(pk=None, name=desk.name, language=desk.default_language, zone=zone)
    rows = []
    for address in dict.fromkeys(new.drill or ()):
        person = Contact(
            name=address, email=address, language=languages.get(address, desk.default_language)
        )
        rows.append(
            describe_delivery(notice, person, everybody, Customer(0, components), zone=zone)
        )
    return rows
