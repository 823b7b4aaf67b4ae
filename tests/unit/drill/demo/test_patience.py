"""Waiting ends with what was seen, with a reason, or with a request to stop; never silently."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.kit.clock import ManualClock
from tocsin.drill.demo.failure import DemoFailed
from tocsin.drill.demo.patience import Interrupted, Patience

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class HourlyClock(ManualClock):
    """Each look at it is an hour later than the last."""

    def now(self) -> datetime:
        return self.advance(timedelta(hours=1))


def _nobody_stops_us(seconds: float) -> bool:
    return False


def _somebody_stops_us(seconds: float) -> bool:
    return True


def _all_alive() -> None:
    pass


def _one_died() -> None:
    raise DemoFailed("the server ended")


def test_first_sight_is_returned() -> None:
    patience = Patience(HourlyClock(NOON), _nobody_stops_us, _all_alive)

    assert patience.until(lambda: "smoke", within=timedelta(seconds=1), what="smoke") == "smoke"


def test_nothing_seen_in_time_is_told_by_its_name() -> None:
    patience = Patience(HourlyClock(NOON), _nobody_stops_us, _all_alive)
    with pytest.raises(DemoFailed, match="a page: did not happen within 60 s"):
        patience.until(lambda: None, within=timedelta(seconds=60), what="a page")


def test_dead_process_ends_the_wait() -> None:
    patience = Patience(HourlyClock(NOON), _nobody_stops_us, _one_died)
    with pytest.raises(DemoFailed, match="the server ended"):
        patience.until(lambda: None, within=timedelta(days=2), what="a page")


def test_request_to_stop_ends_the_wait() -> None:
    with pytest.raises(Interrupted):
        Patience(HourlyClock(NOON), _somebody_stops_us, _all_alive).rest(3600)
