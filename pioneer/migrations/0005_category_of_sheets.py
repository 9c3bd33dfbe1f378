"""Lists filter annex 2 by what it reports; sheets made before did not say so."""

from django.db import migrations


def tell_categories(apps, schema_editor):
    sheets = apps.get_model("pioneer", "SummarySheet").objects.using(schema_editor.connection.alias)
    for sheet in sheets.select_related("filing"):
        sheet.filing.category = sheet.filed_kind or sheet.report_kind
        sheet.filing.save(update_fields=["category"])


class Migration(migrations.Migration):
    dependencies = [("pioneer", "0004_summary_needs_no_scan")]

    operations = [migrations.RunPython(tell_categories, migrations.RunPython.noop, elidable=True)]
