"""All benchmarks, one after the other.

usage: python -m tests.benchmarks [--articles FILE.jsonl] [--questions FILE.jsonl]
"""

import subprocess
import sys


def main() -> None:
    """Run each benchmark in a process of its own; the options go to the one that reads articles."""
    for name, options in (
        ("retrieval_speed", sys.argv[1:]),
        ("ask_speed", []),
        ("warm_start", []),
        ("load_speed", []),
    ):
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}", *options], check=True)


if __name__ == "__main__":
    main()
