"""What a desk adds to its mails: required facts stay, variables are never empty, versions stay."""

from __future__ import annotations

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions.mails import draft_answer
from permanence.service.tickets.models import Ticket
from permanence.world.wording.models import MailText
from permanence.world.wording.queries import mail_texts_of
from permanence.world.wording.rules import find_mail_faults, tidy_mail_texts
from tests.cast import World, post

OWN = "Hello {{ contact.name }}: our offices in {{ desk.name }} moved."
ADDRESS = "/desk/mail-texts/confirmation?desk=messaging"


def test_only_what_every_mail_knows_may_be_filled_in() -> None:
    texts = tidy_mail_texts({"en": " {{ due }}\r\n{{ subject }} {{", "fr": "  ", "de": "x" * 2001})

    found = [(one.code, one.language, one.line, one.name) for one in find_mail_faults(texts)]

    assert set(texts) == {"en", "de"}
    assert found == [("unknown", "en", 1, "due"), ("open", "en", 2, ""), ("long", "de", 0, "")]


def test_a_supervisor_adds_a_text_and_every_required_fact_stays(world: World) -> None:
    client = world.log_in(world.lena)
    plain = world.ticket(world.ada)

    preview = post(client, ADDRESS, {"text-en": OWN, "seen": "0", "act": "preview"})
    saved = post(client, ADDRESS, {"text-en": OWN, "seen": "0", "act": "save"})
    again = post(client, ADDRESS, {"text-en": "Other", "seen": "0", "act": "save"})
    page = client.get(ADDRESS).content.decode()
    ticket = world.ticket(world.ada)
    german = world.ticket(world.ada, language="de")

    assert "Hello Robin Sample: our offices in" in preview.content.decode()
    assert saved.status_code == 302
    assert again.status_code == 409
    assert "<s>—</s> → <b>Hello {{ contact.name }}" in page
    with house():
        mails = {
            one: Message.objects.get(owner=f"ticket:{one.pk}", kind="confirmation").text
            for one in (plain, ticket, german)
        }
        act = Act.objects.get(act="mail_text.saved")
    own = f"Hello Ada Lindqvist: our offices in {world.messaging.name} moved."
    assert own in mails[ticket]
    assert own not in mails[german]
    with_own = mails[ticket].replace(f"{own}\n\n", "")
    assert with_own.splitlines()[:4] == mails[plain].splitlines()[:4]
    assert len(with_own.splitlines()) == len(mails[plain].splitlines())
    assert act.facts["changes"] == {"en": ["", OWN]}


def test_an_answer_carries_the_desks_own_words_under_its_name(world: World) -> None:
    client = world.log_in(world.lena)
    own = {"text-en": "Our holidays: 24 December.", "seen": "0"}
    post(client, "/desk/mail-texts/answer?desk=messaging", own)
    ticket = world.ticket(world.ada)

    with house():
        fresh = Ticket.objects.select_related("contact", "organisation").get(pk=ticket.pk)
        draft = draft_answer(
            fresh,
            policy=policy_of_version(fresh.policy_version_id),
            text="Done.",
            author="Sam",
            recipients=[world.ada.email],
        )

    assert "Our holidays: 24 December." in draft.text
    assert "Our holidays: 24 December." in draft.html
    assert draft.text.index("Done.") < draft.text.index("Our holidays")


def test_a_wrong_variable_is_refused_where_it_stands(world: World) -> None:
    client = world.log_in(world.lena)

    answer = post(client, ADDRESS, {"text-fr": "{{ organisation.name }}", "seen": "0"})

    assert "there is no variable “organisation.name”" in answer.content.decode()
    with house():
        assert not MailText.objects.exists()
        assert mail_texts_of([world.messaging.pk], "confirmation") == {}


@pytest.mark.parametrize("address", [ADDRESS, "/desk/mail-texts?desk=messaging"])
def test_a_specialist_writes_no_texts_of_mails(world: World, address: str) -> None:
    client = world.log_in(world.sam)

    assert client.get(address).status_code == 403
    assert "/desk/mail-texts" not in client.get("/desk/wording?desk=messaging").content.decode()
