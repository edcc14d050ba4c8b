"""The portal adds forms; letters are the house's alone."""

from django.db import migrations

from permanence.ground.lib.roles import KNOWN_TICKET, TableRights

OWN = (
    "organisation_id is not distinct from"
    " (select nullif(current_setting('permanence.organisation', true), '')::bigint)"
)
OWN_FORM = (
    f"{OWN} and contact_id is not distinct from"
    " (select nullif(current_setting('permanence.contact', true), '')::bigint)"
)


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("tickets", "0002_rights")]

    operations = [
        TableRights("intake_letter", staff=KNOWN_TICKET),
        TableRights("intake_blockedsender", staff=KNOWN_TICKET),
        TableRights("intake_form", staff=KNOWN_TICKET, portal_adds=OWN_FORM),
        TableRights("intake_formfile", portal_adds=OWN),
    ]
