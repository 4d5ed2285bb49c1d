"""The boxes of a site."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.forms import Choice, Choices, RecordForm
from ravny.core.staff.types import Actor
from ravny.people.clients.types import Network

from .models import Site
from .operations import SiteEntry
from .queries import team_choices
from .types import Channel, Language, Service, settle_team


class SiteForm(RecordForm):
    """A site: a neutral label, a coarse place."""

    label = forms.CharField(
        label=_("Label"),
        max_length=24,
        help_text=_("Says nothing to others, for example П-3. No address."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Channel.choices, widget=Choice(layout="tight")
    )
    team = forms.ChoiceField(label=_("Team"))
    region = forms.CharField(
        label=_("Region"), max_length=8, required=False, help_text=_("Its code, for example RU-SAM")
    )
    area = forms.CharField(
        label=_("Coarse place"),
        max_length=24,
        required=False,
        help_text=_("A district at most, never a street or a house"),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken there"),
        choices=Language.choices,
        required=False,
        widget=Choices(layout="tight"),
    )
    network = forms.ChoiceField(
        label=_("Network"), choices=[("", _("not online")), *Network.choices], required=False
    )
    services = forms.MultipleChoiceField(
        label=_("Offered there"),
        choices=Service.choices,
        required=False,
        widget=Choices(layout="tight"),
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settle_team(self, team_choices(actor))

    def entry(self) -> SiteEntry:
        """Return what was written."""
        data: Mapping[str, Any] = self.cleaned_data
        return SiteEntry(
            label=data["label"],
            kind=data["kind"],
            team_id=UUID(data["team"]),
            region=data["region"].upper(),
            area=data["area"],
            languages=tuple(data["languages"]),
            network=data["network"],
            services=tuple(data["services"]),
            active=data["active"],
        )


def site_values(site: Site) -> dict[str, Any]:
    """Return a site as its form's first values."""
    return {
        "record_id": site.id,
        "label": site.label,
        "kind": site.kind,
        "team": str(site.team_id),
        "region": site.region,
        "area": site.area,
        "languages": list(site.languages),
        "network": site.network,
        "services": list(site.services),
        "active": site.active,
    }
