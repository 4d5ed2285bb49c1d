"""The demo's friendly specialists, contact people, partners and offices: all made up."""

from .entries import PASSPORT, SAFE, DemoPrice, DemoService


def _specialist(
    key: str, label: str, speciality: str, *, price: int | None = None, **more: object
) -> DemoService:
    facts: dict[str, object] = {
        "specialities": (speciality,),
        "provides": ("consultation",),
        "safety": SAFE,
        "reports_to": ("nobody",),
        "friendliness": "warm",
        "contact": "Писать в ящик организации с пометкой «от нас»; время называет сам врач.",
        "prices": () if price is None else (DemoPrice("consultation", price),),
        **more,
    }
    return DemoService(key, "specialist", label, **facts)  # type: ignore[arg-type]  # one dict for all fields


SPECIALISTS = (
    _specialist(
        "infectious_1", "Инфекционист, Алматы, 1", "infectious", price=0, checked=20,
        provides=("consultation", "prep", "pep"), infections=("hiv",),
    ),
    _specialist(
        "infectious_2", "Инфекционист, Алматы, 2", "infectious", price=12000, checked=190,
        reports_to=("unknown",), infections=("hiv", "hepatitis_b", "hepatitis_c"),
    ),
    _specialist(
        "skin_1", "Дерматовенеролог, Алматы, 1", "dermatovenereologist", price=8000, checked=14,
        provides=("consultation", "sti_care"), infections=("syphilis", "gonorrhoea", "chlamydia"),
    ),
    _specialist(
        "skin_2", "Дерматовенеролог, Алматы, 2", "dermatovenereologist", price=6500, checked=75,
        provides=("consultation", "sti_care"), infections=("syphilis",), languages=("ru", "uz"),
    ),
    _specialist(
        "urologist", "Уролог, Алматы, 1", "urologist", price=9000, checked=48,
        hours="вт, пт после 18:00",
    ),
    _specialist("proctologist", "Проктолог, Алматы, 1", "proctologist", price=11000, checked=101),
    _specialist("hepatologist", "Гепатолог, Алматы, 1", "hepatologist", price=10000, checked=36),
    _specialist(
        "endocrinologist", "Эндокринолог, Алматы, 1", "endocrinologist", price=9500, checked=160,
        friendliness="fair",
    ),
    _specialist(
        "phthisiatrician", "Фтизиатр, Алматы, 1", "phthisiatrician", price=0,
        infections=("tuberculosis",), safety=PASSPORT, reports_to=("register",), checked=52,
    ),
    _specialist("surgeon", "Хирург, Алматы, 1", "surgeon", price=15000, safety=PASSPORT),
    _specialist("dentist", "Стоматолог, Алматы, 1", "dentist", price=12000, checked=210),
    _specialist(
        "psychologist", "Психолог, Алматы, 1", "psychologist", price=0, checked=6,
        languages=("ru", "kk", "uz"), provides=("consultation", "teleconsult"),
    ),
    _specialist(
        "psychologist_2", "Психолог, Алматы, 2", "psychologist", price=5000, checked=83,
        languages=("ru", "tg"),
    ),
    _specialist("psychiatrist", "Психиатр, Алматы, 1", "psychiatrist", price=14000, checked=118),
    _specialist("narcologist", "Нарколог, Алматы, 1", "narcologist", reports_to=("unknown",)),
    _specialist(
        "interpreter", "Переводчик с таджикского, 1", "interpreter", price=0, checked=29,
        provides=("interpreting",), languages=("tg", "ru"),
    ),
    _specialist(
        "lawyer", "Юрист, Алматы, 1", "lawyer", price=0, checked=11, provides=("legal",),
        languages=("ru", "kk", "uz"), hours="по записи, будни",
    ),
)  # fmt: skip


def _contact(key: str, label: str, city: str, region: str, checked: int | None) -> DemoService:
    return DemoService(
        key, "contact", label, city, region, provides=("consultation",), safety=SAFE,
        reports_to=("nobody",), friendliness="warm", checked=checked,
        contact="Через ящик организации, слово для узнавания у координатора.",
    )  # fmt: skip


PARTNERS = (
    _contact("contact_shymkent", "Контакт, Шымкент", "Шымкент", "KZ-79", 44),
    _contact("contact_astana", "Контакт, Астана", "Астана", "KZ-71", 15),
    _contact("contact_aktobe", "Контакт, Актобе", "Актобе", "KZ-15", 260),
    DemoService(
        "shelter", "shelter", "Приют «Берег»", provides=("housing", "food"), safety=SAFE,
        languages=("ru", "kk", "ky"), reports_to=("nobody",), friendliness="warm",
        hours="заселение до 22:00", way_in="Адрес даёт дежурный; до трёх ночей без документов.",
        checked=23, prices=(DemoPrice("housing", 0),),
    ),
    DemoService(
        "ngo_migrants", "ngo", "Фонд «Дорога домой»", provides=("documents", "legal", "food"),
        safety=("yes", "unknown", "yes"), languages=("ru", "uz", "tg", "ky"), friendliness="fair",
        hours="пн–пт 10:00–18:00", checked=90,
    ),
    DemoService(
        "ngo_network", "ngo", "Сеть «Вместе»", provides=("consultation", "prep"), safety=SAFE,
        reports_to=("nobody",), friendliness="warm", hours="ежедневно 12:00–20:00", checked=31,
    ),
    DemoService(
        "ngo_tashkent", "ngo", "Партнёр, Ташкент", "Ташкент", "UZ-TK", "uz",
        provides=("consultation", "legal"), languages=("uz", "ru"), safety=SAFE,
        reports_to=("nobody",), friendliness="warm", checked=38,
    ),
)  # fmt: skip

OFFICES = (
    DemoService(
        "migration", "migration", "Миграционная служба, район А", provides=("documents",),
        safety=PASSPORT, reports_to=("migration", "police"), friendliness="cold",
        hours="вт, чт 9:00–12:30", way_in="Идти только с юристом, копии документов у нас.",
        checked=61,
    ),
    DemoService(
        "sanitary", "sanitary", "Санитарная служба, город", safety=PASSPORT,
        reports_to=("sanitary", "migration"), friendliness="cold", hours="пн–пт 9:00–17:00",
        checked=175,
    ),
    DemoService(
        "police", "police", "Отдел полиции, район Б", safety=PASSPORT,
        reports_to=("police", "migration"), friendliness="hostile", hours="круглосуточно",
        checked=120,
    ),
    DemoService(
        "consulate_uz", "consulate", "Консульство Узбекистана", languages=("uz", "ru"),
        provides=("documents",), safety=("no", "yes", "yes"), reports_to=("unknown",),
        hours="пн, ср, пт 9:30–12:00", checked=47,
    ),
    DemoService(
        "consulate_tj", "consulate", "Консульство Таджикистана", languages=("tg", "ru"),
        provides=("documents",), safety=("no", "yes", "yes"), reports_to=("unknown",),
        hours="вт, чт 9:00–13:00", checked=300,
    ),
    DemoService(
        "university_1", "university", "Университет, корпус 1", languages=("ru", "kk", "en"),
        reports_to=("migration", "employer"), friendliness="fair", checked=66,
        way_in="Деканат иностранных студентов, приём через секретаря.",
    ),
    DemoService(
        "university_2", "university", "Университет, корпус 7", languages=("ru", "kk"),
        friendliness="cold", checked=None,
    ),
)  # fmt: skip
