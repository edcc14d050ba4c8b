"""The portal adds forms; letters are the house's alone."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights

OWN_FORM = (
    "organisation_id is not distinct from"
    " (select nullif(current_setting('permanence.organisation', true), '')::bigint)"
    " and contact_id is not distinct from"
    " (select nullif(current_setting('permanence.contact', true), '')::bigint)"
)
OF_OWN_FORM = "exists (select 1 from intake_form f where f.id = form_id)"


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("tickets", "0002_rights")]

    operations = [
        TableRights("intake_letter"),
        TableRights("intake_form", portal=OWN_FORM, portal_adds=OWN_FORM),
        TableRights("intake_formfile", portal=OF_OWN_FORM, portal_adds=OF_OWN_FORM),
    ]
