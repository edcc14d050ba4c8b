"""Which contracts a customer has with a desk, and what they say."""

from permanence.promises.contracts.queries.contracts import (
    LoadedContract,
    contract_in_effect,
    contract_mailboxes,
    contracts_of,
    contracts_of_customer,
    contracts_on,
    contracts_on_incidents,
    terms_of_source,
    terms_of_version,
    versions_of_contract,
)
from permanence.promises.contracts.queries.lists import Place, page_contracts
from permanence.promises.contracts.queries.subscriptions import (
    Given,
    components_given,
    count_customers,
    customers_given,
)

__all__ = [
    "Given",
    "LoadedContract",
    "Place",
    "components_given",
    "contract_in_effect",
    "contract_mailboxes",
    "contracts_of",
    "contracts_of_customer",
    "contracts_on",
    "contracts_on_incidents",
    "count_customers",
    "customers_given",
    "page_contracts",
    "terms_of_source",
    "terms_of_version",
    "versions_of_contract",
]
