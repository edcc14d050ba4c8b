"""Every screen with its sample, served under the product's own security policy.

`python -m tests.faces.ui.gallery FOLDER [NAME…]` takes pictures of them.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.journeys.browser import find_browser

WIDTHS = {"phone": (390, 844), "tablet": (834, 1112), "desk": (1440, 900)}
BROWSER = {
    "executable_path": find_browser(),
    "args": [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
    ],
}
PARTS = {"rail": "ui/parts/rail_views.html"}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def render_screen(name: str, *, theme: str = "auto", language: str = "en", part: str = "") -> str:
    """Return a screen, or one named part of it, as HTML in the theme and language."""
    from django.template.loader import render_to_string  # noqa: PLC0415 -- needs settings
    from django.test import RequestFactory  # noqa: PLC0415
    from django.utils.translation import override  # noqa: PLC0415

    from tests.faces.ui.sampling import read_screens  # noqa: PLC0415

    template, context = read_screens()[name]
    if part:
        template = PARTS.get(part, f"{template}#{part}")
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = theme
    with override(language):
        return render_to_string(template, dict(context), request=request)


class Gallery(ThreadingHTTPServer):
    """Serves the screens; a visitor who leaves early is no error."""

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


class Visitor(BaseHTTPRequestHandler):
    """Answers with a screen or a bundled file."""

    def do_GET(self) -> None:
        from permanence.faces.ui.bundle import BUNDLE  # noqa: PLC0415
        from permanence.faces.ui.security import (  # noqa: PLC0415 -- needs settings
            POLICY,
            POLICY_WITH_WORKER,
        )
        from tests.faces.ui.sampling import read_screens  # noqa: PLC0415

        address = urlsplit(self.path)
        if address.path == "/events":
            self.tell_news()
            return
        if address.path.startswith("/static/dist/"):
            file = BUNDLE / Path(address.path).name
            body, kind = file.read_bytes(), TYPES[file.suffix]
        elif (name := address.path.strip("/")) in read_screens():
            query = parse_qs(address.query)
            asked = {key: query[key][0] for key in ("theme", "language", "part") if key in query}
            body, kind = render_screen(name, **asked).encode(), "text/html"
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        with_worker = address.path == "/notice-channels"
        self.send_header("Content-Security-Policy", POLICY_WITH_WORKER if with_worker else POLICY)
        self.end_headers()
        self.wfile.write(body)

    def tell_news(self) -> None:
        """Say once that ticket 1 has changed, and no more."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"retry: 600000\n\nevent: change\ndata: letter:7 ticket:1\n\n")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def open_gallery() -> Iterator[str]:
    """Serve the screens and yield the address."""
    server = Gallery(("127.0.0.1", 0), Visitor)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def take_pictures(folder: Path, names: list[str]) -> None:
    """Write a picture of each screen in each width and theme."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- heavy

    from tests.faces.ui.sampling import read_screens  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    with open_gallery() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**BROWSER)  # type: ignore[arg-type]
        for width, (across, down) in WIDTHS.items():
            page = browser.new_page(
                viewport={"width": across, "height": down}, reduced_motion="reduce"
            )
            for name in names or list(read_screens()):
                for theme in ("light", "dark"):
                    page.goto(f"{address}/{name}?theme={theme}")
                    page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    import django

    django.setup()
    take_pictures(Path(sys.argv[1]), sys.argv[2:])
