"""Folders in which an application keeps what is handed in, named apart from what keeps it there."""

import pytest

from holdfast.model.facts import KeptFiles

from ..support import EXPRESS, read

_NEXT = '{"dependencies": {"next": "^14"}}'
_TAKES = (
    "package shop;\nimport org.springframework.web.multipart.MultipartFile;\n"
    "class Pictures { void add(MultipartFile p) { kept.add(p); } }\n"
)
_BOOT = "plugins { id 'org.springframework.boot' version '3.2.0' }\n"


def kept(files: dict[str, str]) -> list[str]:
    return [f"{fact.at.path}:{fact.at.start_line}" for fact in read(files) if isinstance(fact, KeptFiles)]


def spring(settings: str, name: str = "application.properties", **more: str) -> list[str]:
    path = f"src/main/resources/{name}"
    told = kept({"build.gradle": _BOOT, "src/main/java/shop/Pictures.java": _TAKES, path: settings, **more})
    return [one.removeprefix("src/main/resources/") for one in told]


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("file.upload.path=/home/ubuntu/shop/uploads", True),
        ("app.upload-dir=./uploads", True),
        ("spring.servlet.multipart.location=/srv/shop/pictures", True),
        ("storage.root=${STORAGE_ROOT:/srv/shop/files}", True),
        ("image.directory=${user.home}/pictures", True),
        ("file.upload.path=/tmp/shop", False),
        ("spring.servlet.multipart.location=${java.io.tmpdir}", False),
        ("file.upload.path=/mnt/efs/shop", False),
        ("file.upload.path=https://files.example.com/", False),
        ("file.upload.path=${UPLOADS}", False),
        ("logging.file.path=/var/log/shop", False),
        ("payment.key-file.path=/etc/shop/key.p8", False),
        ("spring.web.resources.static-locations=classpath:/static/", False),
    ],
)
def test_spring_settings_name_the_folder(setting: str, *, found: bool) -> None:
    assert spring(f"server.port=8080\n{setting}\n") == (["application.properties:2"] if found else [])


def test_a_folder_that_production_never_sees_is_none() -> None:
    line = "file.upload.path=./uploads\n"
    assert spring(line, "application-local.properties") == []
    prod = {"src/main/resources/application-prod.properties": "file.upload.path=/srv/shop/uploads\n"}
    assert spring(line, **prod) == ["application-prod.properties:1"]


def test_a_folder_says_nothing_where_files_go_to_a_bucket_or_none_are_handed_in() -> None:
    line = "file.upload.path=/srv/shop/uploads\n"
    bucket = {"src/main/java/shop/Bucket.java": "class Bucket { AmazonS3 client; }\n"}
    assert spring(line, **bucket) == []
    assert kept({"build.gradle": _BOOT, "src/main/resources/application.properties": line}) == []


_ROUTE = (
    "import {{ writeFile }} from 'fs/promises';\nimport {{ join }} from 'path';\n"
    "export async function POST(req) {{\n  const file = (await req.formData()).get('file');\n"
    "  const folder = {0};\n  await writeFile(join(folder, file.name), Buffer.from(await file.arrayBuffer()));\n}}\n"
)


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("join(process.cwd(), 'public', 'uploads', 'faces')", True),
        ("path.join(__dirname, '../public/uploads')", True),
        ("path.resolve(process.cwd(), './uploads')", True),
        ("join(os.tmpdir(), 'uploads')", False),
        ("join(process.cwd(), 'public', 'thumbnails')", False),
    ],
)
def test_a_route_puts_the_path_of_the_folder_together(folder: str, *, found: bool) -> None:
    route = "app/api/faces/route.ts"
    assert kept({"package.json": _NEXT, route: _ROUTE.format(folder)}) == ([f"{route}:5"] if found else [])


def test_a_folder_that_is_only_read_from_or_whose_files_go_on_to_a_bucket_keeps_nothing() -> None:
    route = _ROUTE.format("join(process.cwd(), 'public', 'uploads')")
    reads = route.replace("writeFile", "readFile")
    assert kept({"package.json": _NEXT, "app/api/faces/route.ts": reads}) == []
    sends = '{"dependencies": {"next": "^14", "@aws-sdk/client-s3": "^3"}}'
    assert kept({"package.json": sends, "app/api/faces/route.ts": route}) == []


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("@Post()\n@UseInterceptors(FileInterceptor('file', { dest: './pictures' }))\nadd() {}\n", 2),
        ("@Post()\n@UseInterceptors(FileInterceptor('file'))\nadd() {}\n", None),
        ("app.useStaticAssets(join(__dirname, '..', 'uploads'), { prefix: '/uploads/' });\n", 1),
        ("app.useStaticAssets(join(__dirname, '..', 'public'));\n", None),
        ("const form = formidable({\n  uploadDir: './public/pictures',\n});\n", 2),
        ("const form = formidable({ uploadDir: os.tmpdir() });\n", None),
    ],
)
def test_other_ways_to_name_it(code: str, line: int | None) -> None:
    assert kept({"package.json": EXPRESS, "src/a.ts": code}) == ([f"src/a.ts:{line}"] if line else [])


def test_the_folder_of_multers_storage_is_shown_with_it() -> None:
    code = "const to = multer.diskStorage({\n  destination: (r, f, done) => done(null, './pictures'),\n});\n"
    (fact,) = [one for one in read({"package.json": EXPRESS, "src/a.js": code}) if isinstance(one, KeptFiles)]
    assert str(fact.at) == "src/a.js:1-2"
