"""Contract documents for the tests, and how they are read."""

from pathlib import Path

from permanence.promises.contracts.rules import ContractTerms, read_contract
from permanence.promises.policies.rules import Policy
from tests.promises.policies.shipped import MESSAGING

FREIGHT = (Path(__file__).parent / "freight.toml").read_text(encoding="utf-8")
PLAIN = """\
[contract]
number = "M-8"
title = "Support"
desk = "messaging"
customer = "Brightwater Insurance"
languages = ["en"]
starts = 2026-01-01
ends = 2026-12-31
zone = "Europe/London"
"""


def read(
    text: str = FREIGHT, *, policy: Policy = MESSAGING, suspended: bool = False
) -> ContractTerms:
    """Return the terms of a document, as its second version on the third contract."""
    return read_contract(
        text, file="contract.toml", policy=policy, source="contract:3:2", is_suspended=suspended
    )


def change(old: str, new: str, text: str = FREIGHT) -> str:
    """Return a document with one place changed."""
    assert text.count(old) == 1, old
    return text.replace(old, new)
