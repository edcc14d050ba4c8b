"""Pages travel packed to who can unpack them; files travel as they are."""

from __future__ import annotations

import gzip

from django.test import Client

from tests.cast import World


def test_a_page_is_packed_for_who_can_unpack_it(world: World) -> None:
    client = world.log_in(world.sam)

    plain = client.get("/desk/board?desk=messaging")
    packed = client.get("/desk/board?desk=messaging", headers={"accept-encoding": "gzip, br"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content) / 3
    assert b"</html>" in gzip.decompress(packed.content)


def test_how_long_a_packed_page_is_tells_nothing(world: World) -> None:
    client = world.log_in(world.sam)
    asked = {"accept-encoding": "gzip"}

    lengths = {len(client.get("/desk/search?q=x", headers=asked).content) for _ in range(12)}

    assert len(lengths) > 1


def test_a_page_that_is_known_already_is_not_sent_again(world: World) -> None:
    asked = {"accept-encoding": "gzip"}
    first = Client().get("/messaging/policy", headers=asked)

    again = Client().get(
        "/messaging/policy", headers=asked | {"if-none-match": first.headers["ETag"]}
    )

    assert first.headers["Content-Encoding"] == "gzip"
    assert first.headers["ETag"].startswith('W/"')
    assert again.status_code == 304


def test_a_script_is_left_as_it_is(world: World) -> None:
    answer = world.log_in(world.sam).get("/desk/worker.js", headers={"accept-encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers
