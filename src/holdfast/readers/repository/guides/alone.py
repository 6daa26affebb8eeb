"""Where a guide says that everything runs on one machine, which is what the size of that machine does not say."""

import re
from collections.abc import Iterable
from dataclasses import replace

from holdfast.model.facts import Instance
from holdfast.readers.repository.guides.blocks import Form
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.lexicon import NEGATION, any_of
from holdfast.readers.repository.guides.sentences import sentences

_ALONE = any_of(
    r"(?<![\w.])(?:one|single|1|(?:the|a) (?:same|shared|only)) (?:(?!of |on |in |or )[\w.-]+ ){0,3}?"
    r"(?:ec2|vps|virtual machine)\b",
    r"\b(?:ec2|vps) ?[x×] ?1(?!\d)",
    r"(?<!\d)(?:한|1|단일|하나의) ?(?:대의 ?)?(?:ec2|서버 ?인스턴스)",
    r"ec2(?: ?인스턴스| ?서버)? ?(?:한|1|단일) ?(?:대|개)(?!\d)",
    r"ec2(?: ?インスタンス)?(?:を|は|が)? ?(?:1|一|１) ?台|(?:単一|1 ?台|一台)の ?ec2",
)


def lone_hosts(guide: Guide, no_host: re.Pattern[str]) -> tuple[Passage, ...]:
    """The passages that say so; `no_host`: words by which a sentence is about something else than a server."""
    return tuple(passage for passage in guide.passages if _says_alone(passage, no_host))


def _says_alone(passage: Passage, no_host: re.Pattern[str]) -> bool:
    if not passage.speaks or passage.said.form is Form.HEADING or not _ALONE.search(passage.text):
        return False
    said = next((one for one in sentences(passage.text) if _ALONE.search(one)), "")
    return not no_host.search(said) and not NEGATION.search(said)


def with_lone_host(guide: Guide, instance: Instance, alone: Iterable[Passage]) -> Instance:
    """`instance` with the place that tells how many there are of it: one."""
    if instance.count != 1 or instance.group or instance.purpose not in (None, "application"):
        return instance
    told = next((one for one in alone if one.environment in (None, instance.environment)), None)
    return instance if told is None else replace(instance, places={**instance.places, "count": guide.at(told)})
