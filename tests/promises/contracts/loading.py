"""Contracts in force, for tests."""

from __future__ import annotations

from datetime import datetime

from permanence.ground.journal.rules import Actor
from permanence.promises.contracts.actions import load_contract
from permanence.promises.contracts.models import Contract
from tests.cast import World
from tests.promises.contracts.documents import PLAIN

LENA = Actor("specialist:3", "Lena Vos")


def load(world: World, text: str = PLAIN, *, effective_at: datetime | None = None) -> Contract:
    """Load a document, and return its contract."""
    loading = load_contract(
        text, file="contract.toml", at=world.at, effective_at=effective_at, by=LENA
    )
    return Contract.objects.get(pk=loading.contract)
