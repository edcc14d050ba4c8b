"""Papers: a summary as a customer gets it, in their language, and a post-mortem for the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.lib.dates import spell_instant
from permanence.ground.lib.documents import Block, Document, Facts, Heading, Paragraph, write_pdf
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.incidents.rules.naming import name_incident
from permanence.service.reviews.models import SummaryCopy


def name_copy(copy: SummaryCopy) -> str:
    """Return the file name of a copy, in its language."""
    with translation.override(copy.language):
        title = _("incident-summary")
    return f"{title}-{name_incident(copy.incident_number)}-{copy.number}.pdf"


def write_copy(copy: SummaryCopy, policy: Policy | None = None) -> bytes:
    """Return a copy as PDF: what its customer was sent, word for word."""
    policy = policy or policy_of_version(copy.ticket.policy_version_id)
    with translation.override(copy.language):
        document = Document(
            title=str(copy.content["title"]),
            subtitle=_("Incident %(number)s · version %(version)s")
            % {"number": name_incident(copy.incident_number), "version": copy.number},
            language=copy.language,
            desk=policy.name,
            accent=policy.accent,
            blocks=list(tell_copy(copy, policy)),
        )
    return write_pdf(document)


def tell_copy(copy: SummaryCopy, policy: Policy) -> Iterator[Block]:
    """Yield what happened, what of it concerned the customer, and what is done against it."""
    content = copy.content
    pairs = [(_("It began"), say_kept(content["occurred_at"], policy))]
    if content["resolved_at"]:
        pairs.append((_("It was resolved"), say_kept(content["resolved_at"], policy)))
    if content["notified_at"]:
        pairs.append((_("You were told"), say_kept(content["notified_at"], policy)))
    if content["components"]:
        pairs.append((_("Your services concerned"), ", ".join(content["components"])))
    if content["tickets"]:
        pairs.append((_("Your requests about it"), str(content["tickets"])))
    yield Facts(pairs)
    yield Heading(_("What happened"))
    yield Paragraph(str(content["overview"]))
    yield Heading(_("What we do against its recurrence"))
    yield Paragraph(str(content["measures"]))


def say_kept(text: str, policy: Policy) -> str:
    """Return a kept instant by the clocks of the desk."""
    return spell_instant(datetime.fromisoformat(text), policy.zone)
