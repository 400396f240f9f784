"""What happens here that upper apps follow."""

from django.dispatch import Signal

#: Sent once, in the transaction in which a course becomes complete. Arguments: `enrollment`, `now`.
course_completed = Signal()
