"""CORS as S3 answers it: moto's server lets every page do everything with a bucket, and S3 only what its rules say."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Rule = Mapping[str, Any]
"""A rule as `GetBucketCors` gives it."""

Pairs = list[tuple[str, str]]
Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

_REFUSED = (
    b"<?xml version='1.0' encoding='UTF-8'?><Error><Code>AccessForbidden</Code>"
    b"<Message>CORSResponse: This CORS request is not allowed.</Message></Error>"
)


def allowed(rules: Sequence[Rule], origin: str, method: str, headers: Sequence[str] = ()) -> Pairs | None:
    """What S3 says to a page that may make a request; None when it may not.

    The first rule decides that names the page's origin, the method and every header (S3 User Guide, *How does Amazon S3
    evaluate the CORS configuration on a bucket?*, read 2026-11).

    Args:
        rules: the bucket's, in their order.
        origin: the page's, such as `https://www.shop.example`.
        method: such as `PUT`.
        headers: that a preflight asks for, such as `content-type`; whatever their case.
    """
    for rule in rules:
        named = next((one for one in rule["AllowedOrigins"] if _matches(one, origin)), None)
        if named is None or method not in rule["AllowedMethods"]:
            continue
        if all(_names(rule, header) for header in headers):
            return _said(rule, "*" if named == "*" else origin, headers)
    return None


def _names(rule: Rule, header: str) -> bool:
    return any(_matches(one.lower(), header.lower()) for one in _list(rule, "AllowedHeaders"))


def _list(rule: Rule, key: str) -> Sequence[str]:
    found: Sequence[str] = rule.get(key, ())
    return found


def _matches(pattern: str, text: str) -> bool:
    """Whether a text is the pattern, in which one `*` may stand for anything."""
    head, star, tail = pattern.partition("*")
    if not star:
        return text == pattern
    return len(text) >= len(head) + len(tail) and text.startswith(head) and text.endswith(tail)


def _said(rule: Rule, origin: str, headers: Sequence[str]) -> Pairs:
    found = {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": ", ".join(rule["AllowedMethods"]),
        "Access-Control-Allow-Headers": ", ".join(header.lower() for header in headers),
        "Access-Control-Expose-Headers": ", ".join(_list(rule, "ExposeHeaders")),
        "Access-Control-Max-Age": str(rule.get("MaxAgeSeconds", "")),
        "Access-Control-Allow-Credentials": "" if origin == "*" else "true",
        "Vary": "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
    }
    return [(name, value) for name, value in found.items() if value]


def install() -> None:
    """Have moto's server answer pages as S3 does; nothing happens the second time."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication

    server: Any = DomainDispatcherApplication
    if getattr(server, "answers_pages", False):
        return
    moto: Application = server.__call__

    def answered(self: Any, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        origin = environ.get("HTTP_ORIGIN")
        rules = _rules(_bucket(environ)) if origin else None
        if rules is None:
            return moto(self, environ, start)  # type: ignore[call-arg, arg-type]
        wanted = environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD")
        if wanted and environ["REQUEST_METHOD"] == "OPTIONS":
            return _preflight(allowed(rules, str(origin), wanted, _asked(environ)), start)
        said = allowed(rules, str(origin), environ["REQUEST_METHOD"]) or []

        def instead(status: str, headers: Pairs, *more: Any) -> Any:
            own = [one for one in headers if not one[0].lower().startswith("access-control-")]
            return start(status, [*own, *said], *more)

        return moto(self, environ, instead)  # type: ignore[call-arg, arg-type]

    server.__call__ = answered
    server.answers_pages = True


def _preflight(said: Pairs | None, start: Start) -> Iterable[bytes]:
    if said is None:
        start("403 Forbidden", [("Content-Type", "application/xml"), ("Content-Length", str(len(_REFUSED)))])
        return [_REFUSED]
    start("200 OK", [*said, ("Content-Length", "0")])
    return []


def _asked(environ: Mapping[str, Any]) -> list[str]:
    said = str(environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", ""))
    return [name.strip() for name in said.split(",") if name.strip()]


def _bucket(environ: Mapping[str, Any]) -> str:
    """The bucket that a request names, in its host or first in its path."""
    name, dot, _ = str(environ.get("HTTP_HOST", "")).partition(".s3.")
    return name if dot else str(environ.get("PATH_INFO", "")).lstrip("/").partition("/")[0]


def _rules(bucket: str) -> Sequence[Rule] | None:
    """A bucket's rules, none when it has none; None when it is no bucket."""
    from moto.core.models import DEFAULT_ACCOUNT_ID
    from moto.s3.models import s3_backends

    found = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets.get(bucket)
    return None if found is None else [_rule(one) for one in found.cors]


def _rule(kept: Any) -> Rule:
    found = {
        "AllowedOrigins": kept.allowed_origins,
        "AllowedMethods": kept.allowed_methods,
        "AllowedHeaders": kept.allowed_headers,
        "ExposeHeaders": kept.exposed_headers,
        "MaxAgeSeconds": kept.max_age_seconds,
    }
    return {key: value for key, value in found.items() if value is not None}
