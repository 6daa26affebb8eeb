"""Settings for developers, blanks and changes of the schema, wherever an application is given them."""

import json

import pytest

from holdfast.model.facts import DeveloperMode, Fact, ScriptFault, StandIn
from holdfast.readers.repository import readers

from .many import read_files

GIVEN = {"NODE_ENV": "development", "SESSION_SECRET": "changeme", "SPRING_JPA_HIBERNATE_DDL_AUTO": "create"}
QUOTED = "".join(f'    {name}: "{value}",\n' for name, value in GIVEN.items())
MAPPED = QUOTED.replace(",", "")
LISTED = [{"name": name, "value": value} for name, value in GIVEN.items()]
FILES = {
    "ecs/task-definition.json": json.dumps(
        {"family": "shop", "containerDefinitions": [{"name": "api", "image": "r/shop:1", "environment": LISTED}]}
    ),
    "lightsail/containers.json": json.dumps(
        {
            "containers": {"api": {"image": "r/shop:1", "environment": GIVEN, "ports": {"80": "HTTP"}}},
            "publicEndpoint": {},
        }
    ),
    "copilot/api/manifest.yml": f"name: api\ntype: Backend Service\nvariables:\n{MAPPED}",
    "apprunner.yaml": f"version: 1.0\nruntime: nodejs18\nrun:\n  command: x\n  env: {json.dumps(LISTED)}\n",
    "config/deploy.yml": f"service: shop\nimage: shop\nservers: [203.0.113.9]\nenv:\n  clear:\n{MAPPED}",
    "app.service": "[Service]\n" + "".join(f"Environment={name}={value}\n" for name, value in GIVEN.items()),
    "ecosystem.config.js": f"module.exports = {{ apps: [{{ name: 'api',\n  env_production: {{\n{QUOTED}  }} }}] }};\n",
    "supervisor/app.conf": "[program:api]\ncommand=/srv/api\nenvironment="
    + ",".join(f'{name}="{value}"' for name, value in GIVEN.items()),
    "zappa_settings.json": json.dumps({"production": {"app_function": "a.b", "environment_variables": GIVEN}}),
    "site.yml": "- hosts: web\n  tasks:\n    - docker_container:\n        name: api\n        env:\n"
    + "".join(f"          {name}: {value}\n" for name, value in GIVEN.items()),
    ".env.production": "".join(f"{name}={value}\n" for name, value in GIVEN.items()),
}


def told(path: str, text: str) -> list[Fact]:
    return [one for reader in readers() if reader.wants(path) for one in read_files(reader, **{path: text})
            if isinstance(one, DeveloperMode | StandIn | ScriptFault)]  # fmt: skip


@pytest.mark.parametrize("path", FILES)
def test_each_way_to_give_a_setting_is_read_alike(path: str) -> None:
    found = told(path, FILES[path])

    assert {one.name for one in found if isinstance(one, DeveloperMode)} == {"NODE_ENV"}
    assert {one.name for one in found if isinstance(one, StandIn)} == {"SESSION_SECRET"}
    assert {one.form for one in found if isinstance(one, ScriptFault)} == {"tables-dropped"}


def test_what_pm2_gives_developers_beside_production_is_theirs() -> None:
    text = FILES["ecosystem.config.js"].replace("env_production", "env") + "// env_production: {}\n"

    assert not any(isinstance(one, DeveloperMode | StandIn) for one in told("ecosystem.config.js", text))
