"""Settings of origins that are declared with every website, or a local page, until somebody gives them something."""

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
_BY_CONSTANT = regex(
    r"""(?x)(?<![\w.])(?P<schema>\w{1,60})["']?\s?:\s?(?:[zvt]|[jJ]oi|yup)\s{0,20}\.[^;{},]{0,160}?
    \bdefault\(\s?(?P<constant>[A-Z][A-Z\d_]{2,60})\s?\)"""
)
_EVERY = regex(r"""\b(?P<constant>[A-Z][A-Z\d_]{2,60})(?:\s?:\s?string)?\s?=\s?["'`]\*["'`]""")


def by_default(source: Source) -> Iterator[tuple[str, Span]]:
    """The name of each setting that holds every website by itself, and where that stands."""
    if any(word in source.text for word in _TELLS):
        for match in matches(_DECLARED, source):
            start = match.start(match.lastgroup or 0)
            yield match[match.lastgroup or 0], Span(start, match.end())
        every = {match["constant"]: match for match in matches(_EVERY, source)}
        for match in matches(_BY_CONSTANT, source) if every else ():
            if (value := every.get(match["constant"])) is not None:
                yield match["schema"], Span(value.start(), value.end())


_PAGES = (
    r"(?:\[\]string\{|vec!\[|\[)?\s{0,20}(?:String::from\()?[\"'`]https?://(?:localhost|127\.0\.0\.1)(?::\d{1,5})?/?"
    r"(?:[\"'`]?\s?,\s?[\"'`]?https?://(?:localhost|127\.0\.0\.1)(?::\d{1,5})?/?){0,8}[\"'`]"
)
_DECLARED_LOCAL = regex(
    r"""(?xm)
    ^\s{0,9}(?P<member>\w{1,60})\s{1,40}[\w.\[\]*]{1,40}\s{1,40}`(?=[^`\n]{0,200}\benv)[^`\n]{0,200}
        \b(?:envDefault|env-default|default):(?=")PAGES
    |\b(?:(?:env|lookup)(?:Or|Str|Get|Env)\w{0,12}|getOrDefault)\(\s{0,20}["'](?P<asked>[\w:]{1,60})["']\s{0,9},\s{0,20}PAGES
    |\.SetDefault\(\s{0,9}"(?P<preset>[\w.-]{1,60})"\s{0,9},\s{0,20}PAGES
    |\bflag\.String(?:Var)?\(\s{0,9}(?:&[\w.]{1,60},\s{0,9})?"(?P<flag>[\w.-]{1,60})"\s{0,9},\s{0,20}PAGES
    |\badd_argument\(\s{0,20}["']--(?P<argument>[\w-]{1,60})["'][^()\n]{0,200}\bdefault\s?=\s?PAGES
    |\benv\s?=\s?"(?P<clap>\w{1,60})"\s{0,9},\s{0,20}default_value(?:_t)?\s?=\s?PAGES
    |\bvar\(\s?"(?P<rust>\w{1,60})"\s?\)\s{0,40}\.unwrap_or(?:_else\(\s?\|_\|\s?|\()\s{0,20}PAGES
    |(?<![\w.])(?P<schema>\w{1,60})["']?\s?:\s?(?:[zvt]|[jJ]oi|yup)\s{0,20}\.[^;{},]{0,160}?\bdefault\(\s?PAGES\s?\]?\s?\)
    |(?<![\w.])(?P<checked>\w{1,60})["']?\s?:\s?(?:envalid\.)?(?:str|url)\(\s?\{[^{}]{0,120}?\bdefault\s?:\s?PAGES
    |(?<![\w.])(?P<described>\w{1,60})["']?\s?:\s?\{(?=[^{}]{0,300}\benv\s?:)[^{}]{0,200}?\bdefault\s?:\s?PAGES
    """.replace("PAGES", _PAGES)
)
_NAMED = regex(r"\benv(?:config)?\s{0,3}:\s{0,3}[\"'](\w{1,60})")
_HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])")


def local_by_default(source: Source) -> Iterator[tuple[frozenset[str], Span]]:
    """The names by which each setting may be given that holds local pages alone by itself, and where that stands."""
    if not ("localhost" in source.text or "127.0.0.1" in source.text):
        return
    for match in matches(_DECLARED_LOCAL, source):
        name = match[match.lastgroup or 0]
        around = source.code[match.start() : match.end() + _NEAR].partition("}")[0].partition("`\n")[0]
        plain = _HUMP.sub("_", name.replace(".", "_").replace("-", "_").replace(":", "_")).upper()
        yield frozenset((name, plain, *_NAMED.findall(around))), Span(match.start(match.lastgroup or 0), match.end())


_NEAR = 120
