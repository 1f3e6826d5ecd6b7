"""Addresses the app answers beside its pages."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

import ecomap
from ecomap.ui import loaders


def _health(request: Request) -> JSONResponse:
    """Say whether the data loads, for whoever watches the service."""
    try:
        ecosystem = loaders.ecosystem()
    except ecomap.DataError as error:
        return JSONResponse({"status": "bad data", "problems": len(error.problems)}, status_code=503)
    return JSONResponse({"status": "ok", "app": ecomap.__version__, "data": ecosystem.version})


ROUTES = [Route("/healthz", _health)]
