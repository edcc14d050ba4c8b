"""Making contacts, staff and log-ins."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db import connection

from permanence.world.accounts.models import (
    Contact,
    Desk,
    Organisation,
    OrganisationDomain,
    Specialist,
    StaffRole,
    Team,
    User,
)

LINK_SALT = "permanence.portal"
COUNT_ATTEMPT = """
insert into accounts_attempt (key, "window", count) values (%s, %s, 1)
on conflict (key, "window") do update set count = accounts_attempt.count + 1
returning count
"""


@dataclass(frozen=True)
class NewContact:
    """Somebody who wrote for the first time."""

    email: str
    name: str
    organisation: int | None
    language: str
    phone: str = ""


def add_contacts(newcomers: Sequence[NewContact]) -> dict[str, Contact]:
    """Add contacts that do not exist yet; return all of them by address."""
    Contact.objects.bulk_create(
        [
            Contact(
                email=one.email.lower(),
                name=one.name or one.email,
                organisation_id=one.organisation,
                language=one.language,
                phone=one.phone,
            )
            # In one order everywhere, so that two workers never wait for each other.
            for one in sorted(newcomers, key=lambda one: one.email.lower())
        ],
        ignore_conflicts=True,
    )
    found: dict[str, Contact] = {}
    organisations = {one.email.lower(): one.organisation for one in newcomers}
    for contact in Contact.objects.filter(email__in=organisations).order_by("pk"):
        if contact.organisation_id == organisations[contact.email]:
            found[contact.email] = contact
    return found


def name_technical_contacts(organisation: Organisation, *, addresses: Collection[str]) -> None:
    """Note which contacts of a customer were named as technical ones; unknown addresses wait."""
    Contact.objects.filter(organisation=organisation, email__in=addresses).update(is_technical=True)


def add_specialist(
    *, email: str, name: str, password: str, roles: Collection[tuple[Desk, str]], language: str
) -> Specialist:
    """Add a member of staff with a log-in and a role on each desk named."""
    user = User(email=email.lower(), language=language)
    user.set_password(password)
    user.save()
    specialist = Specialist.objects.create(user=user, name=name)
    StaffRole.objects.bulk_create(
        StaffRole(specialist=specialist, desk=desk, role=role) for desk, role in roles
    )
    return specialist


def add_team(
    desk: Desk, *, key: str, name: str, levels: Sequence[int], members: Sequence[Specialist]
) -> Team:
    """Add a team to a desk."""
    position = Team.objects.filter(desk=desk).count()
    team = Team.objects.create(
        desk=desk, key=key, name=name, levels=list(levels), position=position
    )
    team.members.set(members)
    return team


def add_organisation(
    *, name: str, language: str, zone: str, region: str, domains: Sequence[str]
) -> Organisation:
    """Add a customer with the mail domains by which its people are recognised."""
    organisation = Organisation.objects.create(
        name=name, language=language, zone=zone, region=region
    )
    OrganisationDomain.objects.bulk_create(
        OrganisationDomain(organisation=organisation, domain=domain.lower()) for domain in domains
    )
    return organisation


def choose_settings(user: User, *, language: str, theme: str, zone: str) -> None:
    """Keep how a reader wants to see the desk."""
    user.language, user.theme, user.zone = language, theme, zone
    user.save(update_fields=["language", "theme", "zone"])


def count_attempt(key: str, *, at: datetime, minutes: int = 15) -> int:
    """Count one more try of something limited and return how many there were in this window."""
    window = at.replace(minute=at.minute - at.minute % minutes, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ATTEMPT, [key, window])
        row = cursor.fetchone()
    return int(row[0])


def sign_contact(contact: int, *, reference: str = "") -> str:
    """Return the token of a link by which this contact, and nobody else, enters the portal."""
    return signing.dumps([contact, reference], salt=LINK_SALT)


def contact_of_token(token: str, *, days: int) -> tuple[int, str] | None:
    """Return the contact and reference a link was signed for; None when false or too old."""
    try:
        contact, reference = signing.loads(token, salt=LINK_SALT, max_age=days * 86400)
    except signing.BadSignature:
        return None
    return int(contact), str(reference)
