"""Gaps, scenarios and sites, computed once for all visitors beside the page, which shows how far they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from functools import partial
from threading import Lock, Thread
from typing import Any

import streamlit as st

from ecomap import Ecosystem
from ecomap.analysis import gaps
from ecomap.analysis.changes import Change
from ecomap.analysis.child import in_child
from ecomap.analysis.finding import Silence
from ecomap.analysis.gaps import Progress
from ecomap.analysis.overview import Overview, WhatIf, overview, what_if
from ecomap.analysis.siting import Siting, site
from ecomap.i18n import Translator

_PATIENCE = 1.0
"""Seconds the page waits before it shows a bar of progress."""

_LARGE = 1_000
"""Organisations above which the work gets a process of its own: it would take the interpreter for seconds."""

_ONE_AT_A_TIME = Lock()


@dataclass
class Job:
    """A computation under way: its outcome to come, the share done (0 to 1), and the kind it is at."""

    outcome: Future[Any] = field(default_factory=Future)
    share: float = 0.0
    step: str = ""

    def report(self, share: float, step: str) -> None:
        """Note how far the computation is."""
        self.share, self.step = share, step

    def work(self, work: Callable[..., Any], size: int) -> None:
        """Compute, in a process of its own if the snapshot is large, and keep the outcome."""
        try:
            with _ONE_AT_A_TIME:
                run = partial(in_child, work) if size > _LARGE else work
                found = run(progress=self.report)
            self.outcome.set_result(found)
        except Exception as error:
            self.outcome.set_exception(error)


@st.cache_resource(max_entries=48, show_spinner=False)
def _job(what: str, version: str, _work: Callable[..., Any], _size: int) -> Job:
    job = Job()
    # A daemon, so that a computation does not hold up the end of the server.
    Thread(target=job.work, args=(_work, _size), name=what[:40], daemon=True).start()
    return job


def gaps_of(ecosystem: Ecosystem, _: Translator) -> Overview | None:
    """Return the gaps of a snapshot, or None while there are none, and then say why."""
    found: Overview | None = _result(
        "gaps", ecosystem, partial(overview, ecosystem), _, _("Looking for gaps …")
    )
    return found


def scenario_of(
    ecosystem: Ecosystem, text: str, changes: Sequence[Change], known: gaps.Gaps, _: Translator
) -> WhatIf | None:
    """Return what changes would bring, or None while it is computed; `text` names the scenario.

    Raises
    ------
    ScenarioError
        If a change does not fit the snapshot.
    """
    work = partial(what_if, ecosystem, tuple(changes), known)
    found: WhatIf | None = _result(f"scenario {text}", ecosystem, work, _, _("Recomputing …"))
    return found


def sites_of(ecosystem: Ecosystem, arguments: dict[str, Any], _: Translator) -> Siting | Silence | None:
    """Return the best sites (arguments as for `ecomap.analysis.siting.site`), or None while they are sought."""
    work = partial(_site, ecosystem, arguments)
    found: Siting | Silence | None = _result(
        f"sites {sorted(arguments.items())}", ecosystem, work, _, _("Looking for the best wards …")
    )
    return found


def _site(ecosystem: Ecosystem, arguments: dict[str, Any], progress: Progress) -> Siting | Silence:
    progress(0.0, "")
    return site(ecosystem, **arguments)


def _result(what: str, ecosystem: Ecosystem, work: Callable[..., Any], _: Translator, label: str) -> Any:
    version, size = ecosystem.version, len(ecosystem.organisations)
    job = _job(what, version, work, size)
    if not wait([job.outcome], timeout=_PATIENCE).done:
        _watch(job, label, _)
        return None
    try:
        return job.outcome.result()
    except OSError:  # the child ended early, or could not be started
        st.error(
            _("The computation was interrupted; the server may be short of memory."), icon=":material/error:"
        )
        st.button(
            _("Compute again"),
            icon=":material/refresh:",
            on_click=_job.clear,
            args=(what, version, work, size),
            key="gaps_again",
        )
        return None


@st.fragment(run_every=1.0)
def _watch(job: Job, label: str, _: Translator) -> None:
    if job.outcome.done():
        st.rerun()
    step = f" {_(gaps.KINDS[job.step])}" if job.step in gaps.KINDS else ""
    st.progress(job.share, text=label + step)
