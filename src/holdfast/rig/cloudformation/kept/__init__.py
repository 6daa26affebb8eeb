"""Calls that moto's services lack: they keep what they are given and give it back; nothing is ever done with it."""

from importlib import import_module

from holdfast.rig.cloudformation.kept import databases, delivery, deploying
from holdfast.rig.cloudformation.kept.shelf import forget
from holdfast.rig.cloudformation.wire import answer

_GROUPS = ("objects", "delivery", "watching", "money", "deploying")


def install() -> None:
    """Answer them."""
    for fixed in (databases, delivery, deploying):
        fixed.complete()
    for group in _GROUPS:
        for service, answerers in import_module(f"{__name__}.{group}").ANSWERERS.items():
            answer(service, answerers)


__all__ = ["forget", "install"]
