"""What an organisation agreed with a desk beyond the published policy."""

from permanence.promises.contracts.models.bank import Drawing, HoursAlert, Lot
from permanence.promises.contracts.models.contract import (
    Contract,
    ContractVersion,
    ContractVersionQuerySet,
)
from permanence.promises.contracts.models.subscription import Subscription

__all__ = [
    "Contract",
    "ContractVersion",
    "ContractVersionQuerySet",
    "Drawing",
    "HoursAlert",
    "Lot",
    "Subscription",
]
