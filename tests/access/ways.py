"""Every way to ask the platform something: each address with what stands in it, and its variants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ruantong.accounts.models import User
from ruantong.core.identifiers import make_uscc
from ruantong.followup.rules import acts
from ruantong.followup.rules.acts import Given
from ruantong.followup.sending import planning
from ruantong.followup.sending.delivery import deliver_due
from ruantong.outputs.actions import run
from ruantong.registry.models import Registration
from ruantong.registry.roster_import.acts import send_in
from ruantong.returns.models import Return
from ruantong.rulelab import runs
from tests import people
from tests.access.planted import Planted
from tests.registry.forms import answers
from tests.registry.workbooks import book, row
from tests.returns.story import APRIL, MAY
from tests.rulelab.bench import STRICT, proposed, released, written
from tests.site.addresses import NO_ID, NO_WORD, PARAMETER, Address, addresses, filled

FILES = ("?export=csv", "?export=xlsx")
WITHOUT_FILES = (
    "returns:blank",
    "accounts:",
    "second_factor:",
    "manual",
    "help_row",
    "rulelab:draft",
    "rulelab:propos",
    "rulelab:rule",
)
# What a page is asked for beside itself; every other one is asked for its files as well.
VARIANTS: Mapping[str, tuple[str, ...]] = {
    "returns:form": ("?revision=1", "?revision=2"),
    "returns:print": ("?revision=1",),
    "returns:form_pdf": ("?revision=1",),
    "returns:history": ("?a=1&b=2",),
    "returns:series": ("?cell=6.2021.A",),
    "returns:owed": ("?year=2023", *FILES),
    "desks:district": (*FILES, "?period=2024-04", "?period=2024-04&export=csv", "?sort=-impact"),
    "desks:city_returns": (*FILES, "?period=2024-04&export=csv", "?sort=-impact"),
    "desks:association": (*FILES, "?period=2024-04&export=csv"),
    "desks:opening": ("?period=2024-05", "?period=2024-05&export=csv"),
    "outputs:table": (
        "?unit=exact",
        "?unit=exact&district=500103",
        "?export=csv",
        "?view=national",
    ),
}
OF_ONE_RETURN = ("returns:", "desks:district_", "desks:city_", "desks:association_")
Things = Mapping[str, Mapping[str, list[object]]]


@dataclass(frozen=True)
class Way:
    """One request: the address it is of, the path, and the query."""

    address: Address
    path: str
    query: str = ""

    @property
    def name(self) -> str:
        return self.address.name


def ways(city: Planted) -> Iterator[Way]:
    """Every address with everything that stands in it, each followed by its variants."""
    things = things_of(city)
    for address in addresses():
        of_one = "<" in address.pattern and address.name.startswith(OF_ONE_RETURN)
        plain = () if of_one or address.name.startswith(WITHOUT_FILES) else FILES
        for values in combinations(address, things):
            path = filled(address.pattern, values)
            for query in ("", *VARIANTS.get(address.name, plain)):
                yield Way(address, path, query)


def combinations(address: Address, things: Things) -> list[dict[str, object]]:
    """The parameters of an address with each of their values; the longest beginning counts."""
    found: list[dict[str, object]] = [{}]
    for name in PARAMETER.findall(address.pattern):
        known = [start for start in things if address.name.startswith(start)]
        start = max((start for start in known if name in things[start]), key=len, default=None)
        assert start is not None, f"{address.name}: what stands for {name}?"
        found = [{**one, name: value} for one in found for value in things[start][name]]
    return found


def reminded(chen: User) -> int:
    """A rule, and a reminder by hand of every return that is still owed."""
    owed = Return.objects.filter(period=str(MAY))
    planning.send_by_hand(owed, actor=chen, channels=())
    deliver_due()
    return acts.state(Given("monthly", 5, 9, ["preparer"], []), actor=chen).pk


def things_of(city: Planted) -> Things:
    """What stands in the addresses of the city, by name of the view or its beginning: every return,
    and one of each other kind.
    """
    returns: list[object] = [case.ret.pk for case in city.cases.values()]
    units: list[object] = [case.ret.unit_id for case in city.cases.values()]
    assert Client().post("/register/", answers()).status_code == 302
    registration: list[object] = [Registration.objects.get().pk]
    account, chen = people.alice(), people.chen()
    workbook = SimpleUploadedFile("名录.xlsx", book(row(make_uscc("91500105MA5U9931"))))
    imported = send_in(workbook, actor=chen).pk
    draft = written()
    trial = runs.start_run(draft, actor=chen, periods=["2024-05"])
    runs.work(trial.pk, actor=chen, patience=60)
    release = released(draft, first="2024-08")
    proposal = proposed(written(STRICT.replace("0.5", "0.7")), first="2024-09")
    return {
        "registry:registration": {"pk": registration},
        "registry:refuse": {"pk": registration},
        "registry:licence": {"pk": registration},
        "registration_approve": {"pk": registration},
        "registry:unit": {"pk": units[::5], "roster": ["monthly"], "act": ["remove"]},
        "registry:offer": {"pk": units[1:2]},
        "registry:contact": {"pk": units[1:2]},
        "registry:confirm_contact": {"pk": units[1:2]},
        "registry:people": {"pk": units[1:2]},
        "registry:invite": {"pk": units[1:2]},
        "registry:person": {"pk": units[1:2]},
        "registry:end_person": {"pk": units[1:2]},
        "registry:submitters": {"pk": units[1:2]},
        "registry:withdraw_invitation": {"pk": units[1:2], "invitation": [NO_ID]},
        "registry:accept_waiting": {"pk": [NO_ID]},
        "registry:join": {"token": [NO_WORD]},
        "registry:contacts_history": {"district": [people.BO_DISTRICT]},
        "returns:owed": {"pk": units[::5]},
        "returns:blank_pdf": {"regime": ["miit_software_2021"], "code": ["6"]},
        "registry:import": {"pk": [imported]},
        "registry:": {"pk": [account.pk], "membership": [account.memberships.all()[0].pk]},
        "accounts:": {"pk": [NO_ID]},
        "second_factor:": {"kind": ["authenticator"], "pk": [NO_ID]},
        "returns:": {
            "pk": returns,
            "code": ["6"],
            "number": [1, 2, 3],
            "copy": [NO_ID],
            "digest": [NO_WORD],
        },
        "desks:calendar": {"year": [2024]},
        "desks:": {"pk": returns, "code": ["6"], "copy": [NO_ID]},
        "desks:calendar_feed": {"token": [NO_WORD]},
        "outputs:run": {"pk": [run(MAY, actor=chen).pk]},
        "outputs:": {
            "table_key": ["main"],
            "period_id": [str(MAY), str(APRIL)],
            "row_key": ["products", "software_revenue"],
        },
        "followup:": {"pk": [reminded(chen)], "token": [NO_WORD]},
        "rulelab:run": {"pk": [trial.pk]},
        "rulelab:step": {"pk": [trial.pk]},
        "rulelab:release_proposal": {"pk": [proposal.pk]},
        "rulelab:release": {"pk": [release.pk]},
        "rulelab:proposal": {"pk": [proposal.pk]},
        "rulelab:decline_proposal": {"pk": [proposal.pk]},
        "rulelab:": {"pk": [draft.draft_id], "rule_id": ["R6-13"], "form_code": ["6"]},
        "manual": {"slug": ["enterprise"]},
        "help_row": {
            "edition": ["miit_software_2021"],
            "code": ["6"],
            "indicator": ["2020"],
        },
    }
