"""Heads that are stated and not built: a config says how many channels there are, and no layer makes them."""

from __future__ import annotations

from headlint.knowledge.rows import Produce, Row, Table

TABLE = Table(
    "headlint",
    (
        Row(
            "headlint.head", "(channels=None)", Produce("channels", axis=1), "docs/design.md", "layer",
            call="(features)", checked=False, note="no library's: the last layer of a model that a config describes",
        ),
    ),
)  # fmt: skip
