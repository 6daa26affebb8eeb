"""Functions that sign uploads for browsers and that nobody calls."""

import pytest

from holdfast.model.facts import Bucket

from ..support import EXPRESS, told

TAKES = "export async function put(key, body) {\n  await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body }));\n}\n"
SIGNS = "  return getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: key }));\n"
FUNCTION = f"export async function uploadUrl(key) {{\n{SIGNS}}}\n"
ARROW = f"export const uploadUrl = async (key) => {{\n{SIGNS}}};\n"
METHOD = f"class Files {{\n  async uploadUrl(key: string): Promise<string> {{\n  {SIGNS}  }}\n}}\n"
HEAD = "import { S3Client } from '@aws-sdk/client-s3';\n"


@pytest.mark.parametrize("signing", [FUNCTION, ARROW, METHOD])
def test_what_signs_for_nobody_beside_what_takes_files_itself_hands_browsers_nothing(signing: str) -> None:
    files = {"package.json": EXPRESS, "src/lib/files.ts": HEAD + TAKES + signing, "src/app.ts": "app.post('/', put);\n"}
    assert told(files, Bucket) == ["src/lib/files.ts:3 purpose=uploads presigned=False"]


@pytest.mark.parametrize(
    ("path", "text", "other"),
    [
        ("src/files.ts", HEAD + TAKES + FUNCTION, "app.get('/url', (req) => uploadUrl(req.key));\n"),
        ("src/files.ts", HEAD + TAKES + METHOD, "router.get('/url', () => files.uploadUrl(key));\n"),
        ("src/files.ts", HEAD + TAKES + FUNCTION + "app.get('/url', uploadUrl);\n", ""),
        ("src/files.ts", HEAD + FUNCTION, ""),
        ("libs/files/src/files.ts", HEAD + TAKES + FUNCTION, ""),
        ("packages/files/src/files.ts", HEAD + TAKES + FUNCTION, ""),
    ],
)
def test_what_somebody_calls_or_nothing_else_stands_beside_is_there_for_browsers(
    path: str, text: str, other: str
) -> None:
    files = {"package.json": EXPRESS, path: text, "src/app.ts": f"app.listen(3000);\n{other}"}
    assert [line.partition(" ")[2] for line in told(files, Bucket)] == ["purpose=uploads presigned=True"]
