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
