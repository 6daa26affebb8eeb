"""Whether what compose files say of settings counts: they describe what runs, or only how developers start it."""

from holdfast.controls.common import solid
from holdfast.controls.composing import composes
from holdfast.controls.configuration_unlooked import is_unlooked
from holdfast.model.estate import View
from holdfast.model.facts import ConfigurationLoader, Fact, RequiredSettings


def idle_settings(view: View) -> tuple[Fact, ...]:
    """What compose files demand, or put in a secret's place, where it runs elsewhere, and what is judged by itself."""
    composed = (
        *solid(view, ConfigurationLoader, lambda loader: loader.source == "compose"),
        *solid(view, RequiredSettings, lambda settings: settings.tool == "compose"),
    )
    taken = solid(view, ConfigurationLoader, is_unlooked)
    return taken if composes(view) else (*taken, *composed)
