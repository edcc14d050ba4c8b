"""Pages behind ASGI: a request goes in whole, an answer comes out whole or in pieces."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Iterable
from typing import Any
from weakref import ref

from permanence.runtime.pages import Environ, Pages, StartResponse
from permanence.runtime.tidying import AGAIN, ALL, Tidying


def ask(
    app: Any,
    *,
    body: list[bytes] | None = None,
    headers: list[tuple[bytes, bytes]] | None = None,
    breaks_off: bool = False,
) -> list[dict[str, Any]]:
    """Send one request to an application and return the messages that it sends."""
    pieces = body or [b""]
    waiting = [
        {"type": "http.request", "body": piece, "more_body": breaks_off or piece is not pieces[-1]}
        for piece in pieces
    ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/d\u00e9p\u00f4t/1",
        "query_string": b"q=1",
        "http_version": "1.1",
        "headers": headers or [],
        "server": ("127.0.0.1", 8000),
        "client": ("192.0.2.7", 5000),
    }
    asyncio.run(Pages(app, threads=2)(scope, receive, send))
    return sent


def echo(environ: Environ, start: StartResponse) -> Iterable[bytes]:
    start("201 Created", [("X-Path", environ["PATH_INFO"])])
    return [environ["wsgi.input"].read()]


def test_a_body_in_pieces_arrives_whole() -> None:
    start, body = ask(echo, body=[b"one ", b"two ", b"three"])

    assert start["status"] == 201
    assert body["body"] == b"one two three"
    assert not body["more_body"]


def test_a_path_arrives_as_its_bytes() -> None:
    start, _ = ask(echo)

    assert start["headers"] == [(b"x-path", "/d\u00e9p\u00f4t/1".encode())]


def test_a_header_with_an_underscore_is_not_taken_for_one_with_a_hyphen() -> None:
    def app(environ: Environ, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [])
        return [environ.get("HTTP_X_REAL_IP", "none").encode()]

    forged = ask(app, headers=[(b"x_real_ip", b"198.51.100.1")])
    honest = ask(app, headers=[(b"x-real-ip", b"198.51.100.2")])

    assert forged[1]["body"] == b"none"
    assert honest[1]["body"] == b"198.51.100.2"


def test_a_long_answer_comes_in_pieces_and_is_closed() -> None:
    closed = []

    class Answer:
        def __iter__(self) -> Any:
            return iter([b"x" * 400_000] * 4)

        def close(self) -> None:
            closed.append(True)

    def app(_environ: Environ, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [])
        return Answer()

    sent = ask(app)

    assert sum(len(each.get("body", b"")) for each in sent) == 1_600_000
    assert len(sent) > 3
    assert closed == [True]


def test_a_body_beyond_all_measure_is_refused_unread() -> None:
    (start, _) = ask(echo, body=[bytes([count]) * 1024 * 1024 for count in range(65)])

    assert start["status"] == 413


def test_a_request_that_breaks_off_reaches_no_page() -> None:
    reached = []

    def app(_environ: Environ, start: StartResponse) -> Iterable[bytes]:
        reached.append(True)
        start("200 OK", [])
        return []

    assert ask(app, body=[b"close this tic"], breaks_off=True) == []
    assert reached == []


def test_a_body_without_a_length_gets_one() -> None:
    def app(environ: Environ, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [])
        return [environ["CONTENT_LENGTH"].encode()]

    assert ask(app, body=[b"one", b"three"])[1]["body"] == b"8"
    assert ask(app, body=[b"one"], headers=[(b"content-length", b"3")])[1]["body"] == b"3"


def test_what_a_request_leaves_in_a_cycle_is_gone_after_its_answer() -> None:
    class Knot:
        """What holds itself."""

        def __init__(self) -> None:
            self.itself = self

    tied: list[ref[Knot]] = []

    def tie(environ: Environ, start: StartResponse) -> Iterable[bytes]:
        knot = Knot()
        tied.append(ref(knot))
        return echo(environ, start)

    gc.disable()
    try:
        ask(tie)
        assert [one() for one in tied] == [None]
    finally:
        gc.enable()


def test_what_outlives_answers_is_looked_at_again_and_all_of_it_seldom() -> None:
    tidying = Tidying()
    seen = []
    for answered in range(1, ALL + 1):
        tidying.answered = answered
        seen.append(tidying.generation)
    assert seen.index(1) == AGAIN - 1
    assert seen[-1] == 2
    assert Counter(seen) == {0: ALL - ALL // AGAIN, 1: ALL // AGAIN - 1, 2: 1}
