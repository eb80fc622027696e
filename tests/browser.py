"""A real browser, spoken to over a pipe: https://chromedevtools.github.io/devtools-protocol/.

No driver and no library: Chromium reads commands from descriptor 3 and answers on 4, JSON with a zero byte behind each.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 120
"""Seconds for an answer, on a machine that has other things to do."""


def chromium() -> str | None:
    """Where Chromium is, None if it is not installed."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Browser:
    """One page in a headless Chromium. What happens on it is kept in ``events``."""

    def __init__(self, program: str, home: Path) -> None:
        read, self._write = os.pipe()
        self._read, write = os.pipe()
        self._buffer, self._number = b"", 0
        self.events: list[dict[str, Any]] = []
        flags = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", f"--user-data-dir={home}",
            "--remote-debugging-pipe",
        ]  # fmt: skip

        def wire() -> None:
            # High numbers first: 3 and 4 may be what the pipes have now.
            ours, theirs = os.dup2(read, 103), os.dup2(write, 104)
            os.dup2(ours, 3)
            os.dup2(theirs, 4)

        self._process = subprocess.Popen(
            [program, *flags, "about:blank"], preexec_fn=wire, close_fds=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(read)
        os.close(write)
        self._session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime", "Accessibility"):
            self.call(f"{domain}.enable")

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._write)
        self._process.terminate()
        self._process.wait(PATIENCE)
        os.close(self._read)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        said = {"id": self._number, "method": method, "params": params}
        if self._session:
            said["sessionId"] = self._session
        os.write(self._write, json.dumps(said).encode() + b"\0")
        while True:
            answer = self._message()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]
            self.events.append(answer)

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], PATIENCE)
            piece = os.read(self._read, 1 << 16) if ready else b""
            assert piece, f"Chromium does not answer (it ended with {self._process.poll()})"
            self._buffer += piece
        message, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(message)

    def open(self, page: Path, width: int, dark: bool, height: int = 900) -> None:
        """Load a file as a screen of this width and a reader of this taste would see it."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        before = len(self.happened("Page.loadEventFired"))
        self.call("Page.navigate", url=page.as_uri())
        while len(self.happened("Page.loadEventFired")) == before:
            self.events.append(self._message())

    def value(self, expression: str) -> Any:
        """What an expression of JavaScript gives on the page. It is the tool that asks, the page's policy forbids it
        nothing."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def until(self, ask: Callable[[], list[str]]) -> list[str]:
        """What ``ask`` answers once it has something to say. Chromium builds the accessibility tree after the page, in
        its own time: https://chromium.googlesource.com/chromium/src/+/main/docs/accessibility/browser/how_a11y_works.md
        """
        end = time.monotonic() + PATIENCE
        while not (answer := ask()) and time.monotonic() < end:
            time.sleep(0.05)
        return answer

    def happened(self, method: str) -> list[dict[str, Any]]:
        return [event["params"] for event in self.events if event.get("method") == method]

    def screenshot(self, path: Path) -> None:
        picture = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(picture["data"]))
