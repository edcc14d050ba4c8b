"""Who wrote, and who may."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection

from django.db.models import Q

from permanence.world.accounts.models import (
    Authenticator,
    Contact,
    Desk,
    LogInEvent,
    Organisation,
    OrganisationDomain,
    Passkey,
    RecoveryCode,
    Specialist,
    StaffRole,
    User,
)
from permanence.world.accounts.rules import (
    PUBLIC_PROVIDERS,
    ContactCard,
    Factors,
    Known,
    OrganisationCard,
    Recognition,
    demands_second_factor,
    recognise_sender,
)


def recognise_senders(addresses: Collection[str]) -> dict[str, Recognition]:
    """Return who each address is; addresses are compared in lower case.

    The address of a contact that was merged is the survivor's, found in the same question. Who
    has left their organisation is nobody until a person decides.
    """
    wanted = {address.lower() for address in addresses}
    known: dict[str, list[Known]] = defaultdict(list)
    rows = Contact.objects.filter(email__in=wanted).order_by("pk")
    left = set()
    for pk, email, organisation, survivor, place, *gone in rows.values_list(
        "pk",
        "email",
        "organisation_id",
        "merged_into_id",
        "merged_into__organisation_id",
        "left_at",
        "merged_into__left_at",
    ):
        if any(gone):
            left.add(email)
            continue
        one = Known(survivor, place, is_alias=True) if survivor else Known(pk, organisation)
        known[email].append(one)
    owners = domain_owners({address.rpartition("@")[2] for address in wanted})
    return {
        address: Recognition(None, None, is_ambiguous=True, has_left=True)
        if address in left and not known[address]
        else recognise_sender(known[address], owners[address.rpartition("@")[2]])
        for address in wanted
    }


def own_addresses(addresses: Collection[str]) -> dict[str, frozenset[str]]:
    """Return all addresses of whoever has each of these, by merges; a stranger has the one."""
    rows = list(
        Contact.objects.filter(email__in=addresses).values_list("email", "pk", "merged_into")
    )
    people = {survivor or pk for _email, pk, survivor in rows}
    held: dict[int, set[str]] = defaultdict(set)
    same = Contact.objects.filter(Q(pk__in=people) | Q(merged_into__in=people))
    for email, pk, survivor in same.values_list("email", "pk", "merged_into"):
        held[survivor or pk].add(email)
    found: dict[str, set[str]] = {address: {address} for address in addresses}
    for email, pk, survivor in rows:
        found[email] |= held[survivor or pk]
    return {address: frozenset(theirs) for address, theirs in found.items()}


def domain_owners(domains: Collection[str]) -> dict[str, list[int]]:
    """Return the organisations that each mail domain belongs to; public providers are nobody's."""
    owners: dict[str, list[int]] = defaultdict(list)
    for domain, organisation in OrganisationDomain.objects.filter(
        domain__in=set(domains) - PUBLIC_PROVIDERS
    ).values_list("domain", "organisation_id"):
        owners[domain].append(organisation)
    return owners


def find_organisations(text: str, *, most: int = 20) -> list[Organisation]:
    """Return the organisations of that name; without one, those whose name holds the text."""
    named = list(Organisation.objects.filter(name__iexact=text).order_by("pk")[:most])
    if named:
        return named
    return list(Organisation.objects.filter(name__icontains=text).order_by("name", "pk")[:most])


def card_of_organisation(organisation: Organisation) -> OrganisationCard:
    """Return what is kept of a customer now."""
    rows = OrganisationDomain.objects.filter(organisation=organisation).order_by("domain")
    return OrganisationCard(
        name=organisation.name,
        language=organisation.language,
        zone=organisation.zone,
        region=organisation.region,
        domains=tuple(rows.values_list("domain", flat=True)),
    )


def card_of_contact(contact: Contact) -> ContactCard:
    """Return what is kept of a person now."""
    return ContactCard(
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        language=contact.language,
        zone=contact.zone,
        region=contact.region,
        is_technical=contact.is_technical,
        is_administrator=contact.is_administrator,
        decides_costs=contact.decides_costs,
    )


def log_ins_of(user: User, *, most: int = 20) -> list[LogInEvent]:
    """Return the last lines of the log-in journal on one person, the newest first."""
    return list(LogInEvent.objects.filter(user=user.pk).order_by("-pk")[:most])


def log_ins_of_staff(
    users: Collection[int],
    *,
    with_unknown: bool = True,
    acts: Collection[str] = (),
    before: int | None = None,
    most: int = 100,
) -> list[LogInEvent]:
    """Return lines on these people and on unknown addresses, the newest first, below a number.

    With acts, only lines that say one of these.
    """
    whose = Q(user__in=users) | Q(user=None) if with_unknown else Q(user__in=users)
    lines = LogInEvent.objects.filter(whose).order_by("-pk")
    lines = lines.filter(act__in=acts) if acts else lines
    return list((lines.filter(pk__lt=before) if before else lines)[:most])


def names_of_staff(desks: Collection[int]) -> dict[int, str]:
    """Return the name of whoever has a role on one of the desks, by log-in."""
    found = Specialist.objects.filter(roles__desk__in=desks).distinct()
    return dict(found.values_list("user_id", "name"))


def factors_of(user: User) -> Factors:
    """Return what somebody has besides the password; the log-in role alone may ask."""
    return factors_of_staff([user.pk])[user.pk]


def factors_of_staff(users: Collection[int]) -> dict[int, Factors]:
    """Return what each of these people has besides the password."""
    apps = set(Authenticator.objects.filter(user__in=users).values_list("user_id", flat=True))
    keys = Counter(Passkey.objects.filter(user__in=users).values_list("user_id", flat=True))
    codes = Counter(
        RecoveryCode.objects.filter(user__in=users, used_at=None).values_list("user_id", flat=True)
    )
    return {pk: Factors(pk in apps, keys[pk], codes[pk]) for pk in users}


def must_use_second_factor(user: User) -> bool:
    """Say whether a role that somebody has, on any desk, asks for a second factor."""
    given = StaffRole.objects.filter(specialist__user=user.pk)
    return any(
        demands_second_factor([role], strict)
        for role, strict in given.values_list("role", "desk__strict_roles")
    )


def staff_of_desk(desk: Desk) -> list[tuple[Specialist, list[str]]]:
    """Return who has a role on a desk, by name, with the roles."""
    given = StaffRole.objects.filter(desk=desk).select_related("specialist")
    people: dict[int, tuple[Specialist, list[str]]] = {}
    for one in given.order_by("specialist__name", "specialist", "role"):
        people.setdefault(one.specialist_id, (one.specialist, []))[1].append(one.role)
    return list(people.values())
