import ravny.core.kit.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0002_test_results'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='intakerecord',
            name='intake_undecided',
        ),
        migrations.AlterField(
            model_name='intakerecord',
            name='state',
            field=ravny.core.kit.fields.CodeField(choices=[('imported', 'imported'), ('tray', 'in the tray'), ('quarantined', 'held back'), ('dropped', 'dropped'), ('lost', 'sealed to a key that is destroyed')], max_length=12, verbose_name='state'),
        ),
        migrations.AddIndex(
            model_name='intakerecord',
            index=models.Index(condition=models.Q(('state__in', ['tray', 'quarantined', 'lost'])), fields=['organisation', 'state', 'day', 'id'], name='intake_undecided'),
        ),
    ]
