"""What is kept of a provider, whom it vouches for, and why somebody is not let in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

SECOND_FACTORS = frozenset(
    {"mfa", "otp", "hwk", "swk", "sms", "tel", "fpt", "face", "iris", "vbm", "sc", "pop"}
)
LONGEST_SUBJECT = 255


class Kind(StrEnum):
    """The two languages in which providers speak."""

    OIDC = "oidc"
    SAML = "saml"


class Fault(StrEnum):
    """Why a provider, its answer or a person is not believed."""

    # The way back
    STALE = "stale"
    DENIED = "denied"
    SWITCHED_OFF = "switched_off"
    CROWDED = "crowded"
    # The provider
    INSECURE = "insecure"
    UNREACHABLE = "unreachable"
    REDIRECTED = "redirected"
    TOO_LARGE = "too_large"
    NO_JSON = "no_json"
    WRONG_ISSUER = "wrong_issuer"
    INCOMPLETE = "incomplete"
    NO_KEYS = "no_keys"
    OLD_CERTIFICATE = "old_certificate"
    WRONG_CLIENT = "wrong_client"
    CODE_REFUSED = "code_refused"
    SECRET_LOST = "secret_lost"  # noqa: S105 -- a reason, no secret
    # What it says
    UNSIGNED = "unsigned"
    UNKNOWN_KEY = "unknown_key"
    WRONG_SIGNATURE = "wrong_signature"
    WRONG_AUDIENCE = "wrong_audience"
    WRONG_NONCE = "wrong_nonce"
    EXPIRED = "expired"
    TOO_EARLY = "too_early"
    NO_SUBJECT = "no_subject"
    MALFORMED = "malformed"
    # The person
    NO_ADDRESS = "no_address"
    UNVERIFIED = "unverified"
    UNKNOWN = "unknown"
    NO_ROLE = "no_role"
    NOT_STAFF = "not_staff"
    INACTIVE = "inactive"
    BOUND_OTHERWISE = "bound_otherwise"


class NotTrusted(Exception):  # noqa: N818 -- an answer: somebody is not let in
    """Somebody is not let in by a provider; `detail` is what the provider itself said, if anything.

    `user` is whose log-in it would have been, as far as that is known.
    """

    def __init__(self, fault: Fault, detail: str = "", *, user: int | None = None) -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault = fault
        self.detail = detail
        self.user = user


@dataclass(frozen=True)
class Grant:
    """Who is in the group has the role on the desk."""

    group: str
    desk: str
    role: str


@dataclass(frozen=True)
class ProviderCard:
    """What is kept of a provider that people can see; its secret is no part of it.

    `trusts_addresses`: its addresses are taken as verified although it does not say so.
    `counts_second_factor`: who was asked for a second factor there is not asked again here.
    `admits_newcomers`: whom nobody knows yet is let in, with the roles that the groups give.
    """

    kind: Kind
    name: str
    issuer: str
    is_active: bool = True
    client_id: str = ""
    scopes: str = "openid email profile"
    sign_in_url: str = ""
    certificates: str = ""
    email_claim: str = "email"
    name_claim: str = "name"
    trusts_addresses: bool = False
    counts_second_factor: bool = False
    groups_claim: str = ""
    grants: tuple[Grant, ...] = ()
    admits_newcomers: bool = False


@dataclass(frozen=True)
class Person:
    """Whom a provider vouches for. `methods` says how they proved it, None when it does not say."""

    issuer: str
    subject: str
    email: str
    is_verified: bool
    name: str = ""
    language: str = ""
    groups: frozenset[str] = frozenset()
    methods: frozenset[str] | None = None


def counts_as_second(card: ProviderCard, person: Person) -> bool:
    """Say whether a second factor was asked for at the provider, as far as it is believed.

    A provider that lists how somebody got in, and no second factor among it, is taken at its word.
    """
    if not card.counts_second_factor:
        return False
    return person.methods is None or bool(person.methods & SECOND_FACTORS)


def roles_of_groups(
    grants: Iterable[Grant], groups: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Return the roles, each with the key of its desk, that these groups give."""
    return tuple(sorted({(one.desk, one.role) for one in grants if one.group in groups}))


def read_grants(
    text: str, *, desks: Collection[str], roles: Collection[str]
) -> tuple[tuple[Grant, ...], tuple[tuple[int, str], ...]]:
    """Read lines `group = desk: role`; return what they say, and (line, code) of what is wrong.

    A group may itself contain `=`: the last one counts.
    """
    grants: list[Grant] = []
    faults: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        group, sign, rest = line.rpartition("=")
        desk, colon, role = (part.strip() for part in rest.partition(":"))
        if not (sign and colon and group.strip()):
            faults.append((number, "shape"))
        elif desk not in desks:
            faults.append((number, "desk"))
        elif role not in roles:
            faults.append((number, "role"))
        else:
            grants.append(Grant(group.strip(), desk, role))
    return tuple(dict.fromkeys(grants)), tuple(faults)


def write_grants(grants: Iterable[Grant]) -> str:
    """Return grants as the lines that they are read from."""
    return "\n".join(f"{one.group} = {one.desk}: {one.role}" for one in grants)
