"""The official JSON schema of SARIF 2.1.0, from a package that brings it along; nothing is asked of the network."""

from __future__ import annotations

import json
import pickletools
import sqlite3
from functools import cache
from importlib.metadata import distribution
from typing import Any

from jsonschema import Draft7Validator

URL = "https://json.schemastore.org/sarif-2.1.0.json"


@cache
def validator() -> Draft7Validator:
    """Validates documents, and its schema has been validated itself."""
    schema = json.loads(_stored(URL))
    assert "2.1.0" in schema["title"]
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def complaints(document: Any) -> list[str]:
    """What the schema says against ``document``, with the place of each."""
    return [f"{error.json_path}: {error.message}" for error in validator().iter_errors(document)]


def _stored(url: str) -> bytes:
    """The text behind ``url``, out of the answers to web requests that the package holds, pickled.

    Its own interface asks the web again when they are some weeks old. The text can be read without unpickling.
    """
    place = distribution("schemastore").locate_file("schemastore/cache.sqlite")
    with sqlite3.connect(f"file:{place}?mode=ro&immutable=1", uri=True) as store:
        for (answer,) in store.execute("SELECT value FROM responses"):
            if url.encode() not in answer:
                continue
            values = [value for _, value, _ in pickletools.genops(answer)]
            if "url" in values and url in values[values.index("url") :]:
                return max((value for value in values if isinstance(value, bytes)), key=len)
    raise LookupError(url)
