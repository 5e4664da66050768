"""What happened: the append-only record of everything that was decided and observed."""
