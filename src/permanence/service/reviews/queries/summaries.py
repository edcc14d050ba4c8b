"""Reading summaries: the latest approved, who asked, who got which, and whom it must not name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from permanence.service.incidents.models import Incident
from permanence.service.reviews.models import (
    Summary,
    SummaryCopy,
    SummaryRequest,
    SummaryVersion,
)
from permanence.service.reviews.queries.reach import standings_of, tickets_of
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.linking import Party, find_strangers
from permanence.service.tickets.rules.merging import Owner
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import Organisation

# Nobody of the customers: what everybody may read names none of them.
ANYBODY = Party(Owner(-1, None), "", "", "", "")


def summary_of(incident: Incident) -> Summary | None:
    """Return the summary of an incident, if its work has begun."""
    return Summary.objects.select_related("incident").filter(incident=incident).first()


def approved_of(incident: Incident) -> SummaryVersion | None:
    """Return the latest version that was approved, if there is one."""
    rows = SummaryVersion.objects.filter(summary__incident=incident)
    return rows.order_by("-number").first()


def approved_versions(summary: Summary) -> list[SummaryVersion]:
    """Return every version that was approved, the latest first."""
    return list(summary.versions.order_by("-number"))


def requests_of(incident: Incident) -> list[SummaryRequest]:
    """Return who asked for the summary of an incident, those that wait first."""
    rows = SummaryRequest.objects.filter(incident=incident)
    found = rows.select_related("organisation", "contact", "ticket").order_by("-pk")
    return sorted(found, key=lambda one: one.answered_at is not None)


def copies_of(incident: Incident) -> list[SummaryCopy]:
    """Return the register of an incident: who got which version when, the latest first."""
    rows = SummaryCopy.objects.filter(incident=incident)
    return list(rows.select_related("organisation", "contact", "ticket").order_by("-pk"))


def is_touched(incident: Incident, organisation: int | None) -> bool:
    """Say whether an incident touched an organisation, as far as is known."""
    if organisation is None:
        return False
    return standings_of(incident).get(organisation, "excluded") != "excluded"


def find_names(incident: Incident, texts: Iterable[str]) -> list[str]:
    """Return which customers the texts name: nobody's name stands in what others read.

    A part of a person's name alone is a word of the language too often to be held against a text.
    """
    parties = list(parties_of(incident))
    said = "\n".join(texts)
    parts = {word for party in parties for word in party.name.split()}
    whole = {
        word
        for party in parties
        for word in (party.name, party.email, party.organisation, speak_reference(party.reference))
    }
    found = find_strangers(said, reader=ANYBODY, others=parties)
    return [name for name in found if name.strip() and (name in whole or name not in parts)]


def parties_of(incident: Incident) -> Iterable[Party]:
    """Yield the customers of an incident: those it touched, and those with a file in it."""
    for organisation in Organisation.objects.filter(pk__in=list(standings_of(incident))):
        yield Party(Owner(0, organisation.pk), "", "", "", organisation.name)
    for ticket in Ticket.objects.filter(pk__in=tickets_of(incident)).select_related(
        "contact", "organisation"
    ):
        contact = ticket.contact
        yield Party(
            Owner(contact.pk, ticket.organisation_id),
            ticket.reference,
            contact.name,
            contact.email,
            ticket.organisation.name if ticket.organisation else "",
        )


def say_all(texts: Mapping[str, Mapping[str, str]]) -> Sequence[str]:
    """Return every text of a summary, in every language."""
    return [text for fields in texts.values() for text in fields.values()]
