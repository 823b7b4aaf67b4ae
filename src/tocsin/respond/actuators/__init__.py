"""Actuators: the few typed things Tocsin can do to the world, each with its risk, its way back and its own checks."""

from tocsin.respond.actuators.port import Actuator, Effect, Refusal, Unplannable
from tocsin.respond.actuators.release_rollback import ReleaseRollback

__all__ = ["Actuator", "Effect", "Refusal", "ReleaseRollback", "Unplannable"]
