"""A small city in which every kind of thing exists once, and the addresses that lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ruantong.accounts import proposals
from ruantong.accounts.models import User
from ruantong.accounts.proposal_kinds import RESET
from ruantong.core.identifiers import make_uscc
from ruantong.core.lifecycle import Role, State
from ruantong.core.periods import Period
from ruantong.followup.own import token_for
from ruantong.outputs.actions import run
from ruantong.registry.models import Membership, Registration
from ruantong.registry.people.invitations import hand_over
from ruantong.registry.roster_import.acts import send_in
from ruantong.returns.moving import actions, calendar_feeds
from ruantong.rulelab import runs
from tests import people
from tests.access.ways import Things, combinations, reminded
from tests.fuzz.values import STEPS
from tests.registry.forms import answers
from tests.registry.workbooks import book, row
from tests.returns.story import brought_to, opened
from tests.rulelab.bench import STRICT, proposed, released, written
from tests.site.addresses import NO_ID, NO_WORD, PARAMETER, addresses, filled

ACTS_ON_ACCOUNTS = ("account", "reset", "clear_factor", "enable", "change_role")


@dataclass(frozen=True)
class World:
    """What stands in each address, by the name of its view or the beginning of it."""

    things: Things

    def addresses(self) -> Iterator[tuple[str, str, str]]:
        """Name, path and odd step: all things that exist, and steps that nothing is called."""
        for address in addresses():
            found = combinations(address, self.things)
            for values in found:
                yield address.name, filled(address.pattern, values), ""
            for name in PARAMETER.findall(address.pattern)[:1]:
                for step in STEPS:
                    yield address.name, filled(address.pattern, {**found[0], name: step}), step


def make_world() -> World:
    """Returns in three states, a registration that waits, a handover, rules in every state, a file
    of a roster, totals.
    """
    unit = people.make_unit(1, park=people.PARK, form7_from="2024-02")
    second = people.make_unit(2)
    for make in people.EVERYONE.values():
        make()
    people.alice(unit)
    drafting = opened(unit)
    actions.save(drafting.pk, actor=people.alice(unit), version=0, cells={"6.2010.A": "1"})
    people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
    people.join(User.objects.get(username="mallory"), second)
    waiting = brought_to(State.FORWARDED, opened(second))
    brought_to(State.ACCEPTED, opened(people.make_unit(3)))
    assert Client().post("/register/", answers()).status_code == 302
    tokens: list[object] = []

    def link(token: str) -> str:
        tokens.append(token)
        return token

    offer = hand_over(
        unit.pk, actor=people.alice(unit), name="何接任", phone="13700000009", link_of=link
    )
    chen, bo = people.chen(), people.bo()
    workbook = SimpleUploadedFile("名录.xlsx", book(row(make_uscc("91500105MA5U9931"))))
    imported = send_in(workbook, actor=chen).pk
    draft = written()
    trial = runs.start_run(draft, actor=chen, periods=["2024-05"])
    release = released(draft, first="2024-08")
    proposal = proposed(written(STRICT.replace("0.5", "0.7")), first="2024-09")
    officer = people.EVERYONE[Role.ASSOCIATION]()
    reset = proposals.propose_for(
        officer.pk, RESET, actor=people.sun(), reason="本人书面申请重置口令"
    )
    own = Membership.objects.get(user=people.alice(unit), unit=unit)
    returns: list[object] = [drafting.pk, waiting.pk]
    return World(
        {
            "registration": {"pk": [Registration.objects.get().pk]},
            "registry:registration": {"pk": [Registration.objects.get().pk]},
            "registry:refuse": {"pk": [Registration.objects.get().pk]},
            "registry:licence": {"pk": [Registration.objects.get().pk]},
            "registry:": {"pk": [unit.pk], "membership": [own.pk], "invitation": [offer.pk],
                          "token": tokens, "district": [people.BO_DISTRICT]},
            "registry:unit_roster": {"roster": ["monthly"], "act": ["remove", "add"]},
            **{f"registry:{act}": {"pk": [bo.pk]} for act in ACTS_ON_ACCOUNTS},
            "registry:end_membership": {"pk": [own.user_id]},
            "registry:import": {"pk": [imported]},
            "registry:accept_waiting": {"pk": [offer.pk]},
            "accounts:": {"pk": [reset.pk]},
            "accounts:end_session": {"pk": [NO_ID]},
            "second_factor:": {"kind": ["authenticator"], "pk": [NO_ID]},
            "returns:": {"pk": returns, "code": ["6"], "number": [1], "copy": [NO_ID],
                         "digest": [NO_WORD], "regime": ["miit_software_2021"]},
            "returns:owed": {"pk": [unit.pk]},
            "desks:": {"pk": returns, "code": ["6"], "copy": [NO_ID], "year": [2024],
                       "token": [calendar_feeds.renew(actor=people.alice(unit))]},
            "followup:": {"pk": [reminded(chen)], "token": [token_for(own.user, "alice@example.com")]},
            "outputs:": {"table_key": ["main"], "period_id": ["2024-05"], "row_key": ["products"]},
            "outputs:run": {"pk": [run(Period.parse("2024-05"), actor=chen).pk]},
            "rulelab:": {"pk": [draft.draft_id], "rule_id": ["R6-13"], "form_code": ["6"]},
            "rulelab:run": {"pk": [trial.pk]},
            "rulelab:step": {"pk": [trial.pk]},
            "rulelab:release": {"pk": [release.pk]},
            "rulelab:proposal": {"pk": [proposal.pk]},
            "rulelab:release_proposal": {"pk": [proposal.pk]},
            "rulelab:decline_proposal": {"pk": [proposal.pk]},
            "manual": {"slug": ["enterprise"]},
            "help_row": {"edition": ["miit_software_2021"], "code": ["6"], "indicator": ["2020"]},
        }
    )  # fmt: skip
