"""Contracts in tests that promise shorter times of incidents to one customer."""

from __future__ import annotations

from datetime import date, timedelta

from permanence.promises.contracts.actions import load_contract
from permanence.promises.contracts.models import ContractVersion
from permanence.promises.contracts.rules import ContractDraft, Subscribed, write_contract
from permanence.world.accounts.models import Organisation
from permanence.world.catalogue.models import Component
from tests.cast import World, add_contract


def fax_lines() -> list[int]:
    """Return the component that fails."""
    return [Component.objects.get(key="fax-lines").pk]


def rely_on_fax_lines(world: World) -> None:
    """Let both customers have fax lines behind what they use; one of them by inbound fax."""
    for organisation, key in (
        (world.brightwater, "inbound-fax"),
        (world.verdier, "mail-broadcast"),
    ):
        add_contract(
            organisation,
            desk=world.messaging,
            number=f"T-{organisation.pk}",
            at=world.at - timedelta(days=3),
            starts=date(2026, 1, 1),
            components=(Subscribed(key),),
        )


def promise(
    world: World,
    organisation: Organisation,
    *,
    key: str = "inbound-fax",
    notify: tuple[int, int] | None = None,
    report: int | None = None,
) -> int:
    """Return the version of a new contract on a component; times are goal and limit in minutes."""
    draft = ContractDraft(
        number=f"T-{organisation.pk}",
        title="Support",
        desk=world.messaging.key,
        customer=organisation.name,
        languages=("en",),
        starts=date(2026, 1, 1),
        components=(Subscribed(key),),
    )
    chapter = "\n[incidents]\n" if notify or report else ""
    if report:
        chapter += f'report_every = "{report} minutes"\n'
    if notify:
        goal, limit = notify
        chapter += (
            '[[incidents.mark]]\nkey = "notify"\nsince = "occurrence"\n'
            f'goal = "{goal} minutes"\nlimit = "{limit} minutes"\n'
            'text.en = "A notice within {goal} to {limit}."\n'
        )
    at = world.at - timedelta(days=3)
    loading = load_contract(write_contract(draft) + chapter, file="contract.toml", at=at)
    return ContractVersion.objects.get(contract=loading.contract).pk
