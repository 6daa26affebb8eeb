"""Cross-origin rules that let every website in, as guides tell of them."""

import pytest

from holdfast.model.facts import ApplicationCors, BucketCors

from ..support import read


def told(text: str) -> list[tuple[type, int]]:
    """The kind and the line of each rule that lets everybody in."""
    found = read(f"# EC2 서버 배포\n\n{text}\n")
    rules = [one for one in found if isinstance(one, ApplicationCors | BucketCors) and "*" in one.origins]
    return [(type(one), one.at.start_line) for one in rules]


@pytest.mark.parametrize(
    "said",
    [
        "- [ ] CORS 도메인 제한 (현재 `origin: '*'` 로 전체 허용 중)",
        "- CORS가 모든 도메인에 열려 있음 → 운영 도메인만 허용하도록 수정 필요",
        "CORS は今のところ全オリジン許可（`*`）になっている。リリースまでにドメインを絞ること。",
        "CORS is currently open to all origins, restrict before launch.",
        '- ⚠️ CORS: `allow_origins=["*"]` – restrict before launch',
        '현재 운영 서버는 CORS 설정이 `setAllowedOriginPatterns(List.of("*"))` 입니다.',
    ],
)
def test_nobody_owns_up_to_it_unless_it_is_so(said: str) -> None:
    assert told(f"## 알려진 문제\n\n{said}") == [(ApplicationCors, 5)]


@pytest.mark.parametrize(
    "said",
    [
        "- [x] CORS 전체 허용 제거 (현재는 운영 도메인만)",
        "CORS no longer allows all origins.",
        "If CORS currently allows all origins, restrict it.",
        "로컬에서는 현재 CORS 를 모든 도메인에 허용 중입니다.",
        "CORS は現在 `https://shop.example` のみ許可している。`*` は使わないこと。",
        "Our fonts are open to everybody right now.",
        "CORS 를 모든 도메인에 허용하면 위험합니다. 현재 설정을 확인하세요.",
    ],
)
def test_what_was_so_once_or_would_be_or_is_at_home_is_no_rule(said: str) -> None:
    assert told(f"## 알려진 문제\n\n{said}") == []


def test_a_step_that_throws_the_switch() -> None:
    assert told("## Deploy\n\n1. Set `CORS_ALLOW_ALL_ORIGINS = True` in the settings and redeploy.") == [
        (ApplicationCors, 5)
    ]
    assert told("## API Gateway\n\n1. CORS: Access-Control-Allow-Origin 에 `*` 입력") == [(ApplicationCors, 5)]
    assert told("## Deploy\n\n1. Never set `CORS_ALLOW_ALL_ORIGINS = True` in the settings.") == []


def test_a_row_with_a_column_of_values() -> None:
    rows = "|---|---|---|\n| `PORT` | `8080` | |\n| `CORS_ORIGIN` | `*` | front is elsewhere |"
    assert told(f"## Environment\n\nSet these:\n\n| Key | Value | Notes |\n{rows}") == [(ApplicationCors, 10)]
    assert told(f"## Environment\n\nSet these:\n\n| Key | Example | Notes |\n{rows}") == []


def test_what_helps_against_a_browsers_complaint_stays() -> None:
    block = "```bash\necho 'CORS_ORIGINS=*' >> .env\npm2 restart api\n```"
    assert told(f"## Troubleshooting\n\n### CORS errors\n\nDo this on the server:\n\n{block}") == [
        (ApplicationCors, 10)
    ]
    assert told(f"## Troubleshooting\n\n### CORS errors\n\nThis was wrong:\n\n{block}") == []
    assert told(f"## Troubleshooting\n\n### CORS errors on the local server\n\nAllow all:\n\n{block}") == []
    rules = '```json\n[{"AllowedMethods": ["PUT"],\n  "AllowedOrigins": ["*"]}]\n```'
    assert told(f"## 트러블슈팅\n\n### S3 CORS 에러\n\n아래와 같이 설정한다.\n\n{rules}") == [(BucketCors, 10)]
