"""Files that users hand in and that stay on the disk of whatever runs the application, and go with it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from re import Pattern

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import KeptFiles
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.availability.kept_folders import joined_folders, spring_folders
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source

_ELSEWHERE = regex(
    r"(?i)multer-s3|@aws-sdk/client-s3|@aws-sdk/lib-storage|\baws-sdk\b(?!/client)|\bs3client\b|\bamazons3\b|s3template|\bboto3\b|aioboto3|django-storages"
    r"|storages\.backends|spring-cloud(?:-starter)?-aws|flysystem-aws|aws-sdk-s3|fog-aws|carrierwave-aws|s3manager|aws-sdk-go|awssdk:s3"
    r"|cloudinary|@google-cloud/storage|google-cloud-storage|firebase-admin|supabase|azure-storage|\bminio\b|uploadthing|imagekit"
)
"""The application puts objects somewhere else: what it keeps here beside them is mostly on its way there."""
_PASSING = regex(r"(?i)[\"'`(]/?(?:tmp|temp)\b|tmpdir|tempfile|gettempdir|createTempFile|mkdtemp")
_SWEPT = regex(r"(?i)\bupload\w{0,20}[\"'\]\s]{0,4}=\s{0,9}[^\n]{0,60}[\"']/?te?mp\b")
"""The folder for what is handed in is one that is swept."""
_NEAR = 200
_GONE = regex(r"\bos\.(?:remove|unlink)\(|\.unlink\(|\brmtree\(|\bos\.rmdir\(")
_SOON = 3_000
"""Characters behind a file in which whoever only works on it takes it away again."""

_KEEPS: dict[str, tuple[tuple[str, ...], Pattern[str]]] = {
    "javascript": (
        (
            "multer",
            "diskstorage",
            ".static(",
            "express-fileupload",
            ".buffer",
            "interceptor(",
            "staticassets(",
            *("formidable", "createwritestream("),
        ),
        regex(
            r"\b(?:express\.static|useStaticAssets)\([^()\n]{0,80}(?:\([^()\n]{0,80})?[\"'/]uploads?[\"'/]|"
            r"\bdiskStorage\((?:\s{0,40}\{\s{0,40}destination\b[^\"'`;]{0,200}[\"'`][^\"'`\n]{1,100}[\"'`])?"
            r"|\b(?:File|Files|FileFields|AnyFiles)Interceptor\([^;@]{0,200}?\bdest\s*:|\buploadDir\s*[:=]\s*(?!os\.)(?=[\"'`\w])|"
            r"\bmulter\(\s{0,40}\{\s{0,40}dest\s*:|\bMulterModule\.register(?:Async)?\(\s{0,40}\{\s{0,40}dest\s*:"
            r"|\bcreateWriteStream\([^;\n]{0,80}?[\"'`/]uploads?[\"'`/]"
            r"|\.mv\(\s{0,40}(?=[`\"'\w])|\bwriteFile(?:Sync)?\([^;\n]{1,120}\.buffer\b"
        ),
    ),
    "python": (
        ("copyfileobj(", "request.files", "uploadfile", "media_root", "filesystemstorage"),
        regex(
            r"\bshutil\.copyfileobj\(|\.save\(\s{0,40}(?:os\.path\.join\(|\w{0,30}(?:path|dir|folder)\w{0,20}\b|app\.config|f[\"'])"
            r"|\.write(?:_bytes)?\(\s{0,9}(?:await\s{1,9})?\w{1,40}\.read\(|(?m:^MEDIA_ROOT\s*(?::\s*\w{1,20}\s*)?=)"
            r"|[\"']default[\"']\s*:\s*\{\s*[\"']BACKEND[\"']\s*:\s*[\"']django\.core\.files\.storage\.FileSystemStorage[\"']"
            r"|(?m:^DEFAULT_FILE_STORAGE\s*=\s*[\"']django\.core\.files\.storage\.FileSystemStorage[\"'])"
        ),
    ),
    "jvm": (
        ("multipartfile",),
        regex(
            r"\.transferTo\(|\bFiles\.(?:copy|write)\((?:\s{0,40}[\w.]{1,60}\s{0,9},)?\s{0,40}\w{1,40}\.(?:getInputStream|getBytes|bytes|inputStream)\b"
        ),
    ),
    "go": (("formfile(", "saveuploadedfile("), regex(r"\.SaveUploadedFile\(|\bos\.(?:Create|OpenFile)\(")),
    "csharp": (
        ("iformfile",),
        regex(r"\bnew\s+FileStream\(|\bFile\.(?:Create|OpenWrite|WriteAllBytes(?:Async)?)\("),
    ),
    "php": (
        ("->store", "move_uploaded_file", "storage::disk", "->move("),
        regex(
            r"->store(?:As)?\(\s{0,40}[\"'][^\"'\n]{0,100}[\"'](?![^\n;]{0,100}[\"']s3[\"'])|\bmove_uploaded_file\("
            r"|\bStorage::disk\(\s{0,40}[\"'](?:public|local)[\"']\)->put|->move\(\s{0,40}public_path\("
        ),
    ),
    "ruby": (
        ("storage :file", "active_storage.service"),
        regex(
            r"(?m:^[^\S\n]*storage\s+:file\b|^[^\S\n]*(?:Rails\.application\.)?config\.active_storage\.service\s*=\s*(?::local\b|[\"']local[\"']))"
        ),
    ),
}
"""By family of languages: words that such a file holds, and how it keeps what was handed in."""
_TAKES = regex(
    r"Upload(?:ed)?File\b|request\.(?:files|FILES)\b|\bMultipartFile\b|\bFormFile\(|\bSaveUploadedFile\(|\$request->(?:file\(|\w{1,40}->(?:move|store(?:As)?)\()|\bIFormFile\b|\$_FILES\b|->file\("
)
_FIELDS = regex(r"\bmodels\.(?:File|Image)Field\(")
_ATTACHED = regex(r"\bhas_(?:one|many)_attached\b")
_DECLARED = (("MEDIA_ROOT", _FIELDS), ("FileSystemStorage", _FIELDS), ("active_storage", _ATTACHED))
"""Settings that say where files go, which tells nothing unless something declares that it has files."""
_OWN_DISK = regex(r"->store(?:As)?\([^;\n]{1,200},\s?[\"']public[\"']\s?\)|disk\(\s?[\"']public[\"']\s?\)")
_DISK_ELSEWHERE = regex(r"[\"']public[\"']\s{0,9}=>\s{0,9}\[\s{0,40}[\"']driver[\"']\s{0,9}=>\s{0,9}(?![\"']local)")
_OWN_WORD = frozenset(("javascript", "ruby"))
"""Where the words that keep a file are said of files that are handed in, and of nothing else."""
_MOST = 2


def kept_files(apps: Iterable[App]) -> Iterator[KeptFiles]:
    """The first places of each application that keeps files and reaches no store of objects."""
    for app in apps:
        words = _KEEPS.get(app.family)
        if words is None:
            continue
        found = [one for source in app.serving for one in _in_source(source, app, *words)]
        found = found or [(source, at) for source in app.serving for at in _folders(source, app)]
        # Whether it reaches a store is asked of every file: only where it matters, and nothing says where files go.
        settled = any(_is_settled(at.quote, app) for _, at in found)
        for source, at in found[:_MOST] if found and (settled or not _reaches_a_store(app)) else ():
            yield KeptFiles(kind=source.snippet.kind, at=at, environment=source.snippet.environment)
        if app.family == "jvm" and not _reaches_a_store(app):
            yield from (KeptFiles(kind=EvidenceKind.CODED, at=at) for at in islice(spring_folders(app), _MOST))


def _folders(source: Source, app: App) -> Iterator[Location]:
    if app.family == "javascript" and not is_developers(source.path):
        yield from (source.at(*span) for span in islice(joined_folders(source), 1))


def _is_settled(kept: str, app: App) -> bool:
    """It says by name that files stay: Rails' setting, or Laravel's own disk where no bucket is behind it."""
    if "active_storage.service" in kept:
        return True
    return _OWN_DISK.search(kept) is not None and not any(_DISK_ELSEWHERE.search(one.text) for one in app.sources)


def _reaches_a_store(app: App) -> bool:
    texts = (*(one.text for one in app.manifests), *(one.text for one in app.sources))
    return any(_ELSEWHERE.search(text) for text in texts)


def _in_source(
    source: Source, app: App, words: tuple[str, ...], keeps: Pattern[str]
) -> Iterator[tuple[Source, Location]]:
    if not source.mentions(*words) or is_developers(source.path) or _SWEPT.search(source.code):
        return
    for match in keeps.finditer(source.code):
        around = source.code[match.start() : match.end() + _NEAR]
        if (
            _PASSING.search(around)
            or only_for_developers(source, match.start())
            or not _is_of_users(source, app, match[0])
            or (app.family == "python" and _GONE.search(source.code, match.end(), match.end() + _SOON))
        ):
            continue
        begins = match.start() + len(match[0]) - len(match[0].lstrip())
        yield source, source.at(begins, match.end())
        return


_PICTURES = regex(r"(?im)^[\"' \t]{0,8}pillow\b")


def _holds_pictures(app: App) -> bool:
    models = any("models" in one.path.rpartition("/")[2] or "/models/" in one.path for one in app.sources)
    return not models and any(_PICTURES.search(one.text) for one in app.manifests)


def _is_of_users(source: Source, app: App, kept: str) -> bool:
    declared = next((pattern for word, pattern in _DECLARED if word in kept), None)
    if declared is not None:
        # Rails asks for the setting by name in production: models that are not here to be read refute nothing.
        unseen = declared is _ATTACHED and not any("/models/" in f"/{one.path}" for one in app.sources)
        # So does Django, whose fields for pictures want a package of their own.
        unseen = unseen or (declared is _FIELDS and _holds_pictures(app))
        return unseen or any(declared.search(one.code) for one in app.sources if one.mentions("field(", "_attached"))
    return app.family in _OWN_WORD or _TAKES.search(source.code) is not None
