import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.guides.guide import build

TOLD, CLAIMED, NOTHING = EvidenceKind.INSTRUCTED, EvidenceKind.CLAIMED, None


def mood_of_last(text: str, path: str = "docs/aws-setup.md") -> EvidenceKind | None:
    return build(Snippet(path, text)).passages[-1].mood.kind


@pytest.mark.parametrize(
    "line",
    [
        "- 인스턴스 타입: t3.small",
        "1. 인스턴스 유형은 t3.small 선택",
        "AWS > EC2 > 인스턴스 시작",
        "- MFA 활성화",
        "- 보안 그룹에서 22번 포트를 허용합니다.",
        "- `AmazonS3FullAccess` 정책 연결",
        "- 백업 보존 기간 → 7일",
        "- 루트 계정은 사용하지 마세요.",
        "| 인스턴스 타입 | t3.small |\n|---|---|\n| 리전 | 서울 |",
        "- Instance type: `t3.small`",
        "1. Choose **t3.small** and click *Launch*",
        "- Go to EC2 → Instances → Launch instances",
        "1. Create a Lightsail instance on the smallest plan that holds the shop",
        "- Don't use the root user for daily work",
        "- インスタンスタイプ：t3.small",
        "1. セキュリティグループを作成する",
        "- ルートユーザーは使用しないでください",
        "- EC2コンソール > インスタンスを起動",
    ],
)
def test_steps_settings_and_console_ways_in_a_set_up_guide_are_instructed(line: str) -> None:
    assert mood_of_last(f"# AWS 설정 가이드\n\n## EC2\n\n{line}\n") is TOLD


@pytest.mark.parametrize(
    "line",
    [
        "- ✅ 자동 백업 설정 완료",
        "- [x] Multi-AZ",
        "- 자동 백업을 설정했습니다.",
        "- 매일 새벽 자동 백업이 수행됩니다.",
        "- We have daily backups.",
        "- Backups are automatically taken",
        "- 고가용성 보장",
        "- 자동 백업 적용됨",
        "- バックアップは設定済み",
        "- 毎日バックアップしています。",
        "- [X] CloudWatch alarms",
        "| 항목 | 상태 |\n|---|---|\n| 백업 | ✅ |",
    ],
)
def test_bare_statements_and_ticked_boxes_are_claimed_even_in_a_guide(line: str) -> None:
    assert mood_of_last(f"# AWS 설정 가이드\n\n## 운영\n\n{line}\n") is CLAIMED


@pytest.mark.parametrize(
    "line",
    [
        "- [ ] MFA 활성화",
        "- 추후 Multi-AZ로 전환 예정",
        "- Auto Scaling은 나중에 추가",
        "- RDS 이전을 검토 중",
        "- We plan to add alarms.",
        "- TODO: enable backups",
        "- Consider adding a load balancer",
        "- バックアップは今後設定する予定",
        "- マルチAZ化を検討",
        "- 인스턴스 타입은 무엇인가요?",
        "- Should we use t3.medium?",
        "- (선택) Multi-AZ: 예",
        "- If you need more capacity, choose t3.large",
        "- 필요 시 Auto Scaling 구성",
        "- 必要に応じてアラームを作成",
        "- 기존 ❌ 인스턴스 타입: t2.micro",
        "- Before: t2.micro",
        "- 以前はt2.microを使用",
        "- ~~인스턴스 타입: t2.micro~~ 예정",
        "t3.small은 버스터블 인스턴스이다.",
        "t3.small is a burstable instance type.",
        "RDSとはマネージドなデータベースサービスです。",
        "| 서비스 | 사양 | 월 비용 |\n|---|---|---|\n| EC2 | t3.medium | $30 |",
        "| 項目 | メリット | デメリット |\n|---|---|---|\n| RDS | 自動バックアップ | 料金 |",
        "| 항목 | 변경 전 | 변경 후 |\n|---|---|---|\n| 인스턴스 | t2.micro | t3.small |",
        "| Name | Description | Default |\n|---|---|---|\n| instance_type | EC2 type | t3.small |",
    ],
)
def test_wishes_questions_options_old_settings_and_prices_are_nothing(line: str) -> None:
    assert mood_of_last(f"# AWS 설정 가이드\n\n## EC2\n\n{line}\n") is NOTHING


@pytest.mark.parametrize(
    "heading",
    [
        "향후 계획",
        "개선 사항",
        "추후 개선할 점",
        "문제점",
        "해결 방안",
        "예상 비용",
        "비용 비교",
        "트러블슈팅",
        "EC2란?",
        "배운 점",
        "핵심 교훈 (Key Takeaways)",
        "Auto Scaling (선택)",
        "기존 설정 ❌",
        "Roadmap",
        "Future work",
        "Next steps",
        "Known limitations",
        "Cost estimate",
        "Alternatives",
        "Benefits of Docker",
        "왜 Docker를 사용하나요?",
        "장점",
        "What is EC2?",
        "Troubleshooting",
        "Before",
        "(Optional) Backups",
        "今後の課題",
        "改善案",
        "料金",
        "EC2とは",
        "よくあるエラー",
        "変更前",
    ],
)
def test_everything_under_such_a_heading_is_nothing(heading: str) -> None:
    text = f"# AWS 배포 가이드\n\n## {heading}\n\n### 상세\n\n1. 인스턴스 타입: t3.small\n"

    assert mood_of_last(text) is NOTHING


@pytest.mark.parametrize(
    "label",
    [
        "**문제점**:",
        "기존 ❌",
        "변경 전:",
        "향후 추가 예정:",
        "Before:",
        "変更前：",
        "Do not do this:",
        "이렇게 하지 마세요:",
    ],
)
def test_a_label_right_above_a_list_counts_like_a_heading(label: str) -> None:
    assert mood_of_last(f"# AWS 설정 가이드\n\n## EC2\n\n{label}\n\n- 인스턴스 타입: t3.small\n") is NOTHING


def test_a_label_does_not_reach_past_the_next_block() -> None:
    text = "# AWS 설정 가이드\n\n## EC2\n\n기존 ❌\n\n- 타입: t2.micro\n\n변경 후 ✅\n\n- 타입: t3.small\n"

    assert mood_of_last(text) is TOLD


@pytest.mark.parametrize(
    "title", ["AWS 인프라 운영 단계 문제점 분석", "Security audit", "インフラ課題レビュー", "배포 회고"]
)
def test_an_analysis_tells_of_problems_and_sets_nothing_up(title: str) -> None:
    assert mood_of_last(f"# {title}\n\n## EC2\n\n- 인스턴스 타입: t3.small\n", "docs/infra.md") is NOTHING


def test_a_document_full_of_problems_is_an_analysis_whatever_its_name() -> None:
    sections = "".join(
        f"### {n}. EC2\n\n**문제점**:\n- a\n\n**위험성**:\n- b\n\n**해결 방안**:\n- c\n" for n in range(3)
    )

    assert mood_of_last(f"# 인프라\n\n{sections}\n## EC2 설정\n\n- 인스턴스 타입: t3.small\n") is NOTHING


@pytest.mark.parametrize(
    "heading",
    ["기술 스택", "기술 키워드", "Keywords", "주요 기능", "아키텍처", "Tech Stack", "Features", "技術スタック", "배포"],
)
def test_a_readme_that_lists_what_is_used_only_claims_it(heading: str) -> None:
    assert mood_of_last(f"# Shop\n\n## {heading}\n\n- Database: AWS RDS db.t3.micro\n", "README.md") is CLAIMED


def test_a_readme_with_steps_of_a_deployment_instructs() -> None:
    text = "# Shop\n\n## AWS 배포\n\n1. EC2 인스턴스 생성\n   - 인스턴스 타입: t3.small\n"

    assert mood_of_last(text, "README.md") is TOLD


@pytest.mark.parametrize("heading", ["로컬 실행", "Getting Started", "Installation", "Local development", "使い方"])
def test_what_a_readme_tells_for_the_readers_own_machine_is_nothing(heading: str) -> None:
    assert mood_of_last(f"# Shop\n\n## {heading}\n\n1. Install PostgreSQL\n", "README.md") is NOTHING


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("백업은 설정하지 않음", True),
        ("다중 AZ: 아니요 (비활성화)", True),
        ("Backups are not configured", True),
        ("バックアップは未設定", True),
        ("MFA 활성화", False),
        ("무중단 배포 설정", False),
        ("Do not forget to enable MFA", False),
        ("잊지 말고 MFA 활성화", False),
        ("us-east-1で発行しなければならない", False),
        ("에러가 나지 않도록 설정", False),
    ],
)
def test_a_negation_is_told_from_what_only_looks_like_one(text: str, negated: bool) -> None:
    passage = build(Snippet("docs/aws-setup.md", f"# AWS 설정 가이드\n\n- {text}\n")).passages[-1]

    assert passage.mood.negated is negated


@pytest.mark.parametrize(
    ("path", "title", "old"),
    [
        ("docs/old/ec2.md", "EC2 설정", True),
        ("docs/archive/ec2.md", "EC2", True),
        ("docs/ec2.md", "(구) EC2 설정", True),
        ("docs/ec2.md", "EC2 setup [DEPRECATED]", True),
        ("docs/ec2.md", "EC2構築手順（旧）", True),
        ("docs/ec2.md", "EC2 설정", False),
        ("docs/gold/ec2.md", "EC2 설정", False),
        ("docs/ec2.md", "EC2\n\nThe one before lies in `kiosk-legacy` since 2020.", False),
        ("docs/ec2.md", "EC2\n\nThis is our legacy set-up.", True),
    ],
)
def test_a_guide_that_calls_itself_old_is_old(path: str, title: str, old: bool) -> None:
    assert build(Snippet(path, f"# {title}\n\n- 인스턴스 타입: t3.small\n")).passages[-1].old is old


@pytest.mark.parametrize(
    ("text", "environment"),
    [
        ("# 가이드\n\n## Production\n\n- 타입: t3.small", "production"),
        ("# 가이드\n\n## 운영 환경\n\n- 타입: t3.small", "production"),
        ("# 가이드\n\n## EC2\n\n- **Staging 환경**:\n  - 타입: t3.small", "staging"),
        ("# 가이드\n\n## 本番環境\n\n- 타입: t3.small", "production"),
        ("# 서버 운영 가이드\n\n- 타입: t3.small", None),
        ("# 가이드\n\n## 접속 테스트\n\n- 타입: t3.small", None),
        ("# 가이드\n\n## 운영체제\n\n- 타입: t3.small", None),
        ("# Production-ready guide\n\n- type: t3.small", None),
        ("# 가이드\n\n- NODE_ENV=production", None),
        ("# Guide\n\nOr deploy a single stage:\n\n- type: t3.small", None),
        ("# Guide\n\n## Each stage\n\n- type: t3.small", None),
        ("# Guide\n\n## A stage environment\n\n- type: t3.small", "staging"),
        ("# 가이드\n\n## 개발 서버\n\n- 타입: t3.small", "development"),
    ],
)
def test_an_environment_counts_only_when_plainly_named(text: str, environment: str | None) -> None:
    assert build(Snippet("docs/aws.md", text)).passages[-1].environment == environment


def test_columns_and_clauses_for_several_environments_are_taken_apart() -> None:
    text = (
        "# AWS 가이드\n\n| 항목 | 운영 | 스테이징 |\n|---|---|---|\n| 타입 | t3.medium | t3.small |\n\n"
        "- EC2: 운영 t3.large, staging t3.micro\n- production: 2, staging: 1\n"
    )
    passages = build(Snippet("docs/aws.md", text)).passages

    assert [(p.said.line, p.environment, p.text) for p in passages[1:]] == [
        (5, "production", "타입: t3.medium"),
        (5, "staging", "타입: t3.small"),
        (7, None, "EC2: 운영 t3.large, staging t3.micro"),
        (8, "production", "production: 2"),
        (8, "staging", "staging: 1"),
    ]


def test_a_guide_of_a_product_that_assesses_things_is_no_assessment() -> None:
    line = "- Instance type: t3.small"
    guide = f"# Skills Assessment - Deployment Guide\n\n## EC2 setup\n\n{line}\n"
    assert mood_of_last(guide, "docs/DEPLOYMENT.md") is TOLD
    assert mood_of_last(f"# Security Assessment\n\n## EC2 setup\n\n{line}\n", "docs/assessment.md") is NOTHING


def test_what_a_remark_in_brackets_recommends_does_not_take_the_value_back() -> None:
    assert mood_of_last("# AWS 설정 가이드\n\n## EC2\n\n- 인스턴스 타입: t3.small (운영은 t3.large 권장)\n") is TOLD
    assert mood_of_last("# AWS 설정 가이드\n\n## 향후\n\n- 인스턴스 타입: t3.small (운영은 t3.large 권장)\n") is NOTHING


@pytest.mark.parametrize(
    "heading", ["Alternative: App Runner", "Alternative deployment (simpler)", "7. Alternative – Beanstalk"]
)
def test_what_stands_under_another_way_than_the_main_one_says_nothing(heading: str) -> None:
    assert mood_of_last(f"# AWS setup guide\n\n## {heading}\n\n- Instance type: t3.small\n") is NOTHING


def test_numbered_alternatives_are_ways_of_equal_rank() -> None:
    assert mood_of_last("# AWS setup guide\n\n## Alternative 1: EC2\n\n- Instance type: t3.small\n") is TOLD


def test_a_guides_chapter_on_troubles_makes_it_no_analysis() -> None:
    troubles = "".join(f"### {name}: how to fix\n\nRead the log.\n\n" for name in ("502", "DNS", "Disk", "Memory"))
    steps = "## Steps to fix\n\n- Instance type: t3.small\n"

    assert mood_of_last(f"# EC2 setup\n\n## Troubleshooting\n\n{troubles}{steps}", "EC2_SETUP.md") is TOLD


def test_a_text_that_is_mostly_problems_stays_an_analysis() -> None:
    risks = "".join(f"## {name} risk\n\nIt may fail.\n\n" for name in ("Disk", "Backup", "DNS", "Memory"))

    assert mood_of_last(f"# EC2 setup\n\n{risks}## Server\n\n- Instance type: t3.small\n", "EC2_SETUP.md") is NOTHING


@pytest.mark.parametrize(
    "line",
    [
        "- `API_URL`: address of the server (e.g., `http://api.ap-northeast-2.elasticbeanstalk.com`)",
        "- `API_URL`: 서버 주소 (예를 들어 `http://api.ap-northeast-2.elasticbeanstalk.com`)",
    ],
)
def test_an_example_in_brackets_does_not_take_a_setting_back(line: str) -> None:
    assert mood_of_last(f"# AWS setup guide\n\n## Server\n\n{line}\n") is TOLD


@pytest.mark.parametrize("heading", ["운영 고려사항", "Production considerations", "運用時の考慮事項"])
def test_what_is_to_be_considered_is_claimed_at_most(heading: str) -> None:
    assert mood_of_last(f"# AWS 설정 가이드\n\n## {heading}\n\n- SSL (ACM or Certbot)\n") is not TOLD


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("## 次のステップ（デプロイが成功したら）\n\n### データベース", True),
        ("## 다음 단계\n\n### 2단계: 데이터베이스", True),
        ("## Next steps\n\n### Phase B: database", True),
        ("## Next steps once the deployment works", True),
        ("## Next steps\n\n### 1. Database", True),
        ("## 🎯 다음 단계\n\n### 데이터베이스", True),
        ("## Next steps\n\n### Ideas for the future", False),
        ("## 다음 단계", False),
        ("## Next steps after the pilot is over", False),
        ("## Future improvements\n\n### Step 1", False),
    ],
)
def test_commands_of_a_chapter_that_goes_on_after_the_deployment_are_typed(heading: str, *, told: bool) -> None:
    text = f"# AWS deployment guide\n\n{heading}\n\n```bash\naws rds create-db-instance\n```\n"
    assert bool(build(Snippet("docs/deployment.md", text)).codes) is told


@pytest.mark.parametrize(
    ("heading", "mood"),
    [
        ("API更新手順", TOLD),
        ("API 서버 재시작", TOLD),
        ("API deployment", TOLD),
        ("API", NOTHING),
        ("API 명세", NOTHING),
    ],
)
def test_a_chapter_that_works_on_the_api_is_no_list_of_its_endpoints(heading: str, mood: EvidenceKind | None) -> None:
    assert mood_of_last(f"# AWS 설정 가이드\n\n## {heading}\n\n- 인스턴스 타입: t3.small\n") is mood


@pytest.mark.parametrize(
    ("heading", "speaks"),
    [
        ("5.1 현재 상태 (사용자 100명)", True),
        ("현재 구성", True),
        ("現在の構成", True),
        ("Current state", True),
        ("1. Current infrastructure (50 users)", True),
        ("현재 문제", False),
        ("Current limitations", False),
        ("다음 단계", False),
    ],
)
def test_what_there_is_now_is_evidence_in_a_chapter_of_what_will_be(heading: str, *, speaks: bool) -> None:
    text = f"# AWS 배포 가이드\n\n## 5. 확장 로드맵\n\n### {heading}\n\n- API 서버: t4g.micro 1대\n"
    assert (mood_of_last(text) is not NOTHING) is speaks


@pytest.mark.parametrize(
    ("heading", "mood"),
    [
        ("EC2 생성 체크리스트", TOLD),
        ("EC2 launch checklist", TOLD),
        ("EC2作成時のチェックリスト", TOLD),
        ("EC2 배포 체크리스트", CLAIMED),
        ("EC2 checklist", CLAIMED),
    ],
)
def test_a_list_of_what_is_chosen_as_something_is_made_has_it_made(heading: str, mood: EvidenceKind | None) -> None:
    assert mood_of_last(f"# AWS 설정 가이드\n\n## {heading}\n\n- 인스턴스 타입: t3.small\n") is mood
