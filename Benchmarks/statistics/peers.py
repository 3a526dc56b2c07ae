"""The same work in Python: lifelines, scikit-survival, scipy, numpy. python peers.py FOLDER REPETITIONS"""

import importlib.util
import sys
import time
import warnings
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")
FOLDER, REPETITIONS = Path(sys.argv[1]), int(sys.argv[2])


def get(name, columns=None):
    values = np.fromfile(FOLDER / f"{name}.f64")
    return values if columns is None else np.asfortranarray(values.reshape(columns, -1).T)


def clock(name, who, work, repetitions=REPETITIONS):
    best, value = float("inf"), None
    for _ in range(repetitions):
        start = time.process_time()
        value = work()
        best = min(best, time.process_time() - start)
    print(f"{name}\t{who}\t{best:.6f}\t{value:.12g}", flush=True)


def has(module):
    if importlib.util.find_spec(module) is None:
        print(f"# Python package {module} is not installed: its rows are left out", flush=True)
        return False
    return True


def versions():
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for package in ("numpy", "scipy", "lifelines", "scikit-survival"):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    print(f"# versions: Python {sys.version.split()[0]} with {', '.join(found)}", flush=True)


def scipy_rows():
    from scipy.stats import mannwhitneyu

    x, y = get("rank_x", 2000), get("rank_y") == 1
    a, b = x[y], x[~y]
    clock("Mann–Whitney × 2,000, n = 500", "scipy", lambda: mannwhitneyu(a, b, method="asymptotic").pvalue.sum())


def lifelines_rows():
    import lifelines
    import pandas as pd
    from lifelines.statistics import logrank_test

    time_, event = get("million_time"), get("million_event")
    high = get("million_x") > 0
    clock("Kaplan–Meier, n = 10⁶", "lifelines",
          lambda: lifelines.KaplanMeierFitter().fit(time_, event).survival_function_.iloc[-1, 0])
    clock("log-rank, n = 10⁶", "lifelines",
          lambda: logrank_test(time_[high], time_[~high], event[high], event[~high]).test_statistic)
    x = get("cox_x", 10)
    frame = pd.DataFrame(x, columns=[f"x{k}" for k in range(10)])
    frame["time"], frame["event"] = get("cox_time"), get("cox_event")
    clock("Cox (Efron), 10,000 × 10", "lifelines",
          lambda: lifelines.CoxPHFitter().fit(frame, "time", "event").log_likelihood_)
    score = get("score_10000")
    clock("Harrell's C with SE, n = 10⁴", "lifelines (no SE)",
          lambda: lifelines.utils.concordance_index(get("follow_10000_time"), -score, get("follow_10000_event")))


def sksurv_rows():
    from sksurv.linear_model import CoxnetSurvivalAnalysis
    from sksurv.metrics import cumulative_dynamic_auc
    from sksurv.util import Surv

    x = get("lasso_cox_x", 1000)
    y = Surv.from_arrays(get("lasso_cox_event") == 1, get("lasso_cox_time"))
    clock("LASSO Cox path, 500 × 1,000", "Coxnet",
          lambda: CoxnetSurvivalAnalysis(l1_ratio=1.0, n_alphas=100, alpha_min_ratio=0.01).fit(x, y).deviance_ratio_[30],
          min(REPETITIONS, 2))
    y = Surv.from_arrays(get("follow_100000_event") == 1, get("follow_100000_time"))
    clock("time-dependent AUC with SE at 3 times, n = 10⁵", "scikit-survival (no SE)",
          lambda: cumulative_dynamic_auc(y, y, get("score_100000"), [2, 5, 10])[0][1])


def delong():
    """Paired DeLong by midranks (Sun and Xu 2014) in numpy."""
    x, y = get("delong_x", 2), get("delong_y") == 1

    def midranks(v):
        order = np.argsort(v)
        s = v[order]
        edges = np.flatnonzero(np.concatenate([[True], s[1:] != s[:-1], [True]]))
        lengths = np.diff(edges)
        ranks = np.empty(len(v))
        ranks[order] = np.repeat(0.5 * (edges[:-1] + edges[1:] - 1) + 1, lengths)
        return ranks

    def statistic():
        m, n = int(y.sum()), int((~y).sum())
        parts = []
        for k in range(2):
            p, q = x[y, k], x[~y, k]
            all_ = midranks(np.concatenate([p, q]))
            parts.append(((all_[:m].sum() - m * (m + 1) / 2) / (m * n),
                          (all_[:m] - midranks(p)) / n, 1 - (all_[m:] - midranks(q)) / m))
        (a, pa, qa), (b, pb, qb) = parts
        variance = np.var(pa - pb, ddof=1) / m + np.var(qa - qb, ddof=1) / n
        return (a - b) / variance**0.5

    clock("paired DeLong from raw scores, n = 10⁵", "numpy", statistic)


versions()
delong()
if has("scipy"):
    scipy_rows()
if has("lifelines"):
    lifelines_rows()
if has("sksurv"):
    sksurv_rows()
