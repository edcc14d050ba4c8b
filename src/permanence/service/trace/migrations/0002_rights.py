"""A customer reads the passages of its own messages; whose nobody knows, the house alone."""

from django.db import migrations

from permanence.ground.lib.roles import OWN, TableRights

OF_PASSAGE = "exists (select 1 from trace_passage p where p.id = passage_id)"


class Migration(migrations.Migration):
    dependencies = [("trace", "0001_initial")]

    operations = [
        TableRights("trace_tracesource", house="select, insert, update"),
        TableRights("trace_passage", portal=OWN),
        TableRights("trace_event", portal=OF_PASSAGE),
    ]
