"""An agreement from its proposal to its end: each step is somebody's, and both sides agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house, portal
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.promises.policies.queries import policy_of_version
from permanence.service.agreements.actions import (
    Consent,
    Meanwhile,
    NotProposed,
    NotYours,
    accept_version,
    approve_version,
    ask_change,
    decline_version,
    end_delegation,
    give_delegation,
    propose_version,
    send_back,
    take_back,
    version_of_token,
    write_paper,
)
from permanence.service.agreements.actions.offering import sign_version
from permanence.service.agreements.models import AgreementVersion, Wish
from permanence.service.agreements.queries import read_dossier, standing_of
from permanence.service.agreements.rules import Proposal, Step
from permanence.service.tickets.actions import settle_returned_messages
from permanence.service.tickets.actions.pausing import pause_ticket, resume_ticket
from permanence.service.tickets.models import Attachment, Commitment, Entry, Ticket
from tests.agreeing import (
    DELIVERY,
    PROPOSAL,
    agree,
    custom_request,
    judge_hard,
    offer,
    propose,
)
from tests.cast import World

CLAIRE = Consent("Claire Aubin", "link")


@pytest.fixture
def ticket(world: World) -> Ticket:
    """A request of Claire's that needs custom programming."""
    with house():
        return custom_request(world)


def resolution(ticket: Ticket) -> Commitment | None:
    """Return the promise of a resolution that stands."""
    rows = Commitment.objects.filter(ticket=ticket, promise="resolution", replaced_at=None)
    return rows.first()


def state_of(version: AgreementVersion) -> str:
    return AgreementVersion.objects.get(pk=version.pk).state


def test_an_agreed_date_is_the_resolution_that_is_promised(world: World, ticket: Ticket) -> None:
    with house():
        assert resolution(ticket) is None

        version = agree(world, ticket)

        promised = resolution(ticket)
        assert promised is not None
        assert promised.due_at == DELIVERY
        assert promised.clause_source == f"agreement:{version.pk}:1"
        assert (version.decided_name, version.decided_way) == ("Claire Aubin", "link")
        assert version.decided_at == world.at


def test_nothing_is_promised_before_both_sides_have_agreed(world: World, ticket: Ticket) -> None:
    with house():
        version = propose(world, ticket)
        assert resolution(ticket) is None
        approve_version(version, approver=world.hana, at=world.at)
        assert resolution(ticket) is None


def test_the_offer_goes_into_the_file_with_its_link_and_its_paper(
    world: World, ticket: Ticket
) -> None:
    with house():
        version = offer(world, ticket)

        message = Message.objects.get(kind="offer")
        assert message.recipients == ["claire.aubin@verdier.example"]
        assert message.language == "fr"
        assert ticket.reference in message.subject.replace(" ", "")
        assert "Nous écrivons un connecteur de profils." in message.text
        token = message.text.partition("/agree/")[2].split()[0]
        assert version_of_token(token) == version
        entry = Entry.objects.get(outgoing_id=message.pk)
        assert entry.is_public
        assert "Nous écrivons un connecteur de profils." in entry.text
        assert "/agree/" not in entry.text
        assert "/enter/" not in entry.text
        paper = Attachment.objects.get(entry=entry)
        assert message.files[0]["blob"] == paper.blob_id
        assert paper.content_type == "application/pdf"
        assert bytes(paper.blob.content or b"").startswith(b"%PDF")
        known = list(message.headers)
        assert "In-Reply-To" in known


def test_an_offer_is_an_answer_and_one_that_bounces_was_none(world: World, ticket: Ticket) -> None:
    with house():
        offer(world, ticket)
        answered = Commitment.objects.get(ticket=ticket, promise="response", replaced_at=None)
        assert answered.met_at == world.at

        Message.objects.filter(kind="offer").update(bounced_at=world.at, answer="550 unknown")
        settle_returned_messages(at=world.at)

        answered.refresh_from_db()
        assert answered.met_at is None


def test_each_act_stands_in_the_journal_of_the_ticket(world: World, ticket: Ticket) -> None:
    with house():
        agree(world, ticket)

        acts = Act.objects.filter(subject=f"ticket:{ticket.pk}", act__startswith="agreement.")
        assert list(acts.order_by("id").values_list("act", "actor_name")) == [
            ("agreement.proposed", "Noor Haddad"),
            ("agreement.approved", "Hana Sato"),
            ("agreement.offered", ""),
            ("agreement.accepted", "Claire Aubin"),
        ]


def test_a_request_of_another_level_needs_no_agreement(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)

    with house(), pytest.raises(NotProposed, match="level 3"):
        propose(world, ticket)


def test_a_wrong_proposal_is_refused_with_its_first_fault(world: World, ticket: Ticket) -> None:
    with house(), pytest.raises(NotProposed, match="Step 2 of the calendar is before") as refused:
        propose(world, ticket, replace(PROPOSAL, steps=PROPOSAL.steps[::-1]))

    assert [fault.code for fault in refused.value.faults] == ["steps_out_of_order"]


def test_who_may_not_approve_is_refused(world: World, ticket: Ticket) -> None:
    with house():
        version = propose(world, ticket)

        for somebody in (world.noor, world.lena, world.sam):
            with pytest.raises(NotYours, match="head of development"):
                approve_version(version, approver=somebody, at=world.at)
            with pytest.raises(NotYours):
                send_back(version, reason="Too soon.", approver=somebody, at=world.at)
        assert state_of(version) == "draft"


def test_the_head_may_approve_what_they_proposed_themselves(world: World, ticket: Ticket) -> None:
    with house():
        version = propose_version(ticket, PROPOSAL, base=0, by=world.hana.actor, at=world.at)
        approve_version(version, approver=world.hana, at=world.at)

        assert state_of(version) == "offered"


def test_a_delegate_approves_in_the_time_given_and_never_their_own(
    world: World, ticket: Ticket
) -> None:
    later = world.at + timedelta(days=2)
    with house():
        given = give_delegation(
            world.content, world.noor, from_at=later, until_at=later + timedelta(days=5),
            by=world.hana, at=world.at,
        )  # fmt: skip
        desk = world.content.pk
        assert standing_of(world.noor, desk=desk, at=world.at) == ""
        assert standing_of(world.noor, desk=desk, at=later) == "delegate"
        assert standing_of(world.noor, desk=desk, at=given.until_at) == ""
        assert standing_of(world.noor, desk=world.messaging.pk, at=later) == ""

        own = propose(world, ticket)
        with pytest.raises(NotYours, match="You proposed this yourself"):
            approve_version(own, approver=world.noor, at=later)
        take_back(own, reason="", by=world.noor, at=later)
        foreign = propose_version(ticket, PROPOSAL, base=1, by=world.lena.actor, at=later)
        approve_version(foreign, approver=world.noor, at=later)
        assert AgreementVersion.objects.get(pk=foreign.pk).is_delegated

        end_delegation(given, by=world.hana, at=later)
        assert standing_of(world.noor, desk=desk, at=later) == ""
        with pytest.raises(Refusal, match="Only the head"):
            give_delegation(
                world.content, world.lena, from_at=later, until_at=later + timedelta(days=1),
                by=world.noor, at=later,
            )  # fmt: skip


def test_a_version_sent_back_says_why_and_makes_room_for_the_next(
    world: World, ticket: Ticket
) -> None:
    with house():
        version = propose(world, ticket)
        with pytest.raises(Refusal, match="Say why"):
            send_back(version, reason=" ", approver=world.hana, at=world.at)
        send_back(version, reason="Two weeks more.", approver=world.hana, at=world.at)

        following = propose(world, ticket)
        assert (state_of(version), following.number) == ("sent_back", 2)
        assert not Message.objects.filter(kind="offer").exists()


def test_of_two_who_propose_at_once_one_wins_and_the_other_is_told(
    world: World, ticket: Ticket
) -> None:
    with house():
        propose(world, ticket)

        with pytest.raises(Meanwhile, match="Noor Haddad has proposed version 1 meanwhile"):
            propose_version(ticket, PROPOSAL, base=0, by=world.lena.actor, at=world.at)
        with pytest.raises(NotProposed, match="waits for its approval"):
            propose_version(ticket, PROPOSAL, base=1, by=world.lena.actor, at=world.at)
        with pytest.raises(IntegrityError, match="one_version_is_open"), transaction.atomic():
            AgreementVersion.objects.create(
                ticket=ticket, desk_id=ticket.desk_id, number=9, solution="x", zone="UTC",
                delivery_at=DELIVERY, language="en", proposed_by="x", proposed_name="x",
                proposed_at=world.at,
            )  # fmt: skip


def test_a_decision_is_made_once(world: World, ticket: Ticket) -> None:
    with house():
        version = agree(world, ticket)

        with pytest.raises(Meanwhile, match="accepted already"):
            accept_version(version, CLAIRE, at=world.at)
        with pytest.raises(Meanwhile):
            decline_version(version, CLAIRE, reason="No.", at=world.at)
        with pytest.raises(Meanwhile):
            approve_version(version, approver=world.hana, at=world.at)


def test_who_accepts_types_a_name(world: World, ticket: Ticket) -> None:
    with house():
        version = offer(world, ticket)
        with pytest.raises(Refusal, match="Type your name"):
            accept_version(version, Consent(" ", "portal"), at=world.at)
        assert state_of(version) == "offered"


def test_an_offer_ends_unused(world: World, ticket: Ticket) -> None:
    with house():
        version = offer(world, ticket)
        end = version.expires_at
        assert end
        assert end == DELIVERY

        with pytest.raises(Meanwhile, match="has ended"):
            accept_version(version, CLAIRE, at=end)

        later = replace(PROPOSAL, steps=(Step("Recette", date(2026, 4, 20)),))
        world.at = end
        renewed = propose(world, ticket, replace(later, delivery_at=end + timedelta(days=30)))
        assert (state_of(version), renewed.number) == ("lapsed", 2)


def test_declining_says_why_in_the_customers_words(world: World, ticket: Ticket) -> None:
    with house():
        version = offer(world, ticket)
        with pytest.raises(Refusal, match="Tell us why"):
            decline_version(version, CLAIRE, reason="", at=world.at)
        decline_version(version, CLAIRE, reason="Trop tard pour nous.", at=world.at)

        assert state_of(version) == "declined"
        said = Entry.objects.get(text="Trop tard pour nous.")
        assert (said.direction, said.author_name) == ("in", "Claire Aubin")
        assert resolution(ticket) is None


def test_the_earlier_version_governs_until_both_agreed_on_the_next(
    world: World, ticket: Ticket
) -> None:
    later = replace(PROPOSAL, delivery_at=DELIVERY + timedelta(days=10))
    with house():
        first = agree(world, ticket)
        second = propose(world, ticket, later)
        assert due_of(ticket) == DELIVERY
        approve_version(second, approver=world.hana, at=world.at)
        assert due_of(ticket) == DELIVERY
        assert read_dossier(ticket).governing == first

        accept_version(second, CLAIRE, at=world.at)

        assert due_of(ticket) == later.delivery_at
        assert state_of(first) == "replaced"
        history = Commitment.objects.filter(ticket=ticket, promise="resolution").order_by("pk")
        assert [one.due_at for one in history] == [DELIVERY, later.delivery_at]


def test_a_declined_change_leaves_what_was_agreed(world: World, ticket: Ticket) -> None:
    with house():
        first = agree(world, ticket)
        second = offer(world, ticket, replace(PROPOSAL, delivery_at=DELIVERY + timedelta(days=9)))
        decline_version(second, CLAIRE, reason="Non.", at=world.at)

        assert due_of(ticket) == DELIVERY
        assert state_of(first) == "accepted"


def test_the_customer_asks_for_another_date_and_nothing_moves_yet(
    world: World, ticket: Ticket
) -> None:
    with house():
        with pytest.raises(Refusal, match="Nothing is agreed"):
            ask_change(ticket, "change", text="Plus tôt.", at=world.at)
        agree(world, ticket)
        with pytest.raises(Refusal, match="what should be different"):
            ask_change(ticket, "change", text=" ", at=world.at)

        ask_change(ticket, "change", text="Une semaine plus tôt, SVP.", at=world.at)

        assert due_of(ticket) == DELIVERY
        assert [wish.text for wish in read_dossier(ticket).wishes] == ["Une semaine plus tôt, SVP."]
        assert Entry.objects.filter(text="Une semaine plus tôt, SVP.", direction="in").exists()
        following = propose(world, ticket)
        assert Wish.objects.get().taken_up == following
        assert read_dossier(ticket).wishes == ()


def test_an_agreement_ends_only_when_both_sides_agree_to_it(world: World, ticket: Ticket) -> None:
    ending = Proposal("Plus nécessaire.", "America/Toronto", "fr", kind="withdrawal")
    with house():
        with pytest.raises(NotProposed, match="no agreement"):
            propose(world, ticket, ending)
        first = agree(world, ticket)
        asked = offer(world, ticket, ending)
        assert due_of(ticket) == DELIVERY

        accept_version(asked, CLAIRE, at=world.at)

        assert resolution(ticket) is None
        assert (state_of(first), state_of(asked)) == ("ended", "accepted")
        assert read_dossier(ticket).governing is None


def test_glpi_17186_an_agreed_date_never_moves_by_itself_after_a_pause(
    world: World, ticket: Ticket
) -> None:
    noor = world.noor.actor
    with house():
        agree(world, ticket)
        policy = policy_of_version(ticket.policy_version_id)
        at = world.at + timedelta(days=1)
        pause_ticket(
            ticket, "waiting_third_party", reason="Le fournisseur.", policy=policy, by=noor, at=at
        )
        assert due_of(ticket) == DELIVERY

        resume_ticket(ticket, by=noor, at=at + timedelta(days=6))

        assert due_of(ticket) == DELIVERY


def test_what_was_offered_never_changes_whoever_writes(world: World, ticket: Ticket) -> None:
    with house():
        version = agree(world, ticket)
        for changed in (
            {"solution": "Something else."},
            {"delivery_at": DELIVERY + timedelta(days=1)},
            {"waives": True},
            {"decided_name": "Somebody Else"},
        ):
            with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
                AgreementVersion.objects.filter(pk=version.pk).update(**changed)
        with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
            AgreementVersion.objects.filter(pk=version.pk).delete()


def test_the_portal_sees_what_was_offered_and_never_a_draft(world: World, ticket: Ticket) -> None:
    with house():
        propose(world, ticket)
    with portal(organisation=world.verdier.pk, contact=world.claire.pk):
        assert read_dossier(ticket).versions == ()
    with house():
        version = read_dossier(ticket).latest
        assert version
        approve_version(version, approver=world.hana, at=world.at)
    with portal(organisation=world.verdier.pk, contact=world.claire.pk):
        assert [one.pk for one in read_dossier(ticket).versions] == [version.pk]
    with portal(organisation=world.brightwater.pk, contact=world.ada.pk):
        assert read_dossier(ticket).versions == ()


def test_a_token_fits_its_version_and_no_draft(world: World, ticket: Ticket) -> None:
    with house():
        version = propose(world, ticket)
        assert version_of_token(sign_version(version)) is None
        approve_version(version, approver=world.hana, at=world.at)

        assert version_of_token(sign_version(version)) == version
        assert version_of_token("nonsense") is None


@pytest.mark.parametrize("language", ["en", "fr", "de", "it", "es"])
def test_the_paper_is_written_in_each_language(world: World, ticket: Ticket, language: str) -> None:
    with house():
        version = agree(world, ticket, replace(PROPOSAL, language=language, waives=True))

        paper = write_paper(AgreementVersion.objects.get(pk=version.pk), at=world.at)

    assert paper.startswith(b"%PDF")


def due_of(ticket: Ticket) -> datetime | None:
    """Return when the resolution is due."""
    promised = resolution(ticket)
    return promised.due_at if promised else None


@pytest.mark.parametrize("waives", [False, True])
def test_an_earlier_date_still_wins_unless_the_customer_waives_it(
    world: World, waives: bool
) -> None:
    ticket = world.ticket(world.ada)
    with house():
        judge_hard(ticket, by=world.sam, at=world.at)
        earlier = due_of(ticket)
        assert earlier is not None
        assert earlier < DELIVERY

        agree(world, ticket, replace(PROPOSAL, waives=waives))

        assert due_of(ticket) == (DELIVERY if waives else earlier)


def test_a_provisional_level_makes_no_agreement(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)
    with house():
        Ticket.objects.filter(pk=ticket.pk).update(level=3)

        with pytest.raises(NotProposed, match="level 3"):
            propose(world, ticket)
