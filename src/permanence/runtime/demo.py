"""A small invented world for a first look: customers, contracts, and a specialist per team."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Min

from permanence.promises.contracts.actions import load_contract
from permanence.promises.contracts.rules import ContractDraft, read_names, write_contract
from permanence.promises.policies.models import PolicyVersion
from permanence.runtime.demo_articles import write_articles
from permanence.runtime.demo_incidents import BEHIND, bring_incidents
from permanence.runtime.demo_life import bring_to_life
from permanence.runtime.demo_rotas import plan_rotas
from permanence.runtime.demo_traces import bring_traces
from permanence.runtime.places import find_shipped
from permanence.world.accounts.actions import (
    NewContact,
    add_contacts,
    add_organisation,
    add_specialist,
    add_team,
)
from permanence.world.accounts.models import Desk, Specialist, User
from permanence.world.wording.actions import save_answer, save_macro
from permanence.world.wording.rules import Steps, Wording

LOG_INS = "demo-log-ins"
ANSWERS = Path(__file__).with_name("demo_answers.toml")


@dataclass(frozen=True)
class Customer:
    """An invented organisation with its people, the desk that serves it and its plan."""

    name: str
    domain: str
    language: str
    zone: str
    region: str
    desk: str
    plan: str
    people: tuple[tuple[str, str], ...]


CUSTOMERS = (
    Customer(
        "Harbourline Freight",
        "harbourline.example",
        "en",
        "Europe/London",
        "uk-apac",
        "messaging",
        "",
        (("Ada", "+44 20 7946 0123"), ("Ben", "+44 20 7946 0124")),
    ),
    Customer(
        "Kesselwerk Nord",
        "kesselwerk-nord.example",
        "de",
        "Europe/Berlin",
        "germany",
        "messaging",
        "",
        (("Jonas", "+49 30 23125 101"),),
    ),
    Customer(
        "Officina Lariana",
        "officina-lariana.example",
        "it",
        "Europe/Rome",
        "italy",
        "messaging",
        "",
        (("Chiara", ""),),
    ),
    Customer(
        "Naviera Ficticia",
        "naviera-ficticia.example",
        "es",
        "Europe/Madrid",
        "spain",
        "messaging",
        "",
        (("Lucia", ""),),
    ),
    Customer(
        "Librairie du Canal Vert",
        "canal-vert.example",
        "fr",
        "America/Toronto",
        "",
        "content",
        "base-plus",
        (("Chloé", "+1 514 555 0142"), ("Rémi", "+1 514 555 0143")),
    ),
    Customer(
        "Office des Sentiers",
        "sentiers.example",
        "fr",
        "America/Toronto",
        "",
        "content",
        "base-extra",
        (("Maëlle", "+1 418 555 0117"),),
    ),
)
MACROS = (
    ("messaging", "Say that it is solved, and resolve", "Take it and ask when to call"),
    ("content", "Annoncer la solution et résoudre", "Prendre et demander quand appeler"),
)
TEAMS = {
    "messaging": (
        ("first-line", "First line", (1,), "nora", "Nora", "en"),
        ("operations", "IT operations", (2,), "theo", "Theo", "en"),
        ("development", "Development", (3,), "mira", "Mira", "en"),
    ),
    "content": (
        ("premiere-ligne", "Première ligne", (1,), "lucie", "Lucie", "fr"),
        ("analyse", "Analyse", (2,), "hugo", "Hugo", "fr"),
        ("ingenierie", "Ingénierie", (3,), "ines", "Inès", "fr"),
    ),
}


def load_demo(*, data: Path, at: datetime, requests: bool = False) -> None:
    """Load the demo once; a second start finds it as it was left."""
    desks = {desk.key: desk for desk in Desk.objects.filter(key__in=TEAMS)}
    if len(desks) < len(TEAMS) or User.objects.filter(email=address_of("nora")).exists():
        return
    password = secrets.token_urlsafe(9)
    for key, desk in desks.items():
        staff_desk(desk, TEAMS[key], password=password)
    admin = add_specialist(
        email=address_of("admin"),
        name="Sasha",
        password=password,
        roles=[(desk, role) for desk in desks.values() for role in ("supervisor", "administrator")],
        language="en",
    )
    add_specialist(
        email=address_of("margot"),
        name="Margot",
        password=password,
        roles=[(desk, "head_of_development") for desk in desks.values()],
        language="fr",
    )
    add_specialist(
        email=address_of("edda"),
        name="Edda",
        password=password,
        roles=[(desk, "auditor") for desk in desks.values()],
        language="en",
    )
    for customer in CUSTOMERS:
        add_customer(customer)
    agree_contracts(at=at, since=promised_since(at=at))
    write_answers(desks, by=admin, at=at)
    write_articles(desks, by=admin, at=at)
    if requests:
        bring_to_life(desks, by=admin, at=at)
        bring_traces(desks, by=admin, at=at)
    plan_rotas(list(desks.values()), by=admin, at=at)
    if requests and promised_since(at=at) <= at - BEHIND:
        bring_incidents(desks, by=admin, at=at)
    keep_log_ins(data / LOG_INS, password)


def address_of(login: str) -> str:
    """Return the address of a demo log-in."""
    return f"{login}@desk.example"


def staff_desk(
    desk: Desk, teams: tuple[tuple[str, str, tuple[int, ...], str, str, str], ...], *, password: str
) -> None:
    """Add a desk's teams with a specialist each."""
    for key, name, levels, login, person, language in teams:
        member: Specialist = add_specialist(
            email=address_of(login),
            name=person,
            password=password,
            roles=[(desk, "specialist")],
            language=language,
            level=max(levels),
        )
        add_team(desk, key=key, name=name, levels=levels, members=[member])


def add_customer(customer: Customer) -> None:
    """Add one invented organisation and its people."""
    organisation = add_organisation(
        name=customer.name,
        language=customer.language,
        zone=customer.zone,
        region=customer.region,
        domains=[customer.domain],
    )
    add_contacts(
        [
            NewContact(
                email=f"{plain_name(name)}@{customer.domain}",
                name=name,
                organisation=organisation.pk,
                language=customer.language,
                phone=phone,
            )
            for name, phone in customer.people
        ]
    )


def promised_since(*, at: datetime) -> datetime:
    """Return since when every desk of the demo keeps its promises."""
    versions = PolicyVersion.objects.filter(desk__key__in=TEAMS, effective_at__lte=at)
    first = versions.values("desk").annotate(first=Min("effective_at"))
    return max((one["first"] for one in first), default=at)


def agree_contracts(*, at: datetime, since: datetime) -> None:
    """Load the sample documents, and a plain contract for each customer that has none of them."""
    documents = {
        read_names(text, file=path.name).customer: (path.name, text)
        for path in find_shipped("contracts")
        for text in [path.read_text(encoding="utf-8")]
    }
    for number, customer in enumerate(CUSTOMERS, start=1):
        plain = (customer.domain, write_contract(draft_contract(customer, number=number, at=at)))
        file, text = documents.get(customer.name, plain)
        load_contract(text, file=file, at=since)


def write_answers(desks: Mapping[str, Desk], *, by: Specialist, at: datetime) -> None:
    """Give each desk its canned answers, in five languages, and two macros."""
    actor = by.actor
    for one in tomllib.loads(ANSWERS.read_text(encoding="utf-8"))["answer"]:
        texts = {code: one[code] for code, _name in settings.LANGUAGES}
        for key in one["desks"]:
            draft = Wording(one["key"], one["title"][key], texts, tuple(one["tags"]))
            save_answer(desks[key], draft, by=actor, at=at)
    for key, solved, call in MACROS:
        steps = Steps(is_taken=True, answer="solved", then="resolve")
        save_macro(desks[key], solved, steps, by=actor, at=at)
        steps = Steps(is_taken=True, answer="call", then="waiting_customer")
        save_macro(desks[key], call, steps, by=actor, at=at)


def draft_contract(customer: Customer, *, number: int, at: datetime) -> ContractDraft:
    """Return a contract that adds nothing of its own to the policy but a plan."""
    return ContractDraft(
        number=f"{customer.desk[:1].upper()}-{1000 + number}",
        title=customer.name,
        desk=customer.desk,
        customer=customer.name,
        languages=(customer.language,),
        starts=at.date() - timedelta(days=200),
        ends=at.date() + timedelta(days=530),
        zone=customer.zone,
        plan=customer.plan,
    )


def plain_name(name: str) -> str:
    """Return a first name as it stands in an address."""
    return name.lower().translate(str.maketrans("éëèï", "eeei"))


def keep_log_ins(path: Path, password: str) -> None:
    """Write the log-ins down for the welcome of this and of later starts."""
    logins = [login for teams in TEAMS.values() for *_, login, _, _ in teams]
    lines = [f"{address_of(login)}  {password}" for login in (*logins, "margot", "edda", "admin")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.chmod(0o600)


def read_log_ins(data: Path) -> list[str]:
    """Return the demo's log-ins, a line each; none when the demo is not loaded."""
    try:
        return (data / LOG_INS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
