"""Objects that everybody may write over."""

import pytest

from holdfast.model.facts import Policy

from .support import EXPRESS, told

MULTER = "const upload = multer({{ storage: multerS3({{ s3, bucket: process.env.BUCKET, {acl} }}) }});\n"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("src/upload.js", MULTER.format(acl="acl: 'public-read-write'")),
        ("src/put.js", 'await s3.send(new PutObjectCommand({ Bucket, Key, Body, ACL: "public-read-write" }));\n'),
        ("src/put.ts", "const acl = ObjectCannedACL.public_read_write;\n"),
    ],
)
def test_an_access_list_that_lets_everybody_write_is_a_policy_for_anybody(path: str, code: str) -> None:
    [line] = told({"package.json": EXPRESS, path: code}, Policy)
    assert line.startswith(f"{path}:1 ")
    assert "principal_type=anybody" in line


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("src/upload.js", MULTER.format(acl="acl: 'public-read'")),
        (
            "src/upload.js",
            "// acl: 'public-read-write' would let everybody write\n" + MULTER.format(acl="acl: 'private'"),
        ),
        ("src/local.js", "if (process.env.NODE_ENV !== 'production') {\n  put({ ACL: 'public-read-write' });\n}\n"),
        ("scripts/seed.js", "console.log('never public-read-write');\n"),
    ],
)
def test_others_are_not(path: str, code: str) -> None:
    assert told({"package.json": EXPRESS, path: code}, Policy) == []
