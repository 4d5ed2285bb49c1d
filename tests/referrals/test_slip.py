"""The slip: where to go, and nothing that says why."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.codes import group_code
from ravny.people.clients.queries import get_client_for
from ravny.people.directory.models import Service
from ravny.people.directory.queries import infections
from ravny.people.directory.types import OFFICES, ServiceKind, Speciality
from ravny.services.referrals.types import Reason
from tests.cast import Cast, browser_of

from .makers import CENTRE, LAWYER, UROLOGIST, a_client, a_referral

pytestmark = pytest.mark.django_db


def paper(scene: Cast, referral_id: Any) -> str:
    """Return what is printed: the frame, and the title the browser may print above it."""
    page = reverse("referrals:slip", args=[referral_id])
    text = browser_of(scene.peer).get(page).content.decode()
    title = text.partition("<title>")[2].partition("</title>")[0]
    return str(title + text.partition('id="slip"')[2].partition("</section>")[0])


def telling(scene: Cast) -> set[str]:
    words = {"СПИД", "AIDS", "ВИЧ", "HIV", "Равн", "Ravny", "Север", "Тимур", "переадрес"}
    for language in ("ru", "en"):
        with override(language):
            words |= {str(one.label) for one in infections().values()}
            words |= {
                str(Reason(code).label)
                for code in Reason.values
                if code not in ("other", "hospital")
            }
            plain = OFFICES | {"clinic", "hospital", "laboratory", "other"}
            words |= {str(ServiceKind(code).label) for code in set(ServiceKind.values) - plain}
            words |= {str(label) for label in Speciality.labels}
    return words


@pytest.mark.parametrize("languages", [(), ("ru",), ("en",), ("uz", "ru")])
@pytest.mark.parametrize("agreed", [(), ("reason", "result"), ("code",)])
@pytest.mark.parametrize("service_id", [CENTRE, LAWYER, UROLOGIST])
def test_the_slip_tells_where_and_never_why(
    scene: Cast, languages: tuple[str, ...], agreed: tuple[str, ...], service_id: Any
) -> None:
    client_id = a_client(scene, legal_status="citizen", languages=languages)
    with scope(organisation=scene.organisation_id):
        Service.objects.filter(id=CENTRE).update(hours="Кабинет ВИЧ: 8–18")
    referral_id = a_referral(
        scene,
        client_id=client_id,
        service_id=service_id,
        discloses=agreed,
        appointment_on=today() + timedelta(days=5),
    )
    printed = paper(scene, referral_id)
    for word in telling(scene):
        assert word.casefold() not in printed.casefold(), word
    assert "Самара" in printed
    code = get_client_for(scene.peer.actor, client_id).code
    assert (group_code(code) in printed) == ("code" in agreed)
    assert ("Where" in printed) == (languages[:1] == ("en",))


def test_the_way_in_is_printed_and_what_gives_itself_away_is_left_to_a_pen(scene: Cast) -> None:
    printed = paper(scene, a_referral(scene))
    assert "Улица Льва Толстого, 142" in printed and "8–18" in printed
    draft = paper(scene, a_referral(scene, service_id=None))
    assert "…" in draft
