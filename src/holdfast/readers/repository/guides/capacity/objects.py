"""Instances of classes, plug-ins and programs, which guides make by the same word as machines."""

from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.values import about
from holdfast.readers.repository.guides.wording.lexicon import any_of

_OBJECT = any_of(
    r"\b(?:creat(?:e|ed|es|ing)|start(?:ed|ing)?|provision)\b(?:(?!launch).){0,40}\binstances?\b",
    r"\binstances?\b(?:(?!launch).){0,30}\bcreat(?:e|ed|es|ing)\b",
)
_MACHINES = any_of(
    r"\bec2\b|\baws\b|amazon|lightsail|ubuntu|debian|\bvps\b|cloud|\bami\b|\bssh\b|launch|\bvm\b|virtual machine|linux"
    r"|gcp|google|azure|hetzner|digital ?ocean|droplet|oracle|\bt[234][ag]?\.|console|security group|region\b|server"
    r"|host\b|인스턴스|インスタンス|서버|サーバ"
)


def is_object(passage: Passage) -> bool:
    """The English word alone: programs make instances of all sorts of things, and nothing here speaks of a machine."""
    return _OBJECT.search(passage.text) is not None and not about(passage, _MACHINES)
