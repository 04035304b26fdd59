"""Pictures of the benchmarks' figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def plot(path: Path, title: str, x: str, y: str, series: Mapping[str, Mapping[float, float]]) -> None:
    """Write lines over logarithmic axes, one for each name, to a PNG or SVG file."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(10, 6), layout="constrained")
    for name, points in series.items():
        xs = sorted(at for at, value in points.items() if value > 0)
        axes.plot(xs, [points[at] for at in xs], marker="o", label=name)
    axes.set(title=title, xlabel=x, ylabel=y, xscale="log", yscale="log")
    axes.grid(True, alpha=0.3)
    axes.legend(fontsize="small", loc="center left", bbox_to_anchor=(1, 0.5))
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
