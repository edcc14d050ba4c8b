"""A customer reads what was sent to it, and marks that it did; everything else is the desk's."""

from django.db import migrations

from permanence.ground.lib.roles import CONTACT, OWN, TableRights

ONLY_WRITTEN = "select, insert, update"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        TableRights("notices_templateversion", house=ONLY_WRITTEN),
        TableRights("notices_notice", house=ONLY_WRITTEN),
        TableRights(
            "notices_delivery",
            house=ONLY_WRITTEN,
            portal=f"queued_at is not null and {OWN}",
        ),
        TableRights("notices_attempt", house=ONLY_WRITTEN),
        TableRights("notices_reach", house=ONLY_WRITTEN),
        TableRights("notices_callback", house=ONLY_WRITTEN),
        TableRights(
            "notices_reading",
            house="select",
            portal=OWN,
            portal_adds=f"{OWN} and contact_id = {CONTACT}",
        ),
    ]
