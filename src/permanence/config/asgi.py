"""The ASGI door: pages, live events and health on one port."""

import os

from django.conf import settings

from permanence.config.wsgi import application as pages
from permanence.runtime.changes import StaffJournal
from permanence.runtime.door import Door
from permanence.runtime.places import Places

application = Door(
    pages,
    journal=StaffJournal(),
    cookie=settings.SESSION_COOKIE_NAME,
    run=Places(settings.DATA).run,
    database=os.environ.get("DATABASE_URL", ""),
)
