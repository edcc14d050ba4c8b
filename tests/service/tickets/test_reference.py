import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.service.tickets.rules.reference import (
    SIZE,
    find_references,
    find_tokens,
    is_reference,
    reference_from_sequence,
    sequence_from_reference,
    speak_reference,
    write_token,
)
from permanence.service.tickets.rules.reply_address import (
    base_address,
    reference_from_address,
    reply_address,
)

numbers = st.integers(0, SIZE - 1)
REFERENCE = reference_from_sequence(1)


@given(numbers)
def test_a_reference_leads_back_to_its_number(number: int) -> None:
    reference = reference_from_sequence(number)

    assert is_reference(reference)
    assert sequence_from_reference(reference) == number


@given(st.integers(0, SIZE - 1))
def test_every_nine_digits_belong_to_a_number(number: int) -> None:
    digits = f"{number:09d}"
    reference = next(digits + str(check) for check in range(10) if is_reference(f"{digits}{check}"))

    assert reference_from_sequence(sequence_from_reference(reference)) == reference


@given(st.integers(0, SIZE - 2))
def test_neighbours_differ_in_several_digits(number: int) -> None:
    here, next_one = reference_from_sequence(number), reference_from_sequence(number + 1)

    assert sum(a != b for a, b in zip(here[:9], next_one[:9], strict=True)) >= 3


@given(numbers, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: int, place: int, off_by: int) -> None:
    reference = reference_from_sequence(number)
    wrong = str((int(reference[place]) + off_by) % 10)

    assert not is_reference(reference[:place] + wrong + reference[place + 1 :])


@given(numbers, st.integers(0, 8))
def test_two_neighbouring_digits_exchanged_are_noticed(number: int, place: int) -> None:
    reference = reference_from_sequence(number)
    first, second = reference[place], reference[place + 1]

    exchanged = reference[:place] + second + first + reference[place + 2 :]

    assert is_reference(exchanged) == (first == second)


def test_the_first_thousand_are_all_different_and_well_formed() -> None:
    references = {reference_from_sequence(number) for number in range(1000)}

    assert len(references) == 1000
    assert all(is_reference(reference) for reference in references)


@pytest.mark.parametrize(
    "text", ["", "123", "12345678901", "١٢٣٤٥٦٧٨٩٠", "123456789a", " 123456789"]
)
def test_other_texts_are_no_references(text: str) -> None:
    assert not is_reference(text)


@pytest.mark.parametrize("number", [-1, SIZE])
def test_a_number_out_of_range_has_no_reference(number: int) -> None:
    with pytest.raises(ValueError, match="not between"):
        reference_from_sequence(number)


def test_a_false_reference_has_no_number() -> None:
    with pytest.raises(ValueError, match="no reference"):
        sequence_from_reference("0000000001")


def test_a_reference_is_read_out_in_threes() -> None:
    assert speak_reference("1234567890") == "123 456 789 0"


@pytest.mark.parametrize(
    "text",
    [
        f"Re: [#{REFERENCE}] Fax",
        f"AW: [# {REFERENCE} ] Fax",
        f"about #{REFERENCE}, again",
        f"Mein Ticket {speak_reference(REFERENCE)} ist offen",
        f"dossier n° {REFERENCE}",
        f"Référence : {REFERENCE}.",
        f"[#{speak_reference(REFERENCE)}]",
        f"riferimento {speak_reference(REFERENCE).replace(' ', '-')}",
    ],
)
def test_a_reference_is_found(text: str) -> None:
    assert find_references(text) == [REFERENCE]


def test_the_token_comes_before_a_loose_number() -> None:
    loose, token = reference_from_sequence(41), reference_from_sequence(42)
    text = f"ticket {loose} and {write_token(token)}"

    assert find_references(text) == [token, loose]
    assert find_tokens(text) == [token]


def _with_leading_zero() -> str:
    return next(
        reference
        for reference in map(reference_from_sequence, range(10_000))
        if reference.startswith("0")
    )


@pytest.mark.parametrize(
    "text",
    [
        f"Phone: {REFERENCE}",
        f"Tél. {REFERENCE}",
        f"+{REFERENCE}",
        f"1{REFERENCE}",
        f"{REFERENCE}1",
        f"{REFERENCE}@example.com",
        f"call {speak_reference(REFERENCE)}",
        _with_leading_zero(),
        " ".join(_with_leading_zero()[i : i + 2] for i in range(0, 10, 2)),
        "1234567891",
    ],
)
def test_what_may_be_a_telephone_number_is_no_reference(text: str) -> None:
    assert find_references(text) == []


def test_a_reply_address_names_its_ticket() -> None:
    address = reply_address("support@desk.example", REFERENCE, "secret")

    assert address.startswith(f"support+{REFERENCE}-")
    assert reference_from_address(address.upper(), "secret") == REFERENCE
    assert base_address(address.upper()) == "support@desk.example"


def test_a_reply_address_cannot_be_made_up() -> None:
    sealed = reply_address("support@desk.example", REFERENCE, "secret")
    other = reference_from_sequence(2)

    assert reference_from_address(sealed, "other secret") is None
    assert reference_from_address(sealed.replace(REFERENCE, other), "secret") is None
    assert reference_from_address(f"support+{REFERENCE}@desk.example", "secret") is None
    assert reference_from_address("support@desk.example", "secret") is None
