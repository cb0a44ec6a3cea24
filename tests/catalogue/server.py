"""Both versions of the service catalogue on the loopback, which fail when they are told to."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.catalogue.world import (
    Area,
    World,
    channel11,
    channel12,
    connections12,
    organization11,
    organization12,
    service11,
    service12,
)

KEY = "loopback-key"
MOST_GUIDS = 100


@dataclass(frozen=True)
class Fault:
    """How a call fails: with a status, with other bytes, by promising a length, or by hanging up half-way."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    hang_up: bool = False


Decide = Callable[[str, Mapping[str, str], int], "Fault | None"]
"""Path, query and how many calls came before: the fault of this call, if any."""


@dataclass
class Catalogue:
    """The server's memory."""

    world: World
    decide: Decide = lambda *_: None
    page_size: int = 100
    calls: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0
    base: str = ""

    @property
    def v11(self) -> str:
        """The address of version 11."""
        return f"{self.base}/api/v11"

    @property
    def v12(self) -> str:
        """The address of version 12."""
        return f"{self.base}/api/v12"

    def answer(self, path: str, query: Mapping[str, str]) -> tuple[int, Any]:
        """Status and JSON of a call."""
        if path.startswith("/api/v11"):
            return self._v11(path.removeprefix("/api/v11"), query)
        return self._v12(path.removeprefix("/api/v12"), query)

    def _v11(self, path: str, query: Mapping[str, str]) -> tuple[int, Any]:
        if path.endswith("/list"):
            ids = query["guids"].split(",")
            if len(ids) > MOST_GUIDS:
                return 400, {"guids": ["too many"]}
            return 200, [item for each in ids if (item := self._full(path.split("/")[1], each)) is not None]
        page = int(query["page"])
        ids = self._listed(path, query)
        part = ids[(page - 1) * self.page_size : page * self.page_size]
        pages = -(-len(ids) // self.page_size)
        items = [{"id": each, "name": None} for each in part] or None
        return 200, {"pageNumber": page, "pageSize": self.page_size, "pageCount": pages, "itemList": items}

    def _full(self, room: str, each: str) -> Any:  # noqa: ANN401 - JSON
        world = self.world
        if room == "Service":
            return service11(world.services[each], world.channels) if each in world.services else None
        if room == "ServiceChannel":
            line = world.channels.get(each)
            return channel11(line) if line is not None and line.status == "Published" else None
        return organization11(each, world.organizations[each]) if each in world.organizations else None

    def _listed(self, path: str, query: Mapping[str, str]) -> list[str]:
        if path == "/ServiceChannel":
            return [line.id for line in self.world.with_status(query["status"])]
        if path == "/Service/serviceClass":
            code = query["uri"].rpartition("/")[2]
            return [offer.id for offer in self.world.services.values() if code in offer.classes]
        if path.startswith("/Service/area/"):
            code = path.rpartition("/")[2]
            return [offer.id for offer in self.world.services.values() if _touches(offer.area, {code})]
        return list(self.world.services)

    def _v12(self, path: str, query: Mapping[str, str]) -> tuple[int, Any]:
        room, _, rest = path.strip("/").partition("/search")
        if rest == "/archived":
            return self._paged(query, self.world.with_status("Archived"), lambda line: {"contentId": line.id})
        if rest:
            return self._one(room, rest.strip("/"))
        return self._paged(query, *self._found(room, query))

    def _one(self, room: str, each: str) -> tuple[int, Any]:
        if room == "organization":
            names = self.world.organizations.get(each)
            return (200, organization12(each, names)) if names is not None else (404, {"reason": "Unknown"})
        line = self.world.channels.get(each)
        if line is None:
            return 404, {"reason": "Unknown"}
        return (200, channel12(line)) if line.status == "Published" else (404, {"reason": "NotPublished"})

    def _found(self, room: str, query: Mapping[str, str]) -> tuple[list[Any], Callable[[Any], Any]]:
        """What a search finds, and how one of it is told."""
        if room == "service":
            classes = set(filter(None, query.get("serviceClasses", "").split(",")))
            codes = {
                *query.get("municipalities", "").split(","),
                *query.get("wellbeingServicesCounties", "").split(","),
            }
            codes.discard("")
            offers = [
                offer
                for offer in self.world.services.values()
                if (not classes or classes & set(offer.classes)) and (not codes or _touches(offer.area, codes))
            ]
            return offers, service12
        if room == "connection":
            offers = [self.world.services[each] for each in query["serviceContentIds"].split(",")]
            return [row for offer in offers for row in connections12(offer)], lambda row: row
        if room == "service-channel":
            return self.world.with_status("Published"), channel12
        return list(self.world.organizations), lambda each: organization12(each, self.world.organizations[each])

    def _paged(self, query: Mapping[str, str], rows: list[Any], tell: Callable[[Any], Any]) -> tuple[int, Any]:
        page, size = int(query["page"]), min(int(query["pageSize"]), self.page_size)
        part = [tell(row) for row in rows[(page - 1) * size : page * size]]
        answer = {"page": page, "pageSize": size, "totalItems": len(rows), "totalPages": -(-len(rows) // size)}
        return 200, answer | {"items": part}


def _touches(area: Area, codes: set[str]) -> bool:
    return not (area.counties or area.municipalities) or bool(codes & {*area.counties, *area.municipalities})


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer, or fail as told."""
        catalogue = self.server.catalogue
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        with self.server.lock:
            before = len(catalogue.calls)
            catalogue.calls.append(self.path)
            catalogue.agents.add(self.headers["User-Agent"])
            catalogue.at_once += 1
            catalogue.most_at_once = max(catalogue.most_at_once, catalogue.at_once)
        fault = catalogue.decide(parts.path, query, before)
        if fault is not None:
            self._fail(fault)
        elif "v12" in parts.path and self.headers.get("x-api-key") != KEY:
            self._send(401, b"{}", {})
        else:
            status, body = catalogue.answer(parts.path, query)
            self._send(status, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with self.server.lock:
            catalogue.at_once -= 1

    def _fail(self, fault: Fault) -> None:
        if fault.hang_up:
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self._send(fault.status, fault.body or b"", dict(fault.headers))

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | dict(headers)).items():
            self.send_header(name, value)
        with contextlib.suppress(OSError):
            self.end_headers()
            self.wfile.write(body)
        if "Content-Length" in headers:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.catalogue = catalogue
        self.lock = threading.Lock()


@contextlib.contextmanager
def serving(world: World) -> Iterator[Catalogue]:
    """A catalogue that answers until the block ends."""
    catalogue = Catalogue(world)
    server = _Server(catalogue)
    catalogue.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield catalogue
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
