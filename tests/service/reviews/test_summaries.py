"""A summary from its first words to the register: in every language, by two people, to whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from permanence.ground.lib.db import house, portal
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.models import Incident
from permanence.service.notices.models import Reach
from permanence.service.reviews.actions.closing import close_with_summary
from permanence.service.reviews.actions.locking import Meanwhile
from permanence.service.reviews.actions.papers import write_copy
from permanence.service.reviews.actions.proving import (
    check_evidence,
    matter_name,
    print_evidence,
    write_evidence,
)
from permanence.service.reviews.actions.requesting import (
    ask_from_portal,
    ask_summary,
    decide_request,
)
from permanence.service.reviews.actions.summarising import (
    approve_summary,
    hand_in_summary,
    revise_summary,
    send_back_summary,
    write_summary,
)
from permanence.service.reviews.actions.writing import close_post_mortem, hand_in
from permanence.service.reviews.command import verify_evidence
from permanence.service.reviews.models import (
    PostMortem,
    Summary,
    SummaryCopy,
    SummaryRequest,
    SummaryVersion,
)
from permanence.service.reviews.queries.copies import copies_for, facts_of
from permanence.service.reviews.queries.evidence import gather_evidence
from permanence.service.reviews.queries.impact import compute_impact
from permanence.service.tickets.models import Ticket
from tests.cast import World
from tests.service.incidents.leading import actor_of
from tests.service.incidents.promising import fax_lines, promise
from tests.service.reviews.looking_back import (
    TEXTS,
    approve,
    look_back,
    soon,
    touch,
    write_whole,
)


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def summary_of(post_mortem: PostMortem) -> Summary:
    return Summary.objects.select_related("incident").get(incident=post_mortem.incident)


def test_a_half_written_one_and_one_that_names_a_customer_are_not_handed_in(world: World) -> None:
    touch(world, world.brightwater)
    summary = summary_of(look_back(world))
    sam = actor_of(world)
    half = {language: texts for language, texts in TEXTS.items() if language != "it"}
    write_summary(summary, half, base=0, by=sam, at=soon(world))
    with pytest.raises(Refusal, match="not written in: it"):
        hand_in_summary(summary, by=sam, at=soon(world))
    named = TEXTS | {"fr": TEXTS["fr"] | {"overview": "Brightwater Insurance a appelé."}}
    write_summary(summary, named, base=1, by=sam, at=soon(world))

    with pytest.raises(Refusal, match="Brightwater Insurance"):
        hand_in_summary(summary, by=sam, at=soon(world))


def test_two_who_write_at_once_do_not_overwrite_each_other(world: World) -> None:
    summary = summary_of(look_back(world))
    write_summary(summary, TEXTS, base=0, by=actor_of(world), at=soon(world))

    with pytest.raises(Meanwhile, match="Sam Okoro"):
        write_summary(summary, {}, base=0, by=actor_of(world, "lena"), at=soon(world))


def test_a_second_person_approves_and_the_approved_words_stay(world: World) -> None:
    summary = summary_of(look_back(world))
    sam, lena, at = actor_of(world), actor_of(world, "lena"), soon(world)
    write_summary(summary, TEXTS, base=0, by=sam, at=at)
    hand_in_summary(summary, by=sam, at=at)
    send_back_summary(summary, remarks="Shorter", by=lena, at=at)
    hand_in_summary(summary, by=sam, at=at)
    with pytest.raises(Refusal, match="somebody else"):
        approve_summary(summary, by=sam, at=at)
    with pytest.raises(IntegrityError, match="not_approved_by_its_author"), transaction.atomic():
        SummaryVersion.objects.create(
            summary=summary,
            number=9,
            texts={},
            authors=[sam.key],
            approved_by=sam.key,
            approved_name="Sam",
            approved_at=at,
        )
    approve_summary(summary, by=lena, at=at)

    with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        SummaryVersion.objects.update(texts={})
    with pytest.raises(Meanwhile):
        write_summary(summary, {}, base=1, by=sam, at=at)
    revise_summary(summary, by=sam, at=at)
    assert summary_of(PostMortem.objects.get()).state == "open"


def test_an_incident_is_not_closed_without_its_summary(world: World) -> None:
    post_mortem = look_back(world)
    incident, lena, at = post_mortem.incident, actor_of(world, "lena"), soon(world)
    with pytest.raises(Refusal, match="post-mortem is not closed"):
        close_with_summary(incident, by=lena, at=at)
    write_whole(world, post_mortem)
    hand_in(post_mortem, by=actor_of(world), at=at)
    close_post_mortem(post_mortem, by=lena, at=at)
    with pytest.raises(Refusal, match="summary is not approved"):
        close_with_summary(incident, by=lena, at=at)
    approve(world, incident)

    close_with_summary(incident, by=lena, at=at)

    assert Incident.objects.get(pk=incident.pk).state == "closed"


def test_whoever_was_touched_gets_it_with_the_approval_in_their_language(world: World) -> None:
    touch(world, world.brightwater)
    incident = look_back(world).incident
    request = ask_from_portal(incident, world.ada, at=soon(world))
    assert (request.grounds, request.answered_at) == ("touched", None)
    with pytest.raises(Refusal, match="already"):
        ask_from_portal(incident, world.ada, at=soon(world))

    approve(world, incident)

    copy = SummaryCopy.objects.get(request=request)
    assert (copy.language, copy.number, copy.sent_to) == ("en", 1, world.ada.email)
    mail = Message.objects.get(pk=copy.message)
    assert mail.recipients == [world.ada.email]
    assert "For two hours faxes were not sent." in mail.text
    assert mail.files[0]["content_type"] == "application/pdf"
    assert write_copy(copy).startswith(b"%PDF")
    assert Ticket.objects.get(pk=request.ticket_id).answered_at == soon(world)
    assert copies_for(world.bea) == [copy]


def test_who_was_not_touched_waits_for_a_decision_with_a_reason(world: World) -> None:
    touch(world, world.brightwater)
    incident = look_back(world).incident
    approve(world, incident)
    ticket = world.ticket(world.stranger, desk=world.messaging)
    with pytest.raises(Refusal):
        ask_from_portal(incident, world.claire, at=soon(world))

    request = ask_summary(incident, ticket, way="phone", by=actor_of(world), at=soon(world))
    assert not SummaryCopy.objects.exists()
    with pytest.raises(Refusal, match="Say why"):
        decide_request(request, grant=True, reason=" ", by=actor_of(world, "lena"), at=soon(world))
    decide_request(
        request, grant=True, reason="A prospect", by=actor_of(world, "lena"), at=soon(world)
    )

    copy = SummaryCopy.objects.get()
    assert (copy.language, copy.contact) == ("de", world.stranger)
    assert SummaryRequest.objects.get().decided_name == "Lena Vos"


def test_a_customer_reads_its_own_lines_of_the_register_alone(world: World) -> None:
    touch(world, world.brightwater)
    incident = look_back(world).incident
    approve(world, incident)
    ask_from_portal(incident, world.ada, at=soon(world))

    with portal(organisation=world.brightwater.pk, contact=world.bea.pk):
        assert SummaryCopy.objects.count() == SummaryRequest.objects.count() == 1
    with portal(organisation=world.verdier.pk, contact=world.claire.pk):
        assert SummaryCopy.objects.count() == SummaryRequest.objects.count() == 0


def test_evidence_holds_against_the_record_and_names_no_other_customer(world: World) -> None:
    touch(world, world.brightwater)
    touch(world, world.verdier)
    incident = look_back(world).incident
    approve(world, incident)
    ask_from_portal(incident, world.ada, at=soon(world))

    evidence = json.loads(
        write_evidence(gather_evidence([incident], world.brightwater, at=soon(world)))
    )

    assert check_evidence(evidence) == []
    told = json.dumps(evidence)
    assert "Verdier" not in told
    assert incident.title not in told
    [one] = evidence["incidents"]
    assert one["touched"]
    assert [copy["to"] for copy in one["summaries"]] == [world.ada.email]
    assert {clock["matter"] for clock in one["clocks"]} >= {"assess", "notify"}
    policy = policy_of_version(incident.policy_version_id)
    assert print_evidence(evidence, policy, language="fr").startswith(b"%PDF")
    one["chain"]["hash"] = "0" * 64
    assert check_evidence(evidence)


def test_evidence_names_the_contract_that_promised_a_clock(world: World) -> None:
    promise(world, world.brightwater, notify=(12, 20))
    incident = look_back(world, components=fax_lines()).incident

    evidence = gather_evidence([incident], world.brightwater, at=soon(world))

    [own] = [one for one in evidence["incidents"][0]["clocks"] if one["own"]]
    assert (own["contract"], own["contract_version"]) == (f"T-{world.brightwater.pk}", 1)
    assert (
        matter_name(own) == f"First written notice (contract T-{world.brightwater.pk}, version 1)"
    )
    policy = policy_of_version(incident.policy_version_id)
    assert print_evidence(evidence, policy, language="de").startswith(b"%PDF")


def test_the_command_says_whether_a_file_of_evidence_holds(world: World, tmp_path: Path) -> None:
    touch(world, world.brightwater)
    incident = look_back(world).incident
    file, out, err = tmp_path / "evidence.json", StringIO(), StringIO()
    evidence = write_evidence(gather_evidence([incident], world.brightwater, at=soon(world)))

    file.write_bytes(evidence)
    assert verify_evidence(str(file), out, err) == 0
    file.write_bytes(evidence.replace(b"Brightwater", b"Another"))
    assert verify_evidence(str(file), out, err) == 1
    file.write_bytes(b"[]")
    assert verify_evidence(str(file), out, err) == 1
    assert "digest of the document" in err.getvalue()


def test_the_figures_count_whom_it_touched(world: World) -> None:
    touch(world, world.brightwater)

    figures = compute_impact(look_back(world).incident)

    assert figures.customers_possible + figures.customers_confirmed >= 1
    assert figures.duration == 65 * 60


def test_a_copy_says_when_the_first_notice_arrived_at_its_reader(world: World) -> None:
    touch(world, world.brightwater)
    post_mortem = look_back(world)
    ticket = world.ticket()
    arrived = world.at - timedelta(minutes=3)
    reaches = Reach.objects.filter(organisation_id=world.brightwater.pk)
    assert reaches.exists()
    reaches.update(reached_at=arrived)

    facts = facts_of(post_mortem.incident, ticket, language="en")

    assert facts.notified_at == arrived.isoformat()
