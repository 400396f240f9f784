"""The CMS's user pages with our fields."""

from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet


class LowerCaseAddress:
    """Addresses are kept in lower case, however they were typed."""

    def clean_email(self) -> str:
        """As the database wants it."""
        return str(self.cleaned_data["email"]).lower()  # type: ignore[attr-defined]


class UserCreationForm(LowerCaseAddress, WagtailUserCreationForm):
    """Address, name, groups."""

    first_name = None
    last_name = None

    class Meta(WagtailUserCreationForm.Meta):
        fields = ("email", "name", "is_superuser", "groups")


class UserEditForm(LowerCaseAddress, WagtailUserEditForm):
    """The same, and whether the account is open."""

    first_name = None
    last_name = None

    class Meta(WagtailUserEditForm.Meta):
        fields = ("email", "name", "is_active", "is_superuser", "groups")


class UserViewSet(WagtailUserViewSet):
    """Uses the forms above."""

    def get_form_class(self, for_update: bool = False) -> type:
        """The form for a new or an existing user."""
        return UserEditForm if for_update else UserCreationForm
