"""Views are the staff's own, and so are the words that the search knows."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights

# Hundreds of words have the same three letters in a row: what is new is gathered and written a few
# pages at a time, or the log would have a long list anew for each word. A search reads those pages.
ALIKE = (
    "create index word_alike on worklists_word using gin (folded gin_trgm_ops)"
    " with (fastupdate = on, gin_pending_list_limit = 128)"
)
# What is met again is counted within its page.
ROOM = "alter table worklists_word set (fillfactor = 80)"


class Migration(migrations.Migration):
    dependencies = [("worklists", "0001_initial"), ("accounts", "0003_names")]

    operations = [
        TableRights("worklists_savedview"),
        TableRights("worklists_word"),
        TableRights("worklists_gathering"),
        migrations.RunSQL(ALIKE, "drop index word_alike"),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
    ]
