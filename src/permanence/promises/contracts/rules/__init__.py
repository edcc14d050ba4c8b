"""What a customer agreed with a desk, read from one TOML document a contract."""

from permanence.promises.contracts.rules.header import ContractNames, read_names, service_keys
from permanence.promises.contracts.rules.noticing import OwnTime, shorter_times
from permanence.promises.contracts.rules.offers import contract_offers
from permanence.promises.contracts.rules.reading import read_contract
from permanence.promises.contracts.rules.terms import (
    ContractTerms,
    HoursTerm,
    Renewal,
    Standing,
    Subscribed,
)
from permanence.promises.contracts.rules.turns import find_turns
from permanence.promises.contracts.rules.writing import (
    ContractDraft,
    HoursRow,
    InclusionLine,
    MarkRow,
    TargetRow,
    draft_of_document,
    write_contract,
)

__all__ = [
    "ContractDraft",
    "ContractNames",
    "ContractTerms",
    "HoursRow",
    "HoursTerm",
    "InclusionLine",
    "MarkRow",
    "OwnTime",
    "Renewal",
    "Standing",
    "Subscribed",
    "TargetRow",
    "contract_offers",
    "draft_of_document",
    "find_turns",
    "read_contract",
    "read_names",
    "service_keys",
    "shorter_times",
    "write_contract",
]
