"""Engines that are away for a while, for real: a folder that is gone, a server whose door is shut."""

import socket
import threading
from pathlib import Path
from urllib.parse import urlsplit

from search import service


class Outage:
    """A switch before an engine: `url` is where the site finds it, inside `with switch.off():` nothing answers."""

    def __init__(self, url: str):
        parts = urlsplit(url)
        self.folder = Path(parts.path) if parts.scheme == "embedded" else None
        self.door = None if self.folder else Door((parts.hostname, parts.port or 9200))
        self.url = url if self.door is None else f"{parts.scheme}://127.0.0.1:{self.door.port}{parts.path}"

    def __enter__(self) -> "Outage":
        return self

    def __exit__(self, *_exc) -> None:
        service.close()
        if self.door:
            self.door.shut()

    def off(self) -> "Away":
        return Away(self)


class Away:
    """While entered, the engine does not answer."""

    def __init__(self, outage: Outage):
        self.outage = outage

    def __enter__(self) -> None:
        service.close()
        if self.outage.door:
            self.outage.door.shut()
        else:
            folder = self.outage.folder
            folder.mkdir(parents=True, exist_ok=True)
            folder.rename(folder.with_name("away"))
            folder.write_text("no folder")

    def __exit__(self, *_exc) -> None:
        service.close()
        if self.outage.door:
            self.outage.door.open()
        else:
            folder = self.outage.folder
            folder.unlink()
            folder.with_name("away").rename(folder)


class Door:
    """A port of this machine that hands everything on to a server, until it is shut; the number stays."""

    def __init__(self, server: tuple[str, int]):
        self.server, self.port = server, 0
        self.open()

    def open(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port), reuse_port=True)
        self.port = self.listener.getsockname()[1]
        self.connections: list[socket.socket] = []
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def shut(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.connections:
            connection.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _address = listener.accept()
                far = socket.create_connection(self.server)
            except OSError:
                return
            self.connections += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._hand_on, args=(source, target), daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
