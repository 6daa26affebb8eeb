"""What documents a handler's answers is not what it answers."""

import pytest

from holdfast.model.facts import HealthHandler
from holdfast.readers.repository.source.health.documented import without_documented

from ..support import told

NEST = """
import { Controller, Get } from '@nestjs/common';

@Controller('health')
export class HealthController {
  @Get()
  @ApiResponse({ status: 200, description: 'well' })
  @ApiResponse({ status: 503, description: 'not well' })
  check() {
    return { status: 'ok' };
  }
}
"""


def test_a_status_that_is_only_documented_fails_nothing() -> None:
    files = {"package.json": '{"dependencies": {"@nestjs/core": "10"}}', "src/health.controller.ts": NEST}

    [found] = told(files, HealthHandler)

    assert "constant=True" in found


@pytest.mark.parametrize(
    "text",
    [
        "@ApiResponse({ status: 503 }) check() {}",
        "@ApiResponses({@ApiResponse(code = 503)}) void check() {}",
        "@app.get(  , responses={503: {'model': Down}})",
        "[ProducesResponseType(503)] IActionResult Check() {}",
    ],
)
def test_documentation_is_blanked_with_all_offsets_kept(text: str) -> None:
    found = without_documented(text)

    assert "503" not in found
    assert len(found) == len(text)


@pytest.mark.parametrize(
    "text", ["response.status(503)", "return Response({}, status=503)", "raise HttpException(503)"]
)
def test_what_answers_stays(text: str) -> None:
    assert without_documented(text) == text


def test_an_annotation_that_nobody_closes_ends_somewhere() -> None:
    assert without_documented("@ApiResponse(" + "(" * 9_000).endswith("(")
