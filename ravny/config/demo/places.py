"""The made-up sites, routes and items of the demo."""

from dataclasses import dataclass

from .people import NORTH, SOUTH


@dataclass(frozen=True)
class DemoSite:
    """A site; `nights`: weekdays (0 Monday) it is worked at; `crowd`: contacts on such a day."""

    label: str
    kind: str
    team: str
    nights: tuple[int, ...]
    crowd: tuple[int, int]
    start: int
    end: int
    area: str = ""
    network: str = ""


SITES = (
    DemoSite("П-1", "street", NORTH, (1, 4), (2, 6), 21 * 60, 24 * 60 - 1, "у парка"),
    DemoSite("П-3", "club", NORTH, (4, 5), (5, 12), 22 * 60, 3 * 60, "центр"),
    DemoSite("П-5", "street", SOUTH, (2, 6), (2, 6), 20 * 60, 23 * 60, "у вокзала"),
    DemoSite("К-2", "club", SOUTH, (5,), (4, 10), 22 * 60, 3 * 60, "южный район"),
    DemoSite("Орион", "centre", NORTH, (0, 1, 2, 3, 4, 5), (1, 4), 11 * 60, 20 * 60, "центр"),
    DemoSite("Дом", "home", NORTH, (3,), (0, 2), 18 * 60, 21 * 60),
    DemoSite("М-1", "mobile", SOUTH, (2, 5), (2, 6), 19 * 60, 23 * 60, "по расписанию"),
    DemoSite("Сеть", "online", NORTH, (0, 2, 3, 6), (1, 4), 18 * 60, 22 * 60, "", "telegram"),
)
REGION = "KZ-75"
ROUTE = ("Маршрут С", ("П-1", "П-3"))


@dataclass(frozen=True)
class DemoItem:
    """An item; `rate`: (share of contacts it is given at, fewest, most)."""

    kind: str
    ru: str
    en: str
    unit: str
    step: int
    usual: int
    rate: tuple[float, int, int]
    language: str = ""
    months_to_expiry: int | None = None
    minimum: int = 0
    infections: tuple[str, ...] = ()
    self_test: bool = False


NEVER = (0.0, 0, 0)
"""Kits leave with a test, medicine of the reserve by hand: never with a handout."""

ITEMS = (
    DemoItem("condoms", "Презервативы", "Condoms", "piece", 5, 10, (0.92, 5, 20), "", 20, 2000),
    DemoItem("lubricant", "Лубриканты", "Lubricant", "sachet", 5, 5, (0.85, 3, 12), "", 14, 1200),
    DemoItem("leaflet", "Буклеты", "Leaflets", "piece", 1, 1, (0.4, 1, 2), "ru", None, 200),
    DemoItem("leaflet", "Буклеты", "Leaflets", "piece", 1, 0, (0.12, 1, 1), "uz", None, 60),
    DemoItem("disinfectant", "Антисептик", "Disinfectant", "bottle", 1, 0, (0.1, 1, 1), "", 9, 40),
    DemoItem(
        "test_kit", "Тест на ВИЧ", "HIV rapid test", "piece", 1, 0, NEVER, "", 18, 50, ("hiv",)
    ),
    DemoItem("aid", "Подгузники", "Nappies", "pack", 1, 0, (0.004, 1, 2), "", None, 0),
    DemoItem("aid", "Молочная смесь", "Milk formula", "pack", 1, 0, (0.004, 1, 2), "", 8, 0),
    DemoItem(
        "test_kit", "Тест на сифилис", "Syphilis rapid test", "piece", 1, 0, NEVER, "", 18, 30,
        ("syphilis",),
    ),
    DemoItem(
        "test_kit", "Тест на гепатит B", "Hepatitis B rapid test", "piece", 1, 0, NEVER, "", 16, 20,
        ("hepatitis_b",),
    ),
    DemoItem(
        "test_kit", "Тест на гепатит C", "Hepatitis C rapid test", "piece", 1, 0, NEVER, "", 16, 20,
        ("hepatitis_c",),
    ),
    DemoItem(
        "test_kit", "Самотест на ВИЧ", "HIV self-test", "piece", 1, 0, NEVER, "", 20, 20,
        ("hiv",), self_test=True,
    ),
    DemoItem("art", "АРТ на месяц", "ART: one month", "pack", 1, 0, NEVER, "", 15, 6),
    DemoItem("aid", "Пелёнки", "Swaddling cloths", "pack", 1, 0, NEVER, "", None, 40),
    DemoItem("aid", "Гигиенический набор", "Hygiene kit", "piece", 1, 0, NEVER, "", None, 40),
    DemoItem("aid", "Продукты", "Food parcel", "piece", 1, 0, NEVER, "", 12, 40),
    DemoItem("aid", "Одежда", "Clothes", "piece", 1, 0, NEVER, "", None, 20),
    DemoItem("aid", "SIM-карта", "SIM card", "piece", 1, 0, NEVER, "", None, 20),
)  # fmt: skip

KIT_OF = {"hiv": 5, "syphilis": 8, "hepatitis_b": 9, "hepatitis_c": 10}
SELF_TEST, RESERVE = 11, 12
HANDED_OUT = 13
"""So many of the items are drawn for at a meeting; the aid after them leaves with a case."""
AID = (13, 14, 15, 16, 17)
"""Places in ITEMS: the kit of each infection, the self-test, the emergency treatment."""

NICKNAMES = (
    "Ветер", "Космос", "Лис", "Клён", "Чайка", "Компас", "Янтарь", "Джаз", "Сокол", "Мята",
    "Гранат", "Шахмат", "Кедр", "Вокзал", "Пиксель", "Барс", "Снег", "Тополь", "Кофе", "Маяк",
)  # fmt: skip
NOTES = (
    "Просит писать только в ящик, звонить нельзя.",
    "Говорит, что дома спокойно, но телефон проверяет старший брат.",
    "Спрашивал про консультацию юриста, записать на следующую неделю.",
    "Придёт с другом, оба хотят узнать про самотест.",
    "Работает по ночам, встречаться удобнее днём в центре.",
    "Просил буклет на родном языке, русского читает мало.",
    "Хочет поговорить с врачом того же пола.",
)
SAFETY = (
    "С полуночи часто стоит патруль у выхода. Ждать внутри, жилеты не надевать.",
    "Охранник смены по пятницам дружелюбный, в другие дни лучше у бокового входа.",
    "Место плохо освещено, работать только вдвоём.",
)
