"""Joins the lines of Radish and its peers into one table: python compare.py FILE…"""

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

rows, notes = {}, []
for path in sys.argv[1:]:
    for line in open(path, encoding="utf-8"):
        if line.startswith("#"):
            notes.append(line[1:].strip())
            continue
        name, who, seconds, value = line.rstrip("\n").split("\t")
        rows.setdefault(name, {})[who] = (float(seconds), float(value))

print("| work | Radish, CPU s | peers, CPU s | Radish / best peer | target |")
print("|--|--|--|--|--|")
for name, found in rows.items():
    own = found.pop("Radish", None)
    if own is None:
        continue
    peers = ", ".join(f"{who} {seconds:.4f}" for who, (seconds, _) in sorted(found.items(), key=lambda x: x[1][0]))
    target = TARGETS.get(name)
    if found:
        ratio = own[0] / min(seconds for seconds, _ in found.values())
        verdict = "" if target is None else (" ✓" if ratio <= target else " ✗")
        share = f"{ratio:.3f}{verdict}"
    else:
        share = "no peer"
    print(f"| {name} | {own[0]:.4f} | {peers or '–'} | {share} | {'–' if target is None else f'≤ {target}'} |")
    # Bootstraps draw differently, and Coxnet has a path of its own.
    for who, (_, value) in found.items():
        if "bootstrap" not in name and who != "Coxnet" and abs(value - own[1]) > 1e-3 * max(1e-6, abs(own[1])):
            notes.append(f"{name}: {who} finds {value}, Radish {own[1]}")
for note in notes:
    print(f"\nNote: {note}")
