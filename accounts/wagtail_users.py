"""Wagtail's user administration, told about our user model."""

from wagtail.users.apps import WagtailUsersAppConfig


class WagtailUsers(WagtailUsersAppConfig):
    """Uses our forms: one full name instead of a first and a last one."""

    user_viewset = "accounts.wagtail_viewset.UserViewSet"
