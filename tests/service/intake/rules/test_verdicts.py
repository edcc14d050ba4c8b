import pytest

from permanence.service.intake.rules import (
    ReadMail,
    find_mail_references,
    judge_mail,
    read_letter,
)
from permanence.service.tickets.rules.reference import reference_from_sequence
from permanence.service.tickets.rules.reply_address import reply_address

FIRST, SECOND, THIRD = (reference_from_sequence(number) for number in (1, 2, 3))


def write(
    subject: str = "Fax", body: str = "It fails.", sender: str = "c@client.example", **fields: str
) -> ReadMail:
    to = fields.pop("To", "support@desk.example")
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in fields.items())
    raw = f"From: {sender}\nTo: {to}\nSubject: {subject}\n{more}\n{body}\n"
    return read_letter(raw.encode(), trusted=frozenset({"mx.desk.example"}))


def test_a_message_without_ties_is_new() -> None:
    assert judge_mail(write()).way == "new"


@pytest.mark.parametrize(
    ("mail", "why"),
    [
        (write(f"Re: [#{FIRST}] Fax"), "its subject names a ticket"),
        (write(f"About ticket {FIRST}"), "its subject names a ticket"),
        (write(In_Reply_To="<a@desk.example>"), "it answers a message named in its headers"),
        (write(body=f"Hello\n> [#{FIRST}] Fax"), "its text carries the token of a ticket"),
    ],
)
def test_a_message_with_a_tie_is_a_reply(mail: ReadMail, why: str) -> None:
    verdict = judge_mail(mail)

    assert (verdict.way, verdict.why) == ("reply", why)


def test_a_number_in_the_text_is_no_tie() -> None:
    assert judge_mail(write(body=f"Our order {FIRST} did not arrive")).way == "new"


def test_the_reply_address_comes_before_the_subject_and_the_text() -> None:
    address = reply_address("support@desk.example", FIRST, "secret")
    mail = write(f"[#{SECOND}] Fax", f"> [#{THIRD}]", To=address)

    found = find_mail_references(mail, secret="secret")

    assert [(one.reference, one.source, one.proven) for one in found] == [
        (FIRST, "address", True),
        (SECOND, "subject", False),
        (THIRD, "text", False),
    ]


def test_a_reply_address_under_a_false_seal_is_passed_over() -> None:
    mail = write(To=reply_address("support@desk.example", FIRST, "another secret"))

    assert find_mail_references(mail, secret="secret") == ()
    assert judge_mail(mail).reference == FIRST


def test_the_envelope_tells_the_reply_address_of_a_blind_copy() -> None:
    address = reply_address("support@desk.example", FIRST, "secret")

    assert judge_mail(write(Delivered_To=address), secret="secret").reference == FIRST


def test_a_reply_that_its_domain_disowns_is_held() -> None:
    disowned = "mx.desk.example; spf=fail; dmarc=fail header.from=client.example"
    elsewhere = disowned.replace("mx.desk", "mx.evil")

    assert judge_mail(write(f"[#{FIRST}]", Authentication_Results=disowned)).way == "hold"
    assert judge_mail(write(f"[#{FIRST}]", Authentication_Results=elsewhere)).way == "reply"
    assert judge_mail(write(Authentication_Results=disowned)).way == "new"


def test_nobody_is_confirmed_who_cannot_read_it_or_does_not_want_it() -> None:
    assert write().confirmable
    assert not write(sender="no-reply@client.example").confirmable
    assert not write(sender="noreply+x@client.example").confirmable
    assert not write(X_Auto_Response_Suppress="OOF, AutoReply").confirmable
    assert not write(Precedence="bulk").confirmable
    assert not write(Return_Path="<>").confirmable


def test_a_message_that_goes_round_in_circles_is_a_loop() -> None:
    hops = b"Received: from a.example by b.example; Thu, 12 Nov 2026 14:03:00 +0100\n" * 51

    mail = read_letter(hops + b"From: c@client.example\nSubject: round\n\nx\n")

    assert (mail.machine, judge_mail(mail).way) == ("loop", "silent")


def test_a_message_with_an_identifier_of_our_own_domain_is_a_loop() -> None:
    raw = b"From: c@client.example\nMessage-ID: <1@out.desk.example>\n\nx\n"

    assert read_letter(raw, own_domains=frozenset({"out.desk.example"})).machine == "loop"
    assert read_letter(raw).machine is None


def test_a_list_that_names_a_ticket_is_heard() -> None:
    assert judge_mail(write(f"[#{FIRST}] Fax", List_Id="<team.client.example>")).way == "reply"
