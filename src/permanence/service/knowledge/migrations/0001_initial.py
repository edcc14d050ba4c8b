import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                ("folded", models.TextField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("names", models.JSONField()),
                ("rank", models.IntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
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
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("desk", "desk"),
                            ("customers", "customers"),
                            ("everyone", "everyone"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "components",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5), default=list, size=None
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("review_due_on", models.DateField(null=True)),
                ("review_told_at", models.DateTimeField(null=True)),
                ("retired_at", models.DateTimeField(null=True)),
                ("retired_by", models.TextField(blank=True, default="")),
                ("retired_reason", models.TextField(blank=True, default="")),
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
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="knowledge.topic",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Usage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ticket", models.BigIntegerField()),
                ("entry", models.BigIntegerField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("linked", "Linked"), ("sent", "Sent"), ("read", "Read")],
                        max_length=6,
                    ),
                ),
                ("by", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="usages",
                        to="knowledge.article",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=5)),
                ("day", models.DateField()),
                ("yes", models.IntegerField(default=0)),
                ("no", models.IntegerField(default=0)),
                ("spared", models.IntegerField(default=0)),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="knowledge.article",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=5)),
                ("number", models.IntegerField()),
                ("title", models.TextField()),
                ("body", models.TextField(blank=True, default="")),
                ("note", models.TextField(blank=True, default="")),
                ("author", models.TextField()),
                ("author_name", models.TextField()),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("saves", models.IntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("approved_by", models.TextField(blank=True, default="")),
                ("approved_name", models.TextField(blank=True, default="")),
                ("published_at", models.DateTimeField(null=True)),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "words",
                    django.contrib.postgres.search.SearchVectorField(default="", editable=False),
                ),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="knowledge.article",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Practice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("needs_another", models.BooleanField(default=False)),
                ("review_months", models.IntegerField(default=12)),
                (
                    "desk",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("review_months__gte", 1), ("review_months__lte", 60)),
                        name="articles_are_reviewed_within_years",
                    )
                ],
            },
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
                ("language", models.CharField(max_length=5)),
                ("day", models.DateField()),
                ("face", models.CharField(max_length=6)),
                ("times", models.IntegerField(default=0)),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="knowledge.article",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("article"),
                        models.F("day"),
                        models.F("language"),
                        models.F("face"),
                        name="readings_are_counted_by_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("face__in", ("desk", "portal"))),
                        name="article_is_read_on_a_known_face",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="topic",
            index=models.Index(fields=["desk", "rank", "id"], name="topics_of_desk"),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("names", {}), _negated=True), name="topic_has_a_name"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(
                    ("retired_at", None), ("review_due_on__isnull", False), ("review_told_at", None)
                ),
                fields=["review_due_on"],
                name="article_to_be_reviewed",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                models.F("desk"), models.F("number"), name="article_number_is_unique_on_a_desk"
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ("desk", "customers", "everyone"))),
                name="article_is_for_a_known_audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("retired_at", None), ("retired_reason", "")),
                    models.Q(
                        ("retired_at__isnull", False),
                        models.Q(("retired_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="article_that_is_retired_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="usage",
            index=models.Index(fields=["ticket"], name="articles_of_ticket"),
        ),
        migrations.AddConstraint(
            model_name="usage",
            constraint=models.UniqueConstraint(
                models.F("article"),
                models.F("ticket"),
                models.F("kind"),
                name="article_is_used_once_on_a_ticket",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.UniqueConstraint(
                models.F("article"),
                models.F("day"),
                models.F("language"),
                name="verdicts_are_counted_by_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("spared__lte", models.F("yes"))),
                name="who_was_spared_a_request_was_helped",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                models.F("article"),
                models.F("language"),
                models.F("number"),
                name="versions_of_an_article_are_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at", None)),
                fields=("article", "language"),
                name="article_has_one_draft_a_language",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at__isnull", False), ("superseded_at", None)),
                fields=("article", "language"),
                name="article_has_one_text_a_language",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ("en", "fr", "de", "it", "es"))),
                name="version_is_in_a_known_language",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="version_has_a_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_by", ""), ("published_at", None), ("superseded_at", None)),
                    models.Q(
                        ("published_at__isnull", False),
                        models.Q(("approved_by", ""), _negated=True),
                        models.Q(("body", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="version_that_is_published_says_something_and_by_whom",
            ),
        ),
    ]
