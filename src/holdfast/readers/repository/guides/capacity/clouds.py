"""Guides that speak of no rented machine at all: an "instance" there is one of a program, or of a class."""

from functools import lru_cache

from holdfast.readers.repository.guides.wording.lexicon import any_of

_RENTED = any_of(
    r"ec2|\baws\b|amazon|lightsail|라이트세일|\bvps\b|\bgcp\b|google (?:cloud|compute)|compute engine|azure"
    r"|\bcloud\b|클라우드"
    r"|クラウド|digital ?ocean|droplet|linode|vultr|hetzner|\bovh|\boci\b|\bami\b|\bssh\b|\bubuntu@"
    r"|\bvirtual (?:machine|server)"
    r"|\bvms?\b|가상 ?(?:머신|서버)|仮想(?:マシン|サーバ)|\bbeanstalk|naver|ncloud|카페24|さくら|conoha"
)
_OF_A_PROGRAM = any_of(
    r"\binstances? of (?:(?:this|that|the|an?|each|your|its) )?[`'\"*]*(?:\w+ )?"
    r"(?:class|object|model|component|plug-?in|widget|module|type|interface|struct|schema)\b",
    r"\b(?:class|object|model|plug-?in|component|widget|form|singleton|bean|schema|django|flask|express|vue|react|axios)"
    r"(?:'s)? instances?\b|``?[\w.]{1,80}\([^`\n]{0,80}\)``?[^.\n]{0,60}\binstances?\b",
)


_INSTANCE = any_of(r"instance|인스턴스|インスタンス")
_OTHERWISE = any_of(r"\bservers?\b|\bhosts?\b|서버|サーバ")


def may_be_machine(text: str, whole: str) -> bool:
    """Whether what a sentence launches or creates may be a machine.

    Args:
        text: of the sentence.
        whole: of the guide around it.
    """
    if _OF_A_PROGRAM.search(text):
        return False
    return not _INSTANCE.search(text) or _OTHERWISE.search(text) is not None or _speaks_of_rented(whole)


@lru_cache(maxsize=8)
def _speaks_of_rented(whole: str) -> bool:
    return _RENTED.search(whole) is not None
