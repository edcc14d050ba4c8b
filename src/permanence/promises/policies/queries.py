"""Which policy is in force, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Q, QuerySet, Subquery

from permanence.ground.lib.prepared import Prepared
from permanence.promises.policies.models import PolicyVersion
from permanence.promises.policies.rules import (
    DeskAddress,
    Difference,
    Policy,
    desk_addresses,
    differences,
    read_policy,
)
from permanence.world.accounts.models import Desk


class NoPolicy(LookupError):  # noqa: N818 -- says what is so, as a Refusal does
    """A desk has no policy in force: none has been loaded, or none has taken effect yet."""


@dataclass(frozen=True)
class LoadedPolicy:
    """A version of a desk's policy with what it says."""

    version: int
    number: int
    effective_at: datetime
    loaded_at: datetime
    loaded_by: str
    policy: Policy


IN_FORCE = Prepared(
    lambda desk, at: (
        PolicyVersion.objects.filter(desk__key=desk).in_force(at).values_list("pk", flat=True)[:1]
    ),
    "desk",
    "at",
)


def policy_in_force(desk_key: str, *, at: datetime) -> tuple[int, Policy]:
    """Return the version (its id) that holds on a desk at an instant, and what it says."""
    for version_id in IN_FORCE(desk=desk_key, at=at):
        return version_id, policy_of_version(version_id)
    raise NoPolicy(f"no policy of the desk {desk_key} is in force")


@lru_cache(maxsize=256)
def policy_of_version(version_id: int) -> Policy:
    """Return what a version says; it never changes, so a process reads it once."""
    row = PolicyVersion.objects.get(pk=version_id)
    return read_policy(row.document, file=f"version {row.number}", version=row.number)


def policies_since(version_id: int, *, at: datetime) -> tuple[Policy, ...]:
    """Return a version and each that took effect after it until an instant, in that order."""
    first = PolicyVersion.objects.filter(pk=version_id)
    later = (
        PolicyVersion.objects.filter(desk=Subquery(first.values("desk")), effective_at__lte=at)
        .filter(
            Q(effective_at__gt=Subquery(first.values("effective_at")))
            | Q(
                effective_at=Subquery(first.values("effective_at")),
                number__gt=Subquery(first.values("number")),
            )
        )
        .order_by("effective_at", "number")
        .values_list("pk", flat=True)
    )
    return tuple(policy_of_version(pk) for pk in (version_id, *later))


def policy_of_source(source: str) -> Policy:
    """Return the policy that a clause's source names ("policy:messaging:2")."""
    _, desk_key, number = source.split(":")
    row = PolicyVersion.objects.values_list("pk", flat=True).get(desk__key=desk_key, number=number)
    return policy_of_version(row)


def versions_of(desk_key: str) -> list[LoadedPolicy]:
    """Return the versions of a desk's policy, the latest to take effect first."""
    rows = PolicyVersion.objects.filter(desk__key=desk_key).order_by("-effective_at", "-number")
    return [_loaded(row) for row in rows.defer("document")]


def all_versions() -> list[LoadedPolicy]:
    """Return every version of every desk, in the order of their numbers."""
    rows = PolicyVersion.objects.order_by("desk__position", "desk", "number")
    return [_loaded(row) for row in rows.defer("document")]


def version_numbered(desk_key: str, number: int) -> LoadedPolicy | None:
    """Return one version of a desk's policy by its number, if there is."""
    row = PolicyVersion.objects.filter(desk__key=desk_key, number=number).defer("document").first()
    return _loaded(row) if row else None


def loaded_policy_in_force(desk_key: str, *, at: datetime) -> LoadedPolicy:
    """Return the version that holds on a desk, with its number and dates for a page to show."""
    version_id, _ = policy_in_force(desk_key, at=at)
    return _loaded(PolicyVersion.objects.defer("document").get(pk=version_id))


def document_of_version(version_id: int) -> str:
    """Return the text of a version as it was loaded."""
    return PolicyVersion.objects.values_list("document", flat=True).get(pk=version_id)


def difference_from_last(loaded: LoadedPolicy) -> tuple[Difference, ...]:
    """Return what a version changed against the one that it replaced."""
    before = version_before(loaded)
    return differences(before.policy, loaded.policy) if before else ()


def version_before(loaded: LoadedPolicy) -> LoadedPolicy | None:
    """Return the version that held until this one took effect; None for a desk's first."""
    rows = PolicyVersion.objects.filter(desk__key=loaded.policy.desk)
    return _first(rows.before(loaded.effective_at, loaded.number))


def version_after(loaded: LoadedPolicy) -> LoadedPolicy | None:
    """Return the version that replaced this one, or will; None while none is known."""
    rows = PolicyVersion.objects.filter(desk__key=loaded.policy.desk)
    return _first(rows.after(loaded.effective_at, loaded.number))


def versions_coming(desk_key: str, *, at: datetime) -> list[LoadedPolicy]:
    """Return the versions that have yet to take effect, the next one first."""
    rows = PolicyVersion.objects.filter(desk__key=desk_key, effective_at__gt=at)
    return [_loaded(row) for row in rows.defer("document").order_by("effective_at", "number")]


def addresses_in_force(*, at: datetime) -> dict[str, tuple[str, DeskAddress]]:
    """Return each address that a desk accepts mail for, with the desk's key."""
    return {
        address.address: (desk_key, address)
        for desk_key, policy in policies_in_force(at=at)
        for address in desk_addresses(policy)
    }


def policies_in_force(*, at: datetime) -> Iterator[tuple[str, Policy]]:
    """Yield each desk's key with the policy that holds there, in the desks' order."""
    for desk_key in Desk.objects.order_by("position", "pk").values_list("key", flat=True):
        try:
            yield desk_key, policy_in_force(desk_key, at=at)[1]
        except NoPolicy:
            continue


def _first(rows: QuerySet[PolicyVersion]) -> LoadedPolicy | None:
    row = rows.defer("document").first()
    return _loaded(row) if row else None


def _loaded(row: PolicyVersion) -> LoadedPolicy:
    return LoadedPolicy(
        version=row.pk,
        number=row.number,
        effective_at=row.effective_at,
        loaded_at=row.loaded_at,
        loaded_by=row.loaded_by,
        policy=policy_of_version(row.pk),
    )
