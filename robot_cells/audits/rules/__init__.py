"""One file an invariant: `look` sees each record before it is applied, `close` the whole at the end."""
