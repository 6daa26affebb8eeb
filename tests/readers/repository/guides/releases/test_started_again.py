"""What starts again with other settings."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    ("heading", "released"),
    [
        ("Rotating secrets", False),
        ("2. 환경 변수 변경", False),
        ("シークレットのローテーション", False),
        ("Restart the pods", False),
        ("4. 서비스 재시작", False),
        ("サービスの再起動", False),
        ("After changing the settings: reload", False),
        ("Restart to bring the new image up", True),
        ("배포 후 재시작", True),
        ("Deploying a release", True),
        ("배포", True),
    ],
)
def test_what_starts_again_for_its_settings_stays_the_release_that_it_was(heading: str, *, released: bool) -> None:
    restart = "aws ecs update-service --cluster shop --service api --force-new-deployment"
    text = f"# AWS guide\n\n## {heading}\n\n```bash\n{restart}\n```\n"
    assert any(line.startswith("Deployment") for line in said(text)) is released

    # With something to start, it is a release wherever it stands.
    text = text.replace(restart, f"docker build -t $REPO:latest .\ndocker push $REPO:latest\n{restart}")
    assert any(line.startswith("Deployment") for line in said(text))
