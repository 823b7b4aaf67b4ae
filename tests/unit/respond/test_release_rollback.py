"""The rollback actuator by itself: done twice is done once, and nobody's later decision is touched."""

import pytest

from tests.kit.response import World
from tocsin.respond.actuators import Effect, Refusal, ReleaseRollback

MARK = "/incidents/inc-1#act-1"


@pytest.fixture
def rollback(world: World) -> ReleaseRollback:
    return ReleaseRollback(world.registry, world.state.releases, world.tasks)


@pytest.fixture
def parameters(world: World) -> dict[str, str]:
    return dict(world.propose().actions[0].parameters)


def test_executing_twice_is_one_change_with_one_effect(
    world: World, rollback: ReleaseRollback, parameters: dict[str, str]
) -> None:
    before = len(world.state.releases.changes())

    first = rollback.execute(parameters, MARK)
    second = rollback.execute(parameters, MARK)

    assert isinstance(first, Effect)
    assert first == second
    assert len(world.state.releases.changes()) == before + 1


def test_undoing_twice_is_one_change_with_one_effect(
    world: World, rollback: ReleaseRollback, parameters: dict[str, str]
) -> None:
    rollback.execute(parameters, MARK)
    before = len(world.state.releases.changes())

    first = rollback.undo(parameters, MARK)
    second = rollback.undo(parameters, MARK)

    assert isinstance(first, Effect)
    assert first == second
    assert len(world.state.releases.changes()) == before + 1
    assert world.live() == "v2"


def test_a_rollback_by_somebody_else_is_not_undone(
    world: World, rollback: ReleaseRollback, parameters: dict[str, str]
) -> None:
    world.go_live("v1", author="cem")

    assert isinstance(rollback.undo(parameters, MARK), Refusal)
    assert world.live() == "v1"


def test_the_same_version_put_live_anew_is_a_later_decision(
    world: World, rollback: ReleaseRollback, parameters: dict[str, str]
) -> None:
    world.go_live("v3", author="cem")
    world.go_live("v2", author="cem")

    assert isinstance(rollback.execute(parameters, MARK), Refusal)
    assert world.live() == "v2"


def test_the_share_counts_every_task_of_every_journey(
    world: World, rollback: ReleaseRollback, parameters: dict[str, str]
) -> None:
    world.traffic("", good=30, minutes=5)

    assert rollback.share(parameters, world.clock.now()) == pytest.approx(60 / 90)
