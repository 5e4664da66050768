"""OR-Tools CP-SAT: constraint programming with proofs, in a process of its own.

L. Perron and F. Didier, "CP-SAT", part of Google OR-Tools. Nothing outside this folder imports it.
"""
