"""The paper card says a number, a neutral sentence and nothing else."""

import re

import pytest
from django.urls import reverse

from ravny.core.kit.codes import group_code
from tests.cast import Cast, browser_of
from tests.clients.makers import code, open_card, verbs


@pytest.mark.mission("S107")
def test_what_is_printed_is_the_code_its_drawing_and_one_sentence(cast: Cast) -> None:
    client_id = open_card(cast.peer, country="UZ", legal_status="undocumented")
    answer = browser_of(cast.peer).get(reverse("clients:print", args=[client_id]))
    main = answer.content.decode().split("<main", 1)[1].split("</main>")[0]
    printed = re.sub(r'<div class="head noprint">.*?</div>', "", main, flags=re.DOTALL)
    words = " ".join(re.sub(r"<[^>]+>", " ", printed.split(">", 1)[1]).split())
    number = group_code(code(cast.peer, client_id))
    assert words == f"{number[:-1]} {number[-1]} Покажите этот номер, когда придёте снова."
    assert "<svg" in printed
    assert " style=" not in printed
    assert verbs(cast.peer)[-1] == "clients.printed"


def test_the_pages_title_is_neutral(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    page = browser_of(cast.peer).get(reverse("clients:print", args=[client_id])).content.decode()
    assert "<title>Номер</title>" in page
