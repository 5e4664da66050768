"""Looks for bytes that a reader of files does not stand, guided by the code that it runs through.

    pip install atheris
    python test/inspections/fuzz_with_coverage.py picture -max_total_time=120

Options after the target are those of libFuzzer. What is found is written to the working directory as `crash-...`: it
belongs into `fuzz_inputs/<target>/`, where `test_fuzz_targets.py` tries it ever after.
"""

import json
import sys
import tempfile
from pathlib import Path

import atheris

# The scanner in C cannot be looked into, and is chosen when a decoder is made.
json.scanner.c_make_scanner = None
json.scanner.make_scanner = json.scanner.py_make_scanner
json.decoder.scanstring = json.decoder.py_scanstring
atheris.instrument_func(json.scanner.py_make_scanner)
json._default_decoder = json.JSONDecoder()

sys.path.append(str(Path(__file__).parents[1] / "scenes" / "sdf_files"))

with atheris.instrument_imports(include=["robot_cells", "PIL", "yaml"]):
    import description_targets
    import fuzz_targets

TARGETS = fuzz_targets.TARGETS | description_targets.TARGETS

WORDS = ("9" * 310, "1e999", "-1", "NaN", "Infinity", "null", "true", "false", "{}", "[]", '""', "\\\\ud800", "\\\\0")
"""What does not come about by chance."""


def main() -> None:
    """Until the time is over, or something is found."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"Name a target: {', '.join(TARGETS)}.")
    target = sys.argv.pop(1)
    with tempfile.TemporaryDirectory(prefix=f"fuzz_{target}_") as folder:
        readers = description_targets if target in description_targets.TARGETS else fuzz_targets
        for number, data in enumerate(readers.seeds(target)):
            Path(folder, str(number)).write_bytes(data)
        with tempfile.NamedTemporaryFile("w", suffix=".dict") as words:
            words.write("".join('"' + word.replace('"', '\\"') + '"\n' for word in WORDS))
            words.flush()
            atheris.Setup([*sys.argv, f"-dict={words.name}", folder], TARGETS[target])
            atheris.Fuzz()


if __name__ == "__main__":
    main()
