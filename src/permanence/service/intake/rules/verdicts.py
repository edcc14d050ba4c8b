"""What becomes of a message, as far as the message alone can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from permanence.service.intake.rules.letters import ReadMail
from permanence.service.tickets.rules.reference import find_references, find_tokens
from permanence.service.tickets.rules.reply_address import read_detail, reference_from_address

Way = Literal["new", "reply", "hold", "quarantine", "silent"]
Source = Literal["address", "subject", "text"]


@dataclass(frozen=True, slots=True)
class FoundReference:
    """A reference in a message, and where it stood; `proven` when our seal was on it."""

    reference: str
    source: Source
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a message goes, why, and the ticket it names."""

    way: Way
    why: str
    reference: str | None


def judge_mail(mail: ReadMail, *, secret: str | None = None) -> Verdict:
    """Return where a message goes: what the desk's records say comes after this."""
    found = find_mail_references(mail, secret=secret)
    reference = found[0].reference if found else None
    way, why = _judge_machine(mail, reference) or _judge_sender(mail, found)
    return Verdict(way, why, reference)


def find_mail_references(
    mail: ReadMail, *, secret: str | None = None
) -> tuple[FoundReference, ...]:
    """Return the references in a message, the most certain first.

    A reply address comes before the subject, which people reuse for other matters; the
    text counts only for tokens of ours, mostly in what is quoted.
    """
    found = []
    for address in mail.addresses:
        proven = reference_from_address(address, secret) if secret else None
        detail = read_detail(address)
        if proven:
            found.append(FoundReference(proven, "address", proven=True))
        elif detail and secret is None:
            found.append(FoundReference(detail[0], "address"))
    found += [FoundReference(each, "subject") for each in find_references(mail.subject)]
    found += [FoundReference(each, "text") for each in find_tokens(mail.text)]
    return tuple(found)


def _judge_machine(mail: ReadMail, reference: str | None) -> tuple[Way, str] | None:
    """Return what becomes of a message that a machine wrote; None for a person's."""
    known = reference is not None or bool(mail.thread_ids)
    if mail.machine is None:
        return None
    if mail.machine == "bounce":
        return "silent", "a message of ours could not be delivered"
    if mail.machine == "loop":
        return "silent", "a message of ours came back to us"
    if mail.machine == "complaint":
        return "hold", "a complaint about mail of ours: a person decides"
    if mail.machine == "list":
        if reference:
            return "reply", "through a mailing list, and it names a ticket"
        return "hold", "through a mailing list: a person decides whether it is a request"
    if mail.answering or known:
        kind = "an absence notice" if mail.machine == "vacation" else "an automatic answer"
        return "silent", f"{kind}: it is kept, and nothing is sent back"
    return "hold", "a program sent it of its own accord: a person decides whether it is a request"


def _judge_sender(mail: ReadMail, found: tuple[FoundReference, ...]) -> tuple[Way, str]:
    if mail.sender is None:
        return "quarantine", "no sender's address can be read"
    is_reply = bool(found) or bool(mail.thread_ids)
    if is_reply and mail.authentication.trusted and mail.authentication.dmarc == "fail":
        return "hold", "the sender's address is not proved to be theirs (DMARC)"
    if not found:
        if mail.thread_ids:
            return "reply", "it answers a message named in its headers"
        return "new", "it names no ticket and answers no message"
    sources = {
        "address": "it came to the reply address of a ticket",
        "subject": "its subject names a ticket",
        "text": "its text carries the token of a ticket",
    }
    return "reply", sources[found[0].source]
