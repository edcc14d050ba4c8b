"""What a phone call says, in words and in tones; what a reply means; what a gateway is told."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.ground.lib.hosts import may_be_called
from permanence.ground.ways.rules import AnswerKind, Way
from permanence.ground.ways.rules.failing_over import Result
from permanence.ground.ways.rules.gateways import find_field, judge_answer, read_object
from permanence.ground.ways.rules.providers import (
    SERVICES,
    Gateway,
    fill_place,
    is_exchange,
    is_service,
    read_phone,
)
from permanence.ground.ways.rules.replies import find_references, read_reply, spell_out
from permanence.ground.ways.rules.spoken import Script, is_signed, sign_request, write_question
from permanence.ground.ways.rules.tones import RATE, call_attention, change_rate, count_out

NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", AnswerKind.ACKNOWLEDGED),
        ("OK, on my way", AnswerKind.ACKNOWLEDGED),
        ("Oui.", AnswerKind.ACKNOWLEDGED),
        ("123456789 ja", AnswerKind.ACKNOWLEDGED),
        ("2", AnswerKind.DECLINED),
        ("Nein, bin im Urlaub", AnswerKind.DECLINED),
        ("Who is this?", None),
        ("", None),
        ("12", None),
    ],
)
def test_the_first_word_of_a_reply_decides(text: str, kind: AnswerKind | None) -> None:
    assert read_reply(text) == kind


def test_a_number_is_found_with_and_without_the_answer_before_it() -> None:
    assert "123456789" in find_references("1 123 456 789")
    assert "123456789" in find_references("OK 123-456-789")
    assert find_references("1") == []


def test_a_number_is_spelled_out_one_figure_after_the_other() -> None:
    assert spell_out("123-45") == "1, 2, 3, 4, 5"


@given(st.text("0123456789", min_size=1, max_size=9))
def test_without_a_voice_each_digit_is_as_many_beeps(reference: str) -> None:
    sound = count_out(reference)

    beeps = sum(int(one) or 10 for one in reference)
    assert len(sound) == RATE * (240 * beeps + 600 * len(reference)) // 1000
    assert call_attention(reference)[-len(sound) :] == sound


def test_another_rate_keeps_the_length_in_seconds() -> None:
    sound = array("h", [1000] * 22050)

    changed = change_rate(sound, 22050)

    assert abs(len(changed) - RATE) <= 1
    assert set(changed) == {1000}


def test_what_is_spoken_cannot_break_out_of_its_place() -> None:
    script = Script("en", ("<Hangup/> & 'so'",), "", "", "")

    said = write_question(script, key_address='https://desk.example.com/"key')

    assert "<Hangup/> &" not in said
    assert "&lt;Hangup/&gt; &amp;" in said


def test_a_signature_is_of_one_address_one_form_and_one_token() -> None:
    form = {"CallSid": "m-1", "Digits": "1"}
    signature = sign_request("https://desk.example.com/x", form, "token")

    assert is_signed("https://desk.example.com/x", form, "token", signature)
    assert not is_signed("https://desk.example.com/y", form, "token", signature)
    assert not is_signed("https://desk.example.com/x", form | {"Digits": "2"}, "token", signature)
    assert not is_signed("https://desk.example.com/x", form, "other", signature)
    assert not is_signed("https://desk.example.com/x", form, "", sign_request("", form, ""))


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (200, Result.ACCEPTED),
        (202, Result.ACCEPTED),
        (302, Result.FAILED),
        (400, Result.REFUSED),
        (401, Result.FAILED),
        (422, Result.REFUSED),
        (429, Result.FAILED),
        (500, Result.FAILED),
    ],
)
def test_an_answer_blames_the_gateway_or_the_number(status: int, result: Result) -> None:
    assert judge_answer(Gateway("https://sms.example.org/"), status, b"{}").result == result


def test_a_field_is_found_however_deep_it_stands() -> None:
    told = read_object(b'{"messages": [{"id": 7, "to": "x"}]}')

    assert find_field(told, "messages.0.id") == "7"
    assert find_field(told, "messages.1.id") == find_field(told, "messages") == ""
    assert find_field(read_object(b"id=9&status=ok"), "id") == "9"


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_without_harm(body: bytes) -> None:
    told = read_object(body)

    assert isinstance(find_field(told, "id.x.0"), str)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+44 1632 960001", "+441632960001"),
        ("0044 (1632) 960-001", "+441632960001"),
        ("01632 960001", ""),
        ("+44 1632 96x", ""),
        ("", ""),
    ],
)
def test_a_telephone_number_is_kept_in_its_international_form(typed: str, number: str) -> None:
    assert read_phone(typed) == number


@pytest.mark.parametrize(
    ("pattern", "way", "fits"),
    [
        ("twilio://SID:TOKEN@+441632960100/{address}", Way.SMS, True),
        ("mmosts://chat.example.org/token?channel={address}", Way.CHAT, True),
        ("mmosts://10.0.0.1/token", Way.CHAT, False),
        ("mmost://chat.example.org/token", Way.CHAT, False),
        ("matrixs://bot:pass@[::1]/{address}", Way.CHAT, False),
        ("syslog://", Way.CHAT, False),
        ("json://example.org/", Way.CHAT, False),
        ("slack://a/b/c/{address}", Way.SMS, False),
        ("slack://a/b/c/#{address}", Way.CHAT, True),
        ("nonsense", Way.CHAT, False),
    ],
)
def test_only_services_that_carry_to_people_are_taken(pattern: str, way: Way, fits: bool) -> None:
    assert is_service(pattern, way, trusted=NOBODY) == fits


def test_the_library_knows_every_service_that_is_offered() -> None:
    apprise = pytest.importorskip("apprise")
    details = apprise.Apprise().details()["schemas"]
    known = {
        scheme
        for one in details
        for kind in ("protocols", "secure_protocols")
        for scheme in one.get(kind) or ()
    }

    assert SERVICES[Way.SMS] | SERVICES[Way.CHAT] <= known


def test_an_address_cannot_leave_its_place() -> None:
    filled = fill_place("matrixs://bot:pass@chat.example.org/{address}", "x@evil.example/?y=1#z")

    assert filled == "matrixs://bot:pass@chat.example.org/x%40evil.example%2F%3Fy%3D1%23z"


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://sms.example.org/send", True),
        ("https://sms.example.org:8443/send", True),
        ("http://sms.example.org/send", False),
        ("https://127.0.0.1/", False),
        ("https://169.254.169.254/latest", False),
        ("https://user:pass@sms.example.org/", False),
        ("https://gateway.internal/", False),
        ("http://10.0.0.5:8080/", True),
        ("https://10.0.0.5:8080/", True),
        ("ftp://10.0.0.5:8080/", False),
        ("http://10.0.0.5/", False),
    ],
)
def test_an_inner_address_is_called_only_where_the_operator_vouches(
    address: str, may: bool
) -> None:
    assert may_be_called(address, trusted=frozenset({"10.0.0.5:8080"})) == may


def test_an_exchange_lies_outside_or_is_vouched_for() -> None:
    assert is_exchange("pbx.example.org", trusted=NOBODY)
    assert not is_exchange("10.0.0.7", trusted=NOBODY)
    assert is_exchange("10.0.0.7", trusted=frozenset({"10.0.0.7:5060"}))
    assert not is_exchange("pbx.example.org/x", trusted=NOBODY)
