"""PyTorch Geometric: graph convolutions, which end in bare scores for each node, and pooling over the nodes of a graph.

Source: https://pytorch-geometric.readthedocs.io/en/latest/modules/nn.html.
"""

from __future__ import annotations

from headlint.knowledge.rows import Effect, Keep, Produce, Row, Table

_SITE = "https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn."
_NOTE = "not installed beside the others; only the parameters that every version has are written"
_CHANNELS = Produce("out_channels")


def _convolution(name: str, does: Effect = _CHANNELS) -> Row:
    return Row(
        f"torch_geometric.nn.{name}", "(in_channels, out_channels, *rest, **options)", does,
        f"{_SITE}conv.{name}.html", "layer", call="(x, edge_index, *rest, **options)", checked=False, note=_NOTE,
    )  # fmt: skip


def _pooling(name: str) -> Row:
    return Row(
        f"torch_geometric.nn.{name}", "(x, batch, size=None)", Keep("x", "samples"), f"{_SITE}pool.{name}.html",
        checked=False, note=_NOTE,
    )  # fmt: skip


TABLE = Table(
    "torch_geometric",
    (
        *(_convolution(name) for name in ("GCNConv", "SAGEConv", "GraphConv", "ChebConv", "TAGConv", "SGConv",
                                          "LEConv", "ClusterGCNConv")),
        *(_convolution(name, Produce(None)) for name in ("GATConv", "GATv2Conv", "TransformerConv")),
        _pooling("global_mean_pool"),
        _pooling("global_max_pool"),
        Row(
            "torch_geometric.nn.Linear", "(in_channels, out_channels, *rest, **options)", _CHANNELS,
            f"{_SITE}dense.Linear.html", "layer", call="(x)", checked=False, note=_NOTE,
        ),
    ),
)  # fmt: skip
