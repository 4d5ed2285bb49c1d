"""The ten made-up people who work in the demo organisation, and its two teams."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoPerson:
    """An account of the demo; `sites`: kinds of site they work at."""

    login: str
    pseudonym: str
    roles: tuple[str, ...]
    languages: tuple[str, ...]
    team: str
    sites: tuple[str, ...] = ()
    language: str = "ru"


NORTH, SOUTH = "Север", "Юг"
TEAMS = (NORTH, SOUTH)

PEOPLE = (
    DemoPerson("alisher", "Алишер", ("peer",), ("ru", "uz"), NORTH, ("club", "street")),
    DemoPerson("rustam", "Рустам", ("peer",), ("ru", "tg"), NORTH, ("street", "online")),
    DemoPerson("aida", "Аида", ("peer",), ("ru", "ky", "kk"), SOUTH, ("club", "centre")),
    DemoPerson("marat", "Марат", ("peer", "social"), ("ru", "kk"), SOUTH, ("mobile", "street")),
    DemoPerson("lena", "Лена", ("social",), ("ru", "uk"), NORTH, ("centre", "home")),
    DemoPerson("timur", "Тимур", ("case_manager",), ("ru", "uz", "en"), NORTH, ("centre",)),
    DemoPerson("vera", "Вера", ("lawyer",), ("ru", "en"), NORTH),
    DemoPerson("nazar", "доктор Н.", ("doctor",), ("ru", "kk"), SOUTH, ("mobile",)),
    DemoPerson("dana", "Дана", ("stock", "hotline"), ("ru", "kk", "en"), SOUTH),
    DemoPerson("olga", "Ольга", ("coordinator", "keeper"), ("ru", "en"), NORTH),
)

# Shown first to somebody who wants to look around: each opens another part of the house.
SHOWN = ("olga", "alisher", "timur", "dana")
