"""Settings of origins that are declared with every website as what they hold until somebody gives them something."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import Span, matches

_DECLARED = regex(
    r"""(?xm)
    ^\s{0,9}(?P<member>\w{1,60})\s{1,40}[\w.\[\]*]{1,40}\s{1,40}`(?=[^`\n]{0,200}\benv)[^`\n]{0,200}
        \b(?:envDefault|env-default|default):"\*"
    |\b(?:(?:env|lookup)(?:Or|Str|Get|Env)\w{0,12}|getOrDefault|GetValue(?:<string>)?)
        \(\s{0,20}["'](?P<asked>[\w:]{1,60})["']\s{0,9},\s{0,20}["']\*["']
    |(?<!viper)\.SetDefault\(\s{0,9}"(?P<preset>[\w.-]{1,60})"\s{0,9},\s{0,20}(?:\[\]string\{\s{0,9})?"\*"
    |\bflag\.String(?:Var)?\(\s{0,9}(?:&[\w.]{1,60},\s{0,9})?"(?P<flag>[\w.-]{1,60})"\s{0,9},\s{0,20}"\*"
    |\badd_argument\(\s{0,20}["']--(?P<argument>[\w-]{1,60})["'][^()\n]{0,200}\bdefault\s?=\s?["']\*["']
    |\benv\s?=\s?"(?P<clap>\w{1,60})"\s{0,9},\s{0,20}default_value(?:_t)?\s?=\s?"\*"
    |(?<![\w.])(?P<schema>\w{1,60})["']?\s?:\s?(?:[zvt]|[jJ]oi|yup)\s{0,20}\.[^;{},]{0,160}?\bdefault\(\s?["']\*["']\s?\)
    |(?<![\w.])(?P<checked>\w{1,60})["']?\s?:\s?(?:envalid\.)?str\(\s?\{[^{}]{0,120}?\bdefault\s?:\s?["']\*["']
    |(?<![\w.])(?P<described>\w{1,60})["']?\s?:\s?\{(?=[^{}]{0,300}\benv\s?:)[^{}]{0,200}?\bdefault\s?:\s?["']\*["']
    |\bENV\.fetch\(\s?["'](?P<block>\w{1,60})["']\s?\)\s?(?:\{|do)\s{0,9}["']\*["']
    |(?<![\w.])(?:List|Set)<String>\s{1,4}(?P<field>\w{1,60})\s{0,9}=\s{0,9}(?:new\s\w{1,20}<>\()?
        (?:(?:List|Set)\.of|Arrays\.asList|Collections\.singletonList)\(\s{0,9}"\*"\s{0,9}\)
    |\[\s?"(?P<section>[\w:]{1,60})"\s?\]\s{0,9}\?\?\s{0,9}"\*"
    """
)
_TELLS = ('*"', "*'")


def by_default(source: Source) -> Iterator[tuple[str, Span]]:
    """The name of each setting that holds every website by itself, and where that stands."""
    if any(word in source.text for word in _TELLS):
        for match in matches(_DECLARED, source):
            start = match.start(match.lastgroup or 0)
            yield match[match.lastgroup or 0], Span(start, match.end())
