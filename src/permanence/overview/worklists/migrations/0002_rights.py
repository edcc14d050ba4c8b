"""Views are the staff's own; no customer ever reads them."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("worklists", "0001_initial")]

    operations = [TableRights("worklists_savedview")]
