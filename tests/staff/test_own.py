"""One's own settings and sign-ins."""

from datetime import timedelta

import pytest
from django.conf import settings
from django_scopes import scopes_disabled

from ravny.core.kit.ids import day_id
from ravny.core.staff import operations
from ravny.core.staff.models import SignIn
from tests.cast import Cast, browser_of


def sign_in_ids(cast: Cast) -> list[str]:
    with scopes_disabled():
        rows = SignIn.objects.filter(account_id=cast.peer.account_id)
        return [str(one) for one in rows.values_list("id", flat=True)]


def test_the_language_of_the_pages_is_ones_own(cast: Cast) -> None:
    browser = browser_of(cast.peer)
    assert '<html lang="ru"' in browser.get("/staff/me").content.decode()
    sent = {"language": "en", "languages": ["ru", "uz"], "cultures": ["caucasus"]}
    assert browser.post("/staff/me", sent).status_code == 302
    assert '<html lang="en"' in browser.get("/staff/me").content.decode()


@pytest.mark.parametrize("sent", [{}, {"language": "uz"}, {"language": "en", "languages": ["xx"]}])
def test_wrong_settings_are_refused(cast: Cast, sent: dict[str, object]) -> None:
    assert browser_of(cast.peer).post("/staff/me", sent or {"x": "1"}).status_code == 422


def test_one_sees_ones_sign_ins_and_ends_another(cast: Cast) -> None:
    here = browser_of(cast.peer)
    mine = sign_in_ids(cast)
    there = browser_of(cast.peer)
    page = here.get("/staff/me").content.decode()
    (other,) = set(sign_in_ids(cast)) - set(mine)
    assert f"/staff/me/sign-ins/{other}/end" in page
    assert f"/staff/me/sign-ins/{mine[0]}/end" not in page
    assert here.post(f"/staff/me/sign-ins/{other}/end").status_code == 302
    assert there.get("/staff/me").status_code == 302
    assert here.get("/staff/me").status_code == 200


def test_nobody_ends_the_sign_in_of_another(cast: Cast) -> None:
    theirs = browser_of(cast.peer)
    (one,) = sign_in_ids(cast)
    stranger, keeper = browser_of(cast.stranger), browser_of(cast.keeper)
    for browser in (stranger, keeper):
        assert browser.post(f"/staff/me/sign-ins/{one}/end").status_code == 404
        assert browser.post(f"/staff/me/sign-ins/{day_id()}/end").status_code == 404
    assert theirs.get("/staff/me").status_code == 200


def test_signing_out_ends_the_sign_in_and_clears_the_browser(cast: Cast) -> None:
    browser = browser_of(cast.peer)
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    answer = browser.post("/staff/sign-out")
    assert answer["Location"] == "/staff/sign-in"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert sign_in_ids(cast) == []
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    assert browser.get("/staff/me").status_code == 302


def test_signing_out_everywhere_ends_all_of_ones_own_and_no_others(cast: Cast) -> None:
    here, there, theirs = browser_of(cast.peer), browser_of(cast.peer), browser_of(cast.doctor)
    assert here.post("/staff/sign-out-everywhere").status_code == 302
    assert there.get("/staff/me").status_code == 302
    assert theirs.get("/staff/me").status_code == 200


def test_signing_out_takes_a_post(cast: Cast) -> None:
    assert browser_of(cast.peer).get("/staff/sign-out").status_code == 405


def test_a_sign_in_ends_with_the_age_of_a_session(cast: Cast) -> None:
    browser = browser_of(cast.peer)
    with scopes_disabled():
        one = SignIn.objects.get()
        one.started_at -= timedelta(seconds=settings.SESSION_COOKIE_AGE + 3600)
        one.save()
    assert browser.get("/staff/me").status_code == 302
    operations.drop_old_sign_ins()
    assert sign_in_ids(cast) == []


def test_when_it_was_last_used_is_kept_by_the_hour(cast: Cast) -> None:
    browser = browser_of(cast.peer)
    with scopes_disabled():
        SignIn.objects.update(seen_at=SignIn.objects.get().seen_at - timedelta(hours=3))
    browser.get("/staff/me")
    with scopes_disabled():
        seen = SignIn.objects.get().seen_at
    assert (seen.minute, seen.second, seen.microsecond) == (0, 0, 0)


def test_a_page_behind_the_sign_in_costs_two_queries_for_that(
    cast: Cast, django_assert_num_queries: object
) -> None:
    browser = browser_of(cast.peer)
    browser.get("/staff/matrix")
    with django_assert_num_queries(2):  # type: ignore[operator]  # a fixture of pytest-django
        browser.get("/staff/matrix")
