"""British National Grid to latitude and longitude and back, as councils' maps use the one and
phones the other (Ordnance Survey, "A guide to coordinate systems in Great Britain", annexes B-C).

The seven-number shift between the two is good to about 5 metres, which is a house, not a kerb.
"""

from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan

# Ellipsoids: semi-major axis, semi-minor axis, in metres.
AIRY = (6377563.396, 6356256.909)
GRS80 = (6378137.0, 6356752.3141)

SCALE = 0.9996012717
TRUE_ORIGIN = (radians(49), radians(-2))
FALSE_EAST, FALSE_NORTH = 400000.0, -100000.0

# WGS84 to OSGB36: metres, parts per million, arc seconds (annex B, Helmert).
SHIFT = (-446.448, 125.157, -542.060)
STRETCH = 20.4894e-6
TURN = tuple(radians(seconds / 3600) for seconds in (-0.1502, -0.2470, -0.8421))


def to_grid(lat: float, long: float) -> tuple[float, float]:
    """Easting and northing in whole metres of a WGS84 point."""
    point = _cartesian(radians(lat), radians(long), GRS80)
    easting, northing = _project(*_angles(_shifted(point, 1), AIRY))
    return round(easting, 1), round(northing, 1)


def to_lat_long(easting: float, northing: float) -> tuple[float, float]:
    """WGS84 latitude and longitude of a National Grid point."""
    point = _cartesian(*_unproject(easting, northing), AIRY)
    lat, long = _angles(_shifted(point, -1), GRS80)
    return round(degrees(lat), 7), round(degrees(long), 7)


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Straight-line distance of two (lat, long) points, close enough within a borough."""
    north = radians(other[0] - one[0])
    east = radians(other[1] - one[1]) * cos(radians((one[0] + other[0]) / 2))
    return hypot(north, east) * 6371000


Point = tuple[float, float, float]


def _cartesian(lat: float, long: float, ellipsoid: tuple[float, float]) -> Point:
    major, minor = ellipsoid
    squared = 1 - (minor / major) ** 2
    radius = major / sqrt(1 - squared * sin(lat) ** 2)
    return (
        radius * cos(lat) * cos(long),
        radius * cos(lat) * sin(long),
        radius * (1 - squared) * sin(lat),
    )


def _angles(point: Point, ellipsoid: tuple[float, float]) -> tuple[float, float]:
    x, y, z = point
    major, minor = ellipsoid
    squared = 1 - (minor / major) ** 2
    flat = hypot(x, y)
    lat = atan2(z, flat * (1 - squared))
    for _ in range(6):
        radius = major / sqrt(1 - squared * sin(lat) ** 2)
        lat = atan2(z + squared * radius * sin(lat), flat)
    return lat, atan2(y, x)


def _shifted(point: Point, way: int) -> Point:
    x, y, z = point
    turn_x, turn_y, turn_z = (way * angle for angle in TURN)
    scale = 1 + way * STRETCH
    return (
        way * SHIFT[0] + x * scale - y * turn_z + z * turn_y,
        way * SHIFT[1] + x * turn_z + y * scale - z * turn_x,
        way * SHIFT[2] - x * turn_y + y * turn_x + z * scale,
    )


def _arc(lat: float) -> float:
    """Length of the meridian from the true origin, formula C3."""
    major, minor = AIRY
    n = (major - minor) / (major + minor)
    less, more = lat - TRUE_ORIGIN[0], lat + TRUE_ORIGIN[0]
    return (
        minor
        * SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * less) * cos(2 * more)
            - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
        )
    )


def _radii(lat: float) -> tuple[float, float, float]:
    """The guide's nu, rho and eta squared at a latitude."""
    major, minor = AIRY
    squared = 1 - (minor / major) ** 2
    bend = 1 - squared * sin(lat) ** 2
    across = major * SCALE / sqrt(bend)
    along = major * SCALE * (1 - squared) * bend**-1.5
    return across, along, across / along - 1


def _project(lat: float, long: float) -> tuple[float, float]:
    nu, rho, eta = _radii(lat)
    s, c, t = sin(lat), cos(lat), tan(lat)
    away = long - TRUE_ORIGIN[1]
    northing = (
        _arc(lat)
        + FALSE_NORTH
        + nu / 2 * s * c * away**2
        + nu / 24 * s * c**3 * (5 - t**2 + 9 * eta) * away**4
        + nu / 720 * s * c**5 * (61 - 58 * t**2 + t**4) * away**6
    )
    easting = (
        FALSE_EAST
        + nu * c * away
        + nu / 6 * c**3 * (nu / rho - t**2) * away**3
        + nu / 120 * c**5 * (5 - 18 * t**2 + t**4 + 14 * eta - 58 * t**2 * eta) * away**5
    )
    return easting, northing


def _unproject(easting: float, northing: float) -> tuple[float, float]:
    lat = TRUE_ORIGIN[0] + (northing - FALSE_NORTH) / (AIRY[0] * SCALE)
    while abs(left := northing - FALSE_NORTH - _arc(lat)) >= 0.00001:
        lat += left / (AIRY[0] * SCALE)
    nu, rho, eta = _radii(lat)
    t, secant, east = tan(lat), 1 / cos(lat), easting - FALSE_EAST
    north_back = (
        t / (2 * rho * nu) * east**2
        - t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta - 9 * t**2 * eta) * east**4
        + t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4) * east**6
    )
    east_back = (
        secant / nu * east
        - secant / (6 * nu**3) * (nu / rho + 2 * t**2) * east**3
        + secant / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4) * east**5
        - secant / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6) * east**7
    )
    return lat - north_back, TRUE_ORIGIN[1] + east_back
