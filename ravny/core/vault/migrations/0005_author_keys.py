import django.db.models.deletion
import ravny.core.kit.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0001_initial'),
        ('vault', '0004_phone_pins'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuthorKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signing_public', models.BinaryField(max_length=32)),
                ('since', models.DateField(default=ravny.core.kit.clock.today)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.account')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'signing_public'), name='author_key_once')],
            },
        ),
    ]
