"""Cross-origin rules that scripts set through an SDK."""

import pytest

from holdfast.model.facts import BucketCors
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.bucket_rules import READER

JAVASCRIPT = """\
const BUCKET_NAME = 'shop-assets';
const rules = {
  CORSRules: [{
    AllowedMethods: ['GET'],
    AllowedOrigins: [
      'https://www.shop.example',
      'http://localhost:3000',
    ],
  }],
};
s3.send(new PutBucketCorsCommand({ Bucket: BUCKET_NAME, CORSConfiguration: rules }));
"""
PYTHON = """\
s3.put_bucket_cors(
    Bucket=BUCKET,
    CORSConfiguration={"CORSRules": [{"AllowedOrigins": ["*"], "AllowedMethods": ["PUT"]}]},
)
"""


def rules(text: str, path: str) -> list[tuple[int, int, str | None, tuple[str, ...], tuple[str, ...]]]:
    return [
        (fact.at.start_line, fact.at.end_line, fact.bucket, fact.origins, fact.methods)
        for fact in READER.read(Snippet(path, text))
        if isinstance(fact, BucketCors)
    ]


def test_rules_of_a_script_are_shown_at_their_origins() -> None:
    origins = ("https://www.shop.example", "http://localhost:3000")
    assert rules(JAVASCRIPT, "scripts/cors.js") == [(5, 8, "shop-assets", origins, ("GET",))]
    assert rules(PYTHON, "scripts/cors.py") == [(3, 3, None, ("*",), ("PUT",))]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AllowedOrigins: ['*']",  # nobody sets it
        "putBucketCors({ AllowedOrigins: origins })",  # not written here
        "PutBucketCors AllowedOrigins: [" + "'a'," * 5_000,
    ],
)
def test_what_sets_nothing_or_does_not_say_what_is_no_rule(text: str) -> None:
    assert rules(text, "scripts/cors.ts") == []


def test_tests_and_declarations_are_not_read() -> None:
    assert [READER.wants(path) for path in ("a/cors.ts", "test/cors.ts", "a/cors.test.ts", "a/s3.d.ts", "a.md")] == [
        True,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (
            "src/Rules.java",
            'new BucketCrossOriginConfiguration();\nrule.withAllowedOrigins(List.of("*", "https://shop.io"));\n',
        ),
        ("src/Rules.java", 'client.putBucketCors(r);\nCORSRule.builder().allowedOrigins("*", "https://shop.io");\n'),
        ("rules.go", 's3.PutBucketCors()\nrule := CORSRule{AllowedOrigins: []string{"*", "https://shop.io"}}\n'),
        ("Rules.cs", 'PutCORSConfiguration();\nAllowedOrigins = new List<string> { "*", "https://shop.io" }\n'),
        ("rules.php", "$s3->putBucketCors([\n'AllowedOrigins' => ['*', 'https://shop.io']]);\n"),
    ],
)
def test_rules_in_other_languages(path: str, code: str) -> None:
    [fact] = list(READER.read(Snippet(path=path, text=code, kind=READER.kind)))
    assert isinstance(fact, BucketCors)
    assert fact.origins == ("*", "https://shop.io")
    assert fact.at.start_line == 2
