"""Runs Radish and its peers on one case after another and prints a table of times and ratios.

    compare.py --radish FILE --benchmark FILE --settings FILE --pyradiomics PYTHON --flash PYTHON NAME:IMAGE:MASK ...

Every number comes from this run: whole process (start, imports, reading, extracting, printing) and warm in-process. The
programs take turns within a case. A case that takes a peer more than a minute is run once.

Before every whole process another one fills MEMORY bytes and ends. Virtual machines give memory that has been free for two
seconds back to their host (free page reporting), and getting it again costs six times as much as using it: what is measured
would be the host, and most of all in the shortest program. --no-settling leaves that out.

With --document FILE the table also replaces what stands between the lines `<!-- measured -->` and `<!-- end -->` there.
"""
import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ONE_THREAD = {name + "_NUM_THREADS": "1" for name in ["OMP", "OPENBLAS", "MKL", "NUMBA", "ITK_GLOBAL_DEFAULT"]}
ONE_THREAD["ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS"] = "1"


# More than any of the programs takes for these cases.
MEMORY = 512 << 20


def settle():
    subprocess.run([sys.executable, "-c", f"b'1' * {MEMORY}"], check=True)


def timed(command):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **ONE_THREAD})
    spent = 1000 * (time.perf_counter() - start)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{(done.stderr or done.stdout)[-2000:]}")
    return spent, done.stdout


def measure(asked, name, image, mask, repetitions):
    """Milliseconds by program: whole process, in-process, number of features."""
    whole = {
        "radish": [
            asked.radish, "extract", "--image", image, "--mask", mask, "--settings", asked.settings, "--format", "json"
        ]
    }
    inproc = {"radish": [asked.benchmark, image, mask]}
    for peer in asked.peers:
        python = getattr(asked, peer)
        command = [python, os.path.join(HERE, "peer.py"), peer, image, mask]
        whole[peer] = command + ["--repetitions", "1"]
        inproc[peer] = command
    times = {program: [] for program in whole}
    for turn in range(repetitions):
        for program, command in whole.items():
            if turn > 0 and times[program][0] > 60000:
                continue
            if not asked.no_settling:
                settle()
            times[program].append(timed(command)[0])
    rows = {}
    for program, command in inproc.items():
        # Warm means for two seconds or so: the first few runs of a small case find cold caches and a slow processor.
        count = max(repetitions, math.ceil(2000 / statistics.median(times[program])))
        command = whole[program] if times[program][0] > 60000 else command + ["--repetitions", str(count)]
        _, text = timed(command)
        answer = json.loads(text.strip().splitlines()[-1])
        rows[program] = {
            "case": name,
            "program": program,
            "whole_ms": statistics.median(times[program]),
            "inproc_ms": answer["medianTime"],
            "features": answer["features"],
            "floor_ms": answer.get("floor"),
            "voxels": answer.get("voxels"),
        }
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--radish", required=True)
    parser.add_argument("--benchmark", required=True)
    parser.add_argument("--settings", required=True)
    parser.add_argument("--pyradiomics")
    parser.add_argument("--flash")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--no-settling", action="store_true")
    parser.add_argument("--json")
    parser.add_argument("--document")
    parser.add_argument("cases", nargs="+")
    asked = parser.parse_args()
    asked.peers = [peer for peer in ["pyradiomics", "flash"] if getattr(asked, peer)]
    lines = []

    def say(line):
        lines.append(line)
        print(line, flush=True)

    say("One thread each; medians in ms; (n×) is how many times as long as Radish. The floor is reading and inflating alone.")
    say("")
    heads = ["case (voxels)"] + [f"{p} {way}" for way in ["whole", "in-process"] for p in ["radish", *asked.peers]] + ["floor"]
    say("| " + " | ".join(heads) + " |")
    say("|--" * len(heads) + "|")
    results = []
    for case in asked.cases:
        name, image, mask = case.split(":")
        rows = measure(asked, name, image, mask, asked.repetitions)
        cells = [f"{name} ({rows['radish']['voxels']:,})"]
        for way in ["whole_ms", "inproc_ms"]:
            own = rows["radish"][way]
            cells.append(f"{own:.1f}")
            cells += [f"{rows[p][way]:.0f} ({rows[p][way] / own:.1f}×)" for p in asked.peers]
        cells.append(f"{rows['radish']['floor_ms']:.1f}")
        say("| " + " | ".join(cells) + " |")
        results += rows.values()
    say("")
    say("Features: " + ", ".join(f"{p} {rows[p]['features']}" for p in rows) + ".")
    if asked.document:
        with open(asked.document) as file:
            before, rest = file.read().split("<!-- measured -->\n", 1)
            _, after = rest.split("<!-- end -->\n", 1)
        with open(asked.document, "w") as file:
            file.write(before + "<!-- measured -->\n" + "\n".join(lines) + "\n<!-- end -->\n" + after)
    if asked.json:
        with open(asked.json, "w") as file:
            json.dump(results, file, indent=1)


main()
