"""What the worker runs to keep the state of every desk as files."""

from __future__ import annotations

from django.conf import settings

from permanence.faces.portal.status.files import write_files
from permanence.ground.lib import clock
from permanence.ground.lib.db import house


def write_status_files() -> int:
    """Write the files that any web server shows; nothing when they say already what is so."""
    with house():
        return write_files(settings.DATA / "status", at=clock.now())
