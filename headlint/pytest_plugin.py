"""pytest: a head that does not fit its loss is shown by its evidence, without a traceback.

pytest loads this by its entry point in every run, so it imports nothing: neither a framework nor the rest of headlint.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

FAULT = ("headlint.probe.live.verdict", "HeadFault")
"""The exception of ``headlint.probe.assert_head``, by its names: it is there only if a test has imported it."""


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    outcome = yield
    raised = call.excinfo
    if raised is not None and (raised.type.__module__, raised.type.__name__) == FAULT:
        outcome.get_result().longrepr = raised.getrepr(style="value")
