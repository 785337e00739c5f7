"""All benchmarks, one after the other.

usage: python -m tests.benchmarks [--articles FILE.jsonl] [--questions FILE.jsonl]

How well articles are ranked is measured where both files are given: as they are, and five-fold with the other
folds' questions taught.
"""

import argparse
import subprocess
import sys


def main() -> None:
    """Run each benchmark in a process of its own; the files go to those that read articles."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles")
    parser.add_argument("--questions")
    given = {f"--{name}": file for name, file in vars(parser.parse_args()).items() if file}
    files = [word for option in given.items() for word in option]
    quality = [["retrieval_quality", *files], ["retrieval_quality", *files, "--folds", "5"]]
    for words in (
        *(quality if len(given) == 2 else []),
        ["retrieval_speed", *files],
        ["ask_speed"],
        ["update_speed"],
        ["overload"],
        ["memory"],
        ["console_speed"],
        ["warm_start"],
        ["load_speed"],
    ):
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{words[0]}", *words[1:]], check=True)


if __name__ == "__main__":
    main()
