"""Long computations behind the network page: run beside the page, which shows how far they are."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from ecomap import Ecosystem
from ecomap.i18n import Translator
from ecomap.network import Progress, simple_graph

T = TypeVar("T")

_QUICK = 10_000_000
"""Nodes times ties up to which a computation takes well under a second, so that the page may wait for it."""


@dataclass
class Job:
    """A computation under way: its outcome to come, the share done (0 to 1), and a word for the step."""

    outcome: Future[Any] | None = None
    share: float = 0.0
    step: str = ""

    def report(self, share: float, step: str) -> None:
        """Note how far the computation is."""
        self.share, self.step = share, step


@st.cache_resource(show_spinner=False)
def _workers() -> ThreadPoolExecutor:
    # One at a time: the kernels use all cores by themselves.
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="network")


@st.cache_resource(max_entries=32, show_spinner=False)
def _job(what: str, version: str, _work: Callable[[Progress], Any]) -> Job:
    job = Job()
    job.outcome = _workers().submit(_work, job.report)
    return job


def result(
    what: str, ecosystem: Ecosystem, work: Callable[[Progress], T], _: Translator, label: str
) -> T | None:
    """Return the result of a computation over a snapshot, or None while it runs, and then show its progress.

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
    if job.outcome is not None and job.outcome.done():
        return job.outcome.result()
    _watch(job, label)
    return None


@st.fragment(run_every=1.0)
def _watch(job: Job, label: str) -> None:
    if job.outcome is not None and job.outcome.done():
        st.rerun()
    st.progress(job.share, text=label)
