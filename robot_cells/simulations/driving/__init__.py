"""How vehicles drive along lanes: ways, speeds, and who may go where."""
