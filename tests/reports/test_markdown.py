"""The Markdown report, in the manner of a team's own review."""

from markdown_it import MarkdownIt

from holdfast.reports import markdown
from holdfast.reports.catalogue import Catalogue
from tests.reports.documents import DOCUMENT, EMPTY

BEGINNING = """\
# shop: Assessment

2026-11-23T09:00:00+00:00 · 4 of 8 controls open

> Absent is not a pass: what nothing speaks about is unproven.

## Summary

| # | Control | production | staging |
| --- | --- | --- | --- |
| 1 | `access` Access | ❌ failed | ❌ failed |
| 5 | `cors` Cors | ➖ not applicable | ➖ not applicable |
| 8 | `backup` Backup | ✅ configured | ✅ configured |
| 12 | `cost` Cost | ❓ unproven | ❓ unproven |

---

## 🔴 Critical (act now)

### 1. SSH is open to the whole internet

`access.ssh-open-to-world` · failed · production, staging

**Where**: `docs/서버.md:12-13` (instructed), `infra/main.tf:4` (declared)

**As it stands**:

```
| SSH | 22 | 0.0.0.0/0 | <b>배포</b> |
| HTTP | 80 | 0.0.0.0/0 | |
```

````hcl
cidr = ```0.0.0.0/0```
````

**Problem**: Port 22 accepts connections from 0.0.0.0/0.

**Risk**: Anybody may try to log in.

**Remediation**: Remove the rule and use Session Manager.

**See also**: `checkov:CKV_AWS_24`, `prowler:ec2_instance_port_ssh_exposed_to_internet`

---

## 🟡 Warning (act soon)
"""


def test_the_report_is_written_by_severity_with_place_quote_risk_and_remedy() -> None:
    assert markdown.render(DOCUMENT, Catalogue("en")).startswith(BEGINNING)


def test_nothing_quoted_can_open_a_tag_or_leave_its_fence() -> None:
    html = MarkdownIt("commonmark").render(markdown.render(DOCUMENT, Catalogue("en")))

    assert "<b>" not in html
    assert "cidr = ```0.0.0.0/0```" in html


def test_everything_set_aside_or_unread_is_counted() -> None:
    rendered = markdown.render(DOCUMENT, Catalogue("ko"))

    for text in ("## 보류한 항목 (1)", "## 효력이 없는 보류 표시 (1)", "## ⚠️ 읽지 못한 것 (1)"):
        assert text in rendered


def test_an_empty_document_still_renders() -> None:
    assert markdown.render(EMPTY, Catalogue("en")).startswith("# nothing: Assessment")
