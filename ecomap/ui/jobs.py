"""Long computations, done once for all visitors beside the page, which shows how far they are."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from functools import partial
from threading import Lock, Thread
from typing import Any

import streamlit as st

from ecomap import Ecosystem
from ecomap.analysis import gaps
from ecomap.analysis.child import in_child
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


def start(what: str, ecosystem: Ecosystem, work: Callable[..., Any]) -> Job:
    """Start a computation, or return the one under way or done; see `result`."""
    return _job(what, ecosystem.version, work, len(ecosystem.organisations))


def result(
    what: str,
    ecosystem: Ecosystem,
    work: Callable[..., Any],
    _: Translator,
    label: str,
    patience: float = _PATIENCE,
) -> Any:
    """Return what a computation gives, or None while it goes on, and then show how far it is.

    Parameters
    ----------
    what : str
        Names the computation: the same name and snapshot share one outcome.
    work : callable
        Takes ``progress``, to be called with the share done and the name of the step.
    label : str
        What is being done, for the visitor.
    patience : float
        Seconds the page waits before it goes on without; 0 where it is not what the visitor came for.
    """
    job = start(what, ecosystem, work)
    if not wait([job.outcome], timeout=patience).done:
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
            args=(what, ecosystem.version, work, len(ecosystem.organisations)),
            key="gaps_again",
        )
        return None


@st.fragment(run_every=1.0)
def _watch(job: Job, label: str, _: Translator) -> None:
    if job.outcome.done():
        st.rerun()
    step = _(gaps.KINDS[job.step]) if job.step in gaps.KINDS else job.step
    st.progress(job.share, text=f"{label} {step}")
