"""Values that a tool writes into a host's settings where whoever runs it hands it none."""

from holdfast.model.regex import regex

_QUOTED = r"(?:\"(?P<{0}>[^\"\n]{{4,200}})\"|'(?P<{0}_>[^'\n]{{4,200}})')"
_JINJA = r"\|\s{0,4}d(?:efault)?\(\s{0,4}" + _QUOTED.format("jinja")
_RUBY = r"<%=[^%\n]{1,120}\|\|\s{0,4}" + _QUOTED.format("ruby")
_CONSUL = r"[oO]r_?Default\s{1,4}\"[^\"\n]{1,120}\"\s{1,4}" + _QUOTED.format("consul")
_GO = r"\{\{[^{}\"\n]{0,80}\bdefault\s{1,4}" + _QUOTED.format("go")
_TERRAFORM = r"\$\{(?:coalesce|try|lookup)\([^\"\n)]{1,120}(?:\"[^\"\n]{1,80}\"\s{0,4},\s{0,4})?" + _QUOTED.format("tf")
_INSTEAD = regex("|".join((_JINJA, _RUBY, _CONSUL, _GO, _TERRAFORM)))
"""What stands in, as Ansible, Chef, Consul, Helm and Terraform each write it."""
_FETCHED = regex(r"^(?:arn:|aws:|ssm:|vault:|/|\$|\{\{|<)")
"""It tells where the real value is."""


def stands_in(value: str) -> str | None:
    """The word, written out, that takes the place of a missing value; one that is looked up or made anew is none."""
    match = _INSTEAD.search(value[:600])
    word = next((one for one in match.groups() if one), None) if match else None
    return word if word and not _FETCHED.match(word) else None
