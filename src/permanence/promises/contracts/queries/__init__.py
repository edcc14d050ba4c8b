"""Which contracts a customer has with a desk, and what they say."""

from permanence.promises.contracts.queries.contracts import (
    LoadedContract,
    contract_in_effect,
    contract_mailboxes,
    contracts_of,
    contracts_of_customer,
    contracts_on,
    terms_of_source,
    terms_of_version,
    versions_of_contract,
)
from permanence.promises.contracts.queries.lists import Place, page_contracts

__all__ = [
    "LoadedContract",
    "Place",
    "contract_in_effect",
    "contract_mailboxes",
    "contracts_of",
    "contracts_of_customer",
    "contracts_on",
    "page_contracts",
    "terms_of_source",
    "terms_of_version",
    "versions_of_contract",
]
