"""Buckets, AWS credentials, secret stores, origins and listeners that application source shows, in any language."""

import re
from collections.abc import Iterator
from itertools import islice

from holdfast.model.environments import environment_of
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import (
    Bucket,
    Credential,
    CredentialForm,
    Fact,
    Origin,
    ReleaseIdentity,
    SecretStore,
    ServesHttp,
)
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import is_literal
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.access.static_keys import ELSEWHERE, demanded_key, key_place, without_those_held
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.certificates.profilers import is_profiler
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.first_page import first_page
from holdfast.readers.repository.source.jvm.actuator import left_out
from holdfast.readers.repository.source.settings_files import flat
from holdfast.readers.repository.source.storage.idle_signing import is_idle
from holdfast.readers.repository.source.storage.signed import signed_for
from holdfast.readers.repository.source.tables import go_router, hung_up, registered, route_table

_MOST_KEYS = 3
"""Of the keys that settings give, each of its own service, as many are shown."""

_UPLOADS = regex(
    r"new PutObjectCommand\(|\bnew Upload\(|\.putObject\(|\b\w*[sS]3\w*\.upload\(|multerS3\(|\.upload_fileobj\("
    r"|\.upload_file\(|\.upload\(\s{0,40}\{\s{0,40}Bucket\s*:"
    r"|\.put_object\(|\bPutObjectRequest\b(?!;)|S3Boto3Storage\b|S3ManifestStaticStorage|storages\.backends\.s3"
    r"|s3Template\.upload\("
)
_OF_BUCKETS = ("bucket", "amazon", "awspring")
_PRESIGNS = regex(
    r"(?<!function )\b(?:getSignedUrl|getSignedUrlPromise|createPresignedPost|generate_presigned_url"
    r"|generate_presigned_post"
    r"|generatePresignedUrl|presignPutObject|GeneratePresignedUrlRequest|presigned_url|presigned_post)\("
)
_DELETES = regex(
    r"\bnew DeleteObjects?Command\(|\.deleteObjects?\(|\.delete_objects?\(|\bDeleteObjects?Request(?:\.builder\(|\()"
)
_PUTS = regex(r"PutObject|put_object|putObject|resigned_?[pP]ost|HttpMethod\.PUT|:put\b|presignPut")
_NAME = regex(
    r"(?:\b|_)[bB](?:UCKET|ucket)(?:_?[nN](?:ame"
    r"|AME))?[\"']?\s*[:=]\s*[\"'](?P<name>[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9])[\"']"
)
_BUCKET_KEY = regex(r"(?:^|\.)(?:aws|s3)\.(?:[\w-]+\.)?bucket(?:[._-]?name|\.[\w-]+)?$")
_BUCKET_NAME = regex(r"[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]")
_STORES = (
    (
        "secrets-manager",
        regex(
            r"GetSecretValueCommand\(|\.getSecretValue\(|\.get_secret_value\(|GetSecretValueRequest"
            r"|SecretsManagerClient\.(?:create|builder)"
        ),
    ),
    (
        "parameter-store",
        regex(
            r"new GetParameters?(?:ByPath)?Command\(|\bssm\w{0,80}\.(?:get_?[pP]arameters?(?:_by_path|sByPath)?)\("
            r"|SsmClient\."
        ),
    ),
    ("vault", regex(r"node-vault|hvac\.Client\(|VaultTemplate")),
)
_ORIGIN_HEAD = regex(
    r"(?i)(?:\ballowed_?origins?\w*|\borigins?\w*|\bcors\w*origin\w*|\bwhitelist\w*"
    r"|@CrossOrigin)\b[\"']?\s*(?::[^=\n]{0,40})?[=:(,]?\s*"
)
_ORIGIN_URL = regex(r"[\"'`](?P<origin>https?://[\w.*\-]+(?::\d+)?)/?[\"'`]")
_LOCAL_HOST = regex(r"//(?:localhost|127\.|0\.0\.0\.0|192\.168\.|10\.)")
_LISTENS = regex(
    r"\b(?:app|server|httpServer|fastify|http|io|instance|application)\w{0,80}\.listen\(|\bSpringApplication\.run\("
    r"|\brunApplication<|\buvicorn\.run\("
    r"|(?:\b|_)(?:app|application|api|server)(?:\s{0,80}:\s{0,80}[\w.]{1,40})?\s{0,80}=\s{0,80}(?:\w{1,40}\.)?"
    r"(?:FastAPI|Flask|Starlette|Sanic|Quart)\("
    r"|get_(?:wsgi|asgi)_application\(\)"
    r"|\brun Rails\.application|(?<!\)\.)\bserve\(\s{0,80}\{|embeddedServer\("
    r"|ListenAndServe\(|app\.Run\(\)|\br(?:outer)?\.Run\(|\baxum::serve\(|\bHttpServer::new\(|\brocket::build\(\)"
)
_LISTENING_WORDS = (
    ".listen(",
    "springapplication",
    "runapplication",
    "uvicorn",
    "fastapi(",
    "flask(",
    "starlette(",
    "sanic(",
    "quart(",
    "get_wsgi",
    "get_asgi",
    "rails.application",
    "serve(",
    "embeddedserver(",
    "app.run(",
    "r.run(",
    "router.run(",
    "axum::serve(",
    "httpserver::new(",
    "rocket::build(",
)
_FRAMEWORKS = (
    ("NestFactory", "nestjs"),
    ("SpringApplication", "spring"),
    ("runApplication", "spring"),
    ("FastAPI", "fastapi"),
    ("Flask", "flask"),
    ("django", "django"),
    ("Rails", "rails"),
    ("fastify", "fastify"),
    ("Koa", "koa"),
    ("Hono", "hono"),
    ("express", "express"),
)
_COMMIT = (
    r"(?:GIT_?(?:SHA|HASH|COMMIT)\w{0,80}|COMMIT_?(?:SHA|HASH|ID)?\b|commit_?(?:[sS]ha|[hH]ash|[iI]d)\b"
    r"|RELEASE_?(?:SHA|ID|COMMIT)|gitSha|gitCommit|BUILD_SHA)"
)
_LOGGED = regex(rf"(?:console\.(?:log|info)|\blog(?:ger|ging)?\w{{0,80}}\.\w{{1,80}}|\bprint)\([^\n]{{0,200}}{_COMMIT}")
_FROM_ENV = regex(rf"(?:process\.env\.|environ(?:\.get\(|\[)[\"']|getenv\([\"']|\$\{{)(?P<name>{_COMMIT})")


@record(frozen=False)
class Stores:
    """Finds them in one application."""

    app: App

    def facts(self) -> Iterator[Fact]:
        """Each kind of fact once, or once for each name."""
        yield from self._buckets()
        yield from self._credentials()
        yield from self._secret_stores()
        yield from self._origins()
        yield from self._serving()
        yield from self._release()

    def _buckets(self) -> Iterator[Bucket]:
        best: dict[str | None, tuple[int, Bucket]] = {}
        for source in self.app.serving:
            if not source.mentions("s3", "aws-sdk", "amazonaws"):
                continue
            if not (_UPLOADS.search(source.text) or _PRESIGNS.search(source.text)):
                continue
            named = _NAME.search(source.code)
            name = named["name"] if named else None
            for rank, fact in self._uses(source, name):
                if name not in best or rank > best[name][0]:
                    best[name] = (rank, fact)
        for snippet in self.app.settings:
            match = re.search(r"(?m)^(?P<name>\w+):\s*\n\s+service:\s*S3\s*$", snippet.text[:20_000])
            if snippet.name == "storage.yml" and match is not None:
                line = snippet.text.count("\n", 0, match.start()) + 1
                # Rails takes the files itself unless its forms are told to hand them over directly.
                direct = any(source.mentions("direct_upload", "directupload") for source in self.app.sources)
                at = snippet.at(line, line + 1)
                fact = Bucket(kind=snippet.kind, at=at, purpose="uploads", presigned=None if direct else False)
                best.setdefault(None, (0, fact))
        yield from self._named_in_settings([fact for _, fact in best.values()])

    def _named_in_settings(self, found: list[Bucket]) -> Iterator[Bucket]:
        """The buckets of the source, the nameless one by its name in Spring's settings; those alone where it has none.

        Whether browsers reach a bucket that only settings know is not told where the source speaks of signing;
        where it does not, nothing hands them an address.
        """
        told = list(self._configured_buckets())
        literal = [fact for fact in found if fact.name is not None]
        if literal or not told:
            yield from literal or found
        elif found:
            named = next((fact for fact in told if fact.name), told[0])
            place = {"name": named.at} if named.name else {}
            yield from (replace(fact, name=named.name, places={**fact.places, **place}) for fact in found)
        else:
            signs = any("resign" in source.text for source in self.app.serving)
            yield told[0] if signs else replace(told[0], presigned=False)

    def _configured_buckets(self) -> Iterator[Bucket]:
        for snippet, entry in self.app.spring_entries:
            value = entry.value.strip("\"'")
            if not value or not _BUCKET_KEY.search(entry.key) or ELSEWHERE.search(f"{entry.key} {value}"):
                continue
            name = value if _BUCKET_NAME.fullmatch(value) else None
            yield Bucket(kind=snippet.kind, at=snippet.at(entry.line), name=name, purpose="uploads")

    def _uses(self, source: Source, name: str | None) -> Iterator[tuple[int, Bucket]]:
        signs = list(_PRESIGNS.finditer(source.code)) if _PUTS.search(source.code) else []
        # Pictures that a page shows need no rules: only what a browser puts there does, or asks for by a script.
        putting = [match for match in signs if signed_for(source, match) != "get"]
        putting = [match for match in putting if not is_idle(source, match, self.app.sources)]
        if putting:
            best = next((match for match in putting if signed_for(source, match) == "put"), putting[0])
            yield 2, self._bucket(source, best, name, presigned=True)
            return
        match = _UPLOADS.search(re.sub(r"(?m)^[^\S\n]*import\b.*$", lambda m: " " * len(m[0]), source.code))
        # Java has methods of that name which put any object anywhere.
        if match is not None and (source.language not in paths.JVM or source.mentions(*_OF_BUCKETS)):
            yield 1, self._bucket(source, match, name, presigned=False)

    def _bucket(self, source: Source, match: re.Match[str], name: str | None, *, presigned: bool) -> Bucket:
        at = source.at(match.start(), match.end())
        gone = _DELETES.search(source.code)
        places = {"deletes": source.at(gone.start(), gone.end())} if gone else {}
        return Bucket(kind=source.snippet.kind, at=at, places=places, name=name, purpose="uploads", presigned=presigned)

    def _credentials(self) -> Iterator[Credential]:
        used = [at for source in without_those_held(self.app.serving) if (at := key_place(source)) is not None][:3]
        shown = {at.path for at in used}
        asking = (source for source in self.app.serving if source.path not in shown)
        demanded = [at for source in asking if (at := demanded_key(source)) is not None][:1]
        for at in (*used, *demanded, *islice(self._configured_keys(), _MOST_KEYS)):
            yield Credential(kind=self._kind, at=at, form=CredentialForm.STATIC_KEY, holder="application")

    @property
    def _kind(self) -> EvidenceKind:
        return EvidenceKind.CODED

    def _configured_keys(self) -> Iterator[Location]:
        pattern = re.compile(
            r"(?:aws|s3).*credentials\.access-?key$|(?i:(?:^|[._-])(?:aws|s3)\b.*\baccess[-_]?key(?:[-_]?id)?$)"
            r"|\b(?:aws_|s3_)?access_key_id$"
        )
        for snippet in self.app.settings:
            if not snippet.name.endswith((".yml", ".yaml", ".properties")):
                continue
            entries = (
                flat.spring_entries(snippet) if paths.is_spring_settings(snippet.path) else flat.yaml_entries(snippet)
            )
            for entry in entries:
                known = pattern.search(entry.key) and not ELSEWHERE.search(entry.key)
                if entry.value and known and _may_open(entry.value):
                    following = next(
                        (e.line for e in entries if e.line == entry.line + 1 and "secret" in e.key), entry.line
                    )
                    yield snippet.at(entry.line, following)

    def _secret_stores(self) -> Iterator[SecretStore]:
        found: dict[str, SecretStore] = {}
        for source in self.app.serving:
            for service, pattern in _STORES:
                match = _search(pattern, source) if source.mentions("secret", "ssm", "vault") else None
                if match is not None and service not in found:
                    found[service] = SecretStore(
                        kind=self._kind, at=source.at(match.start(), match.end()), service=service
                    )
        for snippet in self.app.settings:
            for number, row in enumerate(snippet.rows, start=1):
                match = re.search(r"aws-(secretsmanager|parameterstore):", row[:1000])
                if match is not None and not row.lstrip().startswith("#"):
                    service = "secrets-manager" if match[1] == "secretsmanager" else "parameter-store"
                    found.setdefault(service, SecretStore(kind=self._kind, at=snippet.at(number), service=service))
        yield from found.values()

    def _origins(self) -> Iterator[Origin]:
        seen: set[str] = set()
        for source in self.app.serving:
            if "://" not in source.text or not source.mentions("cors", "crossorigin"):
                continue
            for match in _origin_literals(source):
                origin = match["origin"]
                if origin in seen or _LOCAL_HOST.search(origin):
                    continue
                seen.add(origin)
                at = source.at(match.start(), match.end())
                yield Origin(kind=self._kind, at=at, environment=environment_of(origin), origin=origin)

    def _serving(self) -> Iterator[ServesHttp]:
        for fact in self._listener():
            page = first_page(self.app)
            yield replace(fact, places={**fact.places, "page": page}) if page else fact

    def _listener(self) -> Iterator[ServesHttp]:
        best: tuple[float, ServesHttp] | None = None
        for source in self.app.serving:
            match = _listens(source) if source.mentions(*_LISTENING_WORDS) else None
            if not match:
                continue
            framework = next((name for word, name in _FRAMEWORKS if word in source.text), None)
            rank = (
                bool(re.search(r"(?:main|server|app|index|Application|wsgi)\.\w+$", source.path))
                - source.path.count("/") / 100
            )
            if best is None or rank > best[0]:
                at = source.at(match.start(), match.end())
                rows = registered(source, at)
                listed = {"routes": rows} if rows else {}
                best = (rank, ServesHttp(kind=self._kind, at=at, framework=framework, places=listed))
        router = go_router(self.app)
        if router is not None and (best is None or router.path != best[1].at.path):
            known = best[1] if best else ServesHttp(kind=self._kind, at=router)
            yield replace(known, places={"routes": router})
            return
        table = route_table(self.app)
        if table is not None:
            # What a framework's own starter file says is the same everywhere: the table shows what is answered.
            routes, framework = table
            known = best[1] if best else ServesHttp(kind=self._kind, at=routes, framework=framework)
            yield replace(known, places={"routes": routes})
        elif hung := self._hung_up(best[1] if best else None):
            yield hung
        elif best is not None:
            meant = left_out(self.app.manifests) if self.app.family == "jvm" else None
            yield replace(best[1], places={"left out": meant}) if meant else best[1]
        elif self.app.kind == "full-stack" and self.app.manifests:
            manifest = self.app.manifests[0]
            line = next((n for n, row in enumerate(manifest.rows, 1) if re.search(r"\"(?:next|nuxt)\"", row)), 1)
            at = manifest.at(line)
            yield ServesHttp(kind=self._kind, at=at, framework="next", places={"dependency": at})

    def _hung_up(self, known: ServesHttp | None) -> ServesHttp | None:
        """What answers, where the file that listens does not say it."""
        if known is not None and "routes" in known.places:
            return None
        rows = next(filter(None, map(hung_up, self.app.serving)), None)
        if rows is None:
            return None
        return replace(known or ServesHttp(kind=self._kind, at=rows), places={"routes": rows})

    def _release(self) -> Iterator[ReleaseIdentity]:
        for shown, pattern in (("log", _LOGGED), ("environment", _FROM_ENV)):
            for source in self.app.serving:
                match = _search(pattern, source) if source.mentions("commit", "_sha", "gitsha", "git_") else None
                if match:
                    at = source.at(match.start(), match.end())
                    yield ReleaseIdentity(kind=self._kind, at=at, shown_in=shown, source="commit")
                    break


def _search(pattern: re.Pattern[str], source: Source) -> re.Match[str] | None:
    """The first match outside comments; a file without any is not parsed for it."""
    return pattern.search(source.code) if pattern.search(source.text) else None


def _listens(source: Source) -> re.Match[str] | None:
    """Where a program begins to serve others than those who look into it."""
    found = _LISTENS.finditer(source.code) if _LISTENS.search(source.text) else ()
    return next((match for match in found if not is_profiler(source, match)), None)


def _origin_literals(source: Source) -> Iterator[re.Match[str]]:
    """URLs inside what follows a word such as `origin` or `allowedOrigins`."""
    done = 0
    for head in _ORIGIN_HEAD.finditer(source.bare):
        end = _closing(source.bare, head.end())
        if end > done:
            yield from _ORIGIN_URL.finditer(source.code, max(done, head.start()), end)
            done = end


def _may_open(value: str) -> bool:
    """A key that is handed in, or one that stands there; `test` and its like open nothing at AWS."""
    bare = value.strip("\"'")
    return "$" in bare or "#{" in bare or bare.startswith("<%") or is_literal(bare)


def _closing(bare: str, start: int) -> int:
    """Where the bracket that opens at `start` closes; the end of the line when none opens; bounded."""
    depth = 0
    for index in range(start, min(len(bare), start + 3000)):
        if bare[index] in "([{":
            depth += 1
        elif bare[index] in ")]}":
            depth -= 1
            if depth <= 0:
                return index
        elif bare[index] == "\n" and depth == 0:
            return index
    return min(len(bare), start + 3000)
