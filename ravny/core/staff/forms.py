"""What people type about people: a page's form becomes plain values for an operation."""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.filters import FilterForm
from ravny.core.kit.forms import Choice, Choices, Form, RecordForm

from .secrets import SECRET_BYTES
from .types import AccountFacts, Culture, Role, TeamFact, WorkLanguage

LOGIN_MAX = 32
ANY = ("", _("Any"))
login_shape = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{1,31}$",
    _("Two to 32 small Latin letters, digits, dots, dashes; the first one a letter or a digit."),
)


class SecretField(forms.CharField):
    """Bytes that the browser derived, as base64url; `length` None for any length."""

    widget = forms.HiddenInput

    def __init__(self, *, length: int | None = None, max_length: int = 64, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.length = length

    def clean(self, value: Any) -> bytes:
        """Refuse what no page of ours sends."""
        text: str = super().clean(value)
        try:
            secret = b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (Base64Error, ValueError) as error:
            raise ValidationError(_("This page needs JavaScript.")) from error
        if self.length is not None and len(secret) != self.length:
            raise ValidationError(_("This page needs JavaScript."))
        return secret


class CodeBox(forms.TextInput):
    """Six digits from an authenticator app."""

    def __init__(self) -> None:
        shape = {"inputmode": "numeric", "maxlength": "7", "autocomplete": "one-time-code"}
        super().__init__({"class": "codebox", **shape})


class OneTimeCode(forms.CharField):
    """Six digits, however they are parted."""

    widget = CodeBox

    def clean(self, value: Any) -> str:
        """Return exactly six ASCII digits."""
        code = "".join(str(super().clean(value)).split())
        if len(code) != 6 or not (code.isascii() and code.isdigit()):
            raise ValidationError(_("Six digits from your authenticator app."))
        return code


class SignInForm(Form):
    """What the sign-in page sends; the phrase itself is not among it."""

    login = forms.CharField(
        label=_("Account"),
        max_length=LOGIN_MAX,
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
    )
    login_secret = SecretField(length=SECRET_BYTES)
    code = OneTimeCode(label=_("Code"), help_text=_("Six digits from your authenticator app."))


class JoinForm(Form):
    """What the joining page sends: two secrets and the proof that the app holds the second."""

    login_secret = SecretField(length=SECRET_BYTES)
    totp = SecretField(max_length=4096)
    code = OneTimeCode(label=_("Code"), help_text=_("Six digits that the app shows now."))


def _several(label: Any, choices: Iterable[Any], **kwargs: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, choices=list(choices), widget=Choices, coerce=str, **kwargs
    )


def _language_fields() -> tuple[forms.Field, forms.Field]:
    languages = _several(_("Languages they work in"), WorkLanguage.choices, required=False)
    hint = _("Whose customs they know how to work with. Never a person's own belonging.")
    cultures = _several(_("Cultures"), Culture.choices, required=False, help_text=hint)
    return languages, cultures


class AccountForm(RecordForm):
    """A colleague: working name, duties, skills, teams. No name, no mail, no telephone."""

    login = forms.CharField(
        label=_("Account"),
        max_length=LOGIN_MAX,
        validators=[login_shape],
        help_text=_("Typed at sign-in, for example t.night. It cannot be changed later."),
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
    )
    pseudonym = forms.CharField(
        label=_("Working name"),
        max_length=40,
        help_text=_("How colleagues and clients know them. Not the name in the passport."),
    )
    roles = _several(_("Roles"), Role.choices)
    teams = forms.TypedMultipleChoiceField(
        label=_("Teams"), widget=Choices, coerce=UUID, required=False
    )
    languages, cultures = _language_fields()

    def __init__(self, *args: Any, teams: Iterable[TeamFact] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["teams"]
        choices = [(str(team.team_id), team.label) for team in teams]
        box.choices = choices  # type: ignore[attr-defined]  # a choice field
        if not choices:
            del self.fields["teams"]

    def clean_login(self) -> str:
        """Account names are kept in lower case."""
        return str(self.cleaned_data["login"]).lower()

    def facts(self, login: str | None = None) -> AccountFacts:
        """Return what was typed; `login` where the form does not ask for it."""
        data = self.cleaned_data
        return AccountFacts(
            login=login or data["login"],
            pseudonym=data["pseudonym"],
            roles=tuple(data["roles"]),
            languages=tuple(data["languages"]),
            cultures=tuple(data["cultures"]),
            teams=tuple(data.get("teams", ())),
        )


class EditForm(AccountForm):
    """The same of somebody who is there already; the account name stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["login"]
        del self.fields["record_id"]


class OwnForm(Form):
    """One's own settings."""

    language = forms.ChoiceField(label=_("Language of the pages"), widget=Choice)
    languages = _several(_("Languages you work in"), WorkLanguage.choices, required=False)
    cultures = _several(
        _("Cultures"),
        Culture.choices,
        required=False,
        help_text=_("Whose customs you know how to work with. Never your own belonging."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [pair for pair in settings.LANGUAGES if pair[0] in settings.STAFF_LANGUAGES]
        self.fields["language"].choices = known  # type: ignore[attr-defined]  # a choice field

    def settings(self) -> dict[str, Any]:
        """Return what was chosen, for the operation."""
        data = self.cleaned_data
        return {
            "language": data["language"],
            "languages": tuple(data["languages"]),
            "cultures": tuple(data["cultures"]),
        }


class TeamForm(RecordForm):
    """A team and who is on it."""

    label = forms.CharField(
        label=_("Team"), max_length=40, help_text=_("A short word; no address, no venue.")
    )
    members = forms.TypedMultipleChoiceField(
        label=_("Who is on it"), widget=Choices, coerce=UUID, required=False
    )

    def __init__(self, *args: Any, people: Iterable[tuple[UUID, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(account_id), name) for account_id, name in people]
        self.fields["members"].choices = choices  # type: ignore[attr-defined]  # a choice field


class StaffFilter(FilterForm):
    """By duty, language, team; people who left are asked for."""

    role = forms.ChoiceField(label=_("Role"), choices=[ANY, *Role.choices])
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("Any")), *WorkLanguage.choices]
    )
    team = forms.TypedChoiceField(label=_("Team"), coerce=UUID, empty_value=None)
    closed = forms.BooleanField(label=_("Those who left"))

    teams: tuple[TeamFact, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [ANY, *((str(team.team_id), team.label) for team in self.teams)]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]  # a choice field
