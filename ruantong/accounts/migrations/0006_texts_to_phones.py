"""Texts to phones with what became of them; requests for codes that were held back."""

from typing import Any
from uuid import uuid4

from django.db import migrations, models
from django.db.models import F


def keep_what_there_is(apps: Any, _: Any) -> None:
    """Every text there is was kept by the demo, in its own words."""
    messages = apps.get_model("accounts", "OutboxMessage").objects
    messages.update(state="kept", due_at=F("at"), expires_at=F("at"))
    for pk in messages.values_list("pk", flat=True):
        messages.filter(pk=pk).update(key=uuid4())


STATES = [
    ("waiting", "待发送"),
    ("sent", "已提交"),
    ("delivered", "已送达"),
    ("failed", "发送失败"),
    ("expired", "过期未发"),
    ("kept", "演示留存"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_cas")]

    operations = [
        migrations.AddField("logincode", "held", models.BooleanField(default=False)),
        migrations.AddIndex(
            "logincode", models.Index(fields=["sent_at"], name="accounts_lo_sent_at_4ab6a3_idx")
        ),
        migrations.AddField("outboxmessage", "key", models.UUIDField("编号", null=True)),
        migrations.AddField("outboxmessage", "due_at", models.DateTimeField(null=True)),
        migrations.AddField("outboxmessage", "expires_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "outboxmessage",
            "state",
            models.CharField("状态", max_length=12, choices=STATES, default="waiting"),
        ),
        migrations.AddField(
            "outboxmessage", "attempts", models.PositiveSmallIntegerField("次数", default=0)
        ),
        migrations.AddField(
            "outboxmessage",
            "template",
            models.CharField("模板", max_length=24, default="code"),
            preserve_default=False,
        ),
        migrations.AddField(
            "outboxmessage",
            "sealed",
            models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "outboxmessage",
            "provider_id",
            models.CharField("服务商编号", max_length=64, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "outboxmessage",
            "fault",
            models.CharField("说明", max_length=200, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "outboxmessage", "changed_at", models.DateTimeField("状态时间", null=True)
        ),
        migrations.AlterField(
            "outboxmessage", "text", models.CharField("内容", max_length=300, blank=True)
        ),
        migrations.RunPython(keep_what_there_is, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("outboxmessage", "key", models.UUIDField("编号", unique=True)),
        migrations.AlterField("outboxmessage", "due_at", models.DateTimeField()),
        migrations.AlterField("outboxmessage", "expires_at", models.DateTimeField()),
        migrations.AddIndex(
            "outboxmessage",
            models.Index(fields=["state", "due_at"], name="accounts_ou_state_dbdeae_idx"),
        ),
    ]
