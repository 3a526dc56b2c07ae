# The same work in R: survival, glmnet, pROC. Rscript peers.R FOLDER REPETITIONS
arguments <- commandArgs(TRUE)
folder <- arguments[1]; repetitions <- as.integer(arguments[2])
get <- function(name) { path <- file.path(folder, paste0(name, ".f64")); readBin(path, "double", file.size(path) / 8) }
has <- function(name) suppressWarnings(suppressMessages(requireNamespace(name, quietly = TRUE)))
cpu <- function() sum(proc.time()[1:2])
# CPU seconds, the best of several runs; short work is repeated until the clock can see it.
time <- function(name, who, work, times = repetitions) {
  best <- Inf
  for (k in seq_len(times)) {
    count <- 0; start <- cpu()
    repeat { value <- work(); count <- count + 1; if (cpu() - start > 0.1) break }
    best <- min(best, (cpu() - start) / count)
  }
  cat(sprintf("%s\t%s\t%.6f\t%.12g\n", name, who, best, value))
}
absent <- function(name) cat(sprintf("# R package %s is not installed: its rows are left out\n", name))
packages <- Filter(has, c("survival", "glmnet", "pROC"))
cat(sprintf("# versions: R %s with %s\n", getRversion(), paste(packages, vapply(packages, function(p) as.character(packageVersion(p)), ""), collapse = ", ")))
fold <- get("fold") + 1
if (has("glmnet") && has("survival")) {
  library(survival, quietly = TRUE)
  suppressPackageStartupMessages(library(glmnet))
  x <- matrix(get("lasso_x"), 500); y <- get("lasso_y")
  time("LASSO logistic path, 500 × 2,000", "glmnet", function() { g <- glmnet(x, y, family = "binomial"); g$dev.ratio[min(31, length(g$dev.ratio))] })
  for (m in c("deviance", "auc"))
    time(sprintf("its 10-fold CV by %s", m), "cv.glmnet", function() cv.glmnet(x, y, family = "binomial", foldid = fold, type.measure = m)$cvm[21])
  x <- matrix(get("lasso_cox_x"), 500); s <- Surv(get("lasso_cox_time"), get("lasso_cox_event"))
  time("LASSO Cox path, 500 × 1,000", "glmnet", function() { g <- glmnet(x, s, family = "cox"); g$dev.ratio[min(31, length(g$dev.ratio))] }, min(repetitions, 2))
  time("its 10-fold CV", "cv.glmnet", function() cv.glmnet(x, s, family = "cox", foldid = fold)$cvm[21], 1)
} else absent("glmnet")
x <- matrix(get("rank_x"), 500); y <- get("rank_y") == 1
time("Mann–Whitney × 2,000, n = 500", "R wilcox.test", function() sum(apply(x, 2, function(c) wilcox.test(c[y], c[!y], exact = FALSE)$p.value)), 1)
if (has("survival")) {
  library(survival, quietly = TRUE)
  s <- Surv(get("rank_follow_time"), get("rank_follow_event"))
  time("univariate Cox × 1,000, n = 500", "coxph", function() sum(apply(x[, 1:1000], 2, function(c) summary(coxph(s ~ c))$coefficients[5])), 1)
  x <- matrix(get("cox_x"), 10000); s <- Surv(get("cox_time"), get("cox_event"))
  time("Cox (Efron), 10,000 × 10", "coxph.fit", function() coxph.fit(x, s, NULL, NULL, NULL, coxph.control(), NULL, "efron", NULL)$loglik[2])
  for (n in c(10000, 100000)) {
    z <- get(sprintf("score_%d", n)); s <- Surv(get(sprintf("follow_%d_time", n)), get(sprintf("follow_%d_event", n)))
    label <- if (n == 10000) "10⁴" else "10⁵"
    time(sprintf("Harrell's C with SE, n = %s", label), "survival", function() concordance(s ~ z, reverse = TRUE)$concordance)
  }
  time("Uno's C with SE, n = 10⁵", "survival", function() concordance(s ~ z, reverse = TRUE, timewt = "n/G2")$concordance)
  s <- Surv(get("million_time"), get("million_event")); g <- get("million_x") > 0
  time("Kaplan–Meier, n = 10⁶", "survfit", function() tail(survfit(s ~ 1)$surv, 1), min(repetitions, 2))
  time("log-rank, n = 10⁶", "survdiff", function() survdiff(s ~ g)$chisq, min(repetitions, 2))
} else absent("survival")
x <- matrix(get("delong_x"), 100000); y <- get("delong_y")
if (has("pROC")) {
  time("paired DeLong from raw scores, n = 10⁵", "pROC", function() {
    a <- pROC::roc(y, x[, 1], quiet = TRUE, direction = "<"); b <- pROC::roc(y, x[, 2], quiet = TRUE, direction = "<")
    pROC::roc.test(a, b, method = "delong")$statistic
  }, min(repetitions, 2))
} else absent("pROC")
y <- y[1:500]; z <- x[1:500, 1]
time("1,000 bootstrap AUCs, n = 500", "rank loop in R", function() {
  set.seed(1); p <- z[y == 1]; q <- z[y == 0]; m <- length(p); n <- length(q)
  quantile(replicate(1000, { r <- rank(c(sample(p, m, TRUE), sample(q, n, TRUE))); (sum(r[1:m]) - m * (m + 1) / 2) / (m * n) }), 0.025)
})
