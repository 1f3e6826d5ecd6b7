"""Long analyses in a process of their own, so that a server goes on serving everybody meanwhile.

This file runs as a program: it reads a function and its arguments from its input, and writes what the function
reports and returns, each as a pickle. A pool of `multiprocessing` would not do: its children import the
parent's ``__main__``, which under Streamlit is the page.
"""

from __future__ import annotations

import atexit
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from ecomap.analysis.gaps import Progress


def in_child(work: Callable[..., Any], *args: Any, progress: Progress | None = None) -> Any:
    """Compute ``work(*args, progress=report)`` in a child process and return its result.

    Parameters
    ----------
    work : callable
        A function of a module, or a partial one.
    progress : callable, optional
        Called with what the child reports.

    Raises
    ------
    ChildProcessError
        If the process ended without a result, as when the system ran out of memory.
    """
    child = subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin is not None and child.stdout is not None
    atexit.register(child.kill)
    try:
        pickle.dump((work, args), child.stdin)
        child.stdin.close()
        while True:
            done, value = pickle.load(child.stdout)
            if done:
                return value
            if progress:
                progress(*value)
    except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
        raise ChildProcessError("the analysis ended without a result") from error
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
        atexit.unregister(child.kill)


def main() -> None:
    """Read a function and its arguments, compute, and write reports and the result."""
    output, sys.stdout = sys.stdout.buffer, sys.stderr  # what a library prints must not mix with the pickles

    def write(done: bool, value: object) -> None:
        pickle.dump((done, value), output)
        output.flush()

    work, args = pickle.load(sys.stdin.buffer)
    write(True, work(*args, progress=lambda share, step: write(False, (share, step))))


if __name__ == "__main__":
    main()
