"""What a customer agreed with a desk, read from one TOML document a contract."""

from permanence.promises.contracts.rules.offers import contract_offers
from permanence.promises.contracts.rules.terms import (
    ContractTerms,
    HoursTerm,
    Renewal,
    Standing,
    add_months,
)

__all__ = [
    "ContractTerms",
    "HoursTerm",
    "Renewal",
    "Standing",
    "add_months",
    "contract_offers",
]
