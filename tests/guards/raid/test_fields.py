"""Nobody can add a place to type that the raid does not fill in."""

from tests.guards import house

from . import fields, table


def test_every_typed_field_of_a_form_has_its_place_in_the_raid() -> None:
    declared = set(fields.in_forms())
    known = table.FORMS.keys() | {one for one in table.NOT_TYPED if ".html " not in one}
    house.none_of([f"{name}: the raid's table has no row" for name in sorted(declared - known)])
    house.none_of([f"{name}: no form has it any more" for name in sorted(known - declared)])


def test_every_box_that_a_template_writes_has_its_place_in_the_raid() -> None:
    written = set(fields.in_templates())
    known = table.TEMPLATES.keys() | {one for one in table.NOT_TYPED if ".html " in one}
    house.none_of([f"{name}: the raid's table has no row" for name in sorted(written - known)])
    house.none_of([f"{name}: no template has it any more" for name in sorted(known - written)])


def test_no_script_makes_a_box_that_the_raid_would_not_know_of() -> None:
    house.none_of([f"{place}: write the box in a template" for place in fields.in_scripts()])
