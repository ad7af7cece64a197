"""Typed places where a higher package plugs into a lower one; `forum.app` fills them."""

from typing import Generic, TypeVar

Supplier = TypeVar("Supplier")


class Port(Generic[Supplier]):
    """A named list of suppliers, empty until the application is put together."""

    def __init__(self, name: str) -> None:
        """Name the port for error messages."""
        self.name = name
        self._suppliers: tuple[Supplier, ...] = ()

    def fill(self, *suppliers: Supplier) -> None:
        """Set all suppliers at once; filling again replaces them."""
        self._suppliers = suppliers

    @property
    def suppliers(self) -> tuple[Supplier, ...]:
        """All suppliers, in the order they were listed."""
        return self._suppliers

    @property
    def only(self) -> Supplier:
        """The single supplier. Raises LookupError when the port is empty or crowded."""
        if len(self._suppliers) != 1:
            raise LookupError(f"port {self.name} has {len(self._suppliers)} suppliers, not one")
        return self._suppliers[0]
