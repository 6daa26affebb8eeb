"""What signs sessions or tokens, written out where a program signs them."""

import re
from collections.abc import Iterator

from holdfast.model.facts import ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import lone

_SIGNED_WITH = regex(
    r"""(?x)\bsecretOrKey\s*:\s*(?:Buffer\.from\(\s*|new\sTextEncoder\(\)\.encode\(\s*)?["'`](?P<key>[^"'`$\n]{1,200})["'`]
    |\bjwt\.(?:sign|verify)\(\s*[^"'`;]{1,300}?,\s*(?:Buffer\.from\(\s*)?["'`](?P<jwt>(?!(?:[HREP]S\d{3}|hex|base64(?:url)?|utf-?8|ascii|latin1|binary)["'`])[^"'`$\n]{1,200})["'`]
    |\bJwtModule\.register(?:\(\s*\{[^{}]{0,300}?|Async\(\s*\{(?:[^;"'`]|["'`]\w{0,40}["'`]){0,300}?)\bsecret\s*:\s*["'`](?P<module>[^"'`$\n]{1,200})["'`]
    |(?<![\w.])(?:express_?)?[sS]ession\(\s*\{[^{}]{0,400}?\bsecret\s*:\s*\[?\s*["'`](?P<session>[^"'`$\n]{1,200})["'`]
    |\bjwtConstants\b[^{;]{0,40}\{\s{0,40}secret\s*:\s*["'`](?P<constants>[^"'`$\s]{1,40}\s[^"'`$\n]{1,200})["'`]
    |\.register\(\s*(?:\w{0,20}(?:[jJ]wt|[sS]ession|[cC]ookie)\w{0,20}|(?:require|await\simport|import)\(\s*["']@fastify/(?:jwt|secure-session|session|cookie)["']\s*\))\s*,\s*\{[^"'`]{0,300}?\bsecret\s*:\s*["'`](?P<plugin>[^"'`\n]{1,200})["'`]
    |\bjwt\.(?:encode|decode)\(\s*[^"';]{1,200}?,\s*["'](?P<python>(?![HREP]S\d{3}["'])[^"'\n]{1,200})["']\s*,
    |\bNew(?:Cookie|Filesystem)?Store\(\s*(?:[^;\n]{1,200},\s*)?\[\]byte\(\s*["`](?P<store>[^"`\n]{1,200})["`]
    |\.SignedString\(\s*\[\]byte\(\s*["`](?P<go>[^"`\n]{1,200})["`]
    |\b(?:JWT::|JWT\.)(?:encode|decode)[(\s]\s*[^"';]{1,200}?,\s*["'](?P<web>(?![HREP]S\d{3}["'])[^"'$\n]{1,200})["']
    |\bAlgorithm\.HMAC\d{3}\(\s*"(?P<hmac>[^"\n]{1,200})"
    |\.(?:signWith|setSigningKey)\(\s*(?:SignatureAlgorithm\.\w{1,10}\s*,\s*)?"(?P<java>[^"\n]{1,200})"
    |\bSymmetricSecurityKey\(\s*[^"()]{0,60}\(?\s*[\w.]{1,40}\.GetBytes\(\s*"(?P<net>[^"\n]{1,200})"
    |(?<![\w.])(?:expressJwt|koaJwt|jwt|bearer)\(\s*\{[^{}]{0,200}?\bsecret\s*:\s*["'`](?P<asked>[^"'`$\n]{1,200})["'`]
    |(?<![\w.])cookieParser\(\s*["'`](?P<parser>[^"'`$\n]{1,200})["'`]
    |\bhmacShaKeyFor\(\s*(?:[\w.]{1,40}\.(?:decode|getBytes)\(\s*)?"(?P<keys>[^"\n]{1,200})"
    |\bnew\s+SecretKeySpec\(\s*"(?P<spec>[^"\n]{1,200})"\s*\.getBytes
    |\bnew\s+\\?(?:[\w\\]{1,40}\\)?Key\(\s*["'](?P<php>[^"'$\n]{1,200})["']\s*,\s*["'][HR]S\d
    |\b(?:var|byte\[\])\s+\w{0,20}[kK]ey\w{0,20}\s*=\s*(?:System\.Text\.)?Encoding\.\w{1,10}\.GetBytes\(\s*"(?P<bytes>[^"\n]{1,200})"
    |\bsecretOrKeyProvider\s*:[^;{}]{0,120}?\(\s*null\s*,\s*["'`](?P<provided>[^"'`$\n]{1,200})["'`]
    |\bcreate(?:Hmac|Cipheriv|Decipheriv)\(\s*["'`][\w-]{1,40}["'`]\s*,\s*(?:Buffer\.from\(\s*)?["'`](?P<node>[^"'`$\n]{1,200})["'`]
    |\bCryptoJS\.AES\.(?:en|de)crypt\(\s*[^"'`;]{1,120}?,\s*["'`](?P<crypto>[^"'`$\n]{1,200})["'`]
    |\bFernet\(\s*b?["'](?P<fernet>[^"'\n]{20,200})["']|\bhmac\.new\(\s*b?["'](?P<mac>[^"'\n]{1,200})["']
    |\bset\s+:session_secret\s*,\s*["'](?P<sinatra>[^"'#\n]{1,200})["']
    |\bcookieSession\(\s*\{[^{}]{0,300}?\b(?:secret\s*:|keys\s*:\s*\[)\s*["'`](?P<cookie>[^"'`$\n]{1,200})["'`]
    """
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
_SIGNED_BY_NAME = regex(
    r"""(?x)\bNew(?:Cookie|Filesystem)?Store\(\s*(?:[^;\n()]{1,100},\s*)?(?:\[\]byte\(\s*)?(?P<store>[A-Za-z_]\w{0,60})\s*[,)]
    |\.SignedString\(\s*(?:\[\]byte\(\s*)?(?P<go>[A-Za-z_]\w{0,60})\s*\)
    |\bsecretOrKey\s*:\s*(?P<key>[A-Za-z_$][\w$]{0,60})\s*[,})\n]
    |\bjwt\.(?:sign|verify)\(\s*[^"'`;()]{1,200}?,\s*(?P<jwt>[A-Za-z_$][\w$]{0,60})\s*[,)]
    |(?<![\w.])(?:express_?)?[sS]ession\(\s*\{[^{}]{0,400}?\bsecret\s*:\s*\[?\s*(?P<session>[A-Za-z_$][\w$]{0,60})\s*[,}\]\n]
    |\bjwt\.(?:encode|decode)\(\s*[^"';()]{1,200}?,\s*(?P<python>[A-Za-z_]\w{0,60})\s*,
    |\bhmacShaKeyFor\(\s*(?P<keys>[A-Za-z_]\w{0,60})\.getBytes
    |\.signWith\(\s*SignatureAlgorithm\.\w{1,10}\s*,\s*(?P<java>[A-Za-z_]\w{0,60})\s*\)
    """
)
"""The same under a name, which need not sound like a secret."""


def signing_keys(source: Source) -> Iterator[ExposedSecret]:
    """One fact for each of them."""
    if not (source.mentions(*_SIGNERS) or (source.mentions("register(") and source.mentions(*_PLUGGED_IN))):
        return
    for match in _SIGNED_WITH.finditer(source.code) if _SIGNED_WITH.search(source.text) else ():
        yield _fact(source, match, match.lastgroup or "")
    if _SIGNED_BY_NAME.search(source.text):
        names = {match[match.lastgroup or 0] for match in _SIGNED_BY_NAME.finditer(source.code)}
        given = (_given(source, name) for name in sorted(names))
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
    return ExposedSecret(kind=source.snippet.kind, at=at, name="signing key", form="token")
