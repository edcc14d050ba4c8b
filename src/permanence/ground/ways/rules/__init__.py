"""Short messages to people by SMS, chat and phone: what is posted, and what comes back of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

TRIALS: Final = "ways.trial"  # the owner of what only tries a provider


class Way(StrEnum):
    """How somebody is reached beside mail."""

    SMS = "sms"
    CHAT = "chat"
    VOICE = "voice"


class AnswerKind(StrEnum):
    """What came back of a call."""

    DELIVERED = "delivered"
    FAILED = "failed"
    ACKNOWLEDGED = "acknowledged"
    DECLINED = "declined"


@dataclass(frozen=True)
class NewCall:
    """One message to one person. `owner` and `subject` say whose it is ("escalation.call", 123).

    `spoken` is what a phone call says in the place of `text`; `reference` is read digit by digit.
    """

    owner: str
    subject: int
    way: Way
    address: str
    language: str
    text: str
    spoken: str = ""
    reference: str = ""
    desk: int | None = None
    organisation: int | None = None


@dataclass(frozen=True)
class Answer:
    """What became of a call, or what the person said to it.

    The text is the provider's word or the person's own; of a provider that gives no receipts a
    call counts as delivered when it is accepted, and the text says so.
    """

    call: int
    subject: int
    kind: AnswerKind
    text: str
    at: datetime
