"""No model is forgotten: each goes with a kind of record, with a client, or stays for a reason."""

from ravny.core.kit.registries import client_records, record_kinds
from ravny.insight.upkeep.queries.periods import check_profiles
from tests.guards import house

# Goes when a client's card goes (kit.registries.client_records), and not before.
WITH_THE_CARD = {
    "clients.Consent": "a consent is proved as long as there is a card",
    "referrals.Step": "hangs on its referral",
    "referrals.Attempt": "a fact about a referral, without free text",
    "referrals.Interpreting": "a fact about a referral, without free text",
    "referrals.BedRequest": "a fact about a referral, without free text",
    "referrals.BedReply": "a fact about a referral, without free text",
    "care.Registration": "what care builds on as long as the person comes",
    "care.Treatment": "what care builds on as long as the person comes",
    "incidents.IncidentMove": "hangs on its incident, which stays counted",
    "care.LabResult": "what care builds on as long as the person comes",
    "indicators.MissedStep": "found anew every hour from what there is",
}
STAYS = {
    "journal.Head": "one row for each organisation: the end of its chain",
    "journal.SubjectKey": "goes with erasure, and when a prune leaves no line about the subject",
    "journal.Checkpoint": "the chain is checked from it when older lines were pruned",
    "journal.Erased": "replayed after a restore, so that what was erased stays erased",
    "staff.Organisation": "the house itself",
    "staff.Team": "clients and circles belong to it",
    "staff.Account": "a working name that facts are signed with; keys and secrets go on leaving",
    "staff.Membership": "goes when somebody leaves the team",
    "staff.SignIn": "goes within a day of its end by itself (staff.sign_ins)",
    "staff.Throttle": "goes within a day by itself (staff.sign_ins)",
    "vault.StaffKey": "goes when the person leaves (vault.forget_staff_key)",
    "vault.Circle": "old text opens with it",
    "vault.Epoch": "old text opens with it",
    "vault.Wrap": "old text opens with it; those of a person go when they leave",
    "vault.EpochFloor": "what a member may not open",
    "vault.Departure": "who once could open what still stands",
    "vault.Group": "a circle's members; old text opens with it",
    "vault.GroupMember": "a circle's members and since when",
    "vault.IntakeKey": "its private half is destroyed after 90 days (vault.intake)",
    "vault.Authored": "each entry is named by the next; erased_on says that the text went",
    "vault.AuthorKey": "what was signed is checked with it",
    "vault.Root": "what was signed is checked with it",
    "vault.RecoveryWrap": "the only way left when a phrase is lost; see vault.recovery",
    "vault.BackupIdentity": "goes with the window of backups",
    "vault.BackupCopy": "goes first when the window of backups closes",
    "clients.PoolCode": "a code nobody bears yet; goes by itself (clients.release_unused_codes)",
    "directory.Price": "what something costs at an office: nobody's",
    "stock.Item": "a thing, nobody's",
    "stock.Lot": "a delivery, nobody's; a test names it",
    "stock.Place": "a place",
    "stock.Balance": "how much lies where now",
    "stock.Movement": "an account must add up: a balance is the sum of its movements",
    "stock.Threshold": "a setting",
    "encounters.Site": "a neutral label",
    "encounters.Handout": "a counted fact: how many of what",
    "testing.Assay": "a counted fact of a test",
    "outreach.Route": "a neutral label",
    "outreach.RouteStop": "a neutral label",
    "cases.ArchivedCase": "facts that lead to nobody, shown only where five are alike",
    "desk.PutAside": "goes the day after it came back, by itself (desk.put_aside)",
    "supervision.Seat": "who may open a session's or handover's text; goes with it",
    "supervision.Limit": "a setting",
    "upkeep.Lease": "one row: who works now",
    "upkeep.Done": "a row for each periodic work",
    "upkeep.Run": "the installation's own backups: no fact about anybody",
    "upkeep.Period": "a setting",
}


def test_every_model_goes_some_day_or_stays_for_a_reason() -> None:
    going = {table for kind in record_kinds for table in kind.tables}
    known = [going, set(WITH_THE_CARD), set(STAYS)]
    wrong = []
    for model in house.models_of_ours():
        named = sum(model._meta.label in some for some in known)
        if named != 1:
            wrong.append(f"{model._meta.label}: named {named} times, once is right")
    every = {model._meta.label for model in house.models_of_ours()}
    wrong += [f"{label}: there is no such model" for label in sorted(set().union(*known) - every)]
    house.none_of(wrong)


def test_rooms_whose_records_go_with_a_card_erase_them() -> None:
    erasing = {one.code.partition(".")[0] for one in client_records}
    rooms = {label.partition(".")[0] for label in WITH_THE_CARD}
    assert rooms <= erasing


def test_every_kind_has_sane_bounds_its_own_code_and_place() -> None:
    kinds = list(record_kinds)
    assert len({kind.code for kind in kinds}) == len({kind.order for kind in kinds}) == len(kinds)
    for kind in kinds:
        assert 1 <= kind.least_months <= kind.months <= kind.most_months <= 600, kind.code
        assert kind.tables, kind.code


def test_the_profiles_name_kinds_there_are_within_their_bounds() -> None:
    check_profiles()
