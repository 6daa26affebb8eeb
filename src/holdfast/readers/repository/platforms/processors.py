"""How much of a processor a task or an instance of a platform is sold, in AWS's units."""

from holdfast.model.regex import regex

_NAMED = {"QUARTER_VCPU": 256, "HALF_VCPU": 512, "ONE_VCPU": 1024, "TWO_VCPU": 2048, "FOUR_VCPU": 4096}
"""As the AWS CDK calls them."""
_TOLD = regex(r"(?i)^\s{0,9}(?P<number>\d{1,5}(?:\.\d{1,4})?)\s{0,9}(?P<whole>v?cpus?)?\s{0,9}$")
_WHOLE = 1024
_MOST = 16
"""More virtual processors than one task may have: a greater number counts units."""


def units(text: str | None) -> int | None:
    """`0.25 vCPU`, `256`, `QUARTER_VCPU`: 256; None where nothing is told."""
    said = (text or "").rpartition(".")[2] if (text or "").endswith("VCPU") else text or ""
    if said in _NAMED:
        return _NAMED[said]
    match = _TOLD.match(said)
    if match is None:
        return None
    number = float(match["number"])
    return round(number * _WHOLE) if match["whole"] or number <= _MOST else round(number)
