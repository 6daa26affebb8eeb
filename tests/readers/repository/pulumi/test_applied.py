"""What a Pulumi program makes of a value that is known later, with `apply`: policies and containers above all."""

import pytest

from holdfast.model.facts import Bucket, ExposedSecret, Policy, StandingName
from tests.readers.repository.pulumi.test_pulumi import of, told

SCRIPT = 'import * as pulumi from "@pulumi/pulumi";\nimport * as aws from "@pulumi/aws";\n'
SCRIPT += 'const menus = new aws.s3.Bucket("menus");\n'
PYTHON = 'import json\nimport pulumi\nimport pulumi_aws as aws\n\nmenus = aws.s3.Bucket("menus")\n'
STATEMENT = '{ Effect: "Allow", Principal: "*", Action: ["s3:GetObject"], Resource: [`${arn}/*`] }'
IN_PYTHON = '{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{arn}/*"}'

WAYS = {
    "an arrow": ("index.ts", f"menus.arn.apply((arn) => JSON.stringify({{ Statement: [{STATEMENT}] }}))"),
    "an arrow that returns": (
        "index.ts",
        f"menus.arn.apply((arn) => {{ const open = [{STATEMENT}]; return JSON.stringify({{ Statement: open }}); }})",
    ),
    "a function without a name": (
        "index.ts",
        f"menus.arn.apply(function (arn) {{ return JSON.stringify({{ Statement: [{STATEMENT}] }}); }})",
    ),
    "several values": (
        "index.ts",
        f"pulumi.all([menus.arn, menus.id]).apply(([arn, id]) => JSON.stringify({{ Statement: [{STATEMENT}] }}))",
    ),
    "a function of its own": ("index.ts", "menus.arn.apply(everybodyReads)"),
    "a lambda": ("__main__.py", f'menus.arn.apply(lambda arn: json.dumps({{"Statement": [{IN_PYTHON}]}}))'),
    "several values of a lambda": (
        "__main__.py",
        f'pulumi.Output.all(menus.arn).apply(lambda args: json.dumps({{"Statement": [{IN_PYTHON}]}}))',
    ),
    "a function of its own in Python": ("__main__.py", "menus.arn.apply(everybody_reads)"),
}
OWN = f"function everybodyReads(arn: string) {{\n  return JSON.stringify({{ Statement: [{STATEMENT}] }});\n}}\n"
OWN_IN_PYTHON = f'\ndef everybody_reads(arn):\n    return json.dumps({{"Statement": [{IN_PYTHON}]}})\n\n'


@pytest.mark.parametrize(("file", "policy"), WAYS.values(), ids=WAYS)
def test_a_policy_made_of_a_value_that_is_known_later_is_told(file: str, policy: str) -> None:
    if file == "index.ts":
        text = f'{SCRIPT}{OWN}new aws.s3.BucketPolicy("read", {{ bucket: menus.id, policy: {policy} }});\n'
    else:
        text = f'{PYTHON}{OWN_IN_PYTHON}aws.s3.BucketPolicy("read", bucket=menus.id, policy={policy})\n'
    readings = told({file: text})
    (bucket,) = of(Bucket, readings)
    assert bucket.public is True
    (given,) = of(Policy, readings)
    assert (given.principal_type, given.actions) == ("anybody", ("s3:GetObject",))
    assert "s3:GetObject" in given.at.quote


def test_the_containers_of_a_task_are_told_with_what_they_are_handed() -> None:
    readings = told(
        {
            "index.ts": SCRIPT
            + """
const repository = new aws.ecr.Repository("kitchen");
new aws.ecs.TaskDefinition("kitchen", {
  family: "kitchen",
  containerDefinitions: pulumi.all([repository.repositoryUrl]).apply(([url]) =>
    JSON.stringify([
      { name: "kitchen", image: `${url}:latest`,
        environment: [{ name: "DB_PASSWORD", value: "turnip-Kettle-92" }] },
    ]),
  ),
});
"""
        }
    )
    (secret,) = of(ExposedSecret, readings)
    assert (secret.name, secret.at.start_line) == ("DB_PASSWORD", 11)


TEXTS = {
    "an f-string": """lambda args: f\"\"\"[
    {{
        "name": "kitchen", "image": "{args[0]}:latest", "memory": {memory},
        "environment": [{{"name": "DB_PASSWORD", "value": "turnip-Kettle-92"}}]
    }}
]\"\"\"
""",
    "an f-string that begins below": """lambda args: f\"\"\"
    [{{
        "name": "kitchen", "image": "{args[0]}:latest",
        "environment": [{{"name": "DB_PASSWORD", "value": "turnip-Kettle-92"}}]
    }}]\"\"\"
""",
}


@pytest.mark.parametrize("written", TEXTS.values(), ids=TEXTS)
def test_the_containers_that_a_text_of_python_tells_stand_at_its_own_rows(written: str) -> None:
    task = f"""
repository = aws.ecr.Repository("kitchen")
aws.ecs.TaskDefinition(
    "kitchen",
    container_definitions=pulumi.Output.all(
        repository.repository_url,
    ).apply({written}))
"""
    text = PYTHON + task
    readings = told({"__main__.py": text})
    rows = text.splitlines()
    (secret,) = of(ExposedSecret, readings)
    (image,) = of(StandingName, readings)
    assert "turnip" in rows[secret.at.start_line - 1]
    assert ":latest" in rows[image.at.start_line - 1]


def test_what_a_function_makes_that_makes_resources_is_made_once_and_its_value_not_guessed() -> None:
    body = "{\n  const copies = new aws.s3.Bucket(`copies-${arn}`);\n  return copies.id;\n}"
    readings = told({"index.ts": f"{SCRIPT}export const other = menus.arn.apply((arn) => {body});\n"})
    assert len(of(Bucket, readings)) == 2


def test_a_function_that_is_not_here_tells_nothing() -> None:
    policy = 'new aws.s3.BucketPolicy("read", { bucket: menus.id, policy: menus.arn.apply(elsewhere) });\n'
    readings = told({"index.ts": SCRIPT + policy})
    assert not of(Policy, readings)
    assert of(Bucket, readings)[0].public is None


IMAGES = {
    "interpolated": ("index.ts", "pulumi.interpolate`${kitchen.repositoryUrl}:latest`"),
    "put together": ("index.ts", 'pulumi.concat(kitchen.repositoryUrl, ":latest")'),
    "put together in Python": ("__main__.py", 'pulumi.Output.concat(kitchen.repository_url, ":latest")'),
    "formatted": ("__main__.py", '"{}:{tag}".format(kitchen.repository_url, tag="latest")'),
}
TASK = 'const kitchen = new aws.ecr.Repository("kitchen");\nnew aws.ecs.TaskDefinition("k", {\n'
TASK += '  containerDefinitions: pulumi.jsonStringify([{\n    name: "k", image: IMAGE,\n  }]),\n});\n'
IN_PYTHONS_TASK = 'kitchen = aws.ecr.Repository("kitchen")\naws.ecs.TaskDefinition("k",\n'
IN_PYTHONS_TASK += '  container_definitions=pulumi.Output.json_dumps([{\n    "name": "k", "image": IMAGE,\n  }]))\n'


@pytest.mark.parametrize(("file", "image"), IMAGES.values(), ids=IMAGES)
def test_a_text_of_a_value_that_is_known_later_keeps_what_is_written(file: str, image: str) -> None:
    text = SCRIPT + TASK if file == "index.ts" else PYTHON + IN_PYTHONS_TASK
    text = text.replace("IMAGE", image)
    (found,) = of(StandingName, told({file: text}))
    assert found.identity == "latest"
    assert "latest" in text.splitlines()[found.at.start_line - 1]
    assert not of(StandingName, told({file: text.replace("latest", "1.4.2")}))
