"""Settings that a PHP program has its framework's validator go through, and ends without."""

from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_RULES = regex(
    r"(?:\bconst\s+(?:array\s+)?(?P<constant>\w{1,60})|\$(?P<variable>\w{1,60})|\bvalidate\w{0,20}\([^;]{0,400}?"
    r"|\bValidator::make\([^;]{0,400}?|\bvalidator\([^;]{0,400}?)\s{0,20}[=,]?\s{0,20}"
    r"\[(?P<rules>\s*['\"][A-Za-z][\w.-]{1,100}['\"]\s*=>(?:[^\[\]]|\[[^\[\]]{0,400}\]){3,6000})\]"
)
_RULE = regex(
    r"['\"](?P<name>[A-Za-z][\w.-]{1,100})['\"]\s*=>\s*(?:\[[^\[\]]{0,300}?['\"]required\b|['\"]required\b|[^,\[\]]{0,80}NotBlank)"
)
_VALIDATES = regex(r"\bValidator::make\(|(?<![>:\w])validator\(|Validation::createValidator\(|\bvalidateData\(")
_OF_SETTINGS = regex(r"(?<![\w>$:])(?:config|env|getenv)\(|\$_(?:ENV|SERVER)\b|\bConfig::(?:get|all)\(|->config->")
_ENDS = regex(r"->validate\(\)|->validated\(\)|\bthrow\b|\bdie\b|\bexit\b|\babort\(")
_OF_A_REQUEST = regex(r"\$request\b|\brequest\(|\$_POST\b|\$_GET\b|extends\s+FormRequest\b")


def validated(source: Source) -> Iterator[tuple[tuple[str, ...], Location]]:
    """The names of each list of rules that says what has to be there, and where it stands."""
    code = source.code
    if not _VALIDATES.search(code) or not _OF_SETTINGS.search(code) or not _ENDS.search(code):
        return
    if _OF_A_REQUEST.search(code):
        return  # what visitors send, and not what the program is given to start with
    for match in _RULES.finditer(code):
        names = tuple(one["name"] for one in _RULE.finditer(match["rules"]))
        if names:
            yield names, source.at(match.start(), match.end())
