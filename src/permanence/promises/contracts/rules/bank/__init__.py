"""The hours bank: what hours a contract brings, what they pay for, and how they are told."""

from permanence.promises.contracts.rules.bank.alerts import AlertDue, LotStanding, alerts_due
from permanence.promises.contracts.rules.bank.allocating import (
    Allocation,
    OpenLot,
    Part,
    Reason,
    Work,
    allocate_work,
    round_up,
)
from permanence.promises.contracts.rules.bank.lots import LotDue, LotKind, lots_due
from permanence.promises.contracts.rules.bank.statement import (
    LotFacts,
    LotRow,
    Movement,
    Statement,
    StatementLine,
    Totals,
    write_statement,
)

__all__ = [
    "AlertDue",
    "Allocation",
    "LotDue",
    "LotFacts",
    "LotKind",
    "LotRow",
    "LotStanding",
    "Movement",
    "OpenLot",
    "Part",
    "Reason",
    "Statement",
    "StatementLine",
    "Totals",
    "Work",
    "alerts_due",
    "allocate_work",
    "lots_due",
    "round_up",
    "write_statement",
]
