"""``python3 -m environment``: see ``environment.prepare``."""

import sys

# Checked before anything else is imported: older versions cannot even parse the other modules.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        f"set-up: Python 3.11 or later is needed, this is {sys.version_info[0]}."
        f"{sys.version_info[1]}: run make with PYTHON=python3.12, or another that you have."
    )

from environment.prepare import main

if __name__ == "__main__":
    sys.exit(main())
