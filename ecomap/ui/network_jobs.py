"""Long computations behind the network page: run beside the page, which shows how far they are."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any, TypeVar

import streamlit as st

from ecomap import Ecosystem
from ecomap.i18n import Translator
from ecomap.network import Progress, kernels, simple_graph

T = TypeVar("T")

_QUICK = 10_000_000
"""Nodes times ties up to which a computation takes well under a second, so that the page may wait for it."""

_PATIENCE = 0.2
"""Seconds the page waits before it shows a bar of progress."""

_ONE_AT_A_TIME = Lock()  # the kernels use all cores by themselves


def _in_turn(kernel: Callable[..., Any], *args: Any) -> Any:
    with _ONE_AT_A_TIME:
        return kernels.in_child(kernel, *args)


@dataclass
class Job:
    """A computation under way: its outcome to come, the share done (0 to 1), and a word for the step."""

    outcome: Future[Any] = field(default_factory=Future)
    share: float = 0.0
    step: str = ""

    def report(self, share: float, step: str) -> None:
        """Note how far the computation is."""
        self.share, self.step = share, step

    def work(self, work: Callable[[Progress], Any]) -> None:
        """Compute, the long parts in a process of their own, and keep the outcome."""
        try:
            with kernels.elsewhere(_in_turn):
                self.outcome.set_result(work(self.report))
        except Exception as error:
            self.outcome.set_exception(error)


@st.cache_resource(max_entries=32, show_spinner=False)
def _job(what: str, version: str, _work: Callable[[Progress], Any]) -> Job:
    job = Job()
    # A daemon, so that a computation does not hold up the end of the server.
    Thread(target=job.work, args=(_work,), name=f"network {what}", daemon=True).start()
    return job


def result(
    what: str, ecosystem: Ecosystem, work: Callable[[Progress], T], _: Translator, label: str
) -> T | None:
    """Return the result of a computation over a snapshot, or None while there is none, and then say why.

    Parameters
    ----------
    what : str
        Names the computation; with the snapshot's version it tells whether it has been done.
    work : callable
        Takes a function to report progress to; must keep its own result (as `ecomap.network` does).
    label : str
        What the visitor is told is being computed.
    """
    graph = simple_graph(ecosystem)
    if len(graph) * graph.number_of_edges() <= _QUICK:
        return work(lambda share, step: None)
    job = _job(what, ecosystem.version, work)
    if not wait([job.outcome], timeout=_PATIENCE).done:
        _watch(job, label)
        return None
    try:
        return job.outcome.result()
    except OSError:  # the child ended early, or could not be started
        st.error(
            _("The computation was interrupted; the server may be short of memory."),
            icon=":material/error:",
        )
        st.button(
            _("Compute again"),
            icon=":material/refresh:",
            on_click=_job.clear,
            args=(what, ecosystem.version, work),
            key=f"network_again_{what}",
        )
        return None


@st.fragment(run_every=1.0)
def _watch(job: Job, label: str) -> None:
    if job.outcome.done():
        st.rerun()
    st.progress(job.share, text=label)
