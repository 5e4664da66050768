"""Small worlds with one arm, written out here so that the physics is tested without the writer of scenes."""

from __future__ import annotations

import math

from robot_cells.devices.six_axis_arm import UR10E, Joints, SixAxisArm

TOOL_LENGTH_M = 0.2
ARM = SixAxisArm(UR10E, TOOL_LENGTH_M)
JOINTS = tuple(f"joint_{index}" for index in range(1, 7))
HOME: Joints = (0.0, -1.5708, 1.5708, -1.5708, -1.5708, 0.0)

_LENGTHS = ((0.0, UR10E.d1_m), (UR10E.a2_m, 0.0), (UR10E.a3_m, 0.0), (0.0, UR10E.d4_m), (0.0, UR10E.d5_m))
_TWISTS = (math.pi / 2, 0.0, 0.0, math.pi / 2, -math.pi / 2)
_MASSES_KG = (7.4, 13.1, 4.0, 2.1, 2.0, 0.6)
_GAINS = ((40000, 1200), (40000, 1200), (20000, 600), (6000, 150), (6000, 150), (3000, 60))
_EFFORTS = (330, 330, 150, 56, 56, 56)


def world(held: str = "", around: str = "") -> str:
    """MJCF of an arm called `arm` by its Denavit-Hartenberg frames.

    `held` is what it holds, in the frame of the flange; `around` what stands around it.
    """
    bodies, place = "", 'pos="0 0 0"'
    for index, joint in enumerate(JOINTS):
        along, up = (*_LENGTHS, (0.0, 0.0))[index]
        armature = 0.5 if index < 3 else 0.1
        ends = f'fromto="0 0 0 {along} 0 {up + 0.01}"'
        bodies += f'<body name="arm/link_{index + 1}" {place} gravcomp="1">'
        bodies += f'<joint name="arm/{joint}" axis="0 0 1" range="-6.2832 6.2832" damping="2" armature="{armature}"/>'
        bodies += f'<geom type="capsule" {ends} size="0.03" mass="{_MASSES_KG[index]}" contype="0" conaffinity="0"/>'
        twist = (*_TWISTS, 0.0)[index]
        place = f'pos="{along} 0 {up}" quat="{math.cos(twist / 2)} {math.sin(twist / 2)} 0 0"'
    sites = f'<site name="arm/flange"/><site name="arm/tool" pos="0 0 {TOOL_LENGTH_M}"/>'
    rod = '<geom type="cylinder" size="0.02 0.05" pos="0 0 0.05" mass="1.5" contype="0" conaffinity="0"/>'
    gives = '<joint name="arm/give" type="slide" axis="0 0 1" stiffness="30000" damping="300" range="-0.003 0.003"/>'
    tool = f'<body name="arm/hand" pos="0 0 {UR10E.d6_m}" gravcomp="1">{gives}{sites}{rod}{held}</body>'
    servos = "".join(
        f'<position name="arm/{joint}" joint="arm/{joint}" kp="{kp}" kv="{kv}" forcerange="-{effort} {effort}"/>'
        for joint, (kp, kv), effort in zip(JOINTS, _GAINS, _EFFORTS, strict=True)
    )
    return f"""<mujoco><compiler angle="radian" eulerseq="xyz"/>
    <option integrator="implicitfast" cone="elliptic" impratio="5"/>
    <default><geom solref="0.004 1" solimp="0.95 0.99 0.0005" friction="0.3 0.005 0.0001"/></default>
    <worldbody><site name="arm/base"/>{around}{bodies}{tool}{"</body>" * 6}</worldbody>
    <actuator>{servos}</actuator>
    <sensor><force name="arm/force" site="arm/flange"/><torque name="arm/torque" site="arm/flange"/>
    <accelerometer name="arm/acceleration" site="arm/flange"/></sensor>
    </mujoco>"""
