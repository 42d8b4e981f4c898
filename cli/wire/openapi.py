"""What the wire answers, as OpenAPI 3.1."""

import re
from typing import Any

from storage.contract import VIEWS, json_schemas


def openapi(paths: list[str]) -> dict[str, Any]:
    """The description of the JSON beside each page."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "talentwire: the wire", "version": "1", "description": "Read-only JSON of every page."},
        "paths": {(path if path != "/" else "/stories") + ".json": {"get": _get(path)} for path in paths},
        "components": {"schemas": json_schemas(VIEWS)},
    }


def _get(path: str) -> dict[str, Any]:
    found = re.findall(r"{(\w+)}", path)
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in found
    ]
    if not found:
        parameters.append({"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}})
    if path == "/":
        parameters += [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ("before", "kind")]
    ok = {"description": "as the page shows it", "content": {"application/json": {"schema": {"type": "object"}}}}
    return {
        "summary": f"The data of {path}",
        "parameters": parameters,
        "responses": {"200": ok, "304": {"description": "unchanged"}, "400": {"description": "a parameter that is none"}}
        | ({"404": {"description": "no such id"}} if found else {}),
    }
