"""What in a seam's components looks like code (``CacheFactory``, ``app.cache.get()``), and which names there are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from seamwright.plan.fixture_mentions import lines_of
from seamwright.plan.model import Seam
from seamwright.plan.vocabulary import Vocabulary
from seamwright.plan.words import word_set
from seamwright.text.span import Span


class CodeName(NamedTuple):
    """A place that names something of the code."""

    parts: tuple[str, ...]
    span: Span

    @property
    def name(self) -> str:
        """As it is written."""
        return ".".join(self.parts)


def code_names(text: str, seam: Seam, vocabulary: Vocabulary, memo: dict[object, Any]) -> list[CodeName]:
    """The names under the seam's label for components, each once; in its opening line where there is no such label.

    ``memo`` keeps them by the seam's text.
    """
    start = seam.span.start
    said = seam.span.of(text)
    kept: list[CodeName] | None = memo.get(("code names", said))
    if kept is None:
        if len(memo) > _MOST:
            memo.clear()
        found = _code_names(
            said, Span(0, len(said)), Span(seam.heading.start - start, seam.heading.end - start), vocabulary
        )
        kept = memo["code names", said] = list(found)
    return [each._replace(span=each.span.shifted(start)) for each in kept]


def _code_names(text: str, whole: Span, heading: Span, vocabulary: Vocabulary) -> Iterator[CodeName]:
    seen: set[str] = set()
    lines = [line for line in lines_of(text, whole, vocabulary) if line.field == "components"]
    places = [Span(line.start + line.value, line.start + len(line.text)) for line in lines] or [heading]
    for place in places:
        for each in _names(text, place):
            if each.name not in seen:
                seen.add(each.name)
                yield each


def _names(text: str, place: Span) -> Iterator[CodeName]:
    line = text[place.start : place.end]
    for match in _NAME.finditer(line):
        before, after = line[: match.start()][-1:], line[match.end() :][:1]
        parts = match["name"].split(".")
        ticked = before == "`"
        if before in _GLUE or (after in _GLUE and after) or parts[-1].lower() in _SUFFIXES or _URL.search(line):
            continue
        is_code = bool(_CAMEL.search(parts[-1])) or (len(parts) > 1 and bool(match["call"] or ticked))
        is_code = is_code or (bool(match["call"]) and "_" in parts[-1])
        if is_code and not any(part.lower() in _PRODUCTS for part in parts):
            start, end = match.span("name")
            yield CodeName(tuple(parts), Span(start, end).shifted(place.start))


class ProjectNames:
    """The names that a project's code and contracts hold. Implements ``model.Names``; grows only."""

    def __init__(self, *, lazily: bool = False) -> None:
        """``lazily`` keeps the texts, and reads one when a name that is asked about stands in it: for few questions."""
        self._lazily = lazily
        self._unread: list[str] = []
        self._undefined: list[str] = []
        self.is_complete = False
        """Everything was read, so that what is not there does not exist."""
        self.revision = 0
        """Grows with what is known."""
        self._words: set[str] = set()
        self._defined: dict[str, set[str]] = {}
        self._packages: set[str] = set()
        self._like: dict[str, str | None] = {}

    def add(self, text: str, path: str) -> None:
        """Take in the code at ``path``, relative to the root."""
        before = len(self._words)
        if self._lazily:
            self._unread.append(text)
            self._undefined.append(text)
        else:
            self._words.update(_WORD.findall(text))
            self._define(text)
        folders = path.split("/")
        names = {*folders[:-1], folders[-1].partition(".")[0]}
        self._words |= names
        self._packages |= names
        if self._lazily or len(self._words) > before:
            self.revision += 1
            self._like.clear()

    def has(self, name: str) -> bool | None:
        """See ``model.Names``."""
        one = name.removesuffix("s")
        wanted = {name, one}
        if not wanted.isdisjoint(self._words):
            return True
        for text in [each for each in self._unread if one in each]:
            self._unread.remove(text)
            self._words.update(_WORD.findall(text))
            if not wanted.isdisjoint(self._words):
                return True
        return False if self.is_complete else None

    def is_package(self, name: str) -> bool:
        """See ``model.Names``."""
        return name in self._packages

    def like(self, name: str) -> str | None:
        """See ``model.Names``. Of names that differ in a letter or two, or in the order of their words."""
        while self._undefined:
            self._define(self._undefined.pop())
        if name not in self._like:
            self._like[name] = _closest(name, self._defined.get(name[0], ()))
        return self._like[name]

    def _define(self, text: str) -> None:
        for name in _DEFINED.findall(text):
            self._defined.setdefault(name[0], set()).add(name)


def _closest(name: str, names: Collection[str]) -> str | None:
    near = [each for each in names if abs(len(each) - len(name)) <= 2 and each[0] == name[0]]
    scored = [(SequenceMatcher(None, name, each).ratio(), each) for each in near]
    best = max(scored, default=(0.0, ""))
    if best[0] >= _CLOSE and len(name) >= _SHORTEST:
        return best[1]
    return None


_MOST = 2000
"""Seams of which something is kept."""
_CLOSE = 0.87
_SHORTEST = 6
_IDENTIFIER = r"[^\W\d]\w*"
_NAME = re.compile(rf"(?<![\w.])(?P<name>{_IDENTIFIER}(?:\.{_IDENTIFIER})*)(?P<call>\([^()\s]*\))?(?![\w.]\w)")
_CAMEL = re.compile(r"^[A-Z][A-Z0-9]*[a-z][a-z0-9]*[A-Z]\w*$")
_WORD = re.compile(r"[^\W\d]\w{2,}")
_DEFINED = re.compile(r"^[ \t]*(?:class|(?:async[ \t]+)?def)[ \t]+([^\W\d]\w*)", re.MULTILINE)
_GLUE = frozenset("/-@\\$#:<{=&?%")
_URL = re.compile(r"://")
_SUFFIXES = word_set(
    """
    py, pyi, md, yml, yaml, json, toml, txt, ini, cfg, js, ts, tsx, jsx, html, css, sql, env, lock, sh, db, log, xml,
    csv, rs, go, java, rb, com, org, io, net, dev, proto, conf, key, pem, crt
    """
)
_PRODUCTS = word_set(
    """
    postgresql, postgres, mysql, mariadb, sqlite, mongodb, redis, keydb, valkey, dynamodb, influxdb, couchdb, neo4j,
    elasticsearch, opensearch, rabbitmq, activemq, zeromq, nats, kafka, fastapi, openapi, openai, chatgpt, langchain,
    llamaindex, github, gitlab, bitbucket, circleci, graphql, websocket, websockets, webhook, webhooks, oauth, oauth2,
    openid, javascript, typescript, nodejs, nextjs, pytest, unittest, sqlalchemy, asyncio, httpx, aiohttp, starlette,
    pydantic, uvicorn, gunicorn, hypercorn, linkedin, youtube, paypal, sendgrid, mailgun, whatsapp, icloud, macos, ios,
    ipados, devops, microservice, microservices, opentelemetry, testcontainer, testcontainers, fakeredis, localstack,
    testclient, asyncclient, mock, magicmock, asyncmock, simplecookie, numpy, scipy, pytorch, tensorflow, cloudflare,
    cloudfront, cloudwatch, eventbridge, bigquery, pubsub, firestore, datadog, newrelic, graphrag, restapi
    """
)
"""Names with capitals in them that mean products and ideas, not the project's own code."""
