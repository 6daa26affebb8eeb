"""Files that users hand in and that stay on the disk of whatever runs the application."""

import pytest

from holdfast.model.facts import KeptFiles

from .support import EXPRESS, read


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
