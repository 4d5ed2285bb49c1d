"""The demo's centres, dispensaries, hospitals and anonymous sites: none of them exists."""

from .entries import PASSPORT, SAFE, STRANGERS, DemoPrice, DemoService

HIV = ("hiv",)
VIRAL = ("hepatitis_b", "hepatitis_c")
CARE = ("confirmation", "registration", "art", "viral_load")

CENTRES = (
    DemoService(
        "centre_city", "aids_centre", "Центр СПИД, город",
        infections=(*HIV, *VIRAL), provides=(*CARE, "prep", "pep"), languages=("ru", "kk", "en"),
        safety=PASSPORT, reports_to=("register",), friendliness="warm",
        hours="пн–пт 8:30–16:30", way_in="Вход со двора, регистратура слева. Спросить кабинет 12.",
        contact="Медсестра Г., сообщение в ящик организации, отвечает до обеда.",
        checked=18, prices=(DemoPrice("confirmation", 0), DemoPrice("viral_load", 0)),
    ),
    DemoService(
        "centre_region", "aids_centre", "Центр СПИД, область", "Каскелен", "KZ-19",
        infections=HIV, provides=CARE, not_provided=("prep",), safety=PASSPORT,
        reports_to=("register", "sanitary"), friendliness="fair", hours="пн–пт 9:00–17:00",
        way_in="Автобус до конечной, дальше пешком пять минут. Очередь живая.", checked=240,
        prices=(DemoPrice("confirmation", 0),),
    ),
    DemoService(
        "centre_uz", "aids_centre", "Центр СПИД, Ташкент", "Ташкент", "UZ-TK", "uz",
        infections=HIV, provides=("registration", "art", "viral_load", "teleconsult"),
        not_provided=("remote_registration",), languages=("uz", "ru"), safety=("no", "yes", "yes"),
        reports_to=("register", "family"), friendliness="cold", hours="пн–пт 9:00–16:00",
        way_in="На учёт ставят только лично; препараты можно получать по доверенности.",
        checked=96,
    ),
    DemoService(
        "centre_tj", "aids_centre", "Центр СПИД, Душанбе", "Душанбе", "TJ-DU", "tj",
        infections=HIV, provides=("registration", "remote_registration", "art", "teleconsult"),
        languages=("tg", "ru"), safety=("no", "yes", "yes"), reports_to=("register",),
        friendliness="fair", hours="пн–пт 8:00–15:00",
        way_in="Дистанционно: видеоприём по вторникам, документы фотографией через нас.",
        checked=41, prices=(DemoPrice("remote_registration", 0, "TJS"),),
    ),
    DemoService(
        "centre_kg", "aids_centre", "Центр СПИД, Бишкек", "Бишкек", "KG-GB", "kg",
        infections=HIV,
        provides=("registration", "remote_registration", "art", "viral_load", "teleconsult"),
        languages=("ky", "ru"), safety=("yes", "yes", "no"), reports_to=("register",),
        friendliness="warm", hours="пн–сб 8:00–17:00",
        way_in="Дистанционная постановка за неделю; терапию отправляют на три месяца.",
        checked=12, prices=(DemoPrice("remote_registration", 0, "KGS"),),
    ),
    DemoService(
        "centre_ru", "aids_centre", "Центр СПИД, Самара", "Самара", "RU-SAM", "ru",
        infections=HIV, provides=("registration", "remote_registration", "art", "viral_load"),
        languages=("ru",), safety=STRANGERS, reports_to=("register",), friendliness="fair",
        hours="пн–пт 8:00–18:00", way_in="Только граждане; дистанционно по письму нашего врача.",
        checked=130,
    ),
)  # fmt: skip

CLINICS = (
    DemoService(
        "anonymous_north", "anonymous", "Кабинет «Север»",
        infections=(*HIV, "syphilis", *VIRAL), provides=("rapid_test", "confirmation"),
        languages=("ru", "kk", "uz"), safety=SAFE, reports_to=("nobody",), friendliness="warm",
        hours="вт, чт 17:00–20:00, сб 11:00–15:00",
        way_in="Первый этаж, вывески нет. На входе назвать только код.", checked=9,
        prices=(DemoPrice("rapid_test", 0), DemoPrice("confirmation", 0)),
    ),
    DemoService(
        "anonymous_south", "anonymous", "Кабинет «Юг»",
        infections=(*HIV, "syphilis", *VIRAL), provides=("rapid_test", "confirmation", "sti_care"),
        languages=("ru", "kk"), safety=SAFE, reports_to=("nobody",), friendliness="fair",
        hours="пн, ср 16:00–20:00", way_in="Вход через аптеку, кабинет в конце коридора.",
        checked=64, prices=(DemoPrice("confirmation", 3500), DemoPrice("sti_care", 6000)),
    ),
    DemoService(
        "dispensary", "dispensary", "Кожно-венерологический диспансер № 5",
        infections=("syphilis", "chlamydia", "gonorrhoea", "mpox"),
        provides=("confirmation", "sti_care"), safety=PASSPORT,
        reports_to=("register", "sanitary"), friendliness="fair", hours="пн–пт 8:00–19:00",
        way_in="Второй вход, регистратура платных услуг: паспорт спрашивают реже.", checked=55,
        prices=(DemoPrice("sti_care", 4800),),
    ),
    DemoService(
        "tb", "tb_dispensary", "Противотуберкулёзный диспансер",
        infections=("tuberculosis",), provides=("confirmation", "tb_care"),
        not_provided=("hepatitis_care",), safety=PASSPORT, reports_to=("register", "sanitary"),
        friendliness="fair", hours="пн–пт 8:00–15:00",
        way_in="Отдельный вход для снимка, маску дают на месте.", checked=88,
        prices=(DemoPrice("tb_care", 0),),
    ),
    DemoService(
        "clinic_liver", "clinic", "Клиника «Тополь»", infections=VIRAL,
        specialities=("hepatologist", "infectious"), provides=("confirmation", "hepatitis_care"),
        languages=("ru", "kk", "en"), safety=("yes", "no", "no"), reports_to=("nobody",),
        friendliness="warm", hours="пн–сб 9:00–20:00", way_in="Запись за день, имя любое.",
        checked=27, prices=(DemoPrice("consultation", 9000), DemoPrice("confirmation", 14500)),
    ),
    DemoService(
        "clinic_general", "clinic", "Поликлиника № 41", specialities=("general", "surgeon"),
        provides=("consultation",), safety=PASSPORT, hours="пн–пт 8:00–20:00", checked=200,
    ),
    DemoService(
        "hospital", "hospital", "Инфекционная больница", infections=(*HIV, *VIRAL, "mpox"),
        provides=("hepatitis_care", "surgery"), safety=PASSPORT,
        reports_to=("register", "sanitary"), friendliness="cold", hours="круглосуточно",
        way_in="Приёмный покой справа от ворот; с сопровождением принимают быстрее.", checked=150,
    ),
    DemoService(
        "hospital_region", "hospital", "Районная больница", "Талгар", "KZ-19",
        provides=("surgery",), hours="круглосуточно",
    ),
    DemoService(
        "maternity", "maternity", "Родильный дом № 8", infections=HIV, provides=("childbirth",),
        safety=PASSPORT, reports_to=("register",), friendliness="fair", hours="круглосуточно",
        way_in="Без прописки принимают по направлению; обменную карту взять заранее.", checked=72,
    ),
    DemoService(
        "laboratory", "laboratory", "Лаборатория «Кедр»",
        infections=(*HIV, "syphilis", *VIRAL, "chlamydia", "gonorrhoea"),
        provides=("confirmation", "viral_load"), safety=SAFE, reports_to=("unknown",),
        friendliness="fair", hours="ежедневно 7:30–13:00",
        way_in="Имя можно не называть, результат по номеру заказа.", checked=33,
        prices=(
            DemoPrice("confirmation", 5200), DemoPrice("viral_load", 38000),
            DemoPrice("sti_care", 7900),
        ),
    ),
)  # fmt: skip
