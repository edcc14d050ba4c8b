"""Notices from the draft to the proof."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from django.utils import translation

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house, portal
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.actions import Outcome, mark_bounced, settle_outcomes
from permanence.ground.outbox.models import Message
from permanence.ground.ways.models import Provider
from permanence.service.notices.actions import (
    FaultyTemplate,
    NoticeChanged,
    NoticeIncomplete,
    approve_notice,
    approve_template,
    claim_reached,
    draft_notices,  # noqa: F401 -- what the others build on
    edit_notice,
    hear_returned,
    hear_taken,
    pass_on_late,
    post_released,
    release_due_notices,
    save_template_version,
    settle_call_back,
    withdraw_notice,
)
from permanence.service.notices.models import Attempt, CallBack, Delivery, Notice, Reading
from permanence.service.notices.queries import prove_notice, template_in_force
from permanence.service.notices.rules import Customer, Text
from permanence.world.accounts.actions import NewContact, add_contacts, add_organisation
from permanence.world.accounts.models import Contact
from tests.cast import World
from tests.service.notices.noticing import LENA, SENDING, draft

SORT = ("disruption", 2, "first")
GOOD = Text("{{ incident }}", "{{ components }} is down; news by {{ next_report }}.")


@pytest.fixture(autouse=True)
def in_house(world: World) -> object:
    with house():
        yield


def send(notice: Notice, world: World, *, refuse: set[str] | None = None) -> None:
    """Approve a notice, post it, and let a server take or refuse each mail."""
    approve_notice(notice, seen=notice.revision, by=LENA, at=world.at)
    post_released(at=world.at)
    post_released(at=world.at)
    answer(world, refuse or set())


def answer(world: World, refuse: set[str]) -> None:
    outcomes = []
    for one in Message.objects.filter(owner__startswith="notice:", sent_at=None, failed_at=None):
        bad = one.recipients[0] in refuse
        words = "550 5.1.1 unknown" if bad else f"250 2.0.0 Ok: queued as Q{one.pk}"
        outcomes.append(Outcome(one.pk, accepted=not bad, permanent=bad, answer=words))
    settle_outcomes(outcomes, at=world.at)
    hear_taken()
    hear_returned(at=world.at)


def delivery_to(notice: Notice, contact: Contact) -> Delivery:
    return Delivery.objects.get(notice=notice, contact=contact)


def test_each_person_gets_the_notice_once_in_their_language_and_zone(world: World) -> None:
    notice = draft(world)

    send(notice, world)

    claire, ada = delivery_to(notice, world.claire), delivery_to(notice, world.ada)
    assert Delivery.objects.filter(notice=notice).count() == 3
    assert "Envoi de fax" in claire.text
    assert "lundi 2 mars 2026 à 09:55 (America/Toronto, UTC-05:00)" in claire.text
    assert "Sending faxes" in ada.text
    assert "16:00 (Europe/London, UTC+00:00)" in ada.text
    assert claire.flags == ada.flags == []
    mails = Message.objects.filter(owner__startswith="notice:")
    assert sorted(mail.recipients[0] for mail in mails) == sorted(
        [world.ada.email, world.bea.email, world.claire.email]
    )
    assert all(mail.is_bulk for mail in mails)


def test_technical_contacts_are_told_where_there_are_any(world: World) -> None:
    Contact.objects.filter(pk=world.bea.pk).update(is_technical=True)

    notice = draft(world)

    told = set(Delivery.objects.filter(notice=notice).values_list("contact", flat=True))
    assert told == {world.bea.pk, world.claire.pk}


def test_a_language_without_a_text_falls_back_and_says_so(world: World) -> None:
    notice = draft(world)
    edit_notice(notice, {"en": GOOD}, {}, seen=1, by=LENA, at=world.at)
    notice.refresh_from_db()

    send(notice, world)

    claire = delivery_to(notice, world.claire)
    assert (claire.language, claire.wanted) == ("en", "fr")
    assert claire.flags == ["language"]


def test_what_is_not_known_of_a_customer_has_words_in_its_place(world: World) -> None:
    Contact.objects.filter(pk=world.ada.pk).update(name="")
    notice = draft(world, customers=[Customer(world.brightwater.pk)])

    send(notice, world)

    ada = delivery_to(notice, world.ada)
    assert ada.flags == ["contact.name", "components"]
    assert "Dear Brightwater Insurance" in ada.text
    assert "services that you use" in ada.text


def test_two_people_who_write_do_not_overwrite_each_other(world: World) -> None:
    notice = draft(world)
    edit_notice(notice, {"en": GOOD}, {}, seen=1, by=LENA, at=world.at)

    with pytest.raises(NoticeChanged, match="Lena Vos"):
        edit_notice(notice, {"en": GOOD}, {}, seen=1, by=LENA, at=world.at)
    with pytest.raises(NoticeChanged):
        approve_notice(notice, seen=1, by=LENA, at=world.at)


def test_a_faulty_edit_changes_nothing(world: World) -> None:
    notice = draft(world)

    with pytest.raises(FaultyTemplate) as refused:
        edit_notice(notice, {"en": Text("s", "{{ due }}")}, {}, seen=1, by=LENA, at=world.at)

    assert {fault.code for fault in refused.value.faults} == {"unknown", "needed"}
    assert Notice.objects.get(pk=notice.pk).revision == 1


def test_a_report_without_words_does_not_go_out(world: World) -> None:
    notice = draft(world, stage="report", release_at=None)

    with pytest.raises(NoticeIncomplete):
        approve_notice(notice, seen=1, by=LENA, at=world.at)

    notice = draft(world, stage="report", release_at=None, words={"fr": "Le disque est changé."})
    send(notice, world)
    assert delivery_to(notice, world.ada).flags == ["language"]


def test_a_notice_with_nothing_to_fill_in_does_not_go_out(world: World) -> None:
    notice = draft(world, every=None)

    with pytest.raises(NoticeIncomplete, match="next_report"):
        approve_notice(notice, seen=1, by=LENA, at=world.at)


def test_policy_releases_the_minimal_text_once_when_nobody_decides(world: World) -> None:
    notice = draft(world)
    minute = world.at + timedelta(minutes=18)

    assert release_due_notices(at=minute - timedelta(seconds=1)) == 0
    assert release_due_notices(at=minute) == 1
    assert release_due_notices(at=minute) == 0

    notice.refresh_from_db()
    assert notice.released_at == minute
    assert notice.released_by == "policy messaging, version 1"
    assert (notice.sent_key, notice.sent_number) == ("disruption/0/minimal", 0)
    assert notice.next_report_at == minute + timedelta(hours=1)
    with pytest.raises(Refusal):
        approve_notice(notice, seen=1, by=LENA, at=minute)
    post_released(at=minute)
    assert "possible disruption" in delivery_to(notice, world.ada).subject


def test_what_a_person_decided_is_not_released_by_policy(world: World) -> None:
    approved, withdrawn = draft(world), draft(world, subject=8)
    approve_notice(approved, seen=1, by=LENA, at=world.at)
    withdraw_notice(withdrawn, reason="A false alarm.", by=LENA, at=world.at)

    assert release_due_notices(at=world.at + timedelta(hours=1)) == 0

    withdrawn.refresh_from_db()
    assert withdrawn.released_at is None


def test_posting_in_small_sets_writes_to_everybody_once(world: World) -> None:
    notice = draft(world)
    approve_notice(notice, seen=1, by=LENA, at=world.at)

    posted = [post_released(at=world.at, most=2) for _ in range(4)]

    assert posted == [2, 1, 0, 0]
    notice.refresh_from_db()
    assert notice.posted_at == world.at
    assert Attempt.objects.filter(delivery__notice=notice).count() == 3


def test_the_proof_says_who_got_what_by_whose_decision(world: World) -> None:
    notice = draft(world)
    send(notice, world)
    claire = delivery_to(notice, world.claire)
    with portal(organisation=world.verdier.pk, contact=world.claire.pk):
        Reading.objects.bulk_create(
            [
                Reading(
                    delivery=claire,
                    organisation_id=world.verdier.pk,
                    contact_id=world.claire.pk,
                    read_at=world.at,
                )
            ]
        )

    notice.refresh_from_db()
    proof = next(one for one in prove_notice(notice) if one.address == world.claire.email)

    mail = Message.objects.get(owner=f"notice:{claire.pk}")
    assert proof.digest == sha256(f"{mail.subject}\n\n{mail.text}".encode()).hexdigest()
    assert (proof.template, proof.version) == ("disruption/2/first", 0)
    assert proof.released_by == "Lena Vos"
    assert (proof.queued_at, proof.sent_at, proof.read_at) == (world.at,) * 3
    assert proof.answer == f"250 2.0.0 Ok: queued as Q{mail.pk}"


def test_a_customer_whose_mails_are_refused_is_called_by_a_person(world: World) -> None:
    notice = draft(world)

    send(notice, world, refuse={world.claire.email})

    [task] = CallBack.objects.filter(done_at=None)
    assert task.organisation_id == world.verdier.pk
    reached = {one.organisation_id for one in claim_reached("incidents.incident", at=world.at)}
    assert reached == {world.brightwater.pk}
    with pytest.raises(Refusal):
        settle_call_back(task, way="phone", is_reached=True, result=" ", by=LENA, at=world.at)
    settle_call_back(
        task, way="phone", is_reached=True, result="Told Ms Aubin.", by=LENA, at=world.at
    )
    with pytest.raises(Refusal):
        settle_call_back(task, way="phone", is_reached=True, result="Again.", by=LENA, at=world.at)
    reached = {one.organisation_id for one in claim_reached("incidents.incident", at=world.at)}
    assert reached == {world.verdier.pk}


def test_another_person_at_the_customer_gets_it_when_the_first_cannot(world: World) -> None:
    Contact.objects.filter(pk=world.ada.pk).update(is_technical=True)
    notice = draft(world)

    send(notice, world, refuse={world.ada.email})
    answer(world, set())

    bea = delivery_to(notice, world.bea)
    assert bea.stands_for == delivery_to(notice, world.ada)
    assert bea.reached_at == world.at
    assert not CallBack.objects.exists()


def test_who_has_a_phone_gets_a_text_when_nobody_else_is_left(world: World) -> None:
    Provider.objects.create(name="Texts", way="sms", kind="gateway", rank=1, made_at=world.at)
    Contact.objects.filter(pk=world.claire.pk).update(phone="+44 20 7946 0100")
    notice = draft(world)

    send(notice, world, refuse={world.claire.email})

    text = Attempt.objects.get(channel="sms")
    assert text.call is not None
    assert text.call.address == "+442079460100"
    assert text.call.text.startswith("I-1042 : perturbation")
    assert "/messaging/notices" in text.call.text
    text.call.handed_at = text.call.ended_at = world.at
    text.call.save()
    hear_taken()
    assert delivery_to(notice, world.claire).reached_at == world.at


def test_a_text_that_fails_as_well_leads_to_a_call(world: World) -> None:
    Provider.objects.create(name="Texts", way="sms", kind="gateway", rank=1, made_at=world.at)
    Contact.objects.filter(pk=world.claire.pk).update(phone="+44 20 7946 0100")
    notice = draft(world)
    send(notice, world, refuse={world.claire.email})
    call = Attempt.objects.get(channel="sms").call
    assert call is not None
    call.failed_at = call.ended_at = world.at
    call.save()

    hear_returned(at=world.at)

    assert CallBack.objects.get().organisation_id == world.verdier.pk


def test_a_mail_that_comes_back_goes_on_by_the_next_channel(world: World) -> None:
    notice = draft(world)
    send(notice, world)
    mail = Message.objects.get(owner=f"notice:{delivery_to(notice, world.claire).pk}")

    mark_bounced(message_id=mail.message_id, at=world.at, answer="550 mailbox full")
    hear_returned(at=world.at)

    attempt = Attempt.objects.get(message=mail)
    assert (attempt.bounced_at, attempt.answer) == (world.at, "550 mailbox full")
    assert CallBack.objects.get().organisation_id == world.verdier.pk


def test_a_mail_that_no_server_takes_in_time_goes_on_as_well(world: World) -> None:
    notice = draft(world)
    approve_notice(notice, seen=1, by=LENA, at=world.at)
    post_released(at=world.at)

    assert pass_on_late(at=world.at + timedelta(minutes=4)) == 0
    assert pass_on_late(at=world.at + timedelta(minutes=5)) == 3
    assert pass_on_late(at=world.at + timedelta(minutes=6)) == 0

    assert CallBack.objects.count() == 2


def test_a_customer_without_anybody_to_write_to_is_called_at_once(world: World) -> None:
    empty = add_organisation(
        name="Halden Freight", language="de", zone="Europe/Berlin", region="", domains=[]
    )
    notice = draft(world, customers=[Customer(empty.pk, [SENDING])])

    approve_notice(notice, seen=1, by=LENA, at=world.at)

    assert CallBack.objects.get().organisation_id == empty.pk


def test_in_a_drill_only_its_own_people_get_anything_and_it_says_so(world: World) -> None:
    notice = draft(world, drill=["drill@messaging.example.com"])

    send(notice, world)

    [mail] = Message.objects.filter(owner__startswith="notice:")
    assert mail.recipients == ["drill@messaging.example.com"]
    assert mail.subject.startswith("DRILL: ")
    assert "This is a drill." in mail.text
    assert mail.organisation_id is None
    reached = {one.organisation_id for one in claim_reached("incidents.incident", at=world.at)}
    assert reached == {world.brightwater.pk, world.verdier.pk}


def test_a_template_holds_once_a_person_has_approved_it(world: World) -> None:
    shipped = template_in_force(world.messaging.pk, *SORT)
    assert shipped
    assert shipped.number == 0
    with pytest.raises(FaultyTemplate):
        save_template_version(
            world.messaging, SORT, {"en": Text("s", "no")}, seen=0, by=LENA, at=world.at
        )
    version = save_template_version(
        world.messaging, SORT, {"en": GOOD}, seen=0, by=LENA, at=world.at
    )
    still = template_in_force(world.messaging.pk, *SORT)
    assert still
    assert still.number == 0

    approve_template(version, by=LENA, at=world.at)

    now = template_in_force(world.messaging.pk, *SORT)
    assert now
    assert (now.number, now.texts) == (1, {"en": GOOD})
    other = template_in_force(world.messaging.pk, "disruption", 1, "first")
    assert other
    assert other.number == 0
    with pytest.raises(Refusal):
        approve_template(version, by=LENA, at=world.at)
    with pytest.raises(Refusal):
        save_template_version(world.messaging, SORT, {"en": GOOD}, seen=0, by=LENA, at=world.at)


def test_each_decision_stands_in_the_journal(world: World) -> None:
    notice = draft(world)
    edit_notice(notice, {"en": GOOD}, {}, seen=1, by=LENA, at=world.at)
    notice.refresh_from_db()
    send(notice, world)

    acts = list(
        Act.objects.filter(subject=f"notice:{notice.pk}").order_by("pk").values_list("act", "actor")
    )
    assert acts == [
        ("notice.drafted", "system"),
        ("notice.edited", LENA.key),
        ("notice.released", LENA.key),
    ]


def test_writing_in_a_language_leaves_the_readers_own_as_it_was(world: World) -> None:
    with translation.override("de"):
        send(draft(world), world)
        assert translation.get_language() == "de"


def test_somebody_of_another_customer_reads_nothing_and_marks_nothing(world: World) -> None:
    notice = draft(world)
    send(notice, world)
    claire = delivery_to(notice, world.claire)

    with portal(organisation=world.brightwater.pk, contact=world.ada.pk):
        assert set(Delivery.objects.values_list("organisation_id", flat=True)) == {
            world.brightwater.pk
        }
        assert not Delivery.objects.filter(pk=claire.pk).exists()


def test_a_contact_that_has_left_gets_nothing(world: World) -> None:
    Contact.objects.filter(pk=world.bea.pk).update(left_at=world.at)
    added = NewContact("kit@brightwater.example", "Kit", world.brightwater.pk, "es")
    kit = add_contacts([added])[added.email]

    notice = draft(world)

    told = set(Delivery.objects.filter(notice=notice).values_list("contact", flat=True))
    assert told == {world.ada.pk, world.claire.pk, kit.pk}
