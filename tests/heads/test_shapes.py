"""Where the class axis goes, and how many channels are left."""

from __future__ import annotations

import pytest

from headlint.heads.axes import pushed
from headlint.values import Unknown
from tests.heads.trees import F, Tree, conv, head, linear, nn, parameter, torch, unknown, x

n = parameter("n")


def facts(tree: Tree) -> tuple[object, object]:
    """Channels and axis, None where they are not known."""
    found = head(tree)
    channels, axis = found.peek("channels"), found.peek("axis")
    return (None if isinstance(channels, Unknown) else channels, None if isinstance(axis, Unknown) else axis)


@pytest.mark.parametrize(
    ("tree", "channels", "axis"),
    [
        (linear(3), 3, -1),
        (conv(3), 3, 1),
        (linear(3).detach().float().contiguous(), 3, -1),
        (linear(3).data, 3, -1),
        # views
        (linear(3).view(-1, 3), 3, -1),
        (linear(3).view((-1, 3)), 3, -1),
        (torch.reshape(linear(3), (-1, 3)), 3, -1),
        (linear(12).view(-1, 3), 3, -1),
        (linear(12).view(n, 4, 3), None, None),
        (linear(3).view(n, 5, 3), 3, -1),
        (conv(3).view(n, 3, -1), 3, 1),
        (conv(3).view(n, -1), None, None),
        (linear(3).view(n, -1), 3, -1),
        (linear(1).view(n, -1), None, None),
        (linear(1).view(-1), 1, None),
        (conv(1).view(-1), 1, None),
        (linear(3).view(unknown()), None, None),
        (x.view(-1, 10), 10, -1),
        # flatten
        (torch.flatten(linear(3), 1), 3, -1),
        (nn.Flatten()(conv(3)), None, None),
        (nn.Flatten()(nn.AdaptiveAvgPool2d(1)(conv(10))), 10, 1),
        (torch.flatten(F.adaptive_avg_pool2d(conv(10), (1, 1)), 1), 10, 1),
        (nn.AdaptiveAvgPool2d(1)(conv(10)).view(n, -1), 10, 1),
        (nn.AdaptiveAvgPool2d(7)(conv(10)).view(n, -1), None, None),
        (torch.flatten(conv(3), 2), 3, 1),
        (linear(1).flatten(), 1, None),
        # squeeze and unsqueeze
        (linear(1).squeeze(), 1, None),
        (linear(1).squeeze(1), 1, None),
        (linear(1).squeeze(-1), 1, None),
        (linear(3).squeeze(), 3, -1),
        (linear(3).squeeze(1), 3, None),
        (conv(3).squeeze(-1).squeeze(-1), 3, None),
        (linear(parameter("c")).squeeze(-1), None, None),
        (linear(3).unsqueeze(0), 3, -1),
        (linear(3).unsqueeze(1), 3, -1),
        (linear(3).unsqueeze(-1), 3, -2),
        (conv(3).unsqueeze(0), 3, 2),
        (conv(3).unsqueeze(-1), 3, 1),
        # swaps and permutations
        (linear(3).transpose(1, 2), 3, 1),
        (linear(3).transpose(1, -1), 3, 1),
        (linear(3).permute(0, 2, 1), 3, 1),
        (linear(3).permute((0, 3, 1, 2)), 3, 1),
        (conv(3).permute(0, 2, 3, 1), 3, -1),
        (conv(3).permute(0, 2, 3, 1).reshape(-1, 3), 3, -1),
        (torch.transpose(conv(3), 0, 1), 3, 0),
        (linear(3).T, 3, None),
        # reductions over other axes
        (conv(3).mean((2, 3)), 3, -1),
        (conv(3).mean(-1).mean(-1), 3, -1),
        (conv(3).mean(dim=[2, 3], keepdim=True), 3, 1),
        (linear(3).mean(0), 3, -1),
        (conv(3).mean(1), None, None),
        (linear(3).mean(), None, None),
        (linear(3).mean(1), None, None),
        (nn.MaxPool2d(2)(conv(3)), 3, 1),
        (F.interpolate(conv(3), scale_factor=2), 3, 1),
        # indexing
        (linear(3)[0], 3, -1),
        (linear(3)[n], 3, -1),
        (linear(3)[parameter("mask")], 3, -1),
        (linear(3)[:, -1, :], 3, -1),
        (linear(3)[:, 0], None, None),
        (linear(3)[..., 0], 1, None),
        (linear(4)[..., :2], 2, -1),
        (linear(4)[..., 1:], 3, -1),
        (linear(4)[..., :], 4, -1),
        (linear(2)[..., :4], 2, -1),
        (linear(parameter("c"))[..., :4], None, None),
        (conv(5)[:, 0], 1, None),
        (conv(5)[:, 1:3], 2, 1),
        (conv(5)[:, :, 0], 5, 1),
        (conv(5)[0], 5, 0),
        (conv(5)[:, [0, 2]], None, 1),
        (linear(3).view(-1, 3)[:, 1], 1, None),
        (linear(3)[None], 3, -1),
        (linear(6).chunk(2, dim=-1)[0], None, -1),
        (conv(6).select(1, 0), 1, None),
        (conv(6).select(-1, 0), 6, 1),
    ],
)
def test_the_class_axis_is_followed(tree: Tree, channels: int | None, axis: int | None) -> None:
    assert facts(tree) == (channels, axis)


def test_a_view_by_the_same_unknown_count_keeps_the_class_axis() -> None:
    vocabulary = parameter("vocabulary")
    assert facts(linear(vocabulary).view(-1, vocabulary)) == (None, -1)


@pytest.mark.parametrize(
    ("tree", "domain"),
    [
        (F.softmax(linear(3), dim=1).view(-1, 3), "probs"),
        (F.softmax(linear(3), dim=-1)[0], "probs"),
        (F.softmax(linear(3), dim=-1)[:, -1, :], "probs"),
        (F.softmax(linear(3), dim=1)[:, 1], "unit"),
        (F.softmax(linear(3), dim=-1)[..., 1], "unit"),
        (F.softmax(conv(3), dim=1)[:, 1:], "unit"),
        (F.softmax(x, dim=1)[:, 1], "unit"),
        (F.log_softmax(x, dim=1)[:, 1], "log_unit"),
        (F.softmax(conv(3), dim=1)[:, :, 0], "probs"),
        (F.softmax(linear(3), dim=-1)[:, 1], None),
        (F.softmax(conv(3), dim=1).mean((2, 3)), "probs"),
        (F.softmax(conv(3), dim=1).permute(0, 2, 3, 1)[..., 0], "unit"),
        (F.softmax(linear(3), dim=-1).max(-1)[0], "unit"),
        (F.softmax(linear(3), dim=-1).max(-1).values, "unit"),
        (linear(3)[:, 0], "logits"),
        (torch.sigmoid(linear(3))[:, 0], "unit"),
        (torch.sigmoid(conv(3)).mean((2, 3)), "unit"),
        (torch.sigmoid(linear(3)).sum(), "nonneg"),
        (F.softmax(conv(3), dim=1).unbind(1)[0], "unit"),
        (F.softmax(linear(3), dim=1).gather(1, parameter("y")), "unit"),
    ],
)
def test_members_of_a_distribution_are_none(tree: Tree, domain: str | None) -> None:
    found = head(tree).peek("domain")
    assert (None if isinstance(found, Unknown) else found) == domain


def test_iterating_over_a_batch_keeps_the_head() -> None:
    from tests.heads.trees import external

    row = external("builtins.next")(F.softmax(linear(3), dim=-1))
    assert facts(row) == (3, -1)
    assert head(row).domain == "probs"


def test_iterating_over_pieces_picks_them() -> None:
    from tests.heads.trees import external

    piece = external("builtins.next")(F.softmax(conv(6), dim=1).chunk(2, dim=1))
    assert head(piece).domain == "unit"


@pytest.mark.parametrize(("axis", "new"), [(-1, 0), (0, -1), (1, 1)])
def test_a_scalar_has_no_class_axis(axis: int, new: int) -> None:
    """A loss that was reduced to one number, unsqueezed to be concatenated with others."""
    assert isinstance(pushed(axis, new, 0), Unknown)
