"""Counts requests, errors and response times in the JSON access log that our Nginx configuration writes."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from holdfast.host.monitoring.follow import Follower
from holdfast.host.monitoring.metrics import Readings

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds, in seconds, of the histogram for Prometheus."""

# Patterns over whole blocks instead of a JSON parser over each line: a fifth of the processor time, and garbage
# costs nothing. They are exact because Nginx's `escape=json` writes every quote inside a value as `\"`: a client
# that sends `"status": 200` as its name leaves `\"status\":` in the log, which they do not match.
_STATUS = re.compile(rb'"status": ?"?(\d{3})\b')
_TIME = re.compile(rb'"request_time": ?"?(\d{1,9}(?:\.\d{1,6})?)\b')
_UPSTREAM = re.compile(rb'"upstream_response_time": ?"?([0-9., :-]{1,200})')
_NUMBER = re.compile(rb"\d{1,9}(?:\.\d{1,6})?")

_FINE_MS = 10_000
_LONGEST_MS = 600_000
_MOST_TEXTS = 10_000


class Times:
    """Response times of one minute: exact to the millisecond below 10 s, to 100 ms above, at most 10 minutes each.

    So it never holds more than 16,000 numbers, however many requests there are.
    """

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def add(self, seconds: float, times: int) -> None:
        """Count `times` requests that took `seconds`."""
        milliseconds = min(round(seconds * 1000), _LONGEST_MS)
        if milliseconds > _FINE_MS:
            milliseconds -= milliseconds % 100
        self._counts[milliseconds] += times

    def percentiles(self, *wanted: int) -> tuple[float, ...]:
        """The nearest-rank percentiles in milliseconds, in the order of `wanted`; empty when nothing was counted."""
        total = self._counts.total()
        if not total:
            return ()
        ordered = sorted(self._counts.items())
        return tuple(_at_rank(ordered, -(-total * percent // 100)) for percent in wanted)

    def into(self, totals: Counter[float]) -> float:
        """Add the counts to `totals` by upper bound in seconds (`inf` for the rest); returns the sum in seconds."""
        for milliseconds, times in self._counts.items():
            bound = next((bound for bound in BUCKETS if milliseconds <= bound * 1000), float("inf"))
            totals[bound] += times
        return sum(milliseconds * times for milliseconds, times in self._counts.items()) / 1000


class _Texts:
    """Times as they stand in the log, counted as text and turned into numbers once for each different text."""

    def __init__(self) -> None:
        self._counts: Counter[bytes] = Counter()
        self._times = Times()

    def update(self, texts: Iterable[bytes]) -> None:
        self._counts.update(texts)
        if len(self._counts) > _MOST_TEXTS:
            self._fold()

    def times(self) -> Times:
        self._fold()
        return self._times

    def _fold(self) -> None:
        for text, count in self._counts.items():
            # `0.001, 0.200 : -` where several upstreams were tried one after another; `-` where none was.
            numbers = _NUMBER.findall(text)
            if numbers:
                self._times.add(sum(map(float, numbers)), count)
        self._counts.clear()


class AccessLog:
    """Follows the access log; `poll` often, `collect` once a minute.

    Args:
        path: the log, one JSON object a line with `status`, `request_time` and `upstream_response_time`, written with
            `escape=json`. The numbers may stand in quotes; other fields are not looked at.
        from_start: count also what stands there already.
    """

    def __init__(self, path: Path, *, from_start: bool = False) -> None:
        self._follower = Follower(path, from_start=from_start)
        self._statuses: Counter[bytes] = Counter()
        self._times = _Texts()
        self._upstream = _Texts()
        self._unreadable = 0
        self._totals: Counter[str] = Counter()
        self.histogram: Counter[float] = Counter()
        """Requests so far by upper bound of their time; not cumulative over the bounds."""
        self.seconds = 0.0
        """Sum of all response times so far."""

    def poll(self) -> None:
        """Count what was written since.

        Raises:
            IncompleteError: the log cannot be read.
        """
        for block in self._follower.read():
            self._count(block)

    def collect(self) -> Readings:
        """Totals so far, and error rate and percentiles since the call before; those only when there were requests.

        Raises:
            IncompleteError: the log cannot be read.
        """
        self.poll()
        statuses, times, upstream = self._statuses, self._times.times(), self._upstream.times()
        self._statuses, self._times, self._upstream = Counter(), _Texts(), _Texts()
        requests, errors = statuses.total(), _of_class(statuses, b"5")
        self._totals["requests"] += requests
        self._totals["request_errors"] += errors
        self._totals["request_refusals"] += _of_class(statuses, b"4")
        self.seconds += times.into(self.histogram)
        readings: dict[str, float] = {name: float(self._totals[name]) for name in _COUNTED}
        readings["log_lines_unreadable"] = float(self._unreadable + self._follower.dropped)
        if requests:
            readings["request_error_percent"] = 100.0 * errors / requests
        readings.update(zip(_PERCENTILES, times.percentiles(50, 95, 99), strict=False))
        readings.update(zip(("upstream_time_p95",), upstream.percentiles(95), strict=False))
        return readings

    def close(self) -> None:
        """Close the log."""
        self._follower.close()

    def _count(self, block: bytes) -> None:
        statuses = _STATUS.findall(block)
        self._statuses.update(statuses)
        self._unreadable += max(0, block.count(b"\n") - len(statuses))
        self._times.update(_TIME.findall(block))
        self._upstream.update(_UPSTREAM.findall(block))


_COUNTED = ("requests", "request_errors", "request_refusals")
_PERCENTILES = ("response_time_p50", "response_time_p95", "response_time_p99")


def _of_class(statuses: Mapping[bytes, int], first: bytes) -> int:
    return sum(times for status, times in statuses.items() if status.startswith(first))


def _at_rank(ordered: Iterable[tuple[int, int]], rank: int) -> float:
    seen = 0
    for milliseconds, times in ordered:
        seen += times
        if seen >= rank:
            return float(milliseconds)
    raise AssertionError("a rank is at most the total")  # pragma: no cover -- by construction
