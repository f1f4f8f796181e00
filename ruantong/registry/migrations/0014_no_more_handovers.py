from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0013_handovers_are_invitations")]

    operations = [migrations.DeleteModel("Handover")]
