"""An SDF file that is wrong is refused with its file, its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
import trimesh

from robot_cells.errors import SceneError
from robot_cells.robots.urdf.element import MOST_BYTES
from robot_cells.scenes.sdf_files.reader import read_sdf

MASS = "<inertial><mass>1</mass><inertia><ixx>1</ixx><iyy>1</iyy><izz>1</izz></inertia></inertial>"
LIMIT = "<limit><lower>-1</lower><upper>1</upper></limit>"
A, B, C = (f'<link name="{name}">{MASS}</link>' for name in "abc")


def model(*parts: str, name: str = "m") -> str:
    """Each part on a line of its own, the first on line 3."""
    return "\n".join([f'<sdf version="1.9"><model name="{name}">', "", *parts, "</model></sdf>"])


def joint(kind: str = "revolute", axis: str = f"<axis><xyz>0 0 1</xyz>{LIMIT}</axis>", **ends: str) -> str:
    parent, child = ends.get("parent", "a"), ends.get("child", "b")
    name = ends.get("name", "j")
    return f'<joint name="{name}" type="{kind}"><parent>{parent}</parent><child>{child}</child>{axis}</joint>'


def shape(inside: str, tag: str = "collision") -> str:
    return f'<link name="a">{MASS}<{tag} name="s"><geometry>{inside}</geometry></{tag}></link>'


def mesh(uri: str, more: str = "") -> str:
    return shape(f"<mesh><uri>{uri}</uri>{more}</mesh>")


def include(inside: str) -> str:
    return f'<sdf version="1.9"><world name="w">\n<include>{inside}</include></world></sdf>'


BOMB = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><sdf version="1.9"><model name="&b;"/></sdf>'

WRONG: dict[str, tuple[str, str]] = {
    "no XML": ("<sdf version='1.9'>\n<model", "cell.sdf:2: The file is no XML"),
    "nothing": ("", "The file is no XML: no element found"),
    "entities": (BOMB, "cell.sdf:1: The file declares a document type. Take the <!DOCTYPE"),
    "too deep": ("<a>" * 65 + "</a>" * 65, "The file has more than 64 levels"),
    "not SDF": ("<robot name='x'/>", "begins with <robot>. An SDF file begins with <sdf"),
    "no version": ("<sdf/>", "<sdf> has no 'version'"),
    "an old version": ('<sdf version="1.4"/>', "of the version '1.4'. Versions that are read: 1.6 to 1.11"),
    "nothing in it": ('<sdf version="1.9"/>', "0 models beside 0 worlds"),
    "two models": ('<sdf version="1.9"><model name="a"/><model name="b"/></sdf>', "2 models beside 0 worlds"),
    "several worlds": (
        '<sdf version="1.9"><world name="a"/>\n<world name="b"/></sdf>',
        "cell.sdf:2: <world> 'b' is anot",
    ),
    "a model without links": (model(), "<model> 'm' has no links"),
    "a model without a name": ('<sdf version="1.9"><model/></sdf>', "<model> has no 'name'"),
    "a name with ::": (model('<link name="a::b"/>'), "<link> 'a::b' has '::' in its name"),
    "two of one name": (model(A, A), r"cell.sdf:4: <link> 'a' has the name of <link> 'a' \(line 3\)"),
    "two roots": (model(A, B), "cell.sdf:4: Nothing carries the links 'a', 'b': there is more than one tree"),
    "an unknown parent": (
        model(A, B, joint(parent="c")),
        "cell.sdf:5: <joint> 'j' names 'c', which is not there. There",
    ),
    "an unknown child": (model(A, B, joint(child="c")), "<joint> 'j' names 'c', which is not there"),
    "no parent": (model(A, '<joint name="j" type="fixed"><child>a</child></joint>'), "<joint> 'j' has no <parent>"),
    "a link carried twice": (
        model(A, B, C, joint(child="b"), joint(parent="c", name="k")),
        r"cell.sdf:7: The link 'b' is carried twice: by <joint> 'j' \(line 6\) and by <joint> 'k'",
    ),
    "a loop": (
        model(A, B, C, joint(parent="b", child="c"), joint(parent="c", name="k")),
        "The links 'b', 'c' carry each other in a loop",
    ),
    "a dot that joins": (
        model('<link name="a.b"/><model name="a"><link name="b"/></model>', "<static>1</static>"),
        "come to have the same name: m: the body name 'a.b' is empty or there twice",
    ),
    "a link that is joined to itself": (model(A, joint(child="a")), "joins a link to itself"),
    "a frame in a circle": (
        model(A, '<frame name="f" attached_to="g"/>', '<frame name="g" attached_to="f"/>'),
        "is placed relative to itself|moves with no link",
    ),
    "a pose in a circle": (
        model('<link name="a"><pose relative_to="f"/></link>', '<frame name="f"><pose relative_to="a"/></frame>'),
        "is placed relative to itself",
    ),
    "a pose in an unknown frame": (
        model('<link name="a"><pose relative_to="x"/></link>'),
        "<link> 'a' names 'x', which",
    ),
    "a pose of five numbers": (
        model('<link name="a"><pose>1 2 3 4 5</pose></link>'),
        "cell.sdf:3: <pose> says '1 2 3 4 5'",
    ),
    "a pose without end": (model('<link name="a"><pose>1 2 3 4 5 nan</pose></link>'), "Give 6 finite numbers"),
    "a frame of the old kind": (model('<link name="a"><pose frame="x"/></link>'), "which SDF gave up in 1.7"),
    "a turn of nothing": (
        model('<link name="a"><pose rotation_format="quat_xyzw">0 0 0 0 0 0 0</pose></link>'),
        "The quaternion of the <pose> is zero",
    ),
    "another kind of joint": (model(A, B, joint("ball")), "is of the type 'ball'. Types that are read: fixed"),
    "no axis": (model(A, B, joint(axis="")), "<joint> 'j' has no <axis>"),
    "no limits": (
        model(A, B, joint(axis="<axis/>")),
        "cell.sdf:5: <joint> 'j' has no limits. Give its <axis> a <limit>",
    ),
    "half of the limits": (
        model(A, B, joint(axis="<axis><limit><lower>0</lower></limit></axis>")),
        "<joint> 'j' has no limits: lower or upper is missing",
    ),
    "limits without end": (
        model(A, B, joint(axis="<axis><limit><lower>-1e16</lower><upper>1e16</upper></limit></axis>")),
        "or make it continuous",
    ),
    "no range": (
        model(A, B, joint(axis="<axis><limit><lower>1</lower><upper>1</upper></limit></axis>")),
        "has no range: lower is 1, upper 1",
    ),
    "an axis of nothing": (model(A, B, joint(axis=f"<axis><xyz>0 0 0</xyz>{LIMIT}</axis>")), "has no direction"),
    "a mimic of a mimic": (
        model(A, B, joint(axis=f'<axis><mimic joint="j"/>{LIMIT}</axis>')),
        "mimics 'j', which does not move by itself",
    ),
    "a mass of nothing": (model('<link name="a"><inertial><mass>0</mass></inertial></link>'), "weighs 0 kg"),
    "moments that cannot be": (
        model('<link name="a"><inertial><inertia><ixx>9</ixx></inertia></inertial></link>'),
        "No body resists as <link> 'a' does",
    ),
    "a shape of nothing": (model(shape("<box><size>1 0 1</size></box>")), "has a size that is not above zero"),
    "a size that is no number": (model(shape("<box><size>1 x 1</size></box>")), "<size> says '1 x 1'. Give 3 finite"),
    "two shapes": (model(shape("<box/><sphere/>")), "holds 2 shapes. Give it one"),
    "a mesh that is missing": (model(mesh("none.stl")), "cell.sdf:3: none.stl is missing .looked for"),
    "a mesh of an unknown model": (model(mesh("model://none/a.stl")), "Put a folder none beside the file, or name the"),
    "a mesh from far away": (model(mesh("https://x/a.stl")), "https://x/a.stl is fetched from nowhere"),
    "a mesh that is not closed": (model(mesh("open.stl")), "The mesh open.stl is not closed. Close its holes"),
    "a mesh in millimetres": (model(mesh("large.stl")), "is 25 m long: it was drawn in millimetres. Give it the scale"),
    "a mesh that is none": (model(mesh("cell.sdf")), "of a kind that is not read"),
    "a colour of three and a half": (
        model(
            shape("<sphere><radius>1</radius></sphere>", "visual").replace(
                "</visual>", "<material><diffuse>2 0 0 1</diffuse></material></visual>"
            )
        ),
        "<diffuse> is no colour",
    ),
    "an include that is missing": (include("<uri>model://post</uri>"), "cell.sdf:2: model://post is missing"),
    "an include of nothing": (include(""), "<include> has no <uri>"),
    "an include of itself": (include("<uri>cell.sdf</uri>"), "cell.sdf includes itself"),
    "an include of an empty folder": (include("<uri>empty</uri>"), "holds no model"),
    "an include of a world": (include("<uri>world.sdf</uri>"), "world.sdf holds 0 models, and is included as one"),
    "a merged include": (
        '<sdf version="1.9"><world name="w"><include merge="true"><uri>x</uri></include></world></sdf>',
        "A model that is merged is not read",
    ),
}


@pytest.mark.parametrize(("text", "told"), WRONG.values(), ids=WRONG.keys())
def test_it_is_refused(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "world.sdf").write_text('<sdf version="1.9"><world name="w"/></sdf>')
    trimesh.creation.box((25.0, 1.0, 1.0)).export(tmp_path / "large.stl")
    box = trimesh.creation.box((1.0, 1.0, 1.0))
    trimesh.Trimesh(box.vertices, box.faces[:-1]).export(tmp_path / "open.stl")
    path = tmp_path / "cell.sdf"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SceneError, match=told) as error:
        read_sdf(path)
    assert error.value.remedy


def test_a_file_that_is_missing_or_huge_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match="cannot be read"):
        read_sdf(tmp_path / "none.sdf")
    path = tmp_path / "huge.sdf"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(SceneError, match="larger than 8 MiB"):
        read_sdf(path)
