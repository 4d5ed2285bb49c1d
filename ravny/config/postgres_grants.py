"""Who may do what to which table of PostgreSQL: decided here, given anew after every migrate.

Letters: S select, I insert, U update, D delete. Nobody but the owner truncates, makes triggers or
changes a table. What is only added to gives no U and no D, beside its triggers. The worker reads
all that a backup holds, changes facts, and of keys only lets go what is due.
"""

from collections.abc import Sequence

WORDS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
Decision = tuple[str, str]

ADDED: Decision = ("SI", "SI")
FACTS: Decision = ("SIUD", "SIUD")

# Table: (web, worker).
DECISIONS: dict[str, Decision] = {
    "django_migrations": ("S", "S"),
    "django_session": ("SIUD", ""),
    "django_tasks_database_dbtaskresult": FACTS,
    # Who did what. The owner prunes months that ended; keys of subjects are made and destroyed.
    "journal_head": ("SIU", "SIU"),
    "journal_subjectkey": ("SID", "SID"),
    "journal_entry": ADDED,
    "journal_checkpoint": ("SI", "S"),
    "journal_erased": ADDED,
    # People: the worker clears up old sign-ins and changes nobody.
    "staff_organisation": ("S", "S"),
    "staff_team": ("SIU", "S"),
    "staff_account": ("SIU", "S"),
    "staff_membership": ("SID", "S"),
    "staff_invitation": ("SIUD", "SD"),
    "staff_signin": ("SIUD", "SD"),
    "staff_throttle": ("SIUD", "SD"),
    # Keys: what the worker may do is let go of them, and note that somebody left.
    "vault_staffkey": ("SIUD", "S"),
    "vault_circle": ("SIU", "SU"),
    "vault_epoch": ("SI", "S"),
    "vault_wrap": ("SID", "S"),
    "vault_epochfloor": ("SIUD", "S"),
    "vault_intakekey": ("SIU", "S"),
    "vault_phone": ("SIUD", "SD"),
    "vault_phoneinvitation": ("SIUD", "SD"),
    "vault_backupidentity": ("SIU", "SU"),
    "vault_backupcopy": ("SID", "SD"),
    "vault_group": ("SIU", "S"),
    "vault_groupmember": ("SIU", "S"),
    "vault_departure": ("SIUD", "SIUD"),
    "vault_passkey": ("SIUD", "SD"),
    "vault_authored": ("SIU", "SU"),
    "vault_authorkey": ("SI", "S"),
    "vault_root": ("SIU", "S"),
    "vault_certificate": ("SIUD", "SD"),
    "vault_recoverywrap": ("SID", "SD"),
    "vault_recoveryuse": ("SIUD", "SD"),
    "vault_recoverynotice": ("SIUD", "SD"),
    # Movements stay: balances are their sum.
    "stock_movement": ADDED,
    "stock_item": FACTS,
    "stock_lot": FACTS,
    "stock_place": FACTS,
    "stock_balance": FACTS,
    "stock_threshold": FACTS,
    "stock_count": FACTS,
    "stock_refill": FACTS,
    "attachments_attachment": FACTS,
    "attachments_chunk": FACTS,
    "clients_client": FACTS,
    "clients_keygroupfact": FACTS,
    "clients_consent": FACTS,
    "clients_poolcode": FACTS,
    "clients_opening": FACTS,
    "clients_hintsearches": FACTS,
    "directory_service": FACTS,
    "directory_price": FACTS,
    "directory_dealing": FACTS,
    "encounters_site": FACTS,
    "encounters_encounter": FACTS,
    "encounters_handout": FACTS,
    "referrals_referral": FACTS,
    "referrals_step": FACTS,
    "referrals_attempt": FACTS,
    "referrals_interpreting": FACTS,
    "referrals_bedrequest": FACTS,
    "referrals_bedreply": FACTS,
    "testing_test": FACTS,
    "testing_assay": FACTS,
    "care_registration": FACTS,
    "care_treatment": FACTS,
    "care_labresult": FACTS,
    "incidents_incident": FACTS,
    "incidents_incidentmove": FACTS,
    "outreach_route": FACTS,
    "outreach_routestop": FACTS,
    "outreach_shift": FACTS,
    "outreach_stand": FACTS,
    "outreach_promotion": FACTS,
    "outreach_sitesafetynote": FACTS,
    "outreach_intakerecord": FACTS,
    "cases_case": FACTS,
    "cases_request": FACTS,
    "cases_member": FACTS,
    "cases_stagemove": FACTS,
    "cases_goal": FACTS,
    "cases_step": FACTS,
    "cases_planchange": FACTS,
    "cases_assessment": FACTS,
    "cases_agreement": FACTS,
    "cases_contact": FACTS,
    "cases_safecontact": FACTS,
    "cases_exit": FACTS,
    "cases_archivedcase": FACTS,
    "supervision_handover": FACTS,
    "supervision_handoveritem": FACTS,
    "supervision_leaver": FACTS,
    "supervision_seat": FACTS,
    "supervision_limit": FACTS,
    "supervision_overload": FACTS,
    "supervision_hoursseen": FACTS,
    "supervision_session": FACTS,
    "supervision_followup": FACTS,
    "supervision_selfcheck": FACTS,
    "supervision_training": FACTS,
    "supervision_attendance": FACTS,
    "indicators_missedstep": FACTS,
    # What a person put aside on Today; the worker lets go of what came back.
    "desk_putaside": ("SIUD", "SD"),
    "upkeep_lease": FACTS,
    "upkeep_done": FACTS,
    "upkeep_run": FACTS,
    "upkeep_period": ("SIUD", "S"),
    "upkeep_purged": FACTS,
    "upkeep_wish": ("SIUD", "SIUD"),
}


def quoted(name: str) -> str:
    """Return a name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def undecided(tables: Sequence[str]) -> list[str]:
    """Return the tables nobody has decided about."""
    return sorted(set(tables) - set(DECISIONS))


def statements(tables: Sequence[str], *, web: str, worker: str) -> list[str]:
    """Return what takes every right away and gives the decided ones; for one transaction."""
    roles = ", ".join(quoted(role) for role in dict.fromkeys((web, worker)))
    lines = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {roles}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {roles}",
        f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, {roles}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {roles}",
    ]
    for table in sorted(tables):
        for role, letters in zip((web, worker), DECISIONS[table], strict=True):
            if letters:
                words = ", ".join(WORDS[letter] for letter in letters)
                lines.append(f"GRANT {words} ON {quoted(table)} TO {quoted(role)}")
    return lines
