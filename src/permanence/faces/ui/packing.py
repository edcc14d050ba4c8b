"""Pages travel packed to browsers that can unpack them."""

from __future__ import annotations

import gzip
import io
import secrets
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

PACKED: Final = ("text/html", "text/csv", "application/json")
SHORTEST: Final = 1400  # what fits into one packet gains nothing
EFFORT: Final = 4
LONGEST_NAME: Final = 64


class Packing:
    """Middleware that packs pages; files and streams travel as they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and may_pack(response):
            patch_vary_headers(response, ("Accept-Encoding",))
            if "gzip" in request.headers.get("Accept-Encoding", ""):
                response.content = pack(response.content)
                response.headers["Content-Encoding"] = "gzip"
                response.headers["Content-Length"] = str(len(response.content))
                if tag := response.headers.get("ETag"):
                    response.headers["ETag"] = weaken(tag)
        return response


def may_pack(response: HttpResponse) -> bool:
    """Say whether a response is a page that is worth packing and not packed yet."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    is_plain = "Content-Encoding" not in response.headers and kind in PACKED
    return is_plain and len(response.content) >= SHORTEST


def weaken(tag: str) -> str:
    """Return the tag of a page as one of the same page in other bytes."""
    return tag if tag.startswith("W/") else f"W/{tag}"


def pack(content: bytes) -> bytes:
    """Return a page packed.

    Its length must not tell what is secret in it beside words that a stranger chose (BREACH): a
    name of any length is packed along.
    """
    packed, name = io.BytesIO(), "p" * (1 + secrets.randbelow(LONGEST_NAME))
    with gzip.GzipFile(name, "wb", compresslevel=EFFORT, fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()
