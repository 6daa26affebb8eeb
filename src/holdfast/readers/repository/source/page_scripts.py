"""Scripts that a page takes in as they are, told by their text."""

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_OF_MODULES = regex(
    r"\b(?:require|importScripts)\s?\(|(?m:^\s{0,40}(?:import|export)\b)|\bimport\s?\(|\bexports\s?[.=[]|\bprocess\.|\bDeno\."
)
_OF_PAGE = regex(r"\b(?:document|window)\s?[.,)\[]|\bjQuery\b|\$\(\s?(?:document|window|function)\b")


def is_of_page(source: Source) -> bool:
    """Whether a script speaks to the page around it, and is no module that a server could take in."""
    return (
        source.mentions("document", "window", "jquery")
        and _OF_PAGE.search(source.text) is not None
        and _OF_MODULES.search(source.text) is None
    )
