import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0004_calendar"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="return",
            name="rule_version",
            field=models.CharField(
                blank=True, default="", max_length=24, verbose_name="审核关系版本"
            ),
        ),
        migrations.CreateModel(
            name="RuleVersion",
            fields=[
                ("key", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("regime", models.CharField(max_length=40)),
                ("frequency", models.CharField(max_length=10)),
                ("releases", models.JSONField()),
                ("made_at", models.DateTimeField()),
            ],
            options={"ordering": ["made_at", "key"]},
        ),
        migrations.CreateModel(
            name="RuleRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("regime", models.CharField(max_length=40, verbose_name="制度版本")),
                ("frequency", models.CharField(max_length=10, verbose_name="报告期别")),
                ("first_period", models.CharField(max_length=8, verbose_name="施行起始期")),
                ("title", models.CharField(max_length=100, verbose_name="名称")),
                ("texts", models.JSONField(default=dict)),
                ("removed", models.JSONField(default=list)),
                ("parameters", models.JSONField(default=dict)),
                ("reason", models.TextField(max_length=1000, verbose_name="修改依据")),
                (
                    "open_reason",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="适用于已开放报告期的理由"
                    ),
                ),
                ("spared", models.JSONField(default=list)),
                ("reopened", models.JSONField(default=list)),
                ("published_at", models.DateTimeField(verbose_name="发布时间")),
                ("content_hash", models.CharField(max_length=80)),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "审核关系发布", "ordering": ["id"]},
        ),
    ]
