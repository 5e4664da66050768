from pathlib import Path

import pytest

from robot_cells.bringup.bringup_options import BringupOptions, Simulation
from robot_cells.bringup.node_specs import node_specs
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.errors import BringupError

REFERENCE = Path(__file__).parents[2] / "config" / "lines" / "compute_tray.yaml"


@pytest.fixture(scope="module")
def plant() -> Plant:
    return load_plant(REFERENCE)


def options(**further: object) -> BringupOptions:
    return BringupOptions(REFERENCE, Path("run"), **further)  # type: ignore[arg-type]


def test_every_cell_and_vehicle_has_a_node_of_its_kind_and_name(plant: Plant) -> None:
    specs = {spec.name: spec for spec in node_specs(plant, options())}
    expected = {cell.id: cell.kind.value for cell in plant.line.cells}
    expected |= {vehicle.id: "logistics" for vehicle in plant.line.vehicles}
    assert {name: specs[name].executable for name in expected} == expected
    assert set(specs) - set(expected) == {"simulation", "orchestrator", "vision"}
    assert all(specs[name].parameters["cell"] == name for name in expected)


def test_each_is_a_process_of_its_own_and_only_two_are_essential(plant: Plant) -> None:
    specs = node_specs(plant, options())
    assert len({spec.process_name for spec in specs}) == len(specs)
    assert {spec.name for spec in specs if spec.essential} == {"simulation", "orchestrator"}


def test_without_simulation_time_is_the_machines(plant: Plant) -> None:
    specs = {spec.name: spec for spec in node_specs(plant, options(simulation=Simulation.NONE))}
    assert "simulation" not in specs
    assert {spec.parameters["use_sim_time"] for spec in specs.values()} == {False}


def test_with_gazebo_nobody_here_makes_the_time_and_it_comes_from_the_clock(plant: Plant) -> None:
    specs = {spec.name: spec for spec in node_specs(plant, options(simulation=Simulation.GAZEBO, namespace="hall"))}
    assert "simulation" not in specs and specs["gazebo_devices"].essential
    assert {spec.parameters["use_sim_time"] for spec in specs.values()} == {True}
    assert all(("/clock", "/hall/clock") in spec.remaps for spec in specs.values())


@pytest.mark.parametrize("simulation", [Simulation.KINEMATIC, Simulation.PHYSICS])
def test_the_simulation_is_told_which_one_it_shall_be(plant: Plant, simulation: Simulation) -> None:
    specs = {spec.name: spec for spec in node_specs(plant, options(simulation=simulation))}
    assert specs["simulation"].parameters["simulation"] == simulation.value
    assert "simulation" not in specs["orchestrator"].parameters


@pytest.mark.parametrize(("processes", "hosts"), [(1, 1), (3, 3), (100, 9), (0, 1)])
def test_cells_can_share_processes_and_each_is_hosted_once(plant: Plant, processes: int, hosts: int) -> None:
    specs = [spec for spec in node_specs(plant, options(processes=processes)) if spec.executable == "cell_host"]
    shares = [spec.parameters["cells"] for spec in specs]
    count = len(plant.line.cells) + len(plant.line.vehicles)
    assert len(specs) == min(hosts, count)
    assert sorted(cell for share in shares for cell in share) == sorted(  # type: ignore[union-attr]
        [*(cell.id for cell in plant.line.cells), *(vehicle.id for vehicle in plant.line.vehicles)]
    )
    assert max(map(len, shares)) - min(map(len, shares)) <= 1  # type: ignore[arg-type]


def test_with_zero_processes_everything_is_in_one(plant: Plant) -> None:
    assert {spec.process_name for spec in node_specs(plant, options(processes=0))} == {"line"}


def test_seed_and_orders_go_to_the_simulation_alone_and_speed_to_who_waits_for_devices(plant: Plant) -> None:
    specs = node_specs(plant, options(speed=20.0, seed=7, orders=Path("orders.yaml")))
    given = {spec.name: spec.parameters for spec in specs}
    assert given["simulation"]["speed"] == 20.0 and given["simulation"]["seed"] == 7
    assert str(given["simulation"]["orders"]).endswith("orders.yaml")
    assert "orders" not in given["orchestrator"]
    assert {name for name, parameters in given.items() if "speed" not in parameters} == {"orchestrator", "vision"}


@pytest.mark.parametrize("simulation", [Simulation.GAZEBO, Simulation.NONE])
def test_where_the_line_does_not_make_the_time_its_speed_is_one(plant: Plant, simulation: Simulation) -> None:
    specs = node_specs(plant, options(speed=20.0, simulation=simulation))
    assert {spec.parameters["speed"] for spec in specs if "speed" in spec.parameters} == {1.0}


@pytest.mark.parametrize("namespace", ["plant", "/plant", "/plant/"])
def test_the_namespace_is_made_absolute(plant: Plant, namespace: str) -> None:
    assert {spec.namespace for spec in node_specs(plant, options(namespace=namespace))} == {"/plant"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"speed": 0.0},
        {"speed": -1.0},
        {"speed": 1e6},
        {"speed": float("nan")},
        {"processes": -1},
        {"log_level": "loud"},
    ],
)
def test_options_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BringupError):
        options(**wrong)


def test_orders_go_to_the_orchestrator_where_it_shall_take_them_in(plant: Plant) -> None:
    specs = {spec.name: spec for spec in node_specs(plant, options(orders=Path("orders.yaml"), submit_orders=True))}
    assert str(specs["orchestrator"].parameters["orders"]).endswith("orders.yaml")


@pytest.mark.parametrize("processes", [None, 0, 2])
def test_a_simulated_line_in_a_namespace_has_a_clock_of_its_own(plant: Plant, processes: int | None) -> None:
    own = (("/clock", "/plant_2/line_1/clock"),)
    inside = node_specs(plant, options(namespace="plant_2/line_1", processes=processes))
    assert {spec.remaps for spec in inside} == {own}
    real = node_specs(plant, options(namespace="plant_2", simulation=Simulation.NONE))
    assert {spec.remaps for spec in (*real, *node_specs(plant, options()))} == {()}


@pytest.mark.parametrize(
    "wrong",
    [{"namespace": "7up"}, {"namespace": "a//b"}, {"seed": -1}, {"seed": 2**63}, {"speed": float("nan")}],
    ids=str,
)
def test_options_that_ros_would_stumble_over_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BringupError) as error:
        options(**wrong)
    assert error.value.remedy


@pytest.mark.parametrize("namespace", ["/", "", "plant", "/plant_1/line_2", "_a/b/"])
def test_a_namespace_of_ros_is_taken(namespace: str) -> None:
    assert options(namespace=namespace).absolute_namespace.startswith("/")


def test_the_directory_of_models_goes_to_the_vision_node_alone_by_its_whole_path(plant: Plant) -> None:
    specs = {spec.name: spec for spec in node_specs(plant, options(models=Path("models")))}
    named = {
        name: spec.parameters["models_directory"]
        for name, spec in specs.items()
        if "models_directory" in spec.parameters
    }
    assert named == {"vision": str(Path("models").resolve())}
    assert not any("models_directory" in spec.parameters for spec in node_specs(plant, options()))
