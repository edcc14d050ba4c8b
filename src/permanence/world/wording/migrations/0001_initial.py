import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CannedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("title", models.TextField()),
                ("tags", models.JSONField(default=list)),
                ("texts", models.JSONField()),
                ("number", models.IntegerField(default=1)),
                ("withdrawn_at", models.DateTimeField(null=True)),
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
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["desk", "title", "id"], name="canned_answers_of_desk")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("desk", "key"),
                        name="canned_answer_key_is_unique_on_its_desk",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CannedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("content_type", models.CharField(max_length=255)),
                ("since", models.IntegerField()),
                ("until", models.IntegerField(null=True)),
                (
                    "answer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="wording.cannedanswer",
                    ),
                ),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.blob",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["answer", "id"], name="canned_files_of_answer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))),
                        name="canned_file_goes_after_it_came",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CannedVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("key", models.CharField(max_length=40)),
                ("title", models.TextField()),
                ("tags", models.JSONField(default=list)),
                ("texts", models.JSONField()),
                ("team_name", models.TextField(blank=True, default="")),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.TextField()),
                (
                    "answer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="wording.cannedanswer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("answer"), models.F("number"), name="canned_versions_are_numbered"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Macro",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.TextField()),
                ("steps", models.JSONField()),
                ("number", models.IntegerField(default=0)),
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("desk"),
                        models.F("title"),
                        name="macro_title_is_unique_on_its_desk",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MailText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mail", models.SlugField()),
                ("number", models.IntegerField()),
                ("texts", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.TextField()),
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("desk"),
                        models.F("mail"),
                        models.F("number"),
                        name="mail_texts_are_numbered",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.TextField()),
                ("kind", models.CharField(blank=True, default="", max_length=8)),
                ("subjects", models.JSONField(default=dict)),
                ("texts", models.JSONField(default=dict)),
                ("facts", models.JSONField(null=True)),
                ("number", models.IntegerField(default=0)),
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
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("desk"),
                        models.F("title"),
                        name="template_title_is_unique_on_its_desk",
                    )
                ],
            },
        ),
    ]
