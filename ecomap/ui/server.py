"""What the server does beside its pages: an address for who watches it, work done ahead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

import ecomap
from ecomap.ui import gap_jobs, loaders


def _health(request: Request) -> JSONResponse:
    """Say whether the data loads, for whoever watches the service."""
    try:
        ecosystem = loaders.ecosystem()
    except ecomap.DataError as error:
        return JSONResponse({"status": "bad data", "problems": len(error.problems)}, status_code=503)
    return JSONResponse({"status": "ok", "app": ecomap.__version__, "data": ecosystem.version})


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Load the data, look for its gaps and compose as the server starts: the first visitor need not wait for it."""
    Thread(target=_prepare, daemon=True).start()
    yield


def _prepare() -> None:
    # Imported here: it takes long and would hold up the start.
    from ecomap.ui import briefing_result

    try:
        ecosystem = loaders.ecosystem()
    except ecomap.DataError:
        return  # every page says what is wrong with the data
    gap_jobs.look_ahead(ecosystem)
    briefing_result.look_ahead(ecosystem)


ROUTES = [Route("/healthz", _health)]
