from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def late_as_first_filed(apps: Any, schema_editor: Any) -> None:
    """A return filed again after its deadline had become late, whenever it was first filed."""
    first = apps.get_model("returns", "Revision").objects.filter(owner=OuterRef("pk"), number=1)
    filed_again = apps.get_model("returns", "Return").objects.filter(revision__gt=1)
    filed_again.update(late=Subquery(first.values("late")[:1]))


class Migration(migrations.Migration):
    dependencies = [("returns", "0005_rule_releases")]

    operations = [migrations.RunPython(late_as_first_filed, migrations.RunPython.noop)]
