"""Profiles for developers under which a server starts the product."""

from collections.abc import Mapping

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import DeveloperMode
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.shell.reader import READER


def told(files: Mapping[str, str]) -> list[tuple[str, int, str]]:
    tree = Tree(paths=tuple(sorted(files)), open_text=files.__getitem__)
    snippets = [tree.snippet(path, EvidenceKind.CODED) for path in tree.paths if READER.wants(path)]
    assert READER.read_together is not None
    found = READER.read_together(tree, tuple(one for one in snippets if isinstance(one, Snippet)))
    return [(f.at.path, f.at.start_line, f.name) for f in found if isinstance(f, DeveloperMode)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nohup java -jar -Dspring.profiles.active=dev app.jar > app.log 2>&1 &", "spring.profiles.active"),
        ("nohup java -jar app.jar --spring.profiles.active=local,develop > app.log &", "spring.profiles.active"),
        ("SPRING_PROFILES_ACTIVE=dev nohup java -jar app.jar > app.log &", "SPRING_PROFILES_ACTIVE"),
        ("python manage.py migrate --settings=shop.settings.dev\nsystemctl restart shop", "settings"),
        ("export DJANGO_SETTINGS_MODULE=shop.settings.local\nsystemctl restart shop", "DJANGO_SETTINGS_MODULE"),
        ("NODE_ENV=development pm2 restart shop", "NODE_ENV"),
        ("java -Dspring.profiles.active=test -jar app.jar &", "spring.profiles.active"),
    ],
)
def test_a_release_that_is_started_under_a_developers_profile_is_told(text: str, name: str) -> None:
    assert told({"bin/deploy.sh": f"#!/bin/bash\n{text}\n"}) == [("bin/deploy.sh", 2, name)]


@pytest.mark.parametrize(
    "text",
    [
        "nohup java -jar -Dspring.profiles.active=prod app.jar > app.log 2>&1 &",
        "nohup java -jar -Dspring.profiles.active=$PROFILE app.jar > app.log 2>&1 &",
        "nohup java -jar -Dspring.profiles.active=dev,live app.jar > app.log 2>&1 &",
        "python manage.py makemessages --settings=shop.settings.dev\nsystemctl restart shop",
        "export NODE_ENV=production\npm2 restart shop",
    ],
)
def test_other_profiles_are_well(text: str) -> None:
    assert told({"bin/deploy.sh": f"#!/bin/bash\n{text}\n"}) == []


def test_what_a_pipeline_puts_live_is_told_and_what_it_tries_out_is_not() -> None:
    def facts(text: str) -> list[str]:
        read = facts_of(Snippet("deploy.yml", text, heading="deploy"))
        return [fact.name for fact in read if isinstance(fact, DeveloperMode)]

    assert facts("nohup java -jar -Dspring.profiles.active=dev app.jar &\n") == ["spring.profiles.active"]
    assert facts("./gradlew test -Dspring.profiles.active=test\nNODE_ENV=development npm run dev &\n") == []


def test_a_developers_own_script_and_one_beside_production_tell_nothing() -> None:
    start = "#!/bin/bash\nnohup java -jar -Dspring.profiles.active=dev app.jar > app.log &\n"
    assert told({"bin/dev.sh": start}) == []
    for path, text in {
        "live.sh": "java -Dspring.profiles.active=prod -jar app.jar\n",
        ".github/workflows/live.yml": "env:\n  SPRING_PROFILES_ACTIVE: prod\n",
    }.items():
        assert told({"bin/deploy.sh": start, path: text}) == []
