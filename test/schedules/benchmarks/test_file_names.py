"""A file's name, as a public collection writes it, leads to the name of the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.schedules.benchmarks.file_names import key_of, names_of


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("ta01js.txt", "ta01"),
        ("Taillard/tai15_15_3.txt", "ta03"),
        ("tai100_20_10.txt", "ta80"),
        ("tai_j1000_m100_3.data", "tai_1000_100_3"),
        ("tai_10_10_1.zip", "tai_10_10_1"),
        ("mt06", "ft06"),
        ("edata/mt06.fjs", "ft06_edata"),
        ("edata/abz5.txt", "abz5_edata"),
        ("hurink_vdata/la01.fjs", "la01_vdata"),
        ("edata-car1.fjs", "car1_edata"),
        ("Hurink_rdata_orb10.fjs", "orb10_rdata"),
        ("Brandimarte_Mk1.fjs", "mk01"),
        ("fjsp-brandimarte-mk15.fjs", "mk15"),
        ("kacem/k2.txt", "kacem2"),
        ("sfjs10.txt", "fattahi10"),
        ("mfjs03.txt", "fattahi13"),
        ("sm01_1.txt", "behnke1"),
        ("med04_5.json", "behnke40"),
        ("lar04_5.txt", "behnke60"),
        ("mt10c1.fjs", "mt10c1"),
        ("setb4c9.fjs", "setb4c9"),
    ],
)
def test_a_file_may_be_called_otherwise(file: str, name: str) -> None:
    assert key_of(name) in names_of(Path(file))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Fattahi_setup_01.fjs", "fattahi1"),
        ("mt10x.fjs", "ft10"),
        ("edata/la01.txt", "la01_rdata"),
        ("tai15_16_1.txt", "ta01"),
        ("la011.txt", "la01"),
    ],
)
def test_and_not_for_another_one(file: str, name: str) -> None:
    assert key_of(name) not in names_of(Path(file))
