"""Binary heaps in rows of an array: pairs that are compared by their first, then their second number."""

from __future__ import annotations

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.shapes import Whole


@in_place
def push(heap: Whole, first: int, size: int, key: int, item: int) -> None:
    """Add a pair to the heap of `size` pairs that begins in row `first`."""
    place = size
    while place > 0:
        parent = (place - 1) // 2
        above = first + parent
        if heap[above, 0] < key or (heap[above, 0] == key and heap[above, 1] <= item):
            break
        heap[first + place, 0] = heap[above, 0]
        heap[first + place, 1] = heap[above, 1]
        place = parent
    heap[first + place, 0] = key
    heap[first + place, 1] = item


@in_place
def pop(heap: Whole, first: int, size: int) -> None:
    """Take the least pair, in row `first`, out of the heap of `size` pairs."""
    last = first + size - 1
    key, item = heap[last, 0], heap[last, 1]
    place, size = 0, size - 1
    while 2 * place + 1 < size:
        child = 2 * place + 1
        left = first + child
        if child + 1 < size:
            right = left + 1
            if heap[right, 0] < heap[left, 0] or (heap[right, 0] == heap[left, 0] and heap[right, 1] < heap[left, 1]):
                child += 1
                left = right
        if heap[left, 0] > key or (heap[left, 0] == key and heap[left, 1] >= item):
            break
        heap[first + place, 0] = heap[left, 0]
        heap[first + place, 1] = heap[left, 1]
        place = child
    heap[first + place, 0] = key
    heap[first + place, 1] = item
