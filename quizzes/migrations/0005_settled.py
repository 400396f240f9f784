from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quizzes', '0004_carried_over'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='attempt',
            name='graded_attempt_is_whole',
        ),
        migrations.RemoveField(
            model_name='question',
            name='retired',
        ),
        migrations.RemoveField(
            model_name='quizpage',
            name='pool',
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'graded'), _negated=True), models.Q(('graded_at__isnull', False), ('passed__isnull', False), ('score__isnull', False)), _connector='OR'), name='graded_attempt_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['submitted', 'graded']), _negated=True), ('submitted_at__gte', models.F('started_at')), _connector='OR'), name='submitted_after_start'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('score__isnull', True), models.Q(('score__gte', 0), ('score__lte', 100)), _connector='OR'), name='score_is_per_cent'),
        ),
    ]
