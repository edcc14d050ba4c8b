"""Mistyped words are put right from the words that people have written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as some

from permanence.ground.lib.db import house
from permanence.ground.lib.spelling import fold_word, slips_between
from permanence.overview.privacy.actions.redacting import Wish, redact_entry
from permanence.overview.worklists.actions import (
    forget_rare_words,
    forget_words,
    gather_words,
    gathering,
)
from permanence.overview.worklists.actions.gathering import forget_secret_words, note_words
from permanence.overview.worklists.models import Gathering, Word
from permanence.overview.worklists.queries import spell_otherwise
from permanence.overview.worklists.rules import (
    MOST_READ,
    Known,
    cut_words,
    other_spellings,
    part_words,
    pieces_of,
    rank_near,
    typed_words,
)
from permanence.service.tickets.jobs import read_files
from permanence.service.tickets.models import Attachment, Ticket
from permanence.service.tickets.rules.opening import Part
from tests.cast import World
from tests.service.tickets.acting import SAM

# Rows that this transaction has changed, and those of them for which it wrote no index.
UPDATED = (
    "select pg_stat_get_xact_tuples_updated(%s::regclass),"
    " pg_stat_get_xact_tuples_hot_updated(%s::regclass)"
)

letters = some.text("abcdeé", min_size=4, max_size=8)


@given(letters, some.integers(0, 7), some.sampled_from("abcé"), some.sampled_from("+-=x"))
def test_words_with_one_slip_between_them_have_a_piece_in_common(
    word: str, at: int, letter: str, slip: str
) -> None:
    at %= len(word) - 1
    other = {
        "+": word[:at] + letter + word[at:],
        "-": word[:at] + word[at + 1 :],
        "=": word[:at] + letter + word[at + 1 :],
        "x": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    }[slip]

    assert slips_between(word, other) <= 1
    assert {*pieces_of(word)} & {*pieces_of(other)}


@given(letters, letters)
def test_slips_are_counted_the_same_from_either_word(one: str, other: str) -> None:
    assert slips_between(one, other) == slips_between(other, one)
    assert (slips_between(one, other) == 0) is (one == other)
    assert slips_between(one, other) <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("pritner", {"printer": 9, "printed": 40, "point": 50}, ["printer", "printed"]),
        ("certifcate", {"certificate": 2}, ["certificate"]),
        ("geraet", {"gerät": 2, "great": 1}, ["gerät", "great"]),
        ("publies", {"publiés": 3}, []),
        ("pgae", {"page": 3, "pages": 30, "gage": 90}, ["page"]),
        ("printer", {"printer": 9, "printed": 40}, []),
        ("pritner", {"pritner": 1, "printer": 9}, ["printer"]),
        ("pritner", {"pritner": 3, "printer": 9}, []),
        ("wholly", {"others": 3}, []),
    ],
)
def test_what_may_be_meant_is_near_and_familiar(
    typed: str, known: dict[str, int], meant: list[str]
) -> None:
    found = rank_near(typed, [Known(*one) for one in known.items()])

    assert [one.word for one in found] == meant


def test_only_whole_plain_words_are_put_right() -> None:
    text = '(Pritner) "exact wrods" begin* JOB-123 fax wont print,'

    assert typed_words(text) == ["pritner", "wont", "print"]
    near = {"pritner": [Known("printer", 9)], "print": []}
    assert other_spellings(text, near) == ['printer "exact wrods" begin* JOB-123 fax wont print,']


def test_words_of_several_parts_are_taken_apart_as_they_stand() -> None:
    assert part_words('gw-north.log fails "a-b" x-* 88-10412 a@b-c.example') == (
        '"gw north log" fails "a-b" x-* 88-10412 a@b-c.example'
    )


def test_words_are_letters_without_identifiers() -> None:
    assert cut_words("L'écran JOB-12345 gw-9 error554 est figé; abc") == {"écran", "figé", "error"}
    assert fold_word("Größe") == "grosse"


@pytest.mark.parametrize(
    ("language", "text", "typed", "meant"),
    [
        ("en", "The certificate expired.", "certifciate", "certificate"),
        ("fr", "La télécopie est illisible.", "telecpoie", "télécopie"),
        ("de", "Die Veröffentlichung hängt.", "Veröfentlichnug", "veröffentlichung"),
        ("it", "La stampante non risponde.", "stamppantte", "stampante"),
        ("es", "La contraseña no funciona.", "contrasenia", "contraseña"),
    ],
)
def test_what_people_wrote_puts_a_search_right(
    world: World, language: str, text: str, typed: str, meant: str
) -> None:
    world.ticket(text=text, language=language)
    with house():
        assert gather_words(at=world.at) > 0
        assert gather_words(at=world.at) == 0

        assert spell_otherwise(f'{typed} "as it is"') == [f'{meant} "as it is"']
        assert spell_otherwise(meant) == []


def test_words_met_once_and_words_taken_out_are_forgotten(world: World) -> None:
    world.ticket(subject="-", text="Hunterzwei drapeline.")
    with house():
        gather_words(at=world.at)
        assert forget_rare_words(at=world.at + timedelta(days=179)) == 0

        forget_words("the password is hunterzwei")
        assert set(Word.objects.filter(word__in=["hunterzwei", "drapeline"])) == {
            Word(word="drapeline")
        }
        assert forget_rare_words(at=world.at + timedelta(days=181)) > 0
        assert not Word.objects.exists()


def test_a_word_that_is_met_again_is_counted_within_its_page(world: World) -> None:
    with house(), connection.cursor() as cursor:
        note_words({"drapeline", "hunterzwei"}, batch=0, at=world.at)
        note_words({"drapeline", "hunterzwei"}, batch=1, at=world.at)

        assert Word.objects.get(word="drapeline").seen == 2
        cursor.execute(UPDATED, ["worklists_word"] * 2)
        written, within = cursor.fetchone()
    assert written == within == 2


def test_of_a_common_word_one_meeting_in_ten_is_written_for_ten(world: World) -> None:
    with house():
        note_words({"drapeline"}, batch=0, at=world.at)
        for batch in range(1, 20):
            note_words({"drapeline"}, batch=batch, at=world.at)
        assert Word.objects.get(word="drapeline").seen == 20

        for batch in range(20, 520):
            note_words({"drapeline"}, batch=batch, at=world.at)

        assert 350 <= Word.objects.get(word="drapeline").seen <= 700


def test_rare_words_are_looked_for_in_turn(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "LOOKED_AT_ONCE", 2)
    later = world.at + timedelta(days=200)
    with house():
        note_words({"aprikose", "birne", "citrone", "dattel"}, batch=0, at=world.at)
        Gathering.objects.create(pk=1)
        Word.objects.filter(word="birne").update(met_at=later)

        forgotten = [forget_rare_words(at=later) for _ in range(3)]

        assert forgotten == [1, 2, 0]
        assert list(Word.objects.values_list("word", flat=True)) == ["birne"]


LOG = Part("zustellbericht_2.log", "text/plain", b"relay 17: handshake quokkaline failed")
PICTURE = Part("screen.png", "image/png", b"\x89PNG\r\n\x1a\n", content_id="p1", is_inline=True)


def gathered(world: World) -> set[str]:
    """Return the words that are known once everything was gathered."""
    with house():
        while gather_words(at=world.at):
            pass
        return set(Word.objects.values_list("word", flat=True))


def test_what_stands_in_a_file_alone_puts_a_search_right_once_it_was_read(world: World) -> None:
    world.ticket(parts=[LOG, PICTURE])
    before = gathered(world)
    assert "quokkaline" not in before

    read_files()

    assert gathered(world) - before == {
        "zustellbericht", "relay", "handshake", "quokkaline", "failed",
    }  # fmt: skip
    with house():
        assert spell_otherwise("quokaline") == ["quokkaline"]
        assert spell_otherwise("zustelbericht") == ["zustellbericht"]
        assert gather_words(at=world.at) == 0


def test_a_file_that_is_not_read_yet_is_waited_for_and_a_picture_in_a_mail_is_not(
    world: World,
) -> None:
    world.ticket(parts=[PICTURE, Part("later.txt", "text/plain", b"aprikose")])
    world.ticket(parts=[Part("first.txt", "text/plain", b"zwetschge")])
    read_files()
    with house():
        waiting = Attachment.objects.get(name="later.txt")
        Attachment.objects.filter(pk=waiting.pk).update(is_read=False)
    assert not {"aprikose", "zwetschge", "screen"} & gathered(world)

    with house():
        Attachment.objects.filter(pk=waiting.pk).update(is_read=True)

    assert {"aprikose", "zwetschge"} <= gathered(world)
    assert "screen" not in gathered(world)


def test_of_a_long_file_only_the_beginning_is_gathered(world: World) -> None:
    long = b"aprikose " + b"- " * (MOST_READ // 2) + b"zwetschge"
    world.ticket(parts=[Part("a.log", "text/plain", long)])
    read_files()

    words = gathered(world)

    assert "aprikose" in words
    assert "zwetschge" not in words


def test_words_of_confidential_files_are_not_gathered_and_are_forgotten(world: World) -> None:
    secret, kept = world.ticket(parts=[LOG]), world.ticket(parts=[LOG])
    read_files()
    with house():
        Ticket.objects.filter(pk__in=[secret.pk, kept.pk]).update(confidential=True)
    assert "quokkaline" not in gathered(world)

    with house():
        Gathering.objects.update(file=0)
        Ticket.objects.filter(pk=kept.pk).update(confidential=False)
    assert {"quokkaline", "zustellbericht"} <= gathered(world)

    with house():
        forget_secret_words(kept.pk)
        Gathering.objects.update(file=2**40)
    assert not {"quokkaline", "zustellbericht"} & gathered(world)


def test_words_of_a_file_that_is_taken_out_are_forgotten(world: World) -> None:
    ticket = world.ticket(parts=[LOG])
    read_files()
    assert "quokkaline" in gathered(world)

    with house():
        entry = ticket.entries.get(direction="in")
        file = Attachment.objects.get(entry=entry)
        Word.objects.filter(word="handshake").update(seen=gathering.COMMON)
        redact_entry(entry, Wish("wrong_file", files=(file.pk,)), by=SAM, at=world.at)

    assert not {"quokkaline", "zustellbericht"} & gathered(world)
    assert "handshake" in gathered(world)
