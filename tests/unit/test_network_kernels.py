"""The long computations: the same figures wherever they run, and nobody held up by them."""

import sys
import time
from pathlib import Path
from types import ModuleType

import networkx as nx
import numpy as np
import pytest
from network_samples import ecosystem_of, scattered_graph

import ecomap
from benchmarks.generate import generate
from ecomap import Ecosystem, network
from ecomap.network import kernels

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def arguments() -> tuple[int, np.ndarray]:
    graph = nx.convert_node_labels_to_integers(scattered_graph())
    return len(graph), np.array(graph.edges())


@pytest.mark.parametrize("kernel", [kernels.betweenness, kernels.closeness])
def test_a_child_computes_the_same(kernel, arguments: tuple[int, np.ndarray]) -> None:
    assert np.allclose(kernels.in_child(kernel, *arguments), kernel(*arguments), rtol=0, atol=1e-12)


def test_a_child_places_and_groups_the_same(arguments: tuple[int, np.ndarray]) -> None:
    n, pairs = arguments
    weights = np.ones(len(pairs))
    assert np.array_equal(
        kernels.in_child(kernels.springs, n, pairs, weights, 40, 0), kernels.springs(n, pairs, weights, 40, 0)
    )
    assert kernels.in_child(kernels.louvain, n, pairs, weights, 0) == kernels.louvain(n, pairs, weights, 0)


def test_a_child_that_dies_is_told(arguments: tuple[int, np.ndarray]) -> None:
    def unknown(n: int, pairs: np.ndarray) -> None:
        """A kernel that the program does not have."""

    with pytest.raises(ChildProcessError, match="code 1: KeyError: 'unknown'"):
        kernels.in_child(unknown, *arguments)


def test_a_child_does_not_run_the_page(
    arguments: tuple[int, np.ndarray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, trace = tmp_path / "page.py", tmp_path / "trace"
    page.write_text(f"open({str(trace)!r}, 'w')")
    main = ModuleType("__main__")
    main.__file__ = str(page)
    monkeypatch.setitem(sys.modules, "__main__", main)
    kernels.in_child(kernels.closeness, *arguments)
    assert not trace.exists()


def test_only_long_kernels_go_elsewhere_and_only_within_the_block(small: Ecosystem) -> None:
    asked = []

    def runner(kernel, *args):
        asked.append(kernel.__name__)
        return kernel(*args)

    few = ecosystem_of(small, [(f"n{i}", f"n{i + 1}") for i in range(20)])
    many = ecosystem_of(small, [(f"n{i}", f"n{i + 1}") for i in range(1200)])
    with kernels.elsewhere(runner):
        network.layout(few)
        network.measures(few)
        assert not asked
        network.measures(many, ["closeness", "degree"])
    network.measures(many, ["betweenness"])
    assert asked == ["closeness"]


def test_waiting_for_a_child_takes_no_time_of_this_process(tmp_path: Path) -> None:
    """What this process does not compute can't hold its lock, however busy the machine."""
    own, ecosystem = {}, ecomap.load(generate(tmp_path, 2_500, 7_500))

    def runner(kernel, *args):
        start = time.process_time()
        result = kernels.in_child(kernel, *args)
        own[kernel.__name__] = time.process_time() - start
        return result

    with kernels.elsewhere(runner):
        network.layout(ecosystem)
    assert set(own) == {"louvain", "springs"}
    assert sum(own.values()) < 0.5
