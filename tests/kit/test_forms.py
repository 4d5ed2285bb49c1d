"""Forms keep what was typed, say what to do, and answer 422."""

from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.translation import override

from ravny.core.kit.codes import check_digit
from ravny.core.kit.errors import DomainError
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.forms import Choice, ClientCodeField, Form, RecordForm, Stepper
from ravny.core.kit.ids import day_id
from ravny.core.kit.showcase import STRIPS, ExampleForm
from ravny.core.kit.views import render_form


class Meeting(RecordForm):
    day = forms.DateField(label="Day", help_text="Not after today")
    result = forms.ChoiceField(label="Result", choices=[("a", "A"), ("b", "B")], widget=Choice)
    given = forms.IntegerField(label="Given", required=False, min_value=0, widget=Stepper(by=5))


def drawn(form: forms.Form) -> BeautifulSoup:
    return BeautifulSoup(str(form), "html.parser")


def test_a_box_comes_after_its_label_hint_and_error_and_points_to_them() -> None:
    form = Meeting(QueryDict("day=soon"))
    form.is_valid()
    box = drawn(form).find(id="id_day")
    order = [tag.name for tag in box.parent.find_all(recursive=False)]
    assert order == ["label", "span", "span", "input"]
    assert box["aria-describedby"] == "id_day_helptext id_day_error"
    assert box["aria-invalid"] == "true"
    assert box["value"] == "soon"


def test_a_day_is_asked_with_the_devices_calendar() -> None:
    box = drawn(Meeting()).find(id="id_day")
    assert box["type"] == "date"


def test_radios_stand_in_a_fieldset_with_a_legend() -> None:
    group = drawn(Meeting()).find("input", {"name": "result"}).find_parent("fieldset")
    assert group.find("legend").get_text(strip=True) == "Result"
    assert len(group.select(".choice > label > input[type=radio]")) == 2


def test_only_what_may_stay_empty_is_marked_in_words() -> None:
    with override("en"):
        text = drawn(Meeting()).get_text(" ", strip=True)
    assert text.count("(optional)") == 1
    assert "*" not in text


def test_an_empty_field_is_told_what_to_do() -> None:
    form = Meeting(QueryDict(""))
    with override("en"):
        assert form.errors["day"] == ["Fill this in."]
        assert form.errors["result"] == ["Choose one."]


def test_the_result_of_a_rapid_test_is_drawn_as_its_strip() -> None:
    soup = drawn(ExampleForm())
    strips = [tag["class"][1] for tag in soup.select("i.strip")]
    assert strips == list(STRIPS.values())


def test_a_new_record_gets_its_id_with_the_page_and_keeps_it() -> None:
    form = Meeting()
    made = form["record_id"].value()
    assert UUID(str(made)).version == 7
    assert form["record_id"].value() == made
    sent = Meeting({"record_id": str(made), "day": "2026-11-20", "result": "a"})
    assert sent.is_valid(), sent.errors
    assert sent.cleaned_data["record_id"] == UUID(str(made))


def test_a_made_up_id_of_another_layout_is_refused() -> None:
    form = Meeting({"record_id": str(uuid4()), "day": "2026-11-20", "result": "a"})
    assert not form.is_valid()
    assert form.hidden_faults


def test_what_an_operation_refuses_stands_beside_its_field() -> None:
    form = Meeting({"record_id": str(day_id()), "day": "2026-11-20", "result": "a"})
    assert form.is_valid()
    form.add_domain_error(DomainError("This shift is closed.", field="day", code="closed"))
    form.add_domain_error(DomainError("Nothing is left in the bag.", field="unknown"))
    assert form.errors["day"] == ["This shift is closed."]
    assert form.non_field_errors() == ["Nothing is left in the bag."]


@pytest.mark.parametrize(
    ("query", "status"), [(None, 200), ("day=", 422), ("day=2026-11-20&result=a", 422)]
)
def test_a_wrong_form_answers_422(query: str | None, status: int) -> None:
    form = Meeting(QueryDict(query) if query is not None else None)
    request = RequestFactory().get("/")
    answer = render_form(request, "kit/components/form_fields.html", form)
    assert answer.status_code == status


def test_a_right_form_answers_200() -> None:
    form = Meeting({"record_id": str(day_id()), "day": "2026-11-20", "result": "a"})
    request = RequestFactory().get("/")
    answer = render_form(request, "kit/components/form_fields.html", form)
    assert answer.status_code == 200


class Find(Form):
    code = ClientCodeField()


@pytest.mark.parametrize("parted", ["{}", " {} ", "{:.3}-{:.0}"])
def test_a_code_is_taken_however_it_is_parted(parted: str) -> None:
    code = "123456789" + check_digit("123456789")
    typed = (
        f"{code[:3]} {code[3:6]} {code[6:9]}-{code[9]}" if ":" in parted else parted.format(code)
    )
    form = Find({"code": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["code"] == code


def test_a_code_with_a_wrong_digit_is_refused_and_stays_in_the_box() -> None:
    form = Find({"code": "123 456 780-0"})
    assert not form.is_valid()
    assert drawn(form).find(id="id_code")["value"] == "123 456 780-0"


class Waiting(FilterForm):
    longer = forms.IntegerField(label="Waits longer than")
    escorted = forms.BooleanField(label="Escorted")


def test_an_empty_or_wrong_filter_filters_nothing() -> None:
    assert Waiting(QueryDict("")).chosen() == {}
    assert Waiting(QueryDict("longer=many")).chosen() == {}
    assert Waiting(QueryDict("longer=0&escorted=on")).chosen() == {"longer": 0, "escorted": True}
