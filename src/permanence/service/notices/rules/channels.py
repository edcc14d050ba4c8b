"""By which way a notice goes on when one fails; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """How a notice reaches somebody."""

    MAIL = "mail"
    SECOND = "second"
    SMS = "sms"
    CALL_BACK = "call_back"


@dataclass(frozen=True)
class Standing:
    """What is known of a recipient whose notice has not arrived, and of the customer.

    `has_second` means that there is a person at the customer who has not been written to;
    `is_late` that no server takes the mail, so that theirs would wait as well.
    """

    tried: Collection[Channel]
    has_second: bool = False
    has_number: bool = False
    is_customer_reached: bool = False
    is_customer_tried: bool = False
    is_late: bool = False


def next_channel(standing: Standing) -> Channel | None:
    """Return how it goes on: another person, a text to the own phone, then a call by a person.

    A customer whom another of its people heard of it for is not called; nor while another try
    for that customer is still open.
    """
    if Channel.SECOND not in standing.tried and standing.has_second and not standing.is_late:
        return Channel.SECOND
    if Channel.SMS not in standing.tried and standing.has_number:
        return Channel.SMS
    if standing.is_customer_reached or standing.is_customer_tried:
        return None
    return Channel.CALL_BACK
