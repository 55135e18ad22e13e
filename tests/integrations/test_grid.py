"""The National Grid sums, against points that others have published."""

from math import radians

import pytest

from integrations import grid
from integrations.grid import metres_between, to_grid, to_lat_long

# postcodes.io's own documentation, the examples that agree with themselves.
PUBLISHED = [
    ("BR8 7RE", 551626, 170342, 51.411831, 0.178871),
    ("NW1 9HZ", 529254, 184547, 51.545024, -0.137429),
    ("NW5 2AH", 529253, 184615, 51.545636, -0.137419),
]


@pytest.mark.parametrize(("name", "easting", "northing", "lat", "long"), PUBLISHED)
def test_a_published_point_lands_within_a_house_of_itself(name, easting, northing, lat, long):
    assert to_grid(lat, long) == pytest.approx((easting, northing), abs=5), name
    assert metres_between(to_lat_long(easting, northing), (lat, long)) < 5, name


def test_the_guides_worked_example_of_annex_c_comes_out():
    lat = radians(52 + 39 / 60 + 27.2531 / 3600)
    long = radians(1 + 43 / 60 + 4.5177 / 3600)
    assert grid._project(lat, long) == pytest.approx((651409.903, 313177.270), abs=0.001)
    assert grid._unproject(651409.903, 313177.270) == pytest.approx((lat, long), abs=1e-10)


def test_there_and_back_is_the_same_spot():
    assert to_grid(*to_lat_long(389300, 390200)) == pytest.approx((389300, 390200), abs=0.2)


def test_stockport_town_hall_is_where_the_map_shows_it():
    assert to_lat_long(389600, 389850) == pytest.approx((53.4058, -2.1580), abs=0.001)
