"""Files that users hand in and that stay on the disk of whatever runs the application."""

import pytest

from holdfast.model.facts import KeptFiles

from ..support import EXPRESS, read


def kept(files: dict[str, str]) -> list[str]:
    return [f"{fact.at.path}:{fact.at.start_line}" for fact in read(files) if isinstance(fact, KeptFiles)]


_DJANGO = {"requirements.txt": "django\n", "shop/settings.py": 'DEBUG = False\nMEDIA_ROOT = BASE_DIR / "media"\n'}
_PICTURE = "from django.db import models\n\nclass Item(models.Model):\n    picture = models.ImageField()\n"
_RAILS = {
    "Gemfile": 'gem "rails"\n',
    "config/environments/production.rb": "Rails.application.configure do\n  config.active_storage.service = :local\nend\n",
}
_WORD = 'Rails.application.config.active_storage.service = "local"\n'
_UPLOAD = (
    "import shutil\nfrom fastapi import FastAPI, UploadFile\n\napp = FastAPI()\n\n@app.post('/pictures')\n"
    "def add(picture: UploadFile):\n    with open(f'pictures/{picture.filename}', 'wb') as out:\n"
    "        shutil.copyfileobj(picture.file, out)\n"
)


@pytest.mark.parametrize(
    ("files", "places"),
    [
        (
            {
                "package.json": EXPRESS,
                "src/a.js": "const multer = require('multer');\nconst to = multer({ dest: 'pics' });\n",
            },
            ["src/a.js:2"],
        ),
        (
            {
                "package.json": EXPRESS,
                "src/a.js": "const multer = require('multer');\nmulter({ dest: '/tmp/pics' });\n",
            },
            [],
        ),
        (
            {"package.json": EXPRESS.replace("}}", ', "multer-s3": "^3"}}'), "src/a.js": "multer.diskStorage({});\n"},
            [],
        ),
        ({**_DJANGO, "shop/models.py": _PICTURE}, ["shop/settings.py:2"]),
        (_DJANGO, []),
        ({**_DJANGO, "shop/models.py": _PICTURE, "requirements.txt": "django\ndjango-storages\n"}, []),
        ({"requirements.txt": "fastapi\n", "main.py": _UPLOAD}, ["main.py:9"]),
        ({**_RAILS, "app/models/item.rb": "class Item\n  has_one_attached :picture\nend\n"}, [f"{[*_RAILS][1]}:2"]),
        ({**_RAILS, "app/models/item.rb": "class Item < ApplicationRecord\nend\n"}, []),
        ({**_RAILS, "Gemfile": 'gem "rails"\ngem "aws-sdk-s3"\n'}, [f"{[*_RAILS][1]}:2"]),
        (_RAILS, [f"{[*_RAILS][1]}:2"]),
        (
            {"Gemfile": _RAILS["Gemfile"], "config/environments/production.rb": _WORD},
            ["config/environments/production.rb:1"],
        ),
        (
            {
                "Gemfile": _RAILS["Gemfile"],
                "config/environments/production.rb": _WORD.replace("local", "amazon"),
            },
            [],
        ),
        (
            {
                "go.mod": "module shop\n",
                "main.go": 'package main\n\nfunc add(r *http.Request) {\n\t_, h, _ := r.FormFile("p")\n'
                '\tout, _ := os.Create("pics/" + h.Filename)\n}\n\nfunc main() { http.ListenAndServe(":80", nil) }\n',
            },
            ["main.go:5"],
        ),
    ],
)
def test_what_is_handed_in_stays_on_the_disk(files: dict[str, str], places: list[str]) -> None:
    assert kept(files) == places


_LARAVEL = {
    "composer.json": '{"require": {"laravel/framework": "^11", "league/flysystem-aws-s3-v3": "^3"}}',
    "app/Services/Halls.php": "<?php\nclass Halls {\n  function add(UploadedFile $photo) {\n"
    "    return $photo->store('halls', 'public');\n  }\n}\n",
}


def test_the_disk_that_laravel_calls_public_is_the_hosts_own_whatever_else_is_installed() -> None:
    assert kept(_LARAVEL) == ["app/Services/Halls.php:4"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"app/Services/Halls.php": _LARAVEL["app/Services/Halls.php"].replace("'public'", "'s3'")},
        {"config/filesystems.php": "<?php\nreturn ['disks' => ['public' => [\n  'driver' => 's3',\n]]];\n"},
    ],
)
def test_a_bucket_behind_laravels_disk_keeps_them(elsewhere: dict[str, str]) -> None:
    assert kept(_LARAVEL | elsewhere) == []


@pytest.mark.parametrize(
    ("manifest", "path", "code", "line"),
    [
        (
            "package.json",
            "src/a.js",
            "const upload = require('express-fileupload');\nreq.files.p.mv(`./pics/${req.files.p.name}`);\n",
            2,
        ),
        (
            "package.json",
            "src/a.js",
            "fs.writeFileSync(path.join('pics', req.file.originalname), req.file.buffer);\n",
            1,
        ),
        ("package.json", "src/a.js", "await store.put(req.file.buffer);\n", None),
        (
            "requirements.txt",
            "a.py",
            "import flask\np = request.files['p']\np.save(app.config['PICS'] + p.filename)\n",
            3,
        ),
        (
            "requirements.txt",
            "a.py",
            "import fastapi\ndef add(p: UploadFile):\n    with open(here, 'wb') as out:\n        out.write(p.file.read())\n",
            None,
        ),
        (
            "requirements.txt",
            "a.py",
            "import fastapi\nasync def add(p: UploadFile):\n    async with aiofiles.open(here, 'wb') as out:\n        await out.write(await p.read())\n",
            4,
        ),
        (
            "requirements.txt",
            "a.py",
            "import fastapi\nasync def add(p: UploadFile):\n    out.write(await p.read())\n    look_at(here)\n    os.remove(here)\n",
            None,
        ),
        (
            "Shop.csproj",
            "Pics.cs",
            "Task Add(IFormFile p) {\n  using var to = new FileStream(here, FileMode.Create);\n}\n",
            2,
        ),
        (
            "requirements.txt",
            "a.py",
            (
                "import flask\napp.config['UPLOAD_FOLDER'] = '/tmp/pics'\np = request.files['p']\n"
                "p.save(app.config['UPLOAD_FOLDER'] + p.filename)\n"
            ),
            None,
        ),
        (
            "requirements.txt",
            "a.py",
            "import fastapi\nasync def add(p: UploadFile):\n    here.write_bytes(await p.read())\n",
            3,
        ),
        ("package.json", "src/a.js", "await pump(p.file, fs.createWriteStream(`./uploads/${p.filename}`));\n", 1),
        ("package.json", "src/a.js", "await pump(rows, fs.createWriteStream('./reports/rows.csv'));\n", None),
        ("build.gradle", "A.java", "void add(MultipartFile p) {\n  Files.write(here, p.getBytes());\n}\n", 2),
        ("build.gradle", "A.java", "void add(MultipartFile p) {\n  Files.write(here, lines);\n}\n", None),
        ("Shop.csproj", "Notes.cs", "using var to = new FileStream(here, FileMode.Open);\n", None),
    ],
)
def test_more_ways_in_which_files_stay(manifest: str, path: str, code: str, line: int | None) -> None:
    contents = {
        "package.json": EXPRESS,
        "build.gradle": "plugins { id 'org.springframework.boot' }\n",
        "Shop.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"/>',
    }
    assert kept({manifest: contents.get(manifest, "flask\nfastapi\n"), path: code}) == (
        [f"{path}:{line}"] if line else []
    )


@pytest.mark.parametrize(
    "setting",
    [
        'STORAGES = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}',
        'DEFAULT_FILE_STORAGE = "django.core.files.storage.FileSystemStorage"',
        'MEDIA_ROOT: str = str(BASE_DIR / "media")',
    ],
)
def test_django_may_be_told_to_keep_files_by_the_name_of_its_storage(setting: str) -> None:
    files = {"requirements.txt": "django\n", "shop/settings.py": f"DEBUG = False\n{setting}\n"}
    assert kept({**files, "shop/models.py": _PICTURE}) == ["shop/settings.py:2"]
    assert kept(files) == []
    # Models that are not here to be read hold pictures, where what these need is listed.
    assert kept({**files, "requirements.txt": "django\npillow==11.1\n"}) == ["shop/settings.py:2"]
