"""Settings that a build packs into an application, out of files that the repository does not hold."""

import pytest

from holdfast.model.facts import BuiltInSecret

from ..support import told

GRADLE = "plugins {\n    id 'org.springframework.boot' version '3.3.0'\n}\n"
RESOURCES = "src/main/resources"


def found(files: dict[str, str]) -> list[str]:
    return told({"build.gradle": GRADLE, **files}, BuiltInSecret)


@pytest.mark.parametrize(
    ("name", "text", "at"),
    [
        ("application.properties", "spring.config.import=classpath:keys/shop.properties\n", "1"),
        ("application.yml", "spring:\n  config:\n    import: 'classpath:keys/mail.yml'\n", "3"),
        ("application-prod.yml", "spring:\n  config:\n    import:\n      - keys/db.yml\n      - keys/jwt.yml\n", "4-5"),
        ("application.yml", "spring:\n  config:\n    import: optional:classpath:keys/mail.yml\n", None),
        ("application.yml", "spring:\n  config:\n    import: 'file:./keys/mail.yml'\n", None),
        ("application.yml", "spring:\n  config:\n    import: aws-secretsmanager:shop/prod\n", None),
        ("application.yml", "spring:\n  config:\n    import: classpath:pages.yml\n", None),
        ("application-local.yml", "spring:\n  config:\n    import: classpath:keys/mail.yml\n", None),
    ],
)
def test_a_file_that_is_taken_in_and_not_kept_with_the_source_is_packed_by_the_build(
    name: str, text: str, at: str | None
) -> None:
    path = f"{RESOURCES}/{name}"
    expected = [f"{path}:{at}" + (" [production]" if "prod" in name else "")] if at else []

    assert [one.strip() for one in found({path: text, f"{RESOURCES}/pages.yml": "a: 1\n"})] == expected


def test_a_class_that_names_such_a_file_is_where_it_is_packed() -> None:
    java = '@Configuration\n@PropertySource("classpath:keys.properties")\nclass Keys { String a = env("A"); }\n'
    path = "src/main/java/shop/Keys.java"

    assert [one.strip() for one in found({path: java})] == [f"{path}:2"]
    assert found({path: java, f"{RESOURCES}/keys.properties": "a=1\n"}) == []
    assert found({path: java.replace('s")', 's", ignoreResourceNotFound = true)')}) == []


@pytest.mark.parametrize(
    ("task", "counts"),
    [
        ("tasks.register('copyKeys', Copy) {\n  from './shop-config'\n  into 'src/main/resources'\n}\n", True),
        ("task copyKeys(type: Copy) {\n  from('../keys')\n  include('*.yml')\n  into('src/main/resources')\n}\n", True),
        ("copy {\n  from('./keys')\n  include('src/**/*.yml')\n  into('.')\n}\n", True),
        ('tasks.register<Copy>("keys") {\n  from("keys")\n  into("src/main/resources/config")\n}\n', True),
        ("processResources {\n  from('keys') {\n    include '*.yml'\n  }\n  into 'src/main/resources'\n}\n", True),
        ("task pages(type: Copy) {\n  from 'web/dist'\n  into 'src/main/resources'\n}\n", False),
        ("task pages(type: Copy) {\n  from 'pages'\n  into 'src/main/resources/static'\n}\n", False),
        ("task kept(type: Copy) {\n  from 'kept'\n  into 'src/main/resources'\n}\n", False),
        ("jar {\n  from 'keys'\n}\ntask wait {\n  doLast { println 'into' }\n}\n", False),
    ],
)
def test_a_folder_that_is_fetched_from_elsewhere_is_packed_by_the_task_that_copies_it(task: str, counts: bool) -> None:
    facts = found({"build.gradle": f"{GRADLE}\n{task}", "kept/a.yml": "a: 1\n"})

    assert [one.partition(" ")[0] for one in facts] == ([f"build.gradle:5-{4 + task.count(chr(10))}"] if counts else [])


@pytest.mark.parametrize(
    ("path", "packs"),
    [
        ("src/main/resources/shop-config", True),
        ("src/main/resources", True),
        ("src/main/resources/static/pages", False),
        ("src/main/resources/i18n", False),
        ("config", False),
        ("src/test/resources/keys", False),
    ],
)
def test_a_repository_of_settings_that_git_lays_among_the_resources_is_packed(path: str, *, packs: bool) -> None:
    modules = f'[submodule "{path}"]\n\tpath = {path}\n\turl = https://github.com/acme/settings.git\n'
    java = "@SpringBootApplication\nclass Shop {}\n"
    facts = found({".gitmodules": modules, "src/main/java/shop/Shop.java": java})
    assert [one.strip() for one in facts] == ([".gitmodules:2"] if packs else [])
