"""What code shows that nobody is told to type."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Alarm, ApplicationCors, BackupJob

from .support import read, said

ALARM = "aws cloudwatch put-metric-alarm --alarm-name cpu --namespace AWS/EC2 --metric-name CPUUtilization"


@pytest.mark.parametrize(
    ("heading", "row", "told"),
    [
        ("트러블슈팅", 'CORS_ORIGINS=["http://203.0.113.7:3000","http://localhost:3000"]', [ApplicationCors]),
        ("Troubleshooting", "ALLOWED_ORIGINS=https://shop.kr,http://localhost:3000", [ApplicationCors]),
        ("トラブルシューティング", "ALLOWED_ORIGINS=https://your-domain.com,http://localhost:3000", []),
        ("Troubleshooting", "ALLOWED_ORIGINS=http://EC2_IP:3000,http://192.168.0.5:3000,http://localhost:3000", []),
        ("Troubleshooting", "ALLOWED_ORIGINS=http://localhost:3000", []),
        ("Troubleshooting", "API_PASSWORD=localhost", []),
        ("本番前に推奨", ALARM, [Alarm]),
        ("향후 개선", ALARM, [Alarm]),
        ("Future improvements", f"{ALARM} --alarm-actions arn:aws:sns:eu-west-1:1:ops", []),
    ],
)
def test_alarms_that_call_nobody_and_origins_of_both_kinds_are_shown(heading: str, row: str, told: list[type]) -> None:
    found = read(f"# EC2 서버 배포\n\n## {heading}\n\n### CORS 에러\n\n```bash\n{row}\n```\n")
    shown = [one for one in found if isinstance(one, Alarm | ApplicationCors)]
    assert [type(one) for one in shown] == told
    assert all(one.kind is EvidenceKind.CLAIMED for one in shown if isinstance(one, Alarm))


_PACKS = "docker run --rm -v shop_redis-data:/data -v $(pwd):/backup alpine tar czf /backup/redis.tgz -C /data ."


@pytest.mark.parametrize(
    ("above", "title", "kept"),
    [
        ("트러블슈팅", "Redis 데이터 백업", 1),
        ("Troubleshooting", "Backup of the cache", 1),
        ("トラブルシューティング", "Redisのバックアップ", 1),
        ("Troubleshooting", "Backup fails with an error", 0),
        ("Troubleshooting", "The cache is empty", 0),
    ],
)
def test_a_chapter_on_copies_among_the_troubles_tells_how_they_are_made(above: str, title: str, kept: int) -> None:
    found = said(f"# Deploy on EC2\n\n## {above}\n\n### {title}\n\n```bash\n{_PACKS}\n```\n")
    assert len([one for one in found if one.startswith("BackupJob")]) == kept


@pytest.mark.parametrize(
    ("label", "kept"),
    [
        ("볼륨 백업:", 1),
        ("Backup of the volume:", 1),
        ("ボリュームのバックアップ：", 1),
        ("Backup fails with an error:", 0),
        ("The cache is empty:", 0),
        ("Where the volume is lost, somebody has to have made a backup of it long before:", 0),
    ],
)
def test_so_does_a_label_above_the_commands(label: str, kept: int) -> None:
    found = said(f"# Deploy on EC2\n\n## Troubleshooting\n\n### Lost data\n\n{label}\n\n```bash\n{_PACKS}\n```\n")
    assert len([one for one in found if one.startswith("BackupJob")]) == kept


_DUMPS = "# {remark}\npg_dump shop > shop.sql\n"


@pytest.mark.parametrize(
    ("title", "remark", "kept"),
    [
        ("Comandos úteis", "Backup do PostgreSQL", 1),
        ("유용한 명령어", "DB 백업", 1),
        ("便利なコマンド", "DBのバックアップ", 1),
        ("Useful commands", "What the table holds", 0),
        ("Common errors", "Backup of the database", 0),
    ],
)
def test_so_does_a_remark_among_useful_commands(title: str, remark: str, kept: int) -> None:
    rows = _DUMPS.format(remark=remark)
    found = said(f"# Deploy on EC2\n\n## Troubleshooting\n\n### {title}\n\n```bash\ndocker stats\n\n{rows}```\n")
    assert len([one for one in found if one.startswith("BackupJob")]) == kept


@pytest.mark.parametrize(
    ("above", "title", "kinds"),
    [
        ("향후 확장", "백업 전략", [EvidenceKind.CLAIMED]),
        ("Future work", "Backup strategy", [EvidenceKind.CLAIMED]),
        ("今後の課題", "バックアップ", [EvidenceKind.CLAIMED]),
        ("Operations", "Backup strategy", [EvidenceKind.INSTRUCTED]),
        ("향후 확장", "데이터 이전", []),
    ],
)
def test_a_chapter_on_copies_in_one_on_what_is_to_come_is_a_promise(
    above: str, title: str, kinds: list[EvidenceKind]
) -> None:
    found = read(f"# EC2 서버 배포\n\n## {above}\n\n### {title}\n\n```bash\n{_DUMPS.format(remark='dump')}```\n")
    assert [one.kind for one in found if isinstance(one, BackupJob)] == kinds
