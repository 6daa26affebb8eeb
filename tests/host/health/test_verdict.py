"""Verdicts: what a snapshot means for live and ready."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.host.health.probe import ProbeState, Role, Snapshot, State
from holdfast.host.health.verdict import Word, details, live, ready, replaceable, upstreams
from tests.host.health.fakes import snapshot, state

APP = state("application", role=Role.LIVE)
DEAD = state("application", State.FAILING, Role.LIVE)
ERRORS = state("application", State.FAILING, Role.LIVE, alive=True)
DATABASE = state("database")
NO_DATABASE = state("database", State.FAILING)
NO_BUCKET = state("bucket", State.FAILING, Role.DEGRADING)


@pytest.mark.parametrize(
    ("probes", "word", "ok", "failing", "degraded"),
    [
        ((APP, DATABASE), Word.READY, True, (), ()),
        ((APP, NO_DATABASE), Word.NOT_READY, False, ("database",), ()),
        ((DEAD, DATABASE), Word.NOT_READY, False, ("application",), ()),
        ((ERRORS, DATABASE), Word.NOT_READY, False, ("application",), ()),
        ((APP, DATABASE, NO_BUCKET), Word.DEGRADED, True, (), ("bucket",)),
        ((APP, NO_DATABASE, NO_BUCKET), Word.NOT_READY, False, ("database",), ("bucket",)),
        ((APP, state("database", warns=True)), Word.DEGRADED, True, (), ("database",)),
        ((APP, state("database", State.UNKNOWN, age=None)), Word.STARTING, False, ("database",), ()),
        ((APP, state("database", stale=True)), Word.STALE, False, ("database",), ("database",)),
        ((APP, state("bucket", State.UNKNOWN, Role.DEGRADING)), Word.READY, True, (), ()),
        ((APP, state("disk:/"), state("disk:/data", State.FAILING)), Word.NOT_READY, False, ("disk",), ()),
        ((), Word.READY, True, (), ()),
    ],
)
def test_ready_names_what_stands_against_it(
    probes: tuple[ProbeState, ...], word: Word, ok: bool, failing: tuple[str, ...], degraded: tuple[str, ...]
) -> None:
    said = ready(snapshot(*probes))

    assert (said.word, said.ok, said.failing) == (word, ok, failing)
    if word is not Word.STALE:
        assert said.degraded == degraded


def test_draining_and_stopping_are_not_ready_whatever_the_probes_say() -> None:
    assert ready(snapshot(APP, DATABASE), draining=True).word is Word.DRAINING
    assert ready(snapshot(APP, DATABASE), stopping=True, draining=True).word is Word.STOPPING
    assert not ready(snapshot(), draining=True).ok


def test_one_of_several_ports_is_enough_and_the_lack_of_the_other_is_said() -> None:
    first = state("application:3000", State.FAILING, Role.LIVE)
    second = state("application:3001", role=Role.LIVE)

    assert ready(snapshot(first, second)).word is Word.DEGRADED
    assert live(snapshot(first, second)).ok
    assert not ready(snapshot(first, state("application:3001", State.FAILING, Role.LIVE))).ok


def test_a_port_that_starts_while_the_other_fails_is_waited_for() -> None:
    first = state("application:3000", State.FAILING, Role.LIVE)
    second = state("application:3001", State.UNKNOWN, Role.LIVE, age=None)

    assert ready(snapshot(first, second)).word is Word.STARTING


def test_live_looks_at_the_application_alone() -> None:
    assert live(snapshot(APP, NO_DATABASE, NO_BUCKET, state("disk", State.FAILING))).ok
    assert live(snapshot(DEAD)).failing == ("application",)
    assert live(snapshot(state("pm2", State.FAILING, Role.LIVE), APP)).failing == ("pm2",)


def test_what_is_unknown_or_stale_or_answers_with_errors_is_not_dead() -> None:
    assert live(snapshot(state("application", State.UNKNOWN, Role.LIVE))).ok
    assert live(snapshot(state("application", State.FAILING, Role.LIVE, stale=True))).ok
    assert live(snapshot(ERRORS)).ok


def test_a_new_host_helps_only_while_nothing_shared_is_in_doubt() -> None:
    assert replaceable(snapshot(DEAD, DATABASE))
    assert replaceable(snapshot(DEAD))
    assert not replaceable(snapshot(APP, DATABASE))
    assert not replaceable(snapshot(DEAD, NO_DATABASE))
    assert not replaceable(snapshot(DEAD, DATABASE, NO_BUCKET))
    assert not replaceable(snapshot(DEAD, state("database", stale=True)))
    assert not replaceable(snapshot(DEAD, state("secrets", State.UNKNOWN, Role.DEGRADING)))


def test_a_full_disk_of_its_own_does_not_keep_a_dead_host() -> None:
    assert replaceable(snapshot(DEAD, DATABASE, state("disk", State.FAILING)))


def test_upstreams_are_told_by_port_and_the_unknown_ones_stay() -> None:
    seen = snapshot(
        state("application:3000", State.FAILING, Role.LIVE),
        state("application:3001", role=Role.LIVE),
        state("application:3002", State.UNKNOWN, Role.LIVE),
    )

    assert upstreams(seen, (3000, 3001, 3002, 3003)) == {3000: False, 3001: True, 3002: True, 3003: True}
    assert upstreams(snapshot(DEAD), (3000,)) == {3000: False}


def test_details_are_plain_json() -> None:
    shown = details(snapshot(APP, state("database", State.UNKNOWN, age=None, values={"connections": 3.0})))

    assert json.loads(json.dumps(shown)) == shown
    assert shown[1]["age_seconds"] is None
    assert shown[1]["values"] == {"connections": 3.0}


names = st.sampled_from(["application:1", "application:2", "pm2", "database", "disk:/", "disk:/a", "bucket", "nginx"])
ROLES = {"application": Role.LIVE, "pm2": Role.LIVE, "database": Role.CRITICAL, "disk": Role.CRITICAL}


@st.composite
def probes(draw: Any) -> Snapshot:
    chosen = draw(st.lists(names, unique=True))
    return snapshot(
        *(
            state(
                name,
                draw(st.sampled_from(State)),
                ROLES.get(name.partition(":")[0], Role.DEGRADING),
                stale=draw(st.booleans()),
                warns=draw(st.booleans()),
                alive=draw(st.booleans()),
            )
            for name in chosen
        )
    )


@given(probes())
def test_a_verdict_that_is_not_ok_always_names_somebody(seen: Snapshot) -> None:
    for said in (live(seen), ready(seen)):
        assert said.ok != bool(said.failing)


@given(probes())
def test_only_degrading_probes_never_change_readiness(seen: Snapshot) -> None:
    others = Snapshot(tuple(probe for probe in seen.probes if probe.role is not Role.DEGRADING))

    assert ready(seen).ok == ready(others).ok
    assert ready(seen).failing == ready(others).failing


@given(probes())
def test_whatever_is_ready_has_a_passing_fresh_probe_of_each_critical_kind(seen: Snapshot) -> None:
    if not ready(seen).ok:
        return
    for kind in {probe.kind for probe in seen.probes if probe.role is not Role.DEGRADING}:
        assert any(probe.state is State.PASSING and not probe.stale for probe in seen.of_kind(kind))
