"""The people of the tests: two desks under the shipped policies, their staff and customers.

Ask for the fixture `world`; enter `house()` to read or act beside a page.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils.crypto import get_random_string

from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.promises.contracts.actions import load_contract
from permanence.promises.contracts.models import Contract
from permanence.promises.contracts.rules import ContractDraft, write_contract
from permanence.promises.policies.actions import load_policy
from permanence.service.intake.actions import Arrival, receive_letters
from permanence.service.intake.actions.admitting import admit_reports
from permanence.service.intake.models import Letter
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.opening import Part, Report
from permanence.service.timesheets.jobs import send_held_answers
from permanence.world.accounts.actions import (
    NewContact,
    add_contacts,
    add_organisation,
    add_specialist,
    add_team,
)
from permanence.world.accounts.models import Contact, Desk, Organisation, Specialist, Team

POLICIES = Path(__file__).resolve().parent.parent / "policies"
PASSWORD = "correct horse battery"
MONDAY_AFTERNOON = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@dataclass
class World:
    """Two desks that run side by side.

    `sam` is a specialist of the messaging desk and `noor` of the content management desk, `lena`
    supervises both, `hana` heads the development of the content desk, `ivo` audits both and may
    change nothing. `ada` and `bea` belong to Brightwater, `claire` to Verdier (with a contract on
    the content desk), `stranger` to nobody.
    """

    at: datetime
    offset: Path
    messaging: Desk = field(init=False)
    content: Desk = field(init=False)
    brightwater: Organisation = field(init=False)
    verdier: Organisation = field(init=False)
    ada: Contact = field(init=False)
    bea: Contact = field(init=False)
    claire: Contact = field(init=False)
    stranger: Contact = field(init=False)
    sam: Specialist = field(init=False)
    noor: Specialist = field(init=False)
    lena: Specialist = field(init=False)
    ivo: Specialist = field(init=False)
    hana: Specialist = field(init=False)
    first_line: Team = field(init=False)
    experts: Team = field(init=False)
    editors: Team = field(init=False)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def ticket(
        self,
        contact: Contact | None = None,
        *,
        desk: Desk | None = None,
        subject: str = "Faxes come back with error 554",
        text: str = "Since noon every fax comes back with error 554.",
        at: datetime | None = None,
        language: str = "",
        html: str = "",
        parts: Sequence[Part] = (),
    ) -> Ticket:
        """Return a ticket that the contact (Ada) opened by mail on the desk (messaging)."""
        contact = contact or self.ada
        desk = desk or self.messaging
        received = at or self.at
        report = Report(
            desk=desk.pk,
            channel="mail",
            received_at=received,
            contact=contact.pk,
            organisation=contact.organisation_id,
            author_name=contact.name,
            author_address=contact.email,
            subject=subject,
            text=text,
            html=html,
            language=language or contact.language,
            message_id=f"<{next(self.numbers)}@customer.example>",
            parts=parts,
            desk_address=f"support@{desk.key}.example.com",
        )
        with house():
            ticket = admit_reports([report], at=received)[0]
            return Ticket.objects.select_related("contact", "organisation", "desk").get(
                pk=ticket.pk
            )

    def letter(
        self,
        *,
        desk: Desk | None = None,
        sender: str = "ada.lindqvist@brightwater.example",
        subject: str = "Faxes come back with error 554",
        text: str = "Since noon every fax comes back with error 554.",
        raw: bytes | None = None,
    ) -> Letter:
        """Return a letter that has arrived and waits to be digested."""
        desk = desk or self.messaging
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = (
            sender,
            f"support@{desk.key}.example.com",
            subject,
        )
        mail["Message-ID"] = f"<letter-{next(self.numbers)}@customer.example>"
        mail.set_content(text)
        with house():
            receive_letters(
                [
                    Arrival(
                        desk=desk.pk,
                        raw=bytes(mail) if raw is None else raw,
                        envelope_from=sender,
                        envelope_to=f"support@{desk.key}.example.com",
                    )
                ],
                at=self.at,
            )
            return Letter.objects.select_related("desk").latest("pk")

    def hire(self, name: str, *roles: str, desks: Sequence[Desk] = ()) -> Specialist:
        """Return somebody new who has these roles on the desks named, or on the messaging desk."""
        first = name.split()[0].lower().replace("_", "-")
        with house():
            return add_specialist(
                email=f"{first}@desk.example.com",
                name=name,
                password=PASSWORD,
                roles=[(desk, role) for desk in desks or (self.messaging,) for role in roles],
                language="en",
            )

    def pass_time(self, **span: float) -> datetime:
        """Let time pass for everybody and return what the clock shows then."""
        moved = float(self.offset.read_text()) + timedelta(**span).total_seconds()
        self.offset.write_text(str(moved))
        self.at += timedelta(**span)
        return now()

    def log_in(self, specialist: Specialist) -> Client:
        """Return a browser in which a member of staff has logged in; it checks CSRF tokens."""
        client = Client(enforce_csrf_checks=True)
        client.force_login(specialist.user)
        return client


def post(client: Client, address: str, answers: dict[str, Any] | None = None) -> Any:
    """Send a form as the page would, with its CSRF token."""
    return client.post(address, {"csrfmiddlewaretoken": token_of(client), **(answers or {})})


def token_of(client: Client) -> str:
    """Return the browser's CSRF token; one that has seen no form yet is given one."""
    if "csrftoken" not in client.cookies:
        client.cookies["csrftoken"] = get_random_string(32)
    return client.cookies["csrftoken"].value


def let_answers_leave(world: World) -> None:
    """Let the time pass in which answers can be taken back, and send them."""
    world.pass_time(seconds=11)
    send_held_answers()


def build_world(offset: Path) -> World:
    """Return the cast on a Monday at 15:00 UTC, when both desks are open.

    The clock that every page reads is moved there by the number of seconds in `offset`.
    """
    set_clock(offset, at=MONDAY_AFTERNOON)
    world = World(MONDAY_AFTERNOON, offset)
    with house():
        load_desks(world)
        add_customers(world)
        add_staff(world)
    return world


def set_clock(offset: Path, *, at: datetime) -> None:
    """Let the clock that every page reads show this instant now."""
    offset.write_text(str((at - datetime.now(UTC)).total_seconds()))


def load_desks(world: World) -> None:
    """Load both shipped policies, in force for a month."""
    before = world.at - timedelta(days=30)
    for name in ("messaging", "content"):
        file = POLICIES / f"{name}.toml"
        key = load_policy(file.read_text(encoding="utf-8"), file=file.name, at=before).desk
        setattr(world, name, Desk.objects.get(key=key))


def add_customers(world: World) -> None:
    """Add two organisations with their people, and somebody whom nobody knows."""
    world.brightwater = add_organisation(
        name="Brightwater Insurance",
        language="en",
        zone="Europe/London",
        region="uk-apac",
        domains=["brightwater.example"],
    )
    world.verdier = add_organisation(
        name="Maison Verdier",
        language="fr",
        zone="America/Toronto",
        region="",
        domains=["verdier.example"],
    )
    brightwater, verdier = world.brightwater.pk, world.verdier.pk
    people = add_contacts(
        [
            NewContact("ada.lindqvist@brightwater.example", "Ada Lindqvist", brightwater, "en"),
            NewContact("bea.marlow@brightwater.example", "Bea Marlow", brightwater, "en"),
            NewContact("claire.aubin@verdier.example", "Claire Aubin", verdier, "fr"),
            NewContact("stranger@elsewhere.example", "Otto Fremd", None, "de"),
        ]
    )
    world.ada, world.bea, world.claire, world.stranger = people.values()
    add_contract(
        world.verdier,
        desk=world.content,
        number="CV-2026-07",
        title="Licence and support",
        starts=date(2026, 1, 1),
        ends=date(2027, 12, 31),
        at=world.at - timedelta(days=20),
    )


def add_contract(
    organisation: Organisation,
    *,
    desk: Desk,
    number: str,
    at: datetime,
    starts: date,
    ends: date | None = None,
    **agreed: Any,
) -> Contract:
    """Return a contract in force from `at`; `agreed` is what else its draft says."""
    draft = ContractDraft(
        number=number,
        title=agreed.pop("title", "Support"),
        desk=desk.key,
        customer=organisation.name,
        languages=("en",),
        starts=starts,
        ends=ends,
        **agreed,
    )
    loading = load_contract(write_contract(draft), file=f"{number}.toml", at=at)
    return Contract.objects.get(pk=loading.contract)


def add_staff(world: World) -> None:
    """Add five members of staff and three teams."""
    messaging, content = world.messaging, world.content
    staff = {
        "sam": ("Sam Okoro", [(messaging, "specialist")]),
        "noor": ("Noor Haddad", [(content, "specialist")]),
        "lena": ("Lena Vos", [(messaging, "supervisor"), (content, "supervisor")]),
        "ivo": ("Ivo Kranz", [(messaging, "auditor"), (content, "auditor")]),
        "hana": ("Hana Sato", [(content, "head_of_development")]),
    }
    for first, (name, roles) in staff.items():
        specialist = add_specialist(
            email=f"{first}@desk.example.com",
            name=name,
            password=PASSWORD,
            roles=roles,
            language="en",
        )
        setattr(world, first, specialist)
    world.first_line = add_team(
        messaging, key="first-line", name="First line", levels=[1], members=[world.sam]
    )
    world.experts = add_team(
        messaging, key="experts", name="Experts", levels=[2, 3], members=[world.lena]
    )
    world.editors = add_team(
        content, key="first-line", name="First line", levels=[1, 2, 3], members=[world.noor]
    )
