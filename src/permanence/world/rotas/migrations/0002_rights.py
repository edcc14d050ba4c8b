"""The house alone reads rotas; nobody changes what one said, and one covers a layer at a time."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights

ONE_COVER = """
alter table rotas_cover add constraint one_covers_a_layer_at_a_time exclude using gist (
    int8range(rota_id, rota_id, '[]') with &&,
    int4range(layer, layer, '[]') with &&,
    tstzrange(from_at, to_at) with &&
) where (withdrawn_at is null);
"""


class Migration(migrations.Migration):
    dependencies = [("rotas", "0001_initial")]

    operations = [
        migrations.RunSQL(
            ONE_COVER, "alter table rotas_cover drop constraint one_covers_a_layer_at_a_time"
        ),
        TableRights("rotas_rota", house="select, insert, update"),
        TableRights("rotas_rotaversion", house="select, insert"),
        TableRights("rotas_swap", house="select, insert, update"),
        TableRights("rotas_cover", house="select, insert, update"),
        TableRights("rotas_requirement"),
        TableRights("rotas_feed"),
    ]
