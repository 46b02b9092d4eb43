"""What `make bench` prints: one line per figure, and the same as JSON."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """A measured value; with a target it is ok or short, without one it only informs."""

    name: str
    value: float
    unit: str
    op: str = ""
    target: float | None = None

    @property
    def ok(self) -> bool:
        if self.target is None:
            return True
        return self.value <= self.target if self.op == "<=" else self.value >= self.target

    def line(self) -> str:
        """`bench <name> <value> <unit> target <op> <value> ok|short`; `- -` stands where there is no target."""
        target = "- -" if self.target is None else f"{self.op} {self.target:g}"
        return f"bench {self.name} {self.value:.4g} {self.unit} target {target} {'ok' if self.ok else 'short'}"


def write(figures: list[Figure], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(figure) | {"result": "ok" if figure.ok else "short"} for figure in figures]
    path.write_text(json.dumps(rows, indent=1) + "\n")
