"""Rules of reminding are on, and some units were reminded this morning, so that messages wait for them."""

from __future__ import annotations

from collections.abc import Iterable

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.demo.accounts import TRAINING_DISTRICT, respondent_name
from ruantong.demo.writing import Cast
from ruantong.followup.choices import Channel
from ruantong.followup.owing import not_filed
from ruantong.followup.rules.acts import adopt_suggested
from ruantong.followup.sending.delivery import deliver_due
from ruantong.followup.sending.planning import send_by_hand
from ruantong.returns.models import Return

_DISTRICTS = 5
_NOT_BEGUN = respondent_name(3)  # of the published accounts the one with an empty return
_NOTE = "填报中有疑问的，请及时与本区县联系。"


def remind(cast: Cast, period: Period) -> None:
    """By some districts, and one unit by the city. The others of the training district are left, for
    whoever tries it.
    """
    city = cast.others[Role.CITY]
    adopt_suggested(actor=city)
    one = [unit for unit, user in cast.respondents.items() if user.username == _NOT_BEGUN]
    _send(one, city, period)
    officers = [each for code, each in cast.officers.items() if code != TRAINING_DISTRICT]
    for officer in officers[:_DISTRICTS]:
        _send(None, officer, period)
    deliver_due()


def _send(units: Iterable[int] | None, officer: User, period: Period) -> None:
    owed = Return.objects.filter(not_filed(), period=str(period))
    if units is not None:
        owed = owed.filter(unit__in=units)
    if officer.district_code:
        owed = owed.filter(district_code=officer.district_code)
    if owed.exists():
        send_by_hand(owed, actor=officer, channels=[Channel.SMS.value], note=_NOTE)
