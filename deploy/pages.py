"""The page of a measuring run: its lines and its plots (inline SVG), in one file."""

from collections.abc import Sequence
from html import escape

from deploy import measures
from deploy.measures import Judged

SIZE, EDGE = 320, 40
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
Points = Sequence[tuple[float, float]]
HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 sans-serif;margin:2rem;max-width:60rem}}pre{{font-size:14px}}
figure{{display:inline-block;margin:0 2rem 1rem 0}}svg{{background:#fff}}</style>
<h1>{title}</h1>
"""


def page(title: str, lines: Sequence[str], judged: Sequence[Judged]) -> str:
    """The whole page."""
    ours = [one for one in judged if one.ours]
    bins = measures.reliability(ours)
    sure = plot(
        "How sure it was, and how often it was right",
        ("sure", "right"),
        [(certain, right) for certain, right, _ in bins],
        ((0, 0), (1, 1)),
        [count for _, _, count in bins],
    )
    parts = [HEAD.format(title=escape(title)), sure]
    if len(ours) < len(judged):
        curve = measures.scope_curve(judged)
        names = ("ours kept", "others caught")
        parts.append(plot("Where the limit could be", names, curve, ((0.95, 0), (0.95, 1))))
    parts.append(f"<pre>{escape(chr(10).join(lines))}</pre></html>\n")
    return "\n".join(parts)


def plot(
    title: str,
    names: tuple[str, str],
    points: Points,
    guide: Points,
    weights: Sequence[int] = (),
) -> str:
    """Shares against shares: a line through points, and a dashed line to compare it with."""
    across, up = names
    grid = "".join(_tick(at) for at in TICKS)
    largest = max(weights, default=1)
    dots = "".join(
        f'<circle cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="{3 + 7 * (count / largest) ** 0.5:.1f}"'
        f' fill="#1d70b8" fill-opacity="0.5"><title>{count} messages</title></circle>'
        for (x, y), count in zip(points, weights, strict=False)
    )
    middle = SIZE / 2
    return (
        f'<figure><svg role="img" aria-label="{escape(title)}" width="{SIZE}" height="{SIZE}">'
        f'{grid}<polyline points="{_line(guide)}" stroke="#505a5f" stroke-dasharray="4"'
        ' fill="none"/>'
        f'<polyline points="{_line(points)}" stroke="#1d70b8" stroke-width="2" fill="none"/>{dots}'
        f'<text x="{middle}" y="{SIZE - 4}" font-size="12" text-anchor="middle">'
        f"{escape(across)}</text>"
        f'<text x="10" y="{middle}" font-size="12" text-anchor="middle"'
        f' transform="rotate(-90 10 {middle})">{escape(up)}</text></svg>'
        f"<figcaption>{escape(title)}</figcaption></figure>"
    )


def _x(share: float) -> float:
    return EDGE + share * (SIZE - 2 * EDGE)


def _y(share: float) -> float:
    return SIZE - EDGE - share * (SIZE - 2 * EDGE)


def _line(points: Points) -> str:
    return " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)


def _tick(at: float) -> str:
    words = f'font-size="11" fill="#505a5f">{at:.2f}</text>'
    return (
        f'<path d="M{_x(at):.1f} {_y(0):.1f}V{_y(1):.1f}M{_x(0):.1f} {_y(at):.1f}H{_x(1):.1f}"'
        f' stroke="#e0e0e0"/><text x="{_x(at):.1f}" y="{_y(0) + 15:.1f}"'
        f' text-anchor="middle" {words}'
        f'<text x="{EDGE - 4}" y="{_y(at) + 4:.1f}" text-anchor="end" {words}'
    )
