"""A second factor of an account: since when it has had one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_order_by_key"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="second_factor_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="双因素登录启用时间"),
        ),
    ]
