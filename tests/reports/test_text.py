"""The terminal report: plain, narrow, complete."""

from dataclasses import replace

from holdfast.reports import terminal, text
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import ControlEntry, ResourceEvidence
from tests.reports.documents import DOCUMENT, EMPTY, HELD, SILENT

EXPECTED = """\
shop · Assessment · 2026-11-23T09:00:00+00:00
Absent is not a pass: what nothing speaks about is unproven.

 #  Control  production            staging
 1  access   ✗ failed (critical)   ✗ failed (critical)
 5  cors     – not applicable      – not applicable
 8  backup   ✓ configured          ✓ configured
12  cost     ? unproven (warning)  ? unproven (warning)

Critical (act now)
  ✗ SSH is open to the whole internet  access.ssh-open-to-world  [production, staging]
    Port 22 accepts connections from 0.0.0.0/0.
    @ docs/서버.md:12-13  (instructed)
      │ | SSH | 22 | 0.0.0.0/0 | <b>배포</b> |
      │ | HTTP | 80 | 0.0.0.0/0 | |
    @ infra/main.tf:4  (declared)
      │ cidr = ```0.0.0.0/0```
    → Remove the rule and use Session Manager.

Warning (act soon)
  ? No budget  cost.no-budget  [production, staging]
    Nothing speaks of a budget.
    @ nothing that was read speaks about it
    → Create a budget.

Notice (worth improving)
  ✗ No copy in another region  backup.no-other-region  [production, staging]
    Backups stay in one region.
    @ backup.sh:7  (coded)
      │ aws s3 cp dump s3://b/
    → Copy it.

What holds, and on what evidence
  ✓ backup: pg_dump runs every night.  @ backup.sh:3-5
  – cors: The product has no bucket.

Set aside (1)
  access.root-login [production]: the old host goes away in May (kim, 2027-05-31)

Suppressions without effect (1)
  cost @ holdfast.toml (lee, 2026-01-01): it has expired

What could not be read (1)
  ! infra/broken.tf:3: malformed (block)

4 of 8 controls open · files read: 41 · Passed over: vendored folders 2
More on a finding: holdfast explain CHECK
"""


def test_the_whole_report_reads_as_a_person_would_want_it() -> None:
    assert text.render(DOCUMENT, Catalogue("en")) == EXPECTED


def test_a_pipe_gets_no_escape_codes_and_a_terminal_does() -> None:
    assert "\x1b[" not in text.render(DOCUMENT, Catalogue("en"))
    assert "\x1b[" in text.render(DOCUMENT, Catalogue("en"), colour=True)


def test_no_line_is_wider_than_the_report_even_in_korean() -> None:
    from rich.cells import cell_len

    rendered = text.render(DOCUMENT, Catalogue("ko"))

    assert max(cell_len(line) for line in rendered.splitlines()) <= terminal.WIDTH


def test_an_empty_document_still_renders() -> None:
    assert "0 of 0 controls open" in text.render(EMPTY, Catalogue("en"))


def test_a_long_place_begins_beside_its_mark_and_what_holds_in_part_says_where() -> None:
    arn = f"arn:aws:codedeploy:ap-northeast-1:123456789012:deploymentgroup:{'shop-production/' * 3}web"
    held = replace(HELD, evidence=(ResourceEvidence(kind="observed", arn=arn, quote=""),))
    open_one = replace(SILENT, evidence=held.evidence)
    production, staging = (
        ControlEntry(
            number=8,
            slug="backup",
            environment=name,
            status="configured",
            severity=None,
            title="Backup",
            findings=found,
        )
        for name, found in (("production", (held, open_one)), ("staging", ()))
    )

    rows = text.render(replace(DOCUMENT, controls=(production, staging)), Catalogue("en")).splitlines()

    assert rows.count(f"    @ {arn[:94]}") == 2
    assert f"    {arn[94:]}" in rows
    assert "  ✓ backup [production]: pg_dump runs every night." in rows


def test_a_region_that_is_off_is_said_by_its_name() -> None:
    told = text.render(replace(DOCUMENT, skipped={"vendored": 2, "region-off eu-south-1": 1}), Catalogue("en"))

    assert "a region that the account has not opted into: eu-south-1" in " ".join(told.split())
