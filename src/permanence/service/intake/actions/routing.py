"""Finding out, for many letters at once, who wrote them and where each belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from permanence.service.intake.models import Letter
from permanence.service.intake.queries import (
    Opener,
    find_answered,
    find_asides,
    find_files,
    senders_of,
    unnamed_openers,
)
from permanence.service.intake.rules import ReadMail
from permanence.service.intake.rules.routing import (
    Aside,
    File,
    Route,
    Sender,
    choose_route,
    route_aside,
)
from permanence.service.tickets.rules.enquiring import enquiry_from_address
from permanence.service.tickets.rules.reference import find_references
from permanence.service.tickets.rules.reply_address import reference_from_address


@dataclass(frozen=True)
class Opened:
    """A letter, what was read in it and where it belongs."""

    letter: Letter
    mail: ReadMail
    route: Route
    sender: Sender | None


def trusted_servers() -> frozenset[str]:
    """Return the mail servers whose word on the sender is believed (RFC 8601)."""
    return frozenset({settings.TRUSTED_AUTHSERV}) - {""}


def route_letters(letters: Sequence[tuple[Letter, ReadMail]]) -> list[Opened]:
    """Find out for all letters at once who wrote them and which files they name."""
    named = {letter.pk: references_of(letter, mail) for letter, mail in letters}
    files = find_files({number for numbers in named.values() for number in numbers})
    answered = find_answered({one for _, mail in letters for one in mail.thread_ids})
    asides = asides_of(letters, named, files)
    senders = senders_of({mail.sender.address for _, mail in letters if mail.sender})
    opened = []
    for letter, mail in letters:
        sender = senders.get(mail.sender.address.lower()) if mail.sender else None
        is_forged = mail.authentication.trusted and mail.authentication.dmarc == "fail"
        route = route_aside(
            asides[letter.pk],
            desk=letter.desk_id,
            machine=mail.machine,
            is_forged=is_forged,
            address=mail.sender.address if mail.sender else "",
            sender=sender,
        )
        if route is None:
            threads = [file for one in mail.thread_ids for file in answered.get(one, ())]
            threads += [one.file for one in asides[letter.pk] if one.is_sealed]
            route = choose_route(
                desk=letter.desk_id,
                machine=mail.machine,
                is_answering=mail.answering,
                is_forged=is_forged,
                sender=sender,
                named=named[letter.pk],
                answered=[file.ticket for file in threads],
                files=files,
                by_ticket={file.ticket: file for file in threads},
            )
        opened.append(Opened(letter, mail, route, sender))
    return opened


def asides_of(
    letters: Sequence[tuple[Letter, ReadMail]],
    named: Mapping[int, Sequence[str]],
    files: Mapping[str, File],
) -> dict[int, list[Aside]]:
    """Return which enquiries each letter may answer, the surest first.

    Its own address is surest, then the message that is answered, then a reference in the subject.
    """
    sealed = {letter.pk: sealed_enquiries(letter, mail) for letter, mail in letters}
    found = find_asides(
        sealed={number for numbers in sealed.values() for number in numbers},
        answered={one for _, mail in letters for one in mail.thread_ids},
        tickets={file.ticket for file in files.values()},
    )
    told = {}
    for letter, mail in letters:
        own, threads = sealed[letter.pk], set(mail.thread_ids)
        tickets = {files[one].ticket for one in named[letter.pk] if one in files}
        by_seal = [replace(one, is_sealed=True) for _, one in found if one.enquiry in own]
        by_thread = [one for message_id, one in found if message_id in threads]
        by_subject = [one for _, one in found if one.file.ticket in tickets]
        told[letter.pk] = [*by_seal, *by_thread, *by_subject]
    return told


def sealed_enquiries(letter: Letter, mail: ReadMail) -> set[int]:
    """Return the enquiries to whose own address a letter came."""
    addresses = (letter.envelope_to, *mail.addresses)
    found = {enquiry_from_address(one, settings.SECRET_KEY) for one in addresses}
    return {one for one in found if one is not None}


def hold_unnamed(opened: Sequence[Opened], *, at: datetime) -> list[Opened]:
    """Let a person decide on new requests of people whom their contract does not name."""
    openers = {one.letter.pk: opener_of(one) for one in opened if one.route.way == "open"}
    unnamed = unnamed_openers({one for one in openers.values() if one}, at=at)
    held = Route("hold", "not-a-named-contact")
    return [
        replace(one, route=held) if openers.get(one.letter.pk) in unnamed else one for one in opened
    ]


def opener_of(one: Opened) -> Opener | None:
    """Return who asks to open a request; None for somebody of no organisation."""
    if one.sender is None or one.sender.organisation is None or one.mail.sender is None:
        return None
    return one.letter.desk_id, one.sender.organisation, one.mail.sender.address


def references_of(letter: Letter, mail: ReadMail) -> list[str]:
    """Return the references a letter carries: in the file's own address, then in the subject."""
    by_address = [
        reference_from_address(address, settings.SECRET_KEY)
        for address in (letter.envelope_to, *mail.addresses)
    ]
    return [one for one in (*by_address, *find_references(mail.subject)) if one]
