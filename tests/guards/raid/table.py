"""Which box of which page each place to type is filled at, and the few that are not.

A new field fails `test_fields.py` with its name until it has a row; the journey fails with the
row's name when it did not come there.
"""

# A field of a form → the door, the address and the box that show it.
FORMS = {
    "cases.forms.agreement.TalkForm.words": "desk cases/<uuid:case_id>/talk/ words",
    "cases.forms.assessment.AnswerForm.note": (
        "desk cases/assessments/<uuid:assessment_id>/answer/ note"
    ),
    "cases.forms.contact.ContactForm.note": (
        "desk cases/<uuid:case_id>/contacts/<slug:contact_kind>/ note"
    ),
    "cases.forms.safe_contact.SafeContactForm.address": "desk cases/<uuid:case_id>/safe/ address",
    "cases.forms.safe_contact.SafeContactForm.words": "desk cases/<uuid:case_id>/safe/ words",
    "cases.forms.places.PlaceMixin.region": "desk cases/<uuid:case_id>/where/ region",
    "cases.forms.plan.AgreeForm.words": "desk cases/<uuid:case_id>/plan/agree/ words",
    "cases.forms.plan.AmendForm.why_words": "desk cases/steps/<uuid:step_id>/ why_words",
    "cases.forms.plan.GoalForm.words": "desk cases/<uuid:case_id>/plan/goals/new/ words",
    "cases.forms.plan.StepForm.words": "desk cases/goals/<uuid:goal_id>/steps/new/ words",
    "cases.forms.requests.ChangeRequestForm.words": (
        "desk cases/<uuid:case_id>/requests/<uuid:request_id>/ change_words"
    ),
    "cases.forms.requests.RequestForm.words": "desk cases/<uuid:case_id>/requests/new/ words",
    "cases.forms.exit.AnswerForm.answer": "desk cases/exits/<uuid:exit_id>/ answer",
    "cases.forms.exit.ExitForm.words": "desk cases/<uuid:case_id>/exit/ words",
    "clients.forms.called_field": "desk clients/new/ called",
    "clients.forms.MergeForm.code": "desk clients/<uuid:client_id>/merge/ code",
    "desk.forms.FindForm.code": "desk find/ code",
    "directory.forms.DealingForm.note": "desk directory/<uuid:service_id>/asked/ note",
    "directory.forms.ServiceForm.city": "desk directory/new/ city",
    "directory.forms.ServiceForm.contact": "desk directory/new/ contact",
    "directory.forms.ServiceForm.hours": "desk directory/new/ hours",
    "directory.forms.ServiceForm.label": "desk directory/new/ label",
    "directory.forms.ServiceForm.region": "desk directory/new/ region",
    "directory.forms.ServiceForm.way_in": "desk directory/new/ way_in",
    "directory.price_boxes._boxes.amount": "desk directory/new/ price_amount_#",
    "directory.price_boxes._boxes.currency": "desk directory/new/ price_currency_#",
    "encounters.forms.EncounterForm.campaign": "desk encounters/record/ campaign",
    "encounters.forms.EncounterForm.code": "desk encounters/record/ code",
    "encounters.forms.EncounterForm.note": "desk encounters/record/ note",
    "encounters.site_forms.SiteForm.area": "desk encounters/sites/new/ area",
    "encounters.site_forms.SiteForm.label": "desk encounters/sites/new/ label",
    "encounters.site_forms.SiteForm.region": "desk encounters/sites/new/ region",
    "incidents.forms.IncidentForm.note": "desk incidents/new/ note",
    "incidents.forms.IncidentForm.region": "desk incidents/new/ region",
    "kit.showcase.ExampleForm.code": "desk kit/ code",
    "kit.showcase.ExampleForm.text": "desk kit/ text",
    "outreach.forms.PromotionForm.code": "desk outreach/promotion/new/ code",
    "outreach.forms.PromotionForm.label": "desk outreach/promotion/new/ label",
    "outreach.forms.RouteForm.label": "desk outreach/routes/new/ label",
    "outreach.forms.SafetyForm.text": "desk outreach/sites/<uuid:site_id>/ text",
    "outreach.mending.MendForm.campaign": "desk outreach/tray/<uuid:record_id>/ campaign",
    "outreach.mending.MendForm.code": "desk outreach/tray/<uuid:record_id>/ code",
    "referrals.forms.referral.ReferForm.note": "desk referrals/new/ note",
    "staff.forms.AccountForm.login": "desk staff/invite login",
    "staff.forms.AccountForm.pseudonym": "desk staff/invite pseudonym",
    "supervision.forms.handover.ReturnForm.words": (
        "desk supervision/offers/<uuid:offer_id>/give-back/ words"
    ),
    "supervision.forms.sessions.FollowUpForm.words": (
        "desk supervision/sessions/<uuid:session_id>/ words"
    ),
    "supervision.forms.sessions.NoteForm.words": (
        "desk supervision/sessions/<uuid:session_id>/note/ words"
    ),
    "supervision.forms.sessions.SelfCheckForm.words": "desk supervision/self-check/ words",
    "staff.forms.JoinForm.code": "desk staff/join/<str:token> code",
    "staff.forms.SignInForm.code": "desk staff/sign-in code",
    "staff.forms.SignInForm.login": "desk staff/sign-in login",
    "staff.forms.TeamForm.label": "desk staff/teams/add label",
    "stock.forms.catalogue.ItemForm.label_en": "desk stock/items/new/ label_en",
    "stock.forms.catalogue.ItemForm.label_ru": "desk stock/items/new/ label_ru",
    "stock.forms.catalogue.PlaceForm.label": "desk stock/places/new/ label",
    "stock.forms.moving.DeliveryForm.number": "desk stock/deliveries/new/ number",
    "testing.forms.block.TestBlock.note": "desk testing/record/ hiv-note",
    "testing.forms.recording.WhoForm.code": "desk testing/record/ code",
    "upkeep.forms.wishes.WishForm.code": "desk upkeep/erase/<uuid:client_id>/ code",
    "vault.forms.circles.GroupForm.label": "desk vault/groups/new/ label",
}

# A box that a template writes itself → where it is filled.
TEMPLATES = {
    "attachments/panel.html attachment-file": "desk card/<uuid:client_id>/ attachment-file",
    "clients/parts/hint.html data-hint-answer": "desk clients/new/ data-hint-answer",
    "field/codes.html code": "field  code",
    "field/contact.html note": "field  note",
    "kit/desk.html find-code": "desk everywhere find-code",
    "staff/join.html phrase": "desk staff/join/<str:token> phrase",
    "staff/sign_in.html phrase": "desk staff/sign-in phrase",
    "vault/lock.html unlock-new-pin": "desk everywhere unlock-new-pin",
    "vault/lock.html unlock-phrase": "desk everywhere unlock-phrase",
    "vault/lock.html unlock-pin": "desk everywhere unlock-pin",
    "vault/own.html today-pin": "desk vault/own today-pin",
    "vault/own_phrase.html change-code": "desk vault/own change-code",
    "vault/own_phrase.html phrase-new": "desk vault/own phrase-new",
    "vault/own_phrase.html phrase-now": "desk vault/own phrase-now",
    "vault/typed_sheet.html sheet-#-#": "desk vault/recovery/ sheet-#-#",
}

# Declared like something to type into, and nobody types there: why.
NOT_TYPED = {
    "cases/safe_box.html neutral-#": "ready words of ours, readonly, to be copied",
    "attachments.forms.BeginForm.home": "a word of ours that the page's script sends",
    "attachments.forms.BeginForm.about": "the sealed header, made by the page's script",
}

# Where what is typed is always refused here, so that the server never keeps it: why.
NEVER_KEPT = {
    "desk kit/": "examples of forms, which lead nowhere",
    "desk upkeep/erase/<uuid:client_id>/": "the right code would erase the client",
}

# What a place may hold readably: the beginning of where it was typed, and why.
READABLE = {
    "phone": {
        "desk encounters/sites/": "neutral labels of this shift's sites, for 16 hours",
        "desk stock/items/": "what is handed out has a label on the phone's buttons",
    }
}
