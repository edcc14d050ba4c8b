"""The bundled files by their plain names, and the symbols among them."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

BUNDLE = Path(__file__).resolve().parent / "static" / "dist"


@cache
def read_bundle() -> dict[str, str]:
    """Return the hashed name of each file of the bundle by its plain name."""
    meta = json.loads((BUNDLE / "meta.json").read_text(encoding="utf-8"))
    names = {}
    for path in meta["outputs"]:
        hashed = Path(path).name
        stem, _dash, _rest = hashed.rpartition("-")
        names[stem + Path(hashed).suffix] = hashed
    return names


@cache
def asset(name: str) -> str:
    """Return the address of a bundled file: `{% asset "app.css" %}`."""
    return static(f"dist/{read_bundle()[name]}")


@lru_cache(maxsize=1000)
def draw_icon(name: str, label: str = "") -> SafeString:
    """Return one of our symbols; with a label it speaks for itself, without it stays silent."""
    use = format_html('<use href="{}#{}"></use>', asset("icons.svg"), name)
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}">{}</svg>', label, use)
    return format_html('<svg class="icon" aria-hidden="true">{}</svg>', use)
