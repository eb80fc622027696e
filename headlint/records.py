"""Classes of plain data, as ``dataclasses`` makes them. A type checker sees that nobody sets their fields. As they run
nothing prevents it: a frozen class takes three times as long to make an object, and headlint makes millions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform

    @dataclass_transform(frozen_default=True)
    def record(cls: type[T]) -> type[T]: ...

    @dataclass_transform(frozen_default=True, eq_default=False)
    def value_class(cls: type[T]) -> type[T]: ...

else:

    def record(cls: type[T]) -> type[T]:
        """Records with equal fields are equal."""
        return dataclass(slots=True, unsafe_hash=True)(cls)

    def value_class(cls: type[T]) -> type[T]:
        """Equality is what the class or its base says."""
        return dataclass(eq=False, slots=True)(cls)
