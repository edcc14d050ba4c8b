import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("catalogue", "0001_initial"),
        ("policies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.TextField()),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ContractVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("document", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("is_suspended", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True, default="")),
                ("effective_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("title", models.TextField()),
                ("plan", models.SlugField(blank=True, default="")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("is_renewed", models.BooleanField(default=False)),
                (
                    "contract",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="contracts.contract",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "policy_version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policies.policyversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("contract", "Contract"), ("plan", "Plan")], max_length=8
                    ),
                ),
                ("clause_key", models.TextField()),
                ("clause_source", models.TextField()),
                ("clause_text", models.JSONField()),
                ("seconds", models.BigIntegerField()),
                ("period", models.CharField(max_length=7)),
                ("valid_from", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("calendar_key", models.TextField()),
                ("calendar_source", models.TextField()),
                ("pays", models.JSONField()),
                ("granted_at", models.DateTimeField()),
                (
                    "contract",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.contract",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HoursAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField()),
                ("key", models.TextField()),
                ("is_sent", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "lot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="contracts.lot",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Drawing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField()),
                ("owner", models.TextField()),
                ("seconds", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "lot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawings",
                        to="contracts.lot",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "component",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.component",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.contract",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="contracts.contractversion",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(fields=["organisation", "desk"], name="contract_of_customer"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                models.F("desk"), models.F("number"), name="contract_number_is_unique_on_a_desk"
            ),
        ),
        migrations.AddIndex(
            model_name="contractversion",
            index=models.Index(
                fields=["contract", "-effective_at", "-number"], name="contract_version_in_effect"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractversion",
            constraint=models.UniqueConstraint(
                models.F("contract"),
                models.F("number"),
                name="contract_versions_are_numbered_by_contract",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="contract_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("effective_at__gte", models.F("made_at"))),
                name="contract_version_never_takes_effect_before_it_is_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_suspended", False),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="contract_is_suspended_for_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="lot",
            index=models.Index(fields=["contract", "valid_from"], name="lot_of_contract"),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.UniqueConstraint(
                models.F("contract"),
                models.F("kind"),
                models.F("clause_source"),
                models.F("clause_key"),
                models.F("valid_from"),
                name="lot_is_granted_once_a_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("valid_from"))),
                name="lot_expires_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(("seconds__gt", 0)), name="lot_brings_hours"
            ),
        ),
        migrations.AddConstraint(
            model_name="hoursalert",
            constraint=models.UniqueConstraint(
                models.F("lot"), models.F("key"), name="alert_of_a_lot_goes_once"
            ),
        ),
        migrations.AddIndex(
            model_name="drawing",
            index=models.Index(fields=["owner"], name="drawing_of_owner"),
        ),
        migrations.AddConstraint(
            model_name="drawing",
            constraint=models.UniqueConstraint(
                models.F("lot"), models.F("owner"), name="work_draws_once_from_a_lot"
            ),
        ),
        migrations.AddConstraint(
            model_name="drawing",
            constraint=models.CheckConstraint(
                condition=models.Q(("seconds", 0), _negated=True), name="drawing_moves_something"
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["desk", "component"], name="subscription_of_component"),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["organisation_id", "desk"], name="subscription_of_customer"),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                models.F("version"),
                models.F("component"),
                name="version_of_a_contract_names_a_component_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="subscription_ends_after_it_begins",
            ),
        ),
    ]
