"""Agents for measuring that a guide has somebody install, and of which it does not say what they are to measure."""

from collections.abc import Iterator

from holdfast.model.facts import MetricSource, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide
from holdfast.readers.repository.monitoring.agents import AGENT, is_installed, is_set_to_work

_ASKED_WHAT = regex(
    r"(?i)(?:agent|에이전트|エージェント)[^\n]{0,60}(?:config|wizard|설정|구성|마법사|設定|構成|ウィザード)|CloudWatchAgentServerPolicy"
)


def idle_agents(guide: Guide) -> Iterator[MetricSource]:
    """The first line that installs one."""
    text = guide.all_text
    if AGENT not in text or is_set_to_work(text) or _ASKED_WHAT.search(text):
        return
    for code in guide.codes:
        rows = enumerate(code.snippet.rows, start=1)
        number = next((n for n, row in rows if AGENT in row and is_installed(row.strip())), None)
        if number is not None:
            yield MetricSource(**code.common(number), watches=Watched.MEMORY, system=AGENT, off=True)
            return
