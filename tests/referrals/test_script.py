"""The paper of what to say: in the client's language, and nothing on it gives anybody away."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.codes import group_code
from ravny.people.clients.queries import get_client_for
from ravny.people.directory.models import Service
from ravny.people.directory.types import Offer
from ravny.services.referrals.queries import tells_nothing
from ravny.services.referrals.script import READ_BY_A_NATIVE, phrases
from ravny.services.referrals.types import Reason
from tests.cast import Cast, browser_of

from .makers import CENTRE, HOSPITAL, LAWYER, UROLOGIST, a_client, a_referral
from .test_slip import telling
from .visits import text_of, url

pytestmark = pytest.mark.django_db
LANGUAGES = tuple(phrases().languages)


def paper(scene: Cast, referral_id: Any, language: str = "") -> str:
    """Return what is printed: the frame, and the title the browser may print above it."""
    text = text_of(browser_of(scene.peer).get(url("script", referral_id), {"lang": language}))
    title = text.partition("<title>")[2].partition("</title>")[0]
    return title + text.partition('id="script"')[2].partition("</section>")[0]


@pytest.mark.mission("S47")
def test_the_paper_says_what_will_and_what_will_not_be_done_there(scene: Cast) -> None:
    with scope(organisation=scene.organisation_id):
        Service.objects.filter(id=HOSPITAL).update(
            provides=("surgery", "consultation", "art"), not_provided=("childbirth", "interpreting")
        )
    referral_id = a_referral(
        scene, reason="hospital", infection="", service_id=HOSPITAL, escort="agreed"
    )
    printed = paper(scene, referral_id)
    done, _sep, undone = printed.partition("Чего там не делают")
    assert "операции" in done and "приём врача" in done
    assert "роды" in undone and "перевод" in undone
    assert "Со мной человек" in printed and "Если отказали" in printed
    assert "без документов и бесплатно" in printed
    page = text_of(browser_of(scene.peer).get(url("script", referral_id)))
    assert "Пропущено: 1" in page and "Пропущено" not in printed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("service_id", [CENTRE, LAWYER, UROLOGIST, HOSPITAL])
def test_nothing_on_the_paper_names_an_illness_the_house_or_the_client(
    scene: Cast, language: str, service_id: Any
) -> None:
    client_id = a_client(scene, legal_status="citizen", languages=("uz", "ru"))
    referral_id = a_referral(
        scene,
        client_id=client_id,
        service_id=service_id,
        discloses=("code", "reason", "result"),
        appointment_on=today() + timedelta(days=5),
    )
    printed = paper(scene, referral_id, language)
    code = get_client_for(scene.peer.actor, client_id).code
    plain = set()
    for tongue in ("ru", "en"):
        with override(tongue):
            plain |= {str(Reason(one).label).casefold() for one in ("doctor", "childbirth")}
    for word in telling(scene):
        if word.casefold() not in plain:
            assert word.casefold() not in printed.casefold(), word
    assert code not in printed and group_code(code) not in printed
    assert ("Самара" in printed and str(today().year) in printed) or language in READ_BY_A_NATIVE


def test_every_word_is_there_in_every_language_and_tells_nothing() -> None:
    known = phrases()
    for table in (known.words, known.offers):
        for key, words in table.items():
            assert tuple(words) == LANGUAGES, key
            for language, text in words.items():
                assert text.strip() and tells_nothing(text), (key, language, text)
    assert set(known.offers) < set(Offer.values)


@pytest.mark.parametrize(
    ("spoken", "asked", "used"),
    [
        ((), "", "ru"),
        (("ru",), "", "ru"),
        (("ru", "uz"), "", "uz"),
        (("ru", "uz"), "ru", "ru"),
        (("vi",), "", "ru"),
        (("tg",), "klingon", "tg"),
    ],
)
def test_the_paper_is_in_a_language_the_client_speaks(
    scene: Cast, spoken: tuple[str, ...], asked: str, used: str
) -> None:
    client_id = a_client(scene, legal_status="citizen", languages=spoken)
    page = browser_of(scene.peer).get(
        url("script", a_referral(scene, client_id=client_id)), {"lang": asked}
    )
    text = text_of(page)
    assert f'id="script" lang="{used}"' in text
    assert ("черновик" in text) == (used not in READ_BY_A_NATIVE)
    assert ("Мне нужна помощь" in text.partition('id="script"')[2]) or used == "en"


def test_what_gives_itself_away_is_left_to_a_pen(scene: Cast) -> None:
    printed = paper(scene, a_referral(scene))
    assert "СПИД" not in printed and "Улица Льва Толстого, 142" in printed
    assert "…" in paper(scene, a_referral(scene, service_id=None))


@pytest.mark.parametrize("who", ["outsider", "stranger", "keeper", "stock"])
def test_others_find_no_paper(scene: Cast, who: str) -> None:
    page = browser_of(getattr(scene, who)).get(url("script", a_referral(scene)))
    assert page.status_code in (403, 404)
