"""The phone of the field's tests goes along on whole journeys."""

from tests.field.conftest import _collected_worker, _fresh_circles, phone, scene

__all__ = ["_collected_worker", "_fresh_circles", "phone", "scene"]
