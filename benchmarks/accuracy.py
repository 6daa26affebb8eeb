"""How right the judgement is, on repositories labelled by hand.

    python -m benchmarks.accuracy [FOLDER] [--verbose]

FOLDER (default: tests/fixtures/repositories) holds one folder per repository, with the repository in `files/` and
the labels in `labels.toml`:

    closed = ["cors"]                      # controls that are closed; the others named below are open

    [[open]]
    control = "access"
    places = [                             # each must be found: at least one reported place overlaps it
      { path = "docs/setup.md", lines = [3, 9] },
    ]
    also = [                               # right when reported, not missed when not
      { path = ".github/workflows/deploy.yml", lines = [12, 14] },
    ]

A control is open when it is open in any environment that was judged. Printed: balanced accuracy of open and closed
per control and over all, required places found, reported places right (none is, for a control that is closed).
"""

import argparse
import sys
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from holdfast.actions.check import check
from holdfast.model.assessment import Assessment, ControlResult
from holdfast.model.evidence import Location
from holdfast.model.findings import SLUGS

DEFAULT = Path(__file__).parents[1] / "tests" / "fixtures" / "repositories"


@dataclass(frozen=True)
class Place:
    """Lines of a file, inclusive."""

    path: str
    first: int
    last: int

    def overlaps(self, other: "Place") -> bool:
        """Whether the two share a line."""
        return self.path == other.path and self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        return f"{self.path}:{self.first}-{self.last}"


@dataclass(frozen=True)
class Label:
    """What a person said of one control."""

    is_open: bool
    required: tuple[Place, ...] = ()
    also: tuple[Place, ...] = ()


@dataclass
class Score:
    """Counts over all repositories."""

    verdicts: list[tuple[str, str, bool, bool]] = field(default_factory=list)  # repository, slug, label, ours
    found: list[tuple[str, str, Place]] = field(default_factory=list)
    missed: list[tuple[str, str, Place]] = field(default_factory=list)
    right: list[tuple[str, str, Place, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, Place, str]] = field(default_factory=list)

    def accuracy(self, slug: str | None = None) -> float:
        """Balanced accuracy of open against closed; a class that no label has does not count."""
        rates = []
        for truth in (True, False):
            ours = [mine for _, name, label, mine in self.verdicts if label is truth and slug in (None, name)]
            if ours:
                rates.append(sum(mine is truth for mine in ours) / len(ours))
        return sum(rates) / len(rates) if rates else 1.0

    @property
    def recall(self) -> float:
        """Required places that were found."""
        return len(self.found) / max(1, len(self.found) + len(self.missed))

    @property
    def precision(self) -> float:
        """Reported places that are right."""
        return len(self.right) / max(1, len(self.right) + len(self.wrong))


def measure(folder: Path) -> Score:
    """Check every labelled repository in `folder` and compare."""
    score = Score()
    for labels in sorted(folder.glob("*/labels.toml")):
        assessment = check(labels.parent / "files", now=datetime(2026, 1, 1, tzinfo=UTC))
        _compare(labels.parent.name, _labels(labels), assessment, score)
    return score


def main() -> int:
    """Measure and print; returns 0 when every goal is reached (0.90, 0.85, 0.85)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--verbose", action="store_true", help="Name every difference.")
    options = parser.parse_args()
    score = measure(options.folder)
    for slug in SLUGS:
        print(f"{slug:<14} {score.accuracy(slug):.2f}")
    if options.verbose:
        _differences(score)
    print(f"balanced accuracy {score.accuracy():.3f} over {len(score.verdicts)} verdicts")
    print(f"required places found {score.recall:.3f} of {len(score.found) + len(score.missed)}")
    print(f"reported places right {score.precision:.3f} of {len(score.right) + len(score.wrong)}")
    return 0 if score.accuracy() >= 0.9 and min(score.recall, score.precision) >= 0.85 else 1


def _differences(score: Score) -> None:
    for repository, slug, label, mine in score.verdicts:
        if label is not mine:
            print(f"  verdict  {repository} {slug}: labelled {'open' if label else 'closed'}")
    for repository, slug, place in score.missed:
        print(f"  missed   {repository} {slug}: {place}")
    for repository, slug, place, check_id in score.wrong:
        print(f"  wrong    {repository} {slug}: {place} ({check_id})")


def _labels(path: Path) -> dict[str, Label]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    labels = {slug: Label(is_open=False) for slug in data.get("closed", [])}
    for entry in data.get("open", []):
        labels[entry["control"]] = Label(
            is_open=True, required=_places(entry.get("places", [])), also=_places(entry.get("also", []))
        )
    return labels


def _places(entries: list[dict[str, object]]) -> tuple[Place, ...]:
    places = []
    for entry in entries:
        lines = entry["lines"]
        assert isinstance(lines, list)
        places.append(Place(str(entry["path"]), int(lines[0]), int(lines[-1])))
    return tuple(places)


def _compare(repository: str, labels: dict[str, Label], assessment: Assessment, score: Score) -> None:
    for slug, label in labels.items():
        results = [result for result in assessment.controls if result.slug == slug]
        mine = any(result.status.is_open for result in results)
        score.verdicts.append((repository, slug, label.is_open, mine))
        reported = _reported(results)
        for place in label.required:
            target = score.found if any(place.overlaps(other) for other in reported) else score.missed
            target.append((repository, slug, place))
        for place, check_id in reported.items():
            right = any(place.overlaps(other) for other in (*label.required, *label.also))
            (score.right if right else score.wrong).append((repository, slug, place, check_id))


def _reported(results: list[ControlResult]) -> dict[Place, str]:
    """The places of the findings that open a control, each with its check."""
    opening = [finding for result in results for finding in result.findings if finding.opens]
    return {_place(at.at): finding.check for finding in opening for at in finding.evidence if at.at.path}


def _place(at: Location) -> Place:
    return Place(at.path, max(at.start_line, 1), max(at.end_line, at.start_line, 1))


if __name__ == "__main__":
    sys.exit(main())
