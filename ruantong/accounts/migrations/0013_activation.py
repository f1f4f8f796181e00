from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_sign_in_tries")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="activation",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="激活码"),
            preserve_default=False,
        ),
    ]
