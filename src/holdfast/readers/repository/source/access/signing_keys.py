"""What signs sessions or tokens, written out where a program signs them."""

import re
from collections.abc import Iterator
from itertools import chain

from holdfast.model.facts import ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import lone

_SIGNED_WITH = (
    regex(
        r"""\bsecretOrKey\s*:\s*(?:Buffer\.from\(\s*|new\sTextEncoder\(\)\.encode\(\s*)?["'`](?P<key>[^"'`$\n]{1,200})["'`]"""
    ),
    regex(
        r"""\bjwt\.(?:sign|verify)\(\s*[^"'`;]{1,300}?,\s*(?:Buffer\.from\(\s*)?["'`](?P<jwt>(?!(?:[HREP]S\d{3}|hex|base64(?:url)?|utf-?8|ascii|latin1|binary)["'`])[^"'`$\n]{1,200})["'`]"""
    ),
    regex(
        r"""\bJwtModule\.register(?:\(\s*\{[^{}]{0,300}?|Async\(\s*\{(?:[^;"'`]|["'`]\w{0,40}["'`]){0,300}?)\bsecret\s*:\s*["'`](?P<module>[^"'`$\n]{1,200})["'`]"""
    ),
    regex(
        r"""(?<![\w.])(?:express_?)?[sS]ession\(\s*\{[^{}]{0,400}?\bsecret\s*:\s*\[?\s*["'`](?P<session>[^"'`$\n]{1,200})["'`]"""
    ),
    regex(
        r"""\bjwtConstants\b[^{;]{0,40}\{\s{0,40}secret\s*:\s*["'`](?P<constants>[^"'`$\s]{1,40}\s[^"'`$\n]{1,200})["'`]"""
    ),
    regex(
        r"""\.register\(\s*(?:\w{0,20}(?:[jJ]wt|[sS]ession|[cC]ookie)\w{0,20}|(?:require|await\simport|import)\(\s*["']@fastify/(?:jwt|secure-session|session|cookie)["']\s*\))\s*,\s*\{[^"'`]{0,300}?\bsecret\s*:\s*["'`](?P<plugin>[^"'`\n]{1,200})["'`]"""
    ),
    regex(
        r"""\bjwt\.(?:encode|decode)\(\s*[^"';]{1,200}?,\s*["'](?P<python>(?![HREP]S\d{3}["'])[^"'\n]{1,200})["']\s*,"""
    ),
    regex(
        r"""\bNew(?:Cookie|Filesystem)?Store\(\s*(?:[^;\n]{1,200},\s*)?\[\]byte\(\s*["`](?P<store>[^"`\n]{1,200})["`]"""
    ),
    regex(r"""\.SignedString\(\s*\[\]byte\(\s*["`](?P<go>[^"`\n]{1,200})["`]"""),
    regex(
        r"""\b(?:JWT::|JWT\.)(?:encode|decode)[(\s]\s*[^"';]{1,200}?,\s*["'](?P<web>(?![HREP]S\d{3}["'])[^"'$\n]{1,200})["']"""
    ),
    regex(r"""\bAlgorithm\.HMAC\d{3}\(\s*"(?P<hmac>[^"\n]{1,200})["]"""),
    regex(r"""\.(?:signWith|setSigningKey)\(\s*(?:SignatureAlgorithm\.\w{1,10}\s*,\s*)?"(?P<java>[^"\n]{1,200})["]"""),
    regex(r"""\bSymmetricSecurityKey\(\s*[^"()]{0,60}\(?\s*[\w.]{1,40}\.GetBytes\(\s*"(?P<net>[^"\n]{1,200})["]"""),
    regex(
        r"""(?<![\w.])(?:expressJwt|koaJwt|jwt|bearer)\(\s*\{[^{}]{0,200}?\bsecret\s*:\s*["'`](?P<asked>[^"'`$\n]{1,200})["'`]"""
    ),
    regex(r"""(?<![\w.])cookieParser\(\s*["'`](?P<parser>[^"'`$\n]{1,200})["'`]"""),
    regex(r"""\bhmacShaKeyFor\(\s*(?:[\w.]{1,40}\.(?:decode|getBytes)\(\s*)?"(?P<keys>[^"\n]{1,200})["]"""),
    regex(r"""\bnew\s+SecretKeySpec\(\s*"(?P<spec>[^"\n]{1,200})"\s*\.getBytes"""),
    regex(r"""\bnew\s+\\?(?:[\w\\]{1,40}\\)?Key\(\s*["'](?P<php>[^"'$\n]{1,200})["']\s*,\s*["'][HR]S\d"""),
    regex(
        r"""\b(?:var|byte\[\])\s+\w{0,20}[kK]ey\w{0,20}\s*=\s*(?:System\.Text\.)?Encoding\.\w{1,10}\.GetBytes\(\s*"(?P<bytes>[^"\n]{1,200})["]"""
    ),
    regex(r"""\bsecretOrKeyProvider\s*:[^;{}]{0,120}?\(\s*null\s*,\s*["'`](?P<provided>[^"'`$\n]{1,200})["'`]"""),
    regex(
        r"""\bcreate(?:Hmac|Cipheriv|Decipheriv)\(\s*["'`][\w-]{1,40}["'`]\s*,\s*(?:Buffer\.from\(\s*)?["'`](?P<node>[^"'`$\n]{1,200})["'`]"""
    ),
    regex(r"""\bCryptoJS\.AES\.(?:en|de)crypt\(\s*[^"'`;]{1,120}?,\s*["'`](?P<crypto>[^"'`$\n]{1,200})["'`]"""),
    regex(r"""\bFernet\(\s*b?["'](?P<fernet>[^"'\n]{20,200})["']"""),
    regex(r"""\bhmac\.new\(\s*b?["'](?P<mac>[^"'\n]{1,200})["']"""),
    regex(r"""\bset\s+:session_secret\s*,\s*["'](?P<sinatra>[^"'#\n]{1,200})["']"""),
    regex(
        r"""\bcookieSession\(\s*\{[^{}]{0,300}?\b(?:secret\s*:|keys\s*:\s*\[)\s*["'`](?P<cookie>[^"'`$\n]{1,200})["'`]"""
    ),
)
"""What signs sessions or tokens, written out: whatever the word is, who reads it can sign as anybody."""
_SIGNERS = (
    "secretorkey",
    "jwt",
    "session(",
    "session_secret",
    "newstore(",
    "cookiestore(",
    "filesystemstore(",
    "hmac",
    "signedstring(",
    "symmetricsecuritykey(",
    "cookieparser(",
    "secretkeyspec(",
    "new key(",
    "\\key(",
    "signingkey(",
    "signwith(",
    ".getbytes(",
    "@fastify/",
    "cipheriv(",
    "cryptojs",
    "fernet(",
    "bearer(",
)
_PLUGGED_IN = ("session", "cookie")
_SIGNED_BY_NAME = (
    regex(
        r"""\bNew(?:Cookie|Filesystem)?Store\(\s*(?:[^;\n()]{1,100},\s*)?(?:\[\]byte\(\s*)?(?P<store>[A-Za-z_]\w{0,60})\s*[,)]"""
    ),
    regex(r"""\.SignedString\(\s*(?:\[\]byte\(\s*)?(?P<go>[A-Za-z_]\w{0,60})\s*\)"""),
    regex(r"""\bsecretOrKey\s*:\s*(?P<key>[A-Za-z_$][\w$]{0,60})\s*[,})\n]"""),
    regex(r"""\bjwt\.(?:sign|verify)\(\s*[^"'`;()]{1,200}?,\s*(?P<jwt>[A-Za-z_$][\w$]{0,60})\s*[,)]"""),
    regex(
        r"""(?<![\w.])(?:express_?)?[sS]ession\(\s*\{[^{}]{0,400}?\bsecret\s*:\s*\[?\s*(?P<session>[A-Za-z_$][\w$]{0,60})\s*[,}\]\n]"""
    ),
    regex(r"""\bjwt\.(?:encode|decode)\(\s*[^"';()]{1,200}?,\s*(?P<python>[A-Za-z_]\w{0,60})\s*,"""),
    regex(r"""\bhmacShaKeyFor\(\s*(?P<keys>[A-Za-z_]\w{0,60})\.getBytes"""),
    regex(r"""\.signWith\(\s*SignatureAlgorithm\.\w{1,10}\s*,\s*(?P<java>[A-Za-z_]\w{0,60})\s*\)"""),
)
"""The same under a name, which need not sound like a secret."""


SIGNING_KEY = "signing key"
"""What a key is called that signs, and has no name that says so."""


def signing_keys(source: Source) -> Iterator[ExposedSecret]:
    """One fact for each of them."""
    if not (source.mentions(*_SIGNERS) or (source.mentions("register(") and source.mentions(*_PLUGGED_IN))):
        return
    written = chain.from_iterable(one.finditer(source.code) for one in _SIGNED_WITH if one.search(source.text))
    for match in sorted(written, key=re.Match.start):
        yield _fact(source, match, match.lastgroup or "")
    called = chain.from_iterable(one.finditer(source.code) for one in _SIGNED_BY_NAME if one.search(source.text))
    given = (_given(source, name) for name in sorted({match[match.lastgroup or 0] for match in called}))
    yield from (_fact(source, match, "value") for match in given if match is not None)


def _given(source: Source, name: str) -> "re.Match[str] | None":
    """Where this file gives a name a text, when it gets a value once."""
    word = re.escape(name)
    found = lone(
        re.compile(
            rf"(?<![\w.$]){word}\s*(?::\s*[\w.\[\]]{{1,40}}\s*=|(?:\[\]byte|string)?\s*:?=)(?![=>])\s*"
            r"(?:\[\]byte\(\s*|Buffer\.from\(\s*|b)?"
            r"(?:[\"'`](?P<value>(?!https?:|-----BEGIN (?:PUBLIC|CERT)|[HREP]S\d)[^\"'`$\n]{1,200})[\"'`])?"
        ),
        source,
    )
    if found is None or not found["value"] or only_for_developers(source, found.start()):
        return None
    return found


def _fact(source: Source, match: "re.Match[str]", group: str) -> ExposedSecret:
    start, end = match.span(group)
    # With its quotation marks: a short word may stand elsewhere on the line.
    at = covered(source.at(start, end), source.code[start - 1 : end + 1])
    return ExposedSecret(kind=source.snippet.kind, at=at, name=SIGNING_KEY, form="token")
