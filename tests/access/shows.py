"""What an answer of each address may hold; tests/access/test_every_way.py asks them all."""

from __future__ import annotations

from collections.abc import Mapping

from tests.access.planted import (
    ACCOUNT,
    BOOKED,
    CONTACT,
    EXTENSION,
    FIGURE,
    NAME,
    NOTE,
    SIGNER,
    TALK,
)

NOTHING: frozenset[str] = frozenset()
REVIEWED = frozenset({FIGURE, NOTE, SIGNER, TALK, NAME})
CROSS_CHECKED = frozenset({FIGURE, NOTE, TALK})
LISTED = frozenset({FIGURE, NAME})
REGISTERED = frozenset({NAME, CONTACT})
DATES = frozenset({NAME, EXTENSION})
NAMED = frozenset({NAME})
SUMMED = frozenset({FIGURE})
BOOKS = LISTED | {ACCOUNT, BOOKED}

# What an answer of an address may hold. One that leads on to another (after an act, or to one's
# first page) holds what that one holds.
SHOWS: Mapping[str, frozenset[str]] = {
    # the enterprise
    "returns:home": frozenset({NAME, TALK, EXTENSION}),
    "returns:overview": REVIEWED - {SIGNER},
    "returns:form": REVIEWED,
    "returns:print": frozenset({FIGURE, SIGNER, NAME}),
    "returns:form_pdf": frozenset({FIGURE, SIGNER, NAME}),
    "returns:upload": BOOKS,
    "returns:take_workbook": frozenset({NOTE, NAME}),
    "returns:drop_workbook": NAMED,
    "returns:workbook": frozenset({FIGURE, SIGNER, NAME}),
    "returns:form_workbook": frozenset({FIGURE, SIGNER, NAME}),
    **dict.fromkeys(
        (
            f"returns:ledger{act}"
            for act in ("", "_upload", "_keep", "_preview", "_restore", "_delete")
        ),
        BOOKS,
    ),
    "returns:ledger_forget": BOOKS - {BOOKED},
    "returns:ledger_mapping": frozenset({ACCOUNT}),
    "returns:send_scan": frozenset({SIGNER, NAME}),
    "returns:archive": frozenset({FIGURE, NOTE, SIGNER, NAME}),
    **dict.fromkeys(
        (f"desks:{desk}_form_pdf" for desk in ("district", "city")),
        frozenset({FIGURE, SIGNER, NAME}),
    ),
    **dict.fromkeys(
        (f"desks:{desk}_archive" for desk in ("district", "city")),
        frozenset({FIGURE, NOTE, SIGNER, NAME}),
    ),
    "returns:owed": NAMED,
    "returns:history": REVIEWED - {SIGNER},
    "returns:receipt": frozenset({SIGNER, NAME}),
    "returns:dossier": LISTED,
    "returns:series": SUMMED,
    "returns:submit": frozenset({FIGURE, SIGNER, NAME}),
    "returns:withdraw": frozenset({NOTE, SIGNER, NAME}),
    "returns:give_up": frozenset({FIGURE, NOTE, NAME, TALK}),
    "returns:explain_again": frozenset({NOTE, NAME}),
    "returns:nil": frozenset({NOTE, NAME}),
    "returns:validate": frozenset({NOTE, NAME}),
    "returns:answer": REVIEWED - {SIGNER},
    "returns:save": NOTHING,
    "returns:seal_key": NOTHING,
    "returns:offline_worker": NOTHING,
    "returns:here": NOTHING,
    "returns:rules": NOTHING,
    # the desks
    "desks:district": LISTED,
    "desks:district_return": REVIEWED,
    "desks:district_pass_many": LISTED,
    **dict.fromkeys(
        (f"desks:district_{act}" for act in ("pass", "back", "stands", "ask")), REVIEWED
    ),
    "desks:city": NOTHING,
    "desks:city_returns": LISTED,
    "desks:city_return": REVIEWED,
    "desks:city_pass_many": LISTED,
    **dict.fromkeys(
        (f"desks:city_{act}" for act in ("pass", "back", "unlock", "stands", "ask")), REVIEWED
    ),
    "desks:missing": REGISTERED,
    "desks:city_missing": REGISTERED,
    **dict.fromkeys(("desks:missing_remind", "desks:city_missing_remind"), NAMED),
    "desks:association": SUMMED,
    "desks:association_return": CROSS_CHECKED,
    "desks:association_opinion": CROSS_CHECKED,
    "desks:association_name": CROSS_CHECKED,
    "desks:park": NAMED,
    # periods and dates
    "desks:periods": NOTHING,
    "desks:opening": NAMED,
    "desks:automatic_opening": NOTHING,
    "desks:deadlines_ics": NAMED,
    "desks:calendar_feed": NOTHING,  # to whoever does not know the address
    **dict.fromkeys(("desks:feed_renew", "desks:feed_end"), DATES),
    **dict.fromkeys(
        (f"desks:calendar{act}" for act in ("", "_year", "_rule", "_extend", "_holiday")), DATES
    ),
    # tables: a sum over one return is its figure; who is behind it, and with how much
    "outputs:main": NOTHING,
    "outputs:table": SUMMED,
    "outputs:districts": SUMMED,
    "outputs:trace": LISTED,
    "outputs:aggregate": SUMMED,
    "outputs:coverage": NOTHING,  # names only who has an accepted annual return
    "outputs:report": NOTHING,
    "outputs:runs": NOTHING,
    "outputs:run": NOTHING,
    # the laboratory: of a trial run, which returns would fail
    "rulelab:run": NAMED,
    "rulelab:step": NAMED,
    **dict.fromkeys(
        (
            f"rulelab:{page}"
            for page in (
                "rules", "rule", "sheet", "lint", "compare", "drafts", "new_draft", "draft",
                "start", "propose", "proposal", "release_proposal", "decline_proposal", "releases",
                "release",
            )
        ),
        NOTHING,
    ),
    # the register
    "registry:own_unit": REGISTERED,
    "registry:contact": REGISTERED,
    "registry:confirm_contact": REGISTERED,
    "registry:units": REGISTERED,
    **dict.fromkeys(
        (
            f"registry:unit{act}"
            for act in ("", "_change", "_rename", "_leave", "_move", "_roster")
        ),
        REGISTERED,
    ),
    "registry:rosters": NAMED,
    **dict.fromkeys(
        (f"registry:import{page}" for page in ("s", "", "_template", "_take", "_drop")), NOTHING
    ),
    "registry:contacts": NOTHING,
    "registry:contacts_sheet": NOTHING,
    "registry:contacts_remind": NOTHING,
    "registry:contacts_history": NOTHING,
    **dict.fromkeys(
        (
            f"registry:{page}"
            for page in (
                "account", "reset", "clear_factor", "enable", "change_role", "end_membership",
                "offer", "people",
                "invite", "person", "end_person", "submitters",
            )
        ),
        NAMED,
    ),
    # reminders name the unit and say nothing of a return; what is read leads on to the return
    **dict.fromkeys(("followup:inbox", "followup:read", "followup:log"), NAMED),
    **dict.fromkeys(
        (
            f"followup:{page}"
            for page in (
                "own", "prove", "rules", "rule", "rule_new", "rule_switch", "rules_suggested",
            )
        ),
        NOTHING,
    ),
    "trail": DATES,
    "trail_verify": NOTHING,  # leads to the newest entries: who looked at what, by number
    **dict.fromkeys(
        (
            "accounts:login", "accounts:request_code", "accounts:confirm_code", "accounts:logout",
            "accounts:activate", "accounts:confirm_activation",
            "accounts:account", "accounts:password", "accounts:phone", "accounts:policy", "accounts:own_policy", "accounts:sessions", "accounts:end_session", "accounts:end_other_sessions",
            "accounts:proposed", "accounts:confirm_account", "accounts:decline_account",
            "accounts:outbox", "accounts:sms_report", "registry:cas", "registry:cas_go",
            "registry:cas_ticket", "registry:cas_left", "registry:cas_forget", "registry:register",
            "registry:scope_check",
            "registry:applicant_phone", "registry:confirm_applicant_phone", "accounts:confirm_phone",
            "registry:status", "registry:registrations",
            "second_factor:factors", "second_factor:authenticator", "second_factor:passkey",
            "second_factor:make_passkey", "second_factor:use_passkey", "second_factor:codes",
            "second_factor:remove",
            "accounts:sessions", "accounts:end_session", "accounts:end_other_sessions",
            "registry:registration", "registry:refuse", "registry:licence", "registry:accounts",
            "registry:assign", "registry:waiting", "registry:accept_waiting", "registry:join",
            "registry:withdraw_invitation", "registration_approve", "manual", "manual_chapter", "home",
            "returns:blanks", "returns:blank_pdf", "returns:scan", "desks:district_scan",
            "desks:city_scan", "desks:scan_notices",
            "questions", "help_row",
        ),
        NOTHING,
    ),
    # these lead to one's first page
    **dict.fromkeys(
        ("resume", "accounts:first_password", "second_factor:verify"),
        frozenset({FIGURE, NAME, TALK, EXTENSION}),
    ),
    "registry:correct": frozenset({NAME, TALK, EXTENSION}),
}  # fmt: skip
