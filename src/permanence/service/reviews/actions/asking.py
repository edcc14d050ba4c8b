"""Asking everybody who took part, reminding them, and taking what they answer (SPEC A12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft, PlainMail, Sender, draft_automatic
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.incidents.actions.teams import NotAMember, join_team
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries.naming import say_name
from permanence.service.incidents.rules.naming import name_incident
from permanence.service.reviews.actions.locking import tell_chain
from permanence.service.reviews.models import Contribution, PostMortem
from permanence.service.reviews.queries.people import Participant
from permanence.service.reviews.rules.times import remind_again
from permanence.world.accounts.models import Specialist
from permanence.world.attention.actions.notices import News, tell_people
from permanence.world.attention.queries.notices import Hearers
from permanence.world.attention.rules.channels import Event

SALT = "permanence.contribution"
MOST = 50


class NotTaken(Refusal):
    """A contribution that says nothing, or that comes after the closing."""


@dataclass(frozen=True)
class Said:
    """What somebody contributes."""

    successes: str = ""
    failures: str = ""
    causes: str = ""
    has_nothing: bool = False


def gather_team(incident: Incident, people: Sequence[Specialist], *, at: datetime) -> int:
    """Put everybody who took part into the post-mortem team; return how many came."""
    gathered = 0
    for one in people:
        try:
            join_team(incident, "post_mortem", one, at=at, by=SYSTEM)
        except NotAMember:
            continue  # works on the desk no longer: asked all the same
        gathered += 1
    return gathered


def ask_people(post_mortem: PostMortem, people: Sequence[Participant], *, at: datetime) -> int:
    """Ask those who have not been asked yet, by mail with a link and on the desk."""
    known = {one.casefold() for one in post_mortem.contributions.values_list("email", flat=True)}
    fresh = [one for one in people if one.email.casefold() not in known]
    asked = Contribution.objects.bulk_create(
        [
            Contribution(
                post_mortem=post_mortem,
                specialist=one.specialist,
                part=one.part,
                name=one.name,
                email=one.email,
                language=one.language,
                asked_at=at,
            )
            for one in fresh
        ]
    )
    mail_question(post_mortem, asked, kind="contribute", at=at)
    return len(asked)


def mail_question(
    post_mortem: PostMortem, asked: Sequence[Contribution], *, kind: str, at: datetime
) -> None:
    """Mail the question to these people, and tell it on the desk to those who have a log-in."""
    incident = post_mortem.incident
    policy = policy_of_version(incident.policy_version_id)
    post_drafts([draft_question(one, incident, policy, kind=kind) for one in asked], at=at)
    named = [one.specialist_id for one in asked if one.specialist_id]
    if named:
        hearers = Hearers(f"incident:{incident.pk}", incident.desk_id, named=named)
        tell_people([News(Event.CONTRIBUTE, hearers)], at=at)


def draft_question(
    contribution: Contribution, incident: Incident, policy: Policy, *, kind: str
) -> Draft:
    """Return the mail that asks one person; it says nothing of the incident but its number."""
    number = name_incident(incident.number)
    link = link_to("contribute", base=settings.PUBLIC_URL, token=sign_contribution(contribution))
    facts = {"name": contribution.name, "desk": policy.name, "number": number, "link": link}
    with translation.override(contribution.language):
        text = render_to_string(f"reviews/mail/{kind}.txt", facts).strip() + "\n"
        subject = {
            "contribute": gettext("%(number)s: what went well, what failed, and why?"),
            "remind": gettext("%(number)s: your part of the post-mortem is missing"),
        }[kind] % {"number": say_name(incident)}
    return draft_automatic(
        PlainMail(contribution.email, contribution.language, subject, text),
        sender=Sender(policy.mailboxes[0].address, policy.name, policy.desk),
        owner=f"incident:{incident.pk}",
        kind=kind,
        desk=incident.desk_id,
    )


def sign_contribution(contribution: Contribution) -> str:
    """Return the token by which one person answers, and nobody else's part."""
    return signing.dumps(contribution.pk, salt=SALT)


def contribution_of_token(token: str) -> Contribution | None:
    """Return the contribution that a token was signed for, or None for a token not ours."""
    try:
        pk = signing.loads(token, salt=SALT)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    rows = Contribution.objects.select_related("post_mortem__incident")
    return rows.filter(pk=pk).first()


def answer_contribution(contribution: Contribution, said: Said, *, at: datetime) -> None:
    """Take what somebody contributes; until the closing they may say it better."""
    rows = PostMortem.objects.select_for_update(no_key=True, of=("self",))
    post_mortem = rows.select_related("incident").get(pk=contribution.post_mortem_id)
    if post_mortem.state == PostMortem.State.CLOSED:
        raise NotTaken(_("The post-mortem is closed: nothing can be added to it any more."))
    words = [said.successes.strip(), said.failures.strip(), said.causes.strip()]
    if any(words) == said.has_nothing:
        raise NotTaken(_("Write something in one of the fields, or say that you have nothing."))
    contribution.successes, contribution.failures, contribution.causes = words
    contribution.has_nothing, contribution.answered_at = said.has_nothing, at
    contribution.save(
        update_fields=["successes", "failures", "causes", "has_nothing", "answered_at"]
    )
    by = name_contributor(contribution)
    tell_chain(post_mortem.incident, "contributed", at=at, by=by, nothing=said.has_nothing)


def name_contributor(contribution: Contribution) -> Actor:
    """Return a contributor as the chain names who did it."""
    if contribution.specialist_id:
        return Actor(f"specialist:{contribution.specialist_id}", contribution.name)
    return Actor(f"contribution:{contribution.pk}", contribution.name)


def remind_contributors(*, at: datetime) -> int:
    """Remind those who were asked and have not answered, as often as the policy says."""
    rows = Contribution.objects.unanswered().exclude(post_mortem__state=PostMortem.State.CLOSED)
    waiting = rows.select_for_update(no_key=True, skip_locked=True, of=("self",))
    reminded = 0
    longest = waiting.order_by(Coalesce("reminded_at", "asked_at"), "pk")
    for one in longest.select_related("post_mortem__incident")[:MOST]:
        incident = one.post_mortem.incident
        policy = policy_of_version(incident.policy_version_id)
        if remind_again(policy, last=one.reminded_at or one.asked_at, at=at):
            mail_question(one.post_mortem, [one], kind="remind", at=at)
            one.reminded_at = at
            one.save(update_fields=["reminded_at"])
            reminded += 1
    return reminded


def ask_person(post_mortem: PostMortem, who: Specialist, *, by: Actor, at: datetime) -> None:
    """Ask somebody who took part and is not among those who were asked."""
    if post_mortem.state == PostMortem.State.CLOSED:
        raise NotTaken(_("The post-mortem is closed: nothing can be added to it any more."))
    part = Contribution.Part.MEMBER
    person = Participant(who.name, who.user.email, who.user.language, part, who)
    if not ask_people(post_mortem, [person], at=at):
        raise NotTaken(_("{who} was asked already."), who=who.name)
    gather_team(post_mortem.incident, [who], at=at)
    tell_chain(post_mortem.incident, "asked", at=at, by=by, name=who.name)
