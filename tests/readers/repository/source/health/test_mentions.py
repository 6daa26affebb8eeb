"""Branches for one path that only take note of the request."""

import pytest

from holdfast.readers.repository.source.health.mentions import only_notes


@pytest.mark.parametrize(
    ("body", "notes"),
    [
        ('response.headers["Cache-Control"] = (\n    "no-store"\n)', True),
        ('response["X-Kept"] = "1"', True),
        ("request.state.skip = True", True),
        ('logger.info("asked by %s", name(request))', True),
        ("{ res.setHeader('Cache-Control', kept(1)); }", True),
        ("req.skipped = true; console.log('asked')", True),
        ("c.res.headers.set('X-Kept', '1')", True),
        ("res.statusCode = 200", False),
        ("ctx.body = 'fine'", False),
        ("logger.info('asked'); res.end('fine')", False),
        ('result = {"statusCode": 200}', False),
        ("self.send_response(200)", False),
        ("return fine", False),
        ("", False),
    ],
)
def test_a_branch_takes_note_or_answers(body: str, notes: bool) -> None:
    assert only_notes(body) is notes
