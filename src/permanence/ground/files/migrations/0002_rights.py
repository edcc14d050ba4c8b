"""Whose files who may read."""

from django.db import migrations

from permanence.ground.lib.roles import OWN_OR_CONTACT, TableRights


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        TableRights("files_blob", portal=OWN_OR_CONTACT),
        TableRights("files_extract"),
    ]
