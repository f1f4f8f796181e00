from typing import Any

from django.db import migrations, models


def keep_revision(apps: Any, _: Any) -> None:
    """What was said is about the latest submission that was there by then, as far as the times tell."""
    remark, revision = apps.get_model("returns", "Remark"), apps.get_model("returns", "Revision")
    for said in remark.objects.all():
        filed = revision.objects.filter(owner=said.owner_id, submitted_at__lte=said.at)
        number = filed.aggregate(last=models.Max("number"))["last"]
        if number:
            remark.objects.filter(pk=said.pk).update(revision=number)


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0014_order_by_key"),
    ]

    operations = [
        migrations.AddField(
            model_name="remark",
            name="revision",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(keep_revision, migrations.RunPython.noop, elidable=True),
    ]
