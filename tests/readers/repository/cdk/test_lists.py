"""Lists that a CDK program puts together from others."""

from textwrap import dedent

import pytest

from holdfast.model.facts import ApplicationCors, Bucket, BucketCors
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.cdk import READER

MAIN = """
import * as cdk from 'aws-cdk-lib';
const app = new cdk.App();
const local = ['http://localhost:8080'];
const origins = %s;
new FileStack(app, 'Files', { origins: origins });
"""
FILES = """
import * as cdk from 'aws-cdk-lib';
export class FileStack extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    new s3.Bucket(this, 'Uploads', {
      cors: [{ allowedOrigins: props.origins, allowedMethods: [s3.HttpMethods.PUT] }],
    });
  }
}
"""
PYTHON = """
from aws_cdk import Stack, aws_s3 as s3
LOCAL = ["http://localhost:8080"]
class FileStack(Stack):
    def __init__(self, scope, id, **kwargs):
        super().__init__(scope, id, **kwargs)
        origins = %s
        s3.Bucket(self, "Uploads", cors=[s3.CorsRule(
            allowed_origins=origins,
            allowed_methods=[s3.HttpMethods.PUT],
        )])
"""


def rule(files: dict[str, str]) -> BucketCors:
    """The one rule that the files make."""
    texts = {path: dedent(text).lstrip("\n") for path, text in files.items()}
    tree = Tree(paths=tuple(sorted(texts)), open_text=texts.__getitem__)
    wanted = [tree.snippet(path, READER.kind) for path in tree.paths if READER.wants(path)]
    assert READER.read_together is not None
    read = READER.read_together(tree, tuple(one for one in wanted if isinstance(one, Snippet)))
    [found] = [fact for fact in read if isinstance(fact, BucketCors)]
    return found


MAPPED = """
import * as cdk from 'aws-cdk-lib';
const PLACES = ['https://my.shop.example', 'https://www.shop.example'];
export class FileStack extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    new s3.Bucket(this, 'Uploads', { cors: [{ allowedOrigins: %s, allowedMethods: [s3.HttpMethods.PUT] }] });
  }
}
"""


@pytest.mark.parametrize(
    "written",
    [
        "['my', 'www'].map((front) => `https://${front}.shop.example`)",
        "['my', 'www'].map(front => 'https://' + front + '.shop.example')",
        "[{ at: 'my' }, { at: 'www' }].map((one: Place) => { return `https://${one.at}.shop.example`; })",
        "['my', 'www'].map(function (front) { return `https://${front}.shop.example`; })",
        "PLACES.map((place) => place)",
    ],
)
def test_a_list_that_is_made_of_another_one(written: str) -> None:
    assert rule({"lib/files.ts": MAPPED % written}).origins == ("https://my.shop.example", "https://www.shop.example")


@pytest.mark.parametrize(
    "written",
    [
        "props.places.map((place) => `https://${place}`)",
        "['a'].map((name) => { const place = find(name); return place; })",
        "['a'].map(placeFor)",
    ],
)
def test_what_is_made_by_somebody_else_is_not_told(written: str) -> None:
    assert "*" not in rule({"lib/files.ts": MAPPED % written}).origins


def test_a_comprehension_makes_a_list() -> None:
    made = '[f"https://{front}.shop.example" for front in ("my", "www")]'
    assert rule({"app/files.py": PYTHON % made}).origins == ("https://my.shop.example", "https://www.shop.example")


ASKED = """
import * as cdk from 'aws-cdk-lib';
export class ApiStack extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const api = new apigateway.RestApi(this, 'Api', {});
    const orders = api.root.addResource('orders');
    %s;
  }
}
"""


@pytest.mark.parametrize(
    ("call", "origins"),
    [
        ("call.addFunctionUrl({ cors: { allowedOrigins: ['*'] } })", ("*",)),
        ("new lambda.FunctionUrl(this, 'At', { function: call, cors: { allowedOrigins: ['*'] } })", ("*",)),
        ("api.root.addCorsPreflight({ allowOrigins: apigateway.Cors.ALL_ORIGINS })", ("*",)),
        ("orders.addCorsPreflight({ allowOrigins: ['https://shop.example'] })", ("https://shop.example",)),
        ("orders.addMethod('GET')", None),
    ],
)
def test_what_one_resource_of_an_api_tells_browsers(call: str, origins: tuple[str, ...] | None) -> None:
    read = READER.read(Snippet("lib/api.ts", ASKED % call))
    assert [fact.origins for fact in read if isinstance(fact, ApplicationCors)] == ([origins] if origins else [])


def test_the_cdks_word_for_all_origins() -> None:
    whole = FILES.replace("props.origins", "apigateway.Cors.ALL_ORIGINS")
    assert rule({"lib/files.ts": whole}).origins == ("*",)


@pytest.mark.parametrize(
    ("written", "origins"),
    [
        ("props.front ? [`https://${props.front}`] : ['*']", ("*",)),
        ("props.fronts?.length > 0 ? props.fronts : ['*']", ("*",)),
        ("process.env.FRONT !== undefined ? [process.env.FRONT] : ['https://shop.example']", ("https://shop.example",)),
        ("props.bucket ? ['https://' + props.bucket] : ['*']", ("https://shop-files",)),
        ("props.wide ? ['https://shop.example'] : ['*']", ()),
        ("props.front ? [props.front] : undefined", ()),
    ],
)
def test_what_nobody_gave_is_what_stands_in_for_it(written: str, origins: tuple[str, ...]) -> None:
    made = MAIN % "[]"
    files = {"bin/main.ts": made.replace("{", "{ bucket: 'shop-files', ", 1), "lib/files.ts": FILES}
    files["lib/files.ts"] = FILES.replace("props.origins", written)
    assert rule(files).origins == origins


@pytest.mark.parametrize(
    "written",
    [
        "[...local, 'https://shop.example']",
        "local.concat('https://shop.example')",
        "local.concat(['https://shop.' + 'example'])",
    ],
)
def test_what_is_spread_into_a_list_or_put_behind_it_belongs_to_it(written: str) -> None:
    found = rule({"bin/main.ts": MAIN % written, "lib/files.ts": FILES})

    assert found.origins == ("http://localhost:8080", "https://shop.example")


def test_a_list_is_shown_where_it_is_written_and_not_where_it_is_handed_on() -> None:
    found = rule({"bin/main.ts": MAIN % "[...local, 'https://shop.example']", "lib/files.ts": FILES})

    assert str(found.where("origins")) == "bin/main.ts:4"


@pytest.mark.parametrize("written", ['[*LOCAL, "https://shop.example"]', 'LOCAL + ["https://shop.example"]'])
def test_lists_are_put_together_in_python_too(written: str) -> None:
    assert rule({"stack.py": PYTHON % written}).origins == ("http://localhost:8080", "https://shop.example")


def test_a_list_of_which_a_part_is_not_told_keeps_what_is() -> None:
    found = rule({"bin/main.ts": MAIN % "[...asked(), 'https://shop.example']", "lib/files.ts": FILES})

    assert found.origins == ("https://shop.example",)


def test_what_is_spread_into_properties_is_shown_where_it_is_written_and_where_it_is_taken() -> None:
    text = """
    import * as cdk from 'aws-cdk-lib';
    export class FileStack extends cdk.Stack {
      constructor(scope, id, props) {
        super(scope, id, props);
        const kept = {
          autoDeleteObjects: true,
        };
        new s3.Bucket(this, 'Uploads', {
          ...kept,
        });
      }
    }
    """
    tree = Tree(paths=("lib/files.ts",), open_text={"lib/files.ts": dedent(text).lstrip("\n")}.__getitem__)
    snippet = tree.snippet("lib/files.ts", READER.kind)
    assert isinstance(snippet, Snippet)
    assert READER.read_together is not None
    [bucket] = [fact for fact in READER.read_together(tree, (snippet,)) if isinstance(fact, Bucket)]

    assert bucket.emptied
    assert (str(bucket.where("emptied")), str(bucket.places["emptied taken"])) == ("lib/files.ts:6", "lib/files.ts:9")


GROWN = """
import * as cdk from 'aws-cdk-lib';
export class FileStack extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const origins: string[] = ['https://shop.example'];
    for (const name of props.names) {
      %s
    }
    new s3.Bucket(this, 'Uploads', { cors: [{ allowedOrigins: origins, allowedMethods: [s3.HttpMethods.PUT] }] });
  }
}
"""


@pytest.mark.parametrize(
    ("added", "origins"),
    [
        ("origins.push('http://localhost:3000');", ("https://shop.example", "http://localhost:3000")),
        ("others.push('http://localhost:3000');", ("https://shop.example",)),
    ],
)
def test_what_is_put_into_a_list_belongs_to_it(added: str, origins: tuple[str, ...]) -> None:
    assert rule({"lib/files.ts": GROWN % added}).origins == origins


def test_what_is_appended_to_a_list_in_python_belongs_to_it() -> None:
    grown = PYTHON % "[]\n        origins.append('https://shop.example')"

    assert rule({"files.py": grown}).origins == ("https://shop.example",)
