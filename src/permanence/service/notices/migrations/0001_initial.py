import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("outbox", "0001_initial"),
        ("ways", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.TextField()),
                ("subject", models.BigIntegerField()),
                ("kind", models.SlugField()),
                ("severity", models.SmallIntegerField()),
                ("stage", models.SlugField()),
                ("title", models.TextField()),
                ("instants", models.JSONField(default=dict)),
                ("every", models.DurationField(null=True)),
                ("template_key", models.TextField()),
                ("template_number", models.IntegerField()),
                ("texts", models.JSONField()),
                ("words", models.JSONField(default=dict)),
                ("revision", models.IntegerField(default=1)),
                ("edited_at", models.DateTimeField(null=True)),
                ("edited_by", models.TextField(blank=True, default="")),
                ("drafted_at", models.DateTimeField()),
                ("release_at", models.DateTimeField(null=True)),
                ("deadline_id", models.BigIntegerField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                ("released_by", models.TextField(blank=True, default="")),
                ("is_minimal", models.BooleanField(default=False)),
                ("sent_texts", models.JSONField(null=True)),
                ("sent_key", models.TextField(blank=True, default="")),
                ("sent_number", models.IntegerField(null=True)),
                ("next_report_at", models.DateTimeField(null=True)),
                ("posted_at", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("is_drill", models.BooleanField(default=False)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("place_id", models.BigIntegerField()),
                ("stage", models.SlugField()),
                ("title", models.TextField()),
                ("name", models.TextField()),
                ("organisation_name", models.TextField()),
                ("address", models.TextField()),
                ("phone", models.TextField(blank=True, default="")),
                ("region", models.TextField(blank=True, default="")),
                ("wanted", models.CharField(max_length=5)),
                ("fallback", models.CharField(max_length=5)),
                ("zone", models.TextField()),
                ("components", models.JSONField(default=list)),
                ("language", models.CharField(blank=True, default="", max_length=5)),
                ("flags", models.JSONField(default=list)),
                ("subject", models.TextField(blank=True, default="")),
                ("text", models.TextField(blank=True, default="")),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("queued_at", models.DateTimeField(null=True)),
                ("reached_at", models.DateTimeField(null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.contact",
                    ),
                ),
                (
                    "stands_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="notices.delivery",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="notices.notice",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reach",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField()),
                ("reached_at", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField(null=True)),
                (
                    "notice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reaches",
                        to="notices.notice",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CallBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.TextField(blank=True, default="")),
                ("way", models.SlugField(blank=True, default="")),
                ("is_reached", models.BooleanField(default=False)),
                ("result", models.TextField(blank=True, default="")),
                (
                    "reach",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_back",
                        to="notices.reach",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField()),
                ("contact_id", models.BigIntegerField()),
                ("read_at", models.DateTimeField()),
                (
                    "delivery",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="notices.delivery",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.SlugField()),
                ("severity", models.SmallIntegerField()),
                ("stage", models.SlugField()),
                ("number", models.IntegerField()),
                ("texts", models.JSONField()),
                ("written_at", models.DateTimeField()),
                ("written_by", models.TextField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by", models.TextField(blank=True, default="")),
                (
                    "desk",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                (
                    "channel",
                    models.SlugField(
                        choices=[
                            ("mail", "mail"),
                            ("second", "second"),
                            ("sms", "sms"),
                            ("call_back", "call_back"),
                        ]
                    ),
                ),
                ("address", models.TextField()),
                ("queued_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("bounced_at", models.DateTimeField(null=True)),
                ("passed_on_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, default="")),
                (
                    "call",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ways.call",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outbox.message",
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="notices.delivery",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("failed_at", None), ("sent_at", None)),
                        fields=["queued_at"],
                        name="notice_attempt_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("delivery"),
                        models.F("channel"),
                        name="delivery_is_tried_once_a_channel",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["owner", "subject", "id"], name="notice_of_owner"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("posted_at", None), ("released_at__isnull", False)),
                fields=["id"],
                name="notice_to_be_posted",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("heard_at", None), ("released_at__isnull", False)),
                fields=["owner", "subject"],
                name="notice_not_heard_of",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("disruption", "security")),
                    ("severity__in", (0, 1, 2)),
                    ("stage__in", ("first", "minimal", "report", "resolved")),
                ),
                name="notice_is_of_a_known_sort",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("released_at", None), ("withdrawn_at", None), _connector="OR"),
                name="notice_is_released_or_withdrawn_not_both",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("released_at", None),
                    models.Q(
                        ("sent_texts__isnull", False),
                        models.Q(("sent_key", ""), _negated=True),
                        models.Q(("released_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="released_notice_says_what_and_by_whom",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["notice", "id"], name="deliveries_of_notice"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("queued_at", None)),
                fields=["notice", "id"],
                name="delivery_to_be_posted",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("queued_at__isnull", False)),
                fields=["organisation_id", "-queued_at"],
                name="deliveries_of_customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("notice", "organisation_id", "address"),
                name="notice_goes_to_an_address_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("queued_at", None), models.Q(("digest", ""), _negated=True), _connector="OR"
                ),
                name="queued_delivery_says_what",
            ),
        ),
        migrations.AddIndex(
            model_name="reach",
            index=models.Index(
                condition=models.Q(("heard_at", None), ("reached_at__isnull", False)),
                fields=["notice"],
                name="reach_not_heard_of",
            ),
        ),
        migrations.AddConstraint(
            model_name="reach",
            constraint=models.UniqueConstraint(
                models.F("notice"),
                models.F("organisation_id"),
                name="notice_reaches_a_customer_once",
            ),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["opened_at"], name="call_back_to_do"
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_at", None),
                    models.Q(
                        models.Q(("result", ""), _negated=True),
                        models.Q(("done_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="call_back_that_is_done_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                models.F("delivery"), models.F("contact_id"), name="reading_is_marked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="templateversion",
            constraint=models.UniqueConstraint(
                models.F("desk"),
                models.F("kind"),
                models.F("severity"),
                models.F("stage"),
                models.F("number"),
                name="notice_templates_are_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("disruption", "security")),
                    ("severity__in", (0, 1, 2)),
                    ("stage__in", ("first", "minimal", "report", "resolved")),
                ),
                name="notice_template_is_of_a_known_sort",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at", None), ("approved_by", "")),
                    models.Q(
                        ("approved_at__isnull", False), models.Q(("approved_by", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="approved_notice_template_says_by_whom",
            ),
        ),
    ]
