"""What happens here that upper apps follow."""

from django.dispatch import Signal

#: Sent in the transaction in which a membership gets its user. Arguments: `membership`, `now`.
member_joined = Signal()
