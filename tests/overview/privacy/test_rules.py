"""A piece is found however it is written, and nothing beside it goes."""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import string
import textwrap
import zipfile
from email.message import EmailMessage

import pytest
from django.db import connection
from hypothesis import assume, given
from hypothesis import strategies as st

from permanence.overview.privacy.rules.contents import holds_piece
from permanence.overview.privacy.rules.pieces import (
    MARK,
    TooShort,
    blacken,
    blacken_tree,
    pieces_of_entry,
    split_pieces,
    write_pattern,
)
from permanence.overview.privacy.rules.places import CODES, ELSEWHERE, KEPT, PLACES

WORD = st.text(alphabet=string.ascii_letters + string.digits + "!\"#$%&'()*+,-./:;<=>?@[\\]^_{|}~é")
PIECE = (
    st.lists(WORD.filter(bool), min_size=1, max_size=4)
    .map(" ".join)
    .filter(lambda piece: 4 <= len(piece) <= 80)
)


def find(piece: str) -> re.Pattern[str]:
    """Return the expression of one piece."""
    return re.compile(write_pattern([piece]))


@given(PIECE, st.text(max_size=30), st.text(max_size=30))
def test_a_piece_is_gone_from_a_text(piece: str, before: str, after: str) -> None:
    left = blacken(f"{before} {piece} {after}", find(piece))

    assert piece not in left
    assert MARK in left


@given(PIECE)
def test_a_piece_is_found_in_html_and_in_json(piece: str) -> None:
    assert MARK in blacken(f"<p>x {html.escape(piece)}</p>", find(piece))
    assert MARK in blacken(html.escape(piece, quote=False), find(piece))
    assert MARK in blacken(json.dumps({"a": piece}, ensure_ascii=False), find(piece))


@given(
    st.lists(
        st.text(alphabet=string.ascii_lowercase, min_size=3, max_size=15), min_size=2, max_size=8
    )
)
def test_a_piece_of_several_words_is_found_where_a_quotation_wraps_it(words: list[str]) -> None:
    piece = " ".join(words)
    quoted = "".join(f"> > {line}\n" for line in textwrap.wrap(piece, width=24))

    assert piece.split()[0] not in blacken(quoted, find(piece)).replace(MARK, "")


def test_a_long_key_is_found_where_it_was_broken() -> None:
    key = "AbCd" * 30

    assert blacken(f"> {key[:72]}\n> {key[72:]}\n", find(key)) == f"> {MARK}\n"


@given(PIECE)
def test_in_a_tree_texts_go_and_names_stay(piece: str) -> None:
    assume(not find(piece).search("kept"))
    tree = {"kept": [piece, {"kept": f"a {piece} b", "number": 4}]}

    left = blacken_tree(tree, find(piece))

    assert left == {"kept": [MARK, {"kept": f"a {MARK} b", "number": 4}]}


def test_one_piece_is_taken_a_line_and_a_short_one_is_refused() -> None:
    assert split_pieces("  one two \n\nthree\none two\n") == ("one two", "three")
    with pytest.raises(TooShort):
        split_pieces("abc")


def test_of_a_whole_entry_its_paragraphs_are_looked_for_and_greetings_are_not() -> None:
    long = "This paragraph says at some length what nobody should read."

    assert pieces_of_entry(f"Hello,\n\n{long}\n\nBest regards") == (long,)
    assert pieces_of_entry("pw is x1\n") == ("pw is x1",)
    assert pieces_of_entry("") == ()


def pack_mail(piece: str) -> bytes:
    """Return a mail with the piece in base64 inside a forwarded mail."""
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "x", "ada@brightwater.example"
    inner.set_content(piece, cte="base64")
    outer = EmailMessage()
    outer["Subject"], outer["From"] = "Fwd", "ada@brightwater.example"
    outer.set_content("see below")
    outer.add_attachment(inner)
    return bytes(outer)


def pack_document(piece: str) -> bytes:
    """Return a document whose markup cuts the piece in two."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        half = len(piece) // 2
        archive.writestr("word/document.xml", f"<w:t>{piece[:half]}</w:t><w:t>{piece[half:]}</w:t>")
    return sink.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"a walrus99 b",
        "walrus99".encode("utf-16"),
        gzip.compress(b"log walrus99 log"),
        pack_document("walrus99"),
        pack_mail("walrus99"),
        gzip.compress(pack_document("walrus99")),
    ],
    ids=["plain", "wide", "gzip", "document", "mail", "gzipped document"],
)
def test_a_piece_is_found_in_bytes_however_they_are_packed(content: bytes) -> None:
    assert holds_piece(content, ["walrus99"], find("walrus99"))
    assert not holds_piece(content, ["zebra999"], find("zebra999"))


@given(st.binary(max_size=300))
def test_bytes_that_are_nothing_do_no_harm(content: bytes) -> None:
    assert not holds_piece(b"PK\x03\x04" + content, ["walrus99x"], find("walrus99x"))
    assert not holds_piece(b"\x1f\x8b" + content, ["walrus99x"], find("walrus99x"))


COLUMNS = """
select t.relname, a.attname from pg_attribute a join pg_class t on t.oid = a.attrelid
join pg_type y on y.oid = a.atttypid
where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
    and a.attnum > 0 and not a.attisdropped
    and y.typname in ('text', 'varchar', 'jsonb', 'bytea', 'tsvector')
order by 1, 2
"""


def test_every_column_that_can_hold_words_is_looked_through_or_said_to_hold_none(db: None) -> None:
    named = {f"{place.table}.{column}" for place in PLACES for column in place.columns}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        every = cursor.fetchall()
    there = {
        f"{table}.{column}"
        for table, column in every
        if not table.startswith(tuple(KEPT)) and column not in CODES
    }

    assert there - named - ELSEWHERE.keys() == set()
    assert ELSEWHERE.keys() <= there
    assert named <= {f"{table}.{column}" for table, column in every}
