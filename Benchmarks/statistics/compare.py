"""Joins the lines of Radish and its peers into the page docs/performance-statistics.md: python compare.py FILE…"""

import sys

# What a row must reach, as a part of the best peer's CPU time. Folds run on all cores: two cores halve the times of the
# cross-validations, which no peer does by default.
TARGETS = {
    "LASSO logistic path, 500 × 2,000": 1.0,
    "its 10-fold CV by deviance": 1.0,
    "its 10-fold CV by auc": 1.0,
    "LASSO Cox path, 500 × 1,000": 0.2,
    "its 10-fold CV": 0.1,
    "univariate Cox × 1,000, n = 500": 0.05,
    "Mann–Whitney × 2,000, n = 500": 1.0,
    "Cox (Efron), 10,000 × 10": 1.0,
    "Harrell's C with SE, n = 10⁴": 0.3,
    "Harrell's C with SE, n = 10⁵": 0.3,
    "Uno's C with SE, n = 10⁵": 0.3,
    "time-dependent AUC with SE at 3 times, n = 10⁵": 0.3,
    "Kaplan–Meier, n = 10⁶": 1.0,
    "log-rank, n = 10⁶": 0.5,
    "paired DeLong from raw scores, n = 10⁵": 0.5,
    "1,000 bootstrap AUCs, n = 500": 0.2,
}

INTRODUCTION = """# Statistics: speed beside R and Python

Written by `make benchmark-statistics` (`Benchmarks/statistics.sh`; `PYTHON` names a Python with the peers, `REPETITIONS` how often
each row is repeated), not by hand. It makes random data, lets Radish, R (survival, glmnet, pROC), lifelines, scikit-survival, scipy
and numpy do the same work on it in one run, and checks that they find the same numbers. A peer that is not installed is named and
left out.

Times are CPU seconds of one thread, the best of several runs, so that what else the machine does counts little; the ratios are the
result, the seconds are those of one machine. Cross-validation runs its folds on all cores, which no peer does by default: on two
cores its CPU time may be twice the target of NUMBERS of wall-clock time, 1.0 for 0.5 and 0.1 for 0.05.
"""

rows, notes, versions = {}, [], []
for path in sys.argv[1:]:
    for line in open(path, encoding="utf-8"):
        if line.startswith("# versions:"):
            versions.append(line.split(":", 1)[1].strip())
            continue
        if line.startswith("#"):
            notes.append(line[1:].strip())
            continue
        name, who, seconds, value = line.rstrip("\n").split("\t")
        rows.setdefault(name, {})[who] = (float(seconds), float(value))

table, missed = [], []
for name, found in rows.items():
    own = found.pop("Radish", None)
    if own is None:
        continue
    peers = ", ".join(f"{who} {seconds:.4f}" for who, (seconds, _) in sorted(found.items(), key=lambda x: x[1][0]))
    target = TARGETS.get(name)
    if found:
        ratio = own[0] / min(seconds for seconds, _ in found.values())
        verdict = "" if target is None else (" ✓" if ratio <= target else " ✗")
        if verdict == " ✗":
            missed.append(f"{name} ({ratio:.2f} instead of {target})")
        share = f"{ratio:.3f}{verdict}"
    else:
        share = "no peer"
    table.append(f"| {name} | {own[0]:.4f} | {peers or '–'} | {share} | {'–' if target is None else f'≤ {target}'} |")
    # Bootstraps draw differently, and Coxnet has a path of its own.
    for who, (_, value) in found.items():
        if "bootstrap" not in name and who != "Coxnet" and abs(value - own[1]) > 1e-3 * max(1e-6, abs(own[1])):
            notes.append(f"{name}: {who} finds {value}, Radish {own[1]}.")

print(INTRODUCTION)
if versions:
    print("Peers of this run: " + "; ".join(versions) + ".\n")
print("| work | Radish, CPU s | peers, CPU s | Radish / best peer | target |")
print("|--|--|--|--|--|")
print("\n".join(table))
if missed:
    print("\nTargets missed in this run: " + "; ".join(missed) + ".")
else:
    print("\nEvery row with a peer reached its target in this run.")
for note in notes:
    print(f"\nNote: {note}")
