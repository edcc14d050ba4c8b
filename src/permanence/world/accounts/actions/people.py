"""Making contacts, staff and log-ins."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
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
from permanence.world.accounts.queries import card_of_contact, card_of_organisation
from permanence.world.accounts.rules import (
    PUBLIC_PROVIDERS,
    Changes,
    ContactCard,
    OrganisationCard,
    differences,
)


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
    """Note which contacts of a customer were named as technical ones; unknown addresses wait.

    Whoever was merged is named by any of their addresses.
    """
    people = Contact.objects.filter(organisation=organisation).standing()
    named = Q(email__in=addresses) | Q(aliases__email__in=addresses)
    people.filter(pk__in=people.filter(named).values("pk")).update(is_technical=True)


def add_specialist(
    *,
    email: str,
    name: str,
    password: str | None,
    roles: Collection[tuple[Desk, str]],
    language: str,
    level: int = 1,
    skills: Collection[str] = (),
) -> Specialist:
    """Add a member of staff with a log-in and a role on each desk named.

    Without a password nobody can log in until one is chosen by a link. They speak their language.
    """
    user = User(email=email.lower(), language=language)
    user.set_password(password)
    user.save()
    specialist = Specialist.objects.create(
        user=user, name=name, level=level, languages=[language], skills=list(skills)
    )
    StaffRole.objects.bulk_create(
        StaffRole(specialist=specialist, desk=desk, role=role) for desk, role in roles
    )
    return specialist


class AlreadyStaff(Refusal):
    """Somebody with this address has a log-in."""


def invite_specialist(
    *, email: str, name: str, roles: Collection[tuple[Desk, str]], language: str
) -> Specialist:
    """Add a member of staff who has yet to choose a password."""
    if User.objects.filter(email=email.lower()).exists():
        raise AlreadyStaff(_("{email} has a log-in already."), email=email.lower())
    return add_specialist(email=email, name=name, password=None, roles=roles, language=language)


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


class NameTaken(Refusal):
    """Customers are found by their names: two organisations never share one."""


class AddressTaken(Refusal):
    """An organisation knows an address once."""


class PublicDomain(Refusal):
    """Everybody may have an address there: it says nothing about who somebody is."""


def enter_organisation(card: OrganisationCard, *, by: Actor, at: datetime) -> Organisation:
    """Add a customer as somebody wrote it down; the journal keeps who and when."""
    check_organisation(None, card)
    organisation = Organisation.objects.create(
        name=card.name, language=card.language, zone=card.zone, region=card.region
    )
    keep_domains(organisation, card.domains)
    record_changes("organisation.added", organisation, differences(None, card), by=by, at=at)
    return organisation


def change_organisation(
    organisation: Organisation, card: OrganisationCard, *, by: Actor, at: datetime
) -> None:
    """Let a customer be what the card says; the journal keeps what was before."""
    held = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    changes = differences(card_of_organisation(held), card)
    if not changes:
        return
    check_organisation(held, card)
    held.name, held.language, held.zone, held.region = (
        card.name,
        card.language,
        card.zone,
        card.region,
    )
    held.save(update_fields=["name", "language", "zone", "region"])
    keep_domains(held, card.domains)
    record_changes("organisation.changed", held, changes, by=by, at=at)


def check_organisation(held: Organisation | None, card: OrganisationCard) -> None:
    """Refuse a name that another customer has, and domains that are nobody's."""
    others = Organisation.objects.filter(name__iexact=card.name)
    if held is not None:
        others = others.exclude(pk=held.pk)
    if others.exists():
        raise NameTaken(_("There is an organisation of this name already."))
    public = sorted(PUBLIC_PROVIDERS & set(card.domains))
    if public:
        raise PublicDomain(
            _("Anybody can have an address at {domain}: it cannot stand for an organisation."),
            domain=public[0],
        )


def keep_domains(organisation: Organisation, domains: Collection[str]) -> None:
    """Let an organisation have these mail domains and no others; its contacts stay its own."""
    rows = OrganisationDomain.objects.filter(organisation=organisation)
    rows.exclude(domain__in=domains).delete()
    held = set(rows.values_list("domain", flat=True))
    OrganisationDomain.objects.bulk_create(
        OrganisationDomain(organisation=organisation, domain=domain)
        for domain in domains
        if domain not in held
    )


def enter_contact(
    organisation: Organisation, card: ContactCard, *, by: Actor, at: datetime
) -> Contact:
    """Add a person to a customer; the journal keeps who and when."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    check_contact(None, organisation.pk, card.email)
    contact = Contact.objects.create(organisation=organisation, **asdict(card))
    record_changes("contact.added", contact, differences(None, card), by=by, at=at)
    return contact


def change_contact(contact: Contact, card: ContactCard, *, by: Actor, at: datetime) -> None:
    """Let a person be what the card says; the journal keeps what was before."""
    held = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    changes = differences(card_of_contact(held), card)
    if not changes:
        return
    check_contact(held, held.organisation_id, card.email)
    for field in changes:
        setattr(held, field, getattr(card, field))
    held.save(update_fields=list(changes))
    record_changes("contact.changed", held, changes, by=by, at=at)


class LastWord(Refusal):
    """Nobody takes from themselves what another administrator must."""


def release_contact(contact: Contact, *, by: Actor, at: datetime) -> None:
    """Let a person be at their customer no more: links and sessions of the portal end at once."""
    held = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if held.left_at is None:
        held.left_at = at
        held.save(update_fields=["left_at"])
        record_changes("contact.released", held, {}, by=by, at=at)


def readmit_contact(contact: Contact, *, by: Actor, at: datetime) -> None:
    """Let a person be at their customer again who was taken away."""
    held = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if held.left_at is not None:
        held.left_at = None
        held.save(update_fields=["left_at"])
        record_changes("contact.readmitted", held, {}, by=by, at=at)


def place_contact(contact: Contact, organisation: Organisation) -> None:
    """Let a contact belong to an organisation; what belongs to the contact is for who calls."""
    contact.organisation = organisation
    contact.save(update_fields=["organisation"])


def check_contact(held: Contact | None, organisation: int | None, email: str) -> None:
    """Refuse an address that another contact of the same organisation has."""
    others = Contact.objects.filter(email=email, organisation=organisation)
    if held is not None:
        others = others.exclude(pk=held.pk)
    if others.exists():
        raise AddressTaken(_("There is a contact with this address already."))


def record_changes(
    act: str, subject: Organisation | Contact, changes: Changes, *, by: Actor, at: datetime
) -> None:
    """Record what became different about a customer, each as it was and as it is."""
    if isinstance(subject, Contact):
        named, organisation = f"contact:{subject.pk}", subject.organisation_id
    else:
        named, organisation = f"organisation:{subject.pk}", subject.pk
    record(act, named, at=at, actor=by, organisation=organisation, changes=changes)


def choose_settings(
    user: User,
    *,
    language: str,
    theme: str,
    zone: str,
    single_keys: bool,
    density: str = "comfortable",
    dates: str = "words",
) -> None:
    """Keep how a reader wants to see the desk."""
    user.language, user.theme, user.zone = language, theme, zone
    user.single_keys, user.density, user.dates = single_keys, density, dates
    user.save(update_fields=["language", "theme", "zone", "single_keys", "density", "dates"])
