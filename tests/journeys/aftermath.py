"""What comes after an incident of the tests: looking back, the summary, the evidence."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from permanence.ground.lib.db import house
from permanence.service.incidents.command import verify_incidents
from permanence.service.reviews.actions.asking import (
    Said,
    answer_contribution,
    contribution_of_token,
)
from permanence.service.reviews.actions.closing import close_with_summary
from permanence.service.reviews.actions.finding import say_cause
from permanence.service.reviews.actions.planning import plan_measure
from permanence.service.reviews.actions.proving import write_evidence
from permanence.service.reviews.actions.requesting import ask_summary
from permanence.service.reviews.actions.summarising import (
    approve_summary,
    hand_in_summary,
    write_summary,
)
from permanence.service.reviews.actions.writing import (
    NotYours,
    close_post_mortem,
    hand_in,
    hold_post_mortem,
    write_words,
)
from permanence.service.reviews.command import verify_evidence
from permanence.service.reviews.models import PostMortem, Summary
from permanence.service.reviews.queries.evidence import gather_evidence
from permanence.service.reviews.rules.measures import NewMeasure
from tests.journeys.case import Case, only_incident
from tests.journeys.floor import HOUR
from tests.journeys.post import LINK, text_of
from tests.service.incidents.leading import actor_of
from tests.service.reviews.looking_back import TEXTS, WORDS


def look_back(case: Case) -> None:
    """The post-mortem opened by itself; who took part answers, and another person closes it."""
    with house():
        post_mortem = PostMortem.objects.select_related("incident").get()
    case.floor.move_clock(case.at + 20 * HOUR)
    by: dict[str, Any] = {"by": case.leader, "at": case.at}
    with house():
        asked = contribution_of_token(find_token(case))
        assert asked is not None
        answer_contribution(asked, Said(successes="Told in time."), at=case.at)
        hold_post_mortem(post_mortem, held_at=by["at"], **by)
        write_words(post_mortem, WORDS, base=0, **by)
        cause = say_cause(
            post_mortem, "A line stopped", side="source", kind="technique", parent=None, **by
        )
        measure = NewMeasure(
            text="Watch it",
            kind="detect",
            causes=frozenset([cause.pk]),
            owner=case.specialist.pk,
            due_at=case.at + timedelta(days=9),
        )
        plan_measure(post_mortem, measure, **by)
        hand_in(post_mortem, **by)
        with pytest.raises(NotYours):
            close_post_mortem(post_mortem, **by)
        close_post_mortem(post_mortem, by=actor_of(case.world, "lena"), at=case.at)


def find_token(case: Case) -> str:
    """Return what the mail to the leader carries, by which they say their part."""
    mails = [mail for sink in case.sinks for mail in sink.to(case.specialist.user.email)]
    links = {link for mail in mails for link in LINK.findall(text_of(mail))}
    [found] = [link for link in links if "/contribute/" in link]
    return found.rpartition("/")[2]


def summarise(case: Case) -> None:
    """A customer asks by mail and gets the summary in its language once it is approved."""
    maud = case.readers[list(case.readers)[1]][0]
    ticket = case.write(maud, "Résumé de l'incident", "Merci de nous l'envoyer.")
    with house():
        ask_summary(only_incident(), ticket, way="mail", by=case.leader, at=case.at)
        summary = Summary.objects.select_related("incident").get()
        write_summary(summary, TEXTS, base=0, by=case.leader, at=case.at)
        hand_in_summary(summary, by=case.leader, at=case.at)
        approve_summary(summary, by=actor_of(case.world, "lena"), at=case.at)
        close_with_summary(only_incident(), by=actor_of(case.world, "lena"), at=case.at)
    case.floor.settle()

    [(_at, mail)] = case.mails(TEXTS["fr"]["title"], maud)
    [paper] = mail.iter_attachments()
    assert paper.get_content_type() == "application/pdf"
    assert only_incident().state == "closed"


def prove(case: Case, folder: Path) -> None:
    """The record proves itself, and so does what one customer is given of it."""
    incident, out, err = only_incident(), StringIO(), StringIO()
    assert verify_incidents(incident.name, out, err) == 0, err.getvalue()
    assert json.loads(out.getvalue())["events"] > 20
    organisation = case.readers[list(case.readers)[1]][0].organisation
    with house():
        evidence = gather_evidence([incident], organisation, at=case.at)
    file = folder / "evidence.json"
    file.write_bytes(write_evidence(evidence))
    assert verify_evidence(str(file), out, err) == 0, err.getvalue()
    told = file.read_text(encoding="utf-8")
    assert organisation.name in told
    others = {one.organisation.name for one in case.told} - {organisation.name}
    assert not any(name in told for name in others)
