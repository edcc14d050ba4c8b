"""What notices are about, as far as their readers may see it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries.naming import say_name
from permanence.service.knowledge.models import Article
from permanence.service.knowledge.queries.listing import choose_title, titles_of
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries.secrecy import insiders_of
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import StaffRole
from permanence.world.attention.models import Notice
from permanence.world.attention.queries.notices import READERS
from permanence.world.rotas.models import Rota


@dataclass(frozen=True)
class Told:
    """One notice with what it is about; `reference` is as people read it, `number` as links do.

    What is of a rota or an incident stands on its `page`, with its number.
    What is `confidential` is told to who may know of it; no mail nor locked screen names it.
    """

    notice: int
    event: str
    who: str
    at: datetime
    number: str
    reference: str
    subject: str
    confidential: bool
    page: str = "ticket"
    incident: Incident | None = None

    @property
    def called(self) -> str:
        """What it is about, as people read it: a drill is called one."""
        return say_name(self.incident) if self.incident else self.reference


def tell_tickets(specialist: int, notices: Sequence[Notice]) -> list[Told]:
    """Return notices with their tickets; what they may no longer see is left out."""
    roles = StaffRole.objects.filter(specialist=specialist, role__in=READERS)
    desks = set(roles.values_list("desk_id", flat=True))
    tickets = tickets_of([one for one in notices if one.desk_id in desks])
    insiders = insiders_of([one.pk for one in tickets.values() if one.confidential])
    tickets = {
        key: one
        for key, one in tickets.items()
        if specialist in insiders.get(one.pk, (specialist,))
    }
    told = [
        Told(
            notice=one.pk,
            event=one.event,
            who=one.who or tickets[one.subject].contact.name,
            at=one.at,
            number=tickets[one.subject].reference,
            reference=speak_reference(tickets[one.subject].reference),
            subject=tickets[one.subject].subject,
            confidential=tickets[one.subject].confidential,
        )
        for one in notices
        if one.subject in tickets and tickets[one.subject].desk_id in desks
    ]
    told += tell_rotas([one for one in notices if one.desk_id in desks])
    told += tell_articles([one for one in notices if one.desk_id in desks])
    told += tell_incidents([one for one in notices if one.desk_id in desks])
    return sorted(told, key=lambda one: one.notice)


def tell_rotas(notices: Sequence[Notice]) -> list[Told]:
    """Return what is told of rotas."""
    rotas = rotas_of(notices)
    return [
        Told(
            notice=one.pk,
            event=one.event,
            who=one.who,
            at=one.at,
            number=str(rotas[one.subject].pk),
            reference="",
            subject=rotas[one.subject].name,
            confidential=False,
            page="rota",
        )
        for one in notices
        if one.subject in rotas
    ]


def tell_incidents(notices: Sequence[Notice]) -> list[Told]:
    """Return what is told of incidents; of a security breach nothing but its number."""
    incidents = incidents_of(notices)
    return [
        Told(
            notice=one.pk,
            event=one.event,
            who=one.who,
            at=one.at,
            number=str(found.pk),
            reference=found.name,
            subject="" if found.kind == Incident.Kind.SECURITY else found.title,
            confidential=False,
            page="incident",
            incident=found,
        )
        for one in notices
        if (found := incidents.get(one.subject))
    ]


def tell_articles(notices: Sequence[Notice]) -> list[Told]:
    """Return what is told of articles."""
    articles = articles_of(notices)
    return [
        Told(
            notice=one.pk,
            event=one.event,
            who=one.who,
            at=one.at,
            number=f"{found.reference}?desk={found.desk.key}",
            reference=found.reference,
            subject=title,
            confidential=False,
            page="article",
        )
        for one in notices
        for found, title in [articles.get(one.subject, (None, ""))]
        if found is not None
    ]


def articles_of(notices: Sequence[Notice]) -> dict[str, tuple[Article, str]]:
    """Return the articles that notices are about with their titles; none, without a look."""
    numbers = numbers_of(notices, "article")
    if not numbers:
        return {}
    rows = Article.objects.select_related("desk").in_bulk(numbers)
    titles = titles_of(rows)
    return {
        f"article:{pk}": (one, choose_title(titles.get(pk, {}), one.desk.default_language))
        for pk, one in rows.items()
    }


def incidents_of(notices: Sequence[Notice]) -> dict[str, Incident]:
    """Return the incidents that notices are about, by subject; none, without a look."""
    numbers = numbers_of(notices, "incident")
    return {one.subject: one for one in Incident.objects.in_bulk(numbers).values()}


def tickets_of(notices: Sequence[Notice]) -> dict[str, Ticket]:
    """Return the tickets that notices are about, by subject, in one look."""
    numbers = numbers_of(notices, "ticket")
    found = Ticket.objects.filter(pk__in=numbers).select_related("contact")
    return {f"ticket:{one.pk}": one for one in found}


def rotas_of(notices: Sequence[Notice]) -> dict[str, Rota]:
    """Return the rotas that notices are about, by subject, in one look; none, without a look."""
    numbers = numbers_of(notices, "rota")
    return {f"rota:{pk}": one for pk, one in Rota.objects.in_bulk(numbers).items()}


def numbers_of(notices: Sequence[Notice], kind: str) -> set[int]:
    """Return the numbers of the subjects of one kind."""
    subjects = (one.subject.partition(":") for one in notices)
    return {int(number) for found, _colon, number in subjects if found == kind}
