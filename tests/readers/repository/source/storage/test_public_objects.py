"""Objects that everybody may read, or write over."""

import pytest

from holdfast.model.facts import Policy

from ..support import EXPRESS, told

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
    assert "s3:PutObject" in line


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("src/upload.js", MULTER.format(acl="acl: 'public-read'")),
        ("app/files.py", 's3.upload_fileobj(f, bucket, key, ExtraArgs={"ACL": "public-read"})\n'),
        ("app/settings.py", "AWS_DEFAULT_ACL = 'public-read'\n"),
        (
            "src/Files.java",
            "class Files { Object put() { return request.withCannedAcl(CannedAccessControlList.PublicRead); } }\n",
        ),
        ("files/put.go", 'package files\n\nvar in = &s3.PutObjectInput{\n\tACL: aws.String("public-read"),\n}\n'),
        ("app/Files.php", "<?php\n$s3->putObject(['Bucket' => $b, 'Key' => $k, 'ACL' => 'public-read']);\n"),
        ("src/Files.kt", "val request = PutObjectRequest.builder().acl(ObjectCannedACL.PUBLIC_READ).build()\n"),
    ],
)
def test_one_that_lets_everybody_read_is_told_apart(path: str, code: str) -> None:
    manifests = {"package.json": EXPRESS, "requirements.txt": "flask\n", "go.mod": "module shop\n"}
    manifests |= {"composer.json": "{}", "build.gradle": ""}
    [line] = told({**manifests, path: code}, Policy)
    assert line.startswith(f"{path}:")
    assert "s3:GetObject" in line


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("src/upload.js", MULTER.format(acl="acl: 'authenticated-read'")),
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


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("Storage::disk('s3')->put($path, $photo, 'public');", True),
        ("$photo->storePublicly('photos', 's3');", True),
        ("Storage::disk('s3')->put($path, $photo);", False),
        ("Storage::disk('public')->put($path, $photo, 'public');", False),
    ],
)
def test_laravel_says_public_of_an_object_in_a_bucket(call: str, *, shown: bool) -> None:
    files = {"composer.json": "{}", "app/Photos.php": f"<?php\nfunction add($path, $photo) {{\n  {call}\n}}\n"}
    assert [line.partition(" ")[0] for line in told(files, Policy)] == (["app/Photos.php:3"] if shown else [])


@pytest.mark.parametrize(
    ("path", "code", "shown"),
    [
        (
            "files/acl.go",
            (
                "package files\n\nvar known = []string{\n\ts3.ObjectCannedACLPrivate,\n\ts3.ObjectCannedACLPublicRead,\n"
                "\ts3.ObjectCannedACLPublicReadWrite,\n}\n"
            ),
            False,
        ),
        (
            "files/put.go",
            "package files\n\nvar in = &s3.PutObjectInput{ACL: types.ObjectCannedACLPublicRead, Key: key}\n",
            True,
        ),
        ("src/a.ts", "const known = [ObjectCannedACL.public_read, ObjectCannedACL.private];\n", False),
        ("src/a.ts", "put(file, ObjectCannedACL.public_read, options);\n", True),
    ],
)
def test_a_list_of_what_may_be_chosen_chooses_nothing(path: str, code: str, *, shown: bool) -> None:
    manifests = {"package.json": EXPRESS, "go.mod": "module shop\n"}
    assert bool(told({**manifests, path: code}, Policy)) == shown
