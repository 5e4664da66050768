"""The server behind the labelling page: on this machine alone, and only for who knows its address."""

from __future__ import annotations

import hmac
import json
import secrets
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any

import cv2

from robot_cells.errors import InspectionError
from robot_cells.inspections.labelling.label_desk import LabelDesk
from robot_cells.inspections.labelling.label_messages import (
    desk_message,
    labels_message,
    proposals_message,
    read_labels_message,
)

HOST = "127.0.0.1"
PAGE = {
    "": ("label_page.html", "text/html; charset=utf-8"),
    "label_page.js": ("label_page.js", "text/javascript; charset=utf-8"),
    "label_page.css": ("label_page.css", "text/css; charset=utf-8"),
}
MOST_DIGITS = 12
"""Of a number that is sent: Python refuses to read those of thousands."""
MOST_BYTES = 1_000_000
"""Of labels that are sent: thousands of boxes."""
TIMEOUT_S = 60.0
"""A connection that says nothing for so long is closed."""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; img-src 'self' blob: data:; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class LabelServer(ThreadingHTTPServer):
    """Serves one desk at `address`, of which a random token is part; `port` 0 takes a free one."""

    daemon_threads = True

    def __init__(self, desk: LabelDesk, port: int = 0) -> None:
        self.desk = desk
        self.token = secrets.token_urlsafe(18)
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        """What to open in the browser."""
        return f"http://{HOST}:{self.server_port}/{self.token}/"


class _Handler(BaseHTTPRequestHandler):
    """Answers `/<token>/...`; to anything else there is nothing here."""

    server: LabelServer
    protocol_version = "HTTP/1.1"
    timeout = TIMEOUT_S

    def do_GET(self) -> None:
        """The page, its parts, the list of pictures, a picture."""
        path = self._path()
        if path is None:
            return
        if path in PAGE:
            name, kind = PAGE[path]
            self._send(HTTPStatus.OK, (files(__package__) / name).read_bytes(), kind)
            return
        what, _, number = path.partition("/")
        desk = self.server.desk
        try:
            if path == "desk":
                self._send_json(desk_message(desk))
            elif what == "picture" and _is_number(number):
                self._send_picture(desk.picture(int(number)))
            elif what == "reference" and _is_number(number):
                self._send_picture(desk.reference(int(number)))
            elif what == "labels" and _is_number(number):
                self._send_json(labels_message(desk, int(number)))
            elif what == "proposals" and _is_number(number):
                self._send_json(proposals_message(desk, int(number)))
            else:
                self._refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")
        except InspectionError as error:
            self._refuse(HTTPStatus.CONFLICT, str(error))

    def do_PUT(self) -> None:
        """The labels of a picture."""
        path = self._path()
        if path is None:
            return
        what, _, number = path.partition("/")
        length = self.headers.get("Content-Length", "")
        if what != "labels" or not _is_number(number):
            self._refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")
        elif not _is_number(length) or int(length) > MOST_BYTES:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"Labels have at most {MOST_BYTES} bytes.")
        else:
            try:
                boxes, is_good = read_labels_message(self.rfile.read(int(length)))
                self.server.desk.save(int(number), boxes, is_good)
                self._send_json({"classes": list(self.server.desk.classes)})
            except InspectionError as error:
                self._refuse(HTTPStatus.CONFLICT, str(error))

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: ANN401  as the base class has it
        """Nothing: the address, and with it the token, shall be in no log."""

    def _path(self) -> str | None:
        """What is asked for behind the token; answers itself, and gives None, where that is missing."""
        # A page of elsewhere whose name was made to mean this machine calls it by that name (DNS rebinding).
        if self.headers.get("Host") not in (
            f"{HOST}:{self.server.server_port}",
            f"localhost:{self.server.server_port}",
        ):
            self._refuse(HTTPStatus.FORBIDDEN, "This server answers by its own address only.")
            return None
        token, _, path = self.path.partition("?")[0].removeprefix("/").partition("/")
        if not hmac.compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")
            return None
        return path

    def _send_picture(self, picture: Any) -> None:  # noqa: ANN401  an array, or None
        if picture is None:
            self._refuse(HTTPStatus.NOT_FOUND, "There is no reference.")
            return
        done, encoded = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        if done:
            self._send(HTTPStatus.OK, encoded.tobytes(), "image/png")
        else:
            self._refuse(HTTPStatus.CONFLICT, "The picture could not be encoded.")

    def _send_json(self, message: object) -> None:
        self._send(HTTPStatus.OK, json.dumps(message, ensure_ascii=False).encode(), "application/json")

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        """In one sentence; what was sent with it was perhaps not read, so the connection ends."""
        self.close_connection = True
        self._send(status, json.dumps({"message": message}).encode(), "application/json")

    def _send(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


def _is_number(text: str) -> bool:
    """Whether it is a whole number of no more than `MOST_DIGITS`."""
    return text.isdecimal() and len(text) <= MOST_DIGITS
