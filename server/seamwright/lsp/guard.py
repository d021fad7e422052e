"""One answer per request, whatever happens.

The toolkit's own loop leaves a request with wrong params or after ``shutdown`` without an answer, sends tracebacks with
absolute paths, and cannot cancel. Here every message passes through :meth:`Protocol.receive`, and every request ends in
exactly one of :meth:`Protocol.answer` and :meth:`Protocol.refuse`.

Notifications run in the thread that calls :meth:`~Protocol.receive`, one after the other. Requests run on workers, each
on a snapshot taken when the request came in, so a slow one holds up nothing and can be given up at any time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

import cattrs
from lsprotocol import types as t
from pygls.protocol import LanguageServerProtocol, lsp_method

from seamwright.lsp.errors import Cancelled, Code, Refusal, as_object
from seamwright.lsp.failures import describe
from seamwright.lsp.structure import structure_params
from seamwright.lsp.transport import Encoded, Unreadable, encode, encode_answer
from seamwright.lsp.workers import Token, Workers

if TYPE_CHECKING:
    from seamwright.lsp.server import Server

logger = logging.getLogger(__name__)

Id = int | str
Reply = Callable[[Any, str | None], None]


class _Pending(NamedTuple):
    """A request that has no answer yet."""

    method: str
    token: Token


class Protocol(LanguageServerProtocol):
    """The protocol's state: what has been asked, and whether the session is open."""

    _server: Server

    def __init__(self, server: Server, converter: cattrs.Converter) -> None:
        self.exit_code: int | None = None
        """Set once the session is over."""
        self._initialized = False
        self._pending: dict[Id, _Pending] = {}
        self._asked: dict[str, tuple[str, Reply | None]] = {}
        self._questions = 0
        self._workers: Workers | None = None
        self._cancelled_early: set[Id] = set()
        # Last, because it looks at every attribute of this object, properties included.
        super().__init__(server, converter)

    # Coming in

    def receive(self, message: Any) -> None:
        """Take one decoded message. Never raises."""
        if isinstance(message, list) and message:
            # The protocol has no batches, yet each request in one waits for an answer.
            for member in message:
                self._reject(member, "batches are not supported")
        elif not isinstance(message, dict):
            code = Code.PARSE_ERROR if isinstance(message, Unreadable) else Code.INVALID_REQUEST
            reason = message.reason if isinstance(message, Unreadable) else "a message is an object"
            self._send_error(None, Refusal(code, reason))
        elif "method" not in message:
            self._receive_reply(message)
        elif message.get("jsonrpc") != "2.0" or not isinstance(message["method"], str):
            self._reject(message, "not a JSON-RPC 2.0 message")
        elif "id" in message:
            self._receive_request(message)
        else:
            self._receive_notification(message)

    def notice_cancellation(self, message: Any) -> None:
        """Called by the reader when a message arrives, before its turn: a cancellation overtakes the queue."""
        self._server.shared.heard = time.monotonic()
        if isinstance(message, dict) and message.get("method") == t.CANCEL_REQUEST:
            params = message.get("params")
            id_ = params.get("id") if isinstance(params, dict) else None
            if _is_id(id_):
                self._cancelled_early.add(id_)

    def _receive_request(self, message: dict[str, Any]) -> None:
        id_, method = message["id"], message["method"]
        if not _is_id(id_):
            self._send_error(None, Refusal(Code.INVALID_REQUEST, "the id of a request is an integer or a string"))
        elif id_ in self._pending:
            # The one that came first keeps its own answer.
            self._send_error(id_, Refusal(Code.INVALID_REQUEST, "this id is in use"))
        else:
            self._pending[id_] = _Pending(method, Token())
            try:
                self._start(id_, message)
            except Refusal as refusal:
                self.refuse(id_, refusal)
            except Exception as error:
                self.fail(id_, error, "")

    def _start(self, id_: Id, message: dict[str, Any]) -> None:
        method = message["method"]
        if self._shutdown:
            raise Refusal(Code.INVALID_REQUEST, f"{method[:80]} after shutdown")
        if not self._initialized and method != t.INITIALIZE:
            raise Refusal(Code.NOT_INITIALIZED, f"{method[:80]} before initialize")
        if self._initialized and method == t.INITIALIZE:
            raise Refusal(Code.INVALID_REQUEST, "initialize was sent before")
        if id_ in self._cancelled_early:
            raise Refusal(Code.REQUEST_CANCELLED, "cancelled")
        builtin = self.fm.builtin_features.get(method) if method in (t.INITIALIZE, t.SHUTDOWN) else None
        feature: Callable[..., Any] | None = self.fm.features.get(method)
        type_ = self.get_message_type(method)
        if not _is_request(type_) or (builtin is None and feature is None):
            raise Refusal(Code.METHOD_NOT_FOUND, f"no such method: {method[:80]}")
        params = structure_params(self._converter, message, type_)
        if builtin is not None:
            result = _run(builtin, params)
            self._initialized = True
            self.answer(id_, result)
        elif feature is not None:
            self._hand_over(id_, feature, params)

    def _hand_over(self, id_: Id, feature: Callable[..., Any], params: Any) -> None:
        token = self._pending[id_].token
        world = self._server.snapshot(token)

        def work() -> Callable[[], None]:
            try:
                token.check()
                # Encoded here: a result that cannot be sent is the feature's failure too.
                answer = self._encode_answer(id_, feature(world, params))
            except Cancelled:
                return partial(self.refuse, id_, Refusal(Code.REQUEST_CANCELLED, "cancelled"))
            except Refusal as refusal:
                return partial(self.refuse, id_, refusal)
            except Exception as error:
                return partial(self.fail, id_, error, world.describe(params))
            return partial(self._deliver, id_, answer, world.after)

        if self._workers is None:
            raise RuntimeError("the server was not started")
        self._workers.submit(work)

    def _receive_notification(self, message: dict[str, Any]) -> None:
        method = message["method"]
        if method == t.EXIT:
            self.exit_code = 0 if self._shutdown else 1
        elif method == t.CANCEL_REQUEST:
            self._cancel(message.get("params"))
        elif self._initialized and not self._shutdown:
            feature, type_ = self.fm.features.get(method), self.get_message_type(method)
            if feature is None or type_ is None or _is_request(type_):
                return
            try:
                feature(self._server, structure_params(self._converter, message, type_))
            except Refusal as refusal:
                logger.warning("%s", refusal.message)
            except Exception as error:
                logger.error("%s failed: %s", method, describe(error))

    def _cancel(self, params: Any) -> None:
        id_ = params.get("id") if isinstance(params, dict) else None
        if not _is_id(id_):
            return
        self._cancelled_early.discard(id_)
        pending = self._pending.get(id_)
        if pending is not None:
            pending.token.cancel()
            self.refuse(id_, Refusal(Code.REQUEST_CANCELLED, "cancelled"))

    def _reject(self, message: Any, reason: str) -> None:
        """Answer something that is no request but may have been meant as one."""
        id_ = message.get("id") if isinstance(message, dict) else None
        self._send_error(id_ if _is_id(id_) else None, Refusal(Code.INVALID_REQUEST, reason))

    # Going out

    def answer(self, id_: Id, result: Any) -> None:
        """Answer a request. Once it has an answer, nothing."""
        self._deliver(id_, self._encode_answer(id_, result), ())

    def _deliver(self, id_: Id, answer: bytes, after: Sequence[Callable[[], None]]) -> None:
        """Send an encoded answer, then do what the feature wants done ``after`` it."""
        if self._pending.pop(id_, None) is not None:
            self._write(answer)
            for step in after:
                step()

    def _encode_answer(self, id_: Id, result: Any) -> bytes:
        if isinstance(result, Encoded):
            return encode_answer(id_, result)
        return encode({"jsonrpc": "2.0", "id": id_, "result": self._plain(result)})

    def refuse(self, id_: Id, refusal: Refusal) -> None:
        """Answer a request with an error. Once it has an answer, nothing."""
        if self._pending.pop(id_, None) is not None:
            self._send_error(id_, refusal)

    def fail(self, id_: Id, error: Exception, about: str) -> None:
        """A feature failed: the log gets the place, the client one short sentence."""
        pending = self._pending.get(id_)
        method = pending.method if pending is not None else "a cancelled request"
        logger.error("%s failed%s: %s", method, f" on {about}" if about else "", describe(error))
        self.refuse(id_, Refusal(Code.INTERNAL_ERROR, f"{method} failed; the server's log says where"))

    def ask(self, method: str, params: Any, reply: Reply | None = None) -> None:
        """Send a request to the client. ``reply`` gets the raw result and ``None``, or ``None`` and the error."""
        self._questions += 1
        id_ = f"seamwright-{self._questions}"
        self._asked[id_] = method, reply
        self._send({"jsonrpc": "2.0", "id": id_, "method": method, "params": self._plain(params)})

    def tell(self, method: str, params: Any) -> None:
        """Send a notification to the client."""
        self._send({"jsonrpc": "2.0", "method": method, "params": self._plain(params)})

    def _receive_reply(self, message: dict[str, Any]) -> None:
        id_ = message.get("id")
        question = self._asked.pop(id_, None) if isinstance(id_, str) else None
        if question is None:
            # Not ours. With an outcome it is a stray reply, and a reply to a reply would go on for ever.
            if "id" in message and "result" not in message and "error" not in message:
                self._reject(message, "a request has a method")
            return
        method, reply = question
        error = message.get("error")
        reason = error.get("message") if isinstance(error, dict) else None
        if error is not None:
            logger.warning("the client refused %s", method)
        if reply is not None:
            try:
                reply(message.get("result"), str(reason) if error is not None else None)
            except Exception as failure:
                logger.error("handling the reply to %s failed: %s", method, describe(failure))

    def _plain(self, data: Any) -> Any:
        return self._converter.unstructure(data)

    def _send_error(self, id_: Id | None, refusal: Refusal) -> None:
        self._send({"jsonrpc": "2.0", "id": id_, "error": as_object(refusal)})

    def _send(self, message: dict[str, Any]) -> None:
        self._write(encode(message))

    def _write(self, data: bytes) -> None:
        if self.writer is not None:
            self.writer.write(data)

    # The session

    @property
    def is_busy(self) -> bool:
        """Some request waits for its answer."""
        return bool(self._pending)

    @property
    def is_shut_down(self) -> bool:
        """``shutdown`` has come."""
        return self._shutdown

    def use(self, workers: Workers) -> None:
        """Let requests run on ``workers``."""
        self._workers = workers

    @lsp_method(t.SHUTDOWN)
    def lsp_shutdown(self, *_: Any) -> Generator[Any, Any, None]:
        """Close the session: what is still running is answered as cancelled, what comes later is refused."""
        self._shutdown = True
        for id_, pending in list(self._pending.items()):
            if pending.method != t.SHUTDOWN:
                pending.token.cancel()
                self.refuse(id_, Refusal(Code.REQUEST_CANCELLED, "the server shuts down"))
        yield from ()


def _is_id(value: Any) -> TypeGuard[Id]:
    return isinstance(value, (int, str)) and not isinstance(value, bool)


def _is_request(type_: type[Any] | None) -> TypeGuard[type[Any]]:
    """Whether the protocol's message ``type_`` is a request; only those have an id."""
    return type_ is not None and "id" in type_.__annotations__


def _run(handler: Callable[..., Any], params: Any) -> Any:
    """Run one of the toolkit's own handlers, which are generators that yield the calls they want made."""
    steps = handler(params)
    value = None
    try:
        while True:
            call, args, kwargs = steps.send(value)
            value = call(*args, **(kwargs or {}))
    except StopIteration as end:
        return end.value
