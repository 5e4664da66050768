"""The plain (flexible) job shop, to the shortest makespan: compiled tabu search and path relinking."""
