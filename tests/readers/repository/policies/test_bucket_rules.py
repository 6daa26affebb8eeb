"""Cross-origin rules that scripts set through an SDK."""

import pytest

from holdfast.model.facts import BucketCors
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.policies.bucket_rules import READER

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


ORIGINS = ("https://www.shop.example", "http://localhost:5173")


@pytest.mark.parametrize(
    ("path", "text", "lines", "bucket"),
    [
        (
            "cors.mjs",
            (
                "const Bucket = process.argv[2] ?? 'shop-photos';\nconst origins = [\n  'https://www.shop.example',\n"
                "  'http://localhost:5173',\n];\nawait s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration:\n"
                "  { CORSRules: [{ AllowedOrigins: origins, AllowedMethods: ['PUT'] }] } }));\n"
            ),
            (2, 5),
            "shop-photos",
        ),
        (
            "cors.ts",
            (
                "const allowed: string[] = ['https://www.shop.example', 'http://localhost:5173'];\n"
                "s3.putBucketCors({ CORSRules: [{ AllowedMethods: ['PUT'], AllowedOrigins: allowed }] });\n"
            ),
            (1, 1),
            None,
        ),
        (
            "cors.py",
            (
                "bucket = sys.argv[1] or 'shop-photos'\nWEB = (\n    'https://www.shop.example',\n    'http://localhost:5173',\n)\n"
                "s3.put_bucket_cors(CORSConfiguration={'CORSRules': [{'AllowedOrigins': WEB, 'AllowedMethods': ['PUT']}]})\n"
            ),
            (2, 5),
            "shop-photos",
        ),
        (
            "cors.rb",
            (
                "WEB = %w[https://www.shop.example http://localhost:5173]\n"
                "s3.put_bucket_cors(cors_configuration: { cors_rules: [{ allowed_origins: WEB, allowed_methods: ['PUT'] }] })\n"
            ),
            (1, 1),
            None,
        ),
        (
            "main.go",
            (
                'var web = []string{"https://www.shop.example", "http://localhost:5173"}\n'
                'c.PutBucketCors(ctx, types.CORSRule{AllowedMethods: []string{"PUT"}, AllowedOrigins: web})\n'
            ),
            (1, 1),
            None,
        ),
    ],
)
def test_a_list_that_stands_elsewhere_in_the_file_is_followed_by_its_name(
    path: str, text: str, lines: tuple[int, int], bucket: str | None
) -> None:
    assert rules(text, path) == [(*lines, bucket, ORIGINS, ("PUT",))]


def test_a_name_of_which_nothing_is_known_says_nothing() -> None:
    assert rules("s3.putBucketCors({ AllowedOrigins: origins, AllowedMethods: ['PUT'] })", "cors.js") == []
