"""Agents for measuring that a script puts on a host, and that nothing there tells what to measure."""

from collections.abc import Iterator

from holdfast.model.facts import MetricSource, Watched
from holdfast.readers.repository.monitoring.agents import AGENT, is_installed, is_set_to_work
from holdfast.readers.repository.shell.steps.source import Source

_NEAR = 10


def idle_agents(source: Source) -> Iterator[MetricSource]:
    """The installation, from where the package is fetched."""
    if source.instructed or AGENT not in source.snippet.text or is_set_to_work(source.snippet.text):
        return
    installed = next((one for one in source.commands if is_installed(one.text)), None)
    if installed is None:
        return
    near = (one for one in source.commands[: installed.order] if installed.line - one.line <= _NEAR)
    fetched = next((one for one in near if AGENT in one.text and one.name in ("curl", "wget", "aws")), installed)
    at = source.place(fetched, installed)
    yield MetricSource(**source.common(at), watches=Watched.MEMORY, system=AGENT, off=True)
