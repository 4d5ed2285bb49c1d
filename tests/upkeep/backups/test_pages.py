"""The keeper's page of backups: what stands there, what may be done, who may not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import now, today
from ravny.core.vault.models.backups import BackupIdentity
from ravny.core.vault.queries import backup_identity
from ravny.insight.upkeep.backups import months
from ravny.insight.upkeep.models import Run
from ravny.insight.upkeep.operations.backing_up import run_backup
from ravny.insight.upkeep.types import RunState
from tests.cast import Cast, browser_of

from .houses import Backed, backed

__all__ = ["backed"]
pytestmark = pytest.mark.django_db
PAGE = "upkeep:backups"


def text(backed: Backed, query: str = "") -> str:
    answer = backed.keeper.get(reverse(PAGE) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def verbs() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("verb", flat=True))


def test_before_a_ceremony_the_page_says_what_to_do_first(cast: Cast) -> None:
    page = browser_of(cast.keeper).get(reverse(PAGE)).content.decode()
    assert reverse("vault:trust") in page
    assert "ravny backup identity new" in page
    assert reverse("upkeep:start_backup") not in page
    answer = browser_of(cast.keeper).post(reverse("upkeep:start_backup"), follow=True)
    assert not Run.objects.exists()
    assert "ravny backup identity new" in answer.content.decode()


def test_one_sentence_says_how_old_the_newest_good_backup_is_and_what_opens_it(
    backed: Backed,
) -> None:
    assert "Исправной копии пока нет" in text(backed)
    backed.run(ended_at=now() - timedelta(hours=3))
    backed.run(state=RunState.FAILED, problem="no_space", file="")
    page = text(backed)
    assert "Последней исправной копии 3 часа" in page
    assert "два из трёх листов и файл месяца" in page
    assert "Последняя не удалась" in page
    Run.objects.update(ended_at=now() - timedelta(days=5))
    assert "5 дней" in text(backed)


def test_an_altered_or_removed_file_is_no_good_backup(backed: Backed) -> None:
    backed.run(problem="digest")
    backed.run(removed_on=today())
    assert "Исправной копии пока нет" in text(backed)


def test_the_list_filters_sorts_and_asks_the_same_on_many_rows(backed: Backed) -> None:
    def asked(query: str = "") -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text(backed, query)
        return len(queries)

    backed.run()
    few = asked()
    for number in range(60):
        state = RunState.DONE if number % 2 else RunState.FAILED
        backed.run(state=state, ended_at=now() - timedelta(days=number), problem="")
    assert asked() == few
    assert asked("?state=failed&kept=removed&sort=size") <= few
    assert "ravny-" not in text(backed, "?state=failed")
    assert text(backed, "?kept=here").count("Забрать") == 31


def test_back_up_now_puts_one_into_the_queue_and_not_two(backed: Backed) -> None:
    for _ in range(2):
        assert backed.keeper.post(reverse("upkeep:start_backup")).status_code == 302
    assert Run.objects.filter(state=RunState.WAITING).count() == 1
    assert Run.objects.get().asked_by == backed.cast.keeper.account_id
    assert verbs().count("upkeep.backup_asked") == 1
    page = text(backed)
    assert "Резервная копия начнётся через несколько секунд" in page
    assert 'hx-trigger="every 3s"' in page


def test_the_running_one_shows_how_far_it_is_and_can_be_stopped(backed: Backed) -> None:
    run = backed.run(state=RunState.RUNNING, ended_at=None, rows=1500, rows_all=6000)
    page = backed.keeper.get(reverse("upkeep:backup_progress"))
    assert "HX-Refresh" not in page.headers
    assert "1\N{NO-BREAK SPACE}500 из 6\N{NO-BREAK SPACE}000 строк" in page.content.decode()
    assert 'max="6000" value="1500"' in page.content.decode()
    backed.keeper.post(reverse("upkeep:stop_backup"))
    run.refresh_from_db()
    assert (run.stop_asked, run.state) == (True, RunState.RUNNING), "who runs it ends it"
    assert "Останавливается" in text(backed)
    run.state = RunState.STOPPED
    run.save()
    assert backed.keeper.get(reverse("upkeep:backup_progress")).headers["HX-Refresh"] == "true"


def test_one_that_only_waits_is_stopped_at_once(backed: Backed) -> None:
    backed.keeper.post(reverse("upkeep:start_backup"))
    backed.keeper.post(reverse("upkeep:stop_backup"))
    assert Run.objects.get().state == RunState.STOPPED
    assert verbs()[-1] == "upkeep.backup_stopped"
    before = verbs()
    backed.keeper.post(reverse("upkeep:stop_backup"))
    assert verbs() == before, "there was nothing to stop"


def test_a_months_file_is_handed_out_and_that_is_written_down(backed: Backed) -> None:
    identity = backup_identity(today())
    assert identity is not None
    assert "ещё не унесён" in text(backed)
    name = f"{today():%Y-%m}"
    answer = backed.keeper.get(reverse("upkeep:month_file", args=[name]))
    assert months.read(answer.content).recipient == identity.recipient
    assert (
        f'filename="{months.file_name(identity.month, identity.identity_id)}"'
        in (answer.headers["Content-Disposition"])
    )
    assert verbs()[-1] == "upkeep.month_taken"
    for wrong in ("2026-13", "x", "1999-01", "2026-11-01"):
        assert backed.keeper.get(f"/upkeep/months/{wrong}/file").status_code == 404
    assert verbs()[-1] == "upkeep.month_taken"


def test_a_month_that_somebody_keeps_or_that_is_destroyed_has_no_file(backed: Backed) -> None:
    row = BackupIdentity.objects.get(month=today().replace(day=1))
    row.copies.all().delete()
    url = reverse("upkeep:month_file", args=[f"{today():%Y-%m}"])
    assert backed.keeper.get(url).status_code == 404
    assert "тот, у кого хранится его ключ" in text(backed)
    row.destroyed_on = today()
    row.save()
    assert "никто: уничтожен" in text(backed)


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_made_checked_taken_along_and_found_altered(backed: Backed) -> None:
    backed.keeper.post(reverse("upkeep:start_backup"))
    run = run_backup(run_id=Run.objects.get().pk)
    assert (run.state, run.problem) == (RunState.DONE, "")
    file = reverse("upkeep:backup_file", args=[run.pk])
    taken = b"".join(backed.keeper.get(file).streaming_content)
    assert taken == (backed.folder / run.file).read_bytes()
    assert taken.startswith(b"age-encryption.org/v1")
    assert verbs()[-1] == "upkeep.backup_taken"

    check = reverse("upkeep:check_backup", args=[run.pk])
    assert "Файл такой же" in backed.keeper.post(check, follow=True).content.decode()
    run.refresh_from_db()
    assert run.verified_at is not None
    with (backed.folder / run.file).open("r+b") as stream:
        stream.seek(-9, 2)
        stream.write(b"x")
    backed.keeper.post(check)
    run.refresh_from_db()
    assert run.problem == "digest"
    assert "Исправной копии пока нет" in text(backed)
    (backed.folder / run.file).unlink()
    assert backed.keeper.get(file).status_code == 404


def test_the_coordinator_sees_and_may_not_do_anything(backed: Backed) -> None:
    run, month = backed.run(), f"{today():%Y-%m}"
    browser = browser_of(backed.cast.coordinator)
    page = browser.get(reverse(PAGE))
    assert page.status_code == 200
    assert reverse("upkeep:start_backup") not in page.content.decode()
    assert "Забрать" not in page.content.decode()
    for name, args in (
        ("start_backup", []), ("stop_backup", []), ("check_backup", [run.pk]),
    ):  # fmt: skip
        assert browser.post(reverse(f"upkeep:{name}", args=args)).status_code == 404
    for name, args in (("backup_file", [run.pk]), ("month_file", [month])):
        assert browser.get(reverse(f"upkeep:{name}", args=args)).status_code == 404
    assert browser.get(reverse("upkeep:backup_progress")).status_code == 200
    for person in (backed.cast.peer, backed.cast.stock, backed.cast.lawyer):
        for name in (PAGE, "upkeep:backup_progress"):
            assert browser_of(person).get(reverse(name)).status_code == 404


def test_where_houses_share_a_server_no_page_hands_out_everybodys_backup(cast: Cast) -> None:
    run = Run.objects.create(
        state=RunState.DONE, ended_at=now(), month=today().replace(day=1), file="x.age"
    )
    for person in (cast.keeper, cast.stranger):
        browser = browser_of(person)
        assert browser.get(reverse("upkeep:backup_file", args=[run.pk])).status_code == 404
        assert browser.post(reverse("upkeep:check_backup", args=[run.pk])).status_code == 404
        assert "Забрать" not in browser.get(reverse(PAGE)).content.decode()
