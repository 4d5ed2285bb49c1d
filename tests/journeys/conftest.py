"""The phone of the field's tests goes along on whole journeys."""

from tests.field.conftest import _fresh_circles, phone, scene

from .laptops import laptop_of

__all__ = ["_fresh_circles", "laptop_of", "phone", "scene"]
