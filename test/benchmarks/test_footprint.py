from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.footprint import FootprintSampler

BLOCK_MIB = 64


def test_memory_that_a_process_takes_is_seen_and_its_largest_kept() -> None:
    sampler = FootprintSampler()
    sampler.sample({"here": os.getpid()})
    before = sampler.result()[0]
    block = bytearray(os.urandom(BLOCK_MIB * 2**20))
    sampler.sample({"here": os.getpid()})
    with_block = sampler.result()[0]
    del block
    sampler.sample({"here": os.getpid()})
    assert with_block.uss_mib - before.uss_mib > 0.9 * BLOCK_MIB
    assert sampler.result()[0].uss_mib == with_block.uss_mib


def test_a_process_that_has_ended_does_not_end_the_sampling() -> None:
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    sampler = FootprintSampler()
    sampler.sample({"gone": ended.pid, "here": os.getpid()})
    assert [item.name for item in sampler.result()] == ["here"]


def test_children_count_with_their_parent() -> None:
    program = f"block = bytearray(b'x' * ({BLOCK_MIB} << 20)); print('there', flush=True); input()"
    parent = f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', {program!r}]))"
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        assert process.stdout.readline() == "there\n"
        sampler = FootprintSampler()
        sampler.sample({"parent": process.pid})
        process.communicate("\n")
    assert sampler.result()[0].uss_mib > BLOCK_MIB
