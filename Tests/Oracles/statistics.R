# The oracles of Tests/StatsTests/Oracles: numbers computed by R for capabilities and settings that no other reference
# file has, on data made here from seeds or shipped with R's survival (veteran, ovarian).
#
#   Rscript Tests/Oracles/statistics.R Tests/Oracles/statistics
#
# Needs survival, pROC, glmnet, cmprsk, maxstat, psych, rms, Hmisc, vcd and riskRegression (Debian: r-cran-…). Every
# case carries the call that made it. Where no package has a measure, the published formula stands here in base R and
# the call begins with "formula:". Files: {software, data: {set: {column: values}}, cases: [{id, call, settings,
# tol_rel, expected}]}.
suppressMessages({
  library(survival); library(pROC); library(cmprsk); library(maxstat); library(psych); library(Hmisc); library(vcd)
  library(glmnet); library(riskRegression)
})
folder <- commandArgs(TRUE)[1]
RNGkind("Mersenne-Twister", "Inversion", "Rejection")

# ---- JSON --------------------------------------------------------------------------------------------------------
many <- function(x) structure(list(x), class = "many")
number <- function(v) if (is.na(v) || !is.finite(v)) "null" else sub("e\\+?", "e", sprintf("%.17g", v))
short <- function(v) { # the fewest digits that read back as the same number
  if (is.na(v) || !is.finite(v)) return("null")
  for (d in 6:17) { s <- sprintf("%.*g", d, v); if (as.numeric(s) == v) return(sub("e\\+?", "e", s)) }
  s
}
quoted <- function(s) paste0("\"", gsub("([\"\\\\])", "\\\\\\1", s), "\"")
json <- function(v) {
  if (inherits(v, "many")) return(paste0("[", paste(vapply(v[[1]], json, ""), collapse = ","), "]"))
  if (is.null(v)) return("null")
  if (is.list(v)) {
    if (is.null(names(v))) return(paste0("[", paste(vapply(v, json, ""), collapse = ","), "]"))
    return(paste0("{", paste0(vapply(names(v), quoted, ""), ":", vapply(v, json, ""), collapse = ","), "}"))
  }
  if (length(v) != 1) return(json(many(as.vector(v))))
  if (is.logical(v) && !is.na(v)) return(if (v) "true" else "false")
  if (is.character(v)) return(quoted(v))
  short(as.numeric(v))
}
software <- function(packages) paste0(
  "R ", getRversion(), paste0(", ", packages, " ", vapply(packages, function(p) as.character(packageVersion(p)), ""), collapse = ""))
write_file <- function(name, packages, data, cases) {
  con <- file(file.path(folder, paste0(name, ".json")), "w")
  cat("{\"software\":", quoted(software(packages)), ",\n\"data\":{\n", sep = "", file = con)
  cat(paste0(vapply(names(data), quoted, ""), ":", vapply(data, function(d) json(lapply(as.list(d), many)), ""), collapse = ",\n"),
    "\n},\n\"cases\":[\n", sep = "", file = con)
  cat(paste(vapply(cases, json, ""), collapse = ",\n"), "\n]}\n", sep = "", file = con)
  close(con)
}
cases <- list()
put <- function(id, call, settings, expected, tolerance = 1e-9)
  cases[[length(cases) + 1]] <<- list(id = id, call = call, settings = settings, tol_rel = tolerance, expected = expected)
quiet <- suppressWarnings
htest <- function(t, exact = NULL) list(statistic = unname(t$statistic), p = t$p.value)

# ---- binary outcomes -----------------------------------------------------------------------------------------------
set.seed(20261101)
n <- 180
y <- rbinom(n, 1, 0.3)
patient <- rep(seq_len(60), each = 3)
shared <- rnorm(60)[patient]
binary <- data.frame(
  y = y, patient = patient, a = round(1.1 * y + 0.8 * shared + rnorm(n), 1), b = round(0.7 * y + 0.6 * shared + rnorm(n), 1),
  rating = pmin(5, pmax(1, round(2.4 + 1.2 * y + rnorm(n)))), x1 = round(rnorm(n) + 0.6 * y, 2), x2 = round(rnorm(n) - 0.4 * y, 2))
rare <- data.frame(y = c(rep(1, 8), rep(0, 92)), a = round(c(rnorm(8, 1.9), rnorm(92)), 1), b = round(c(rnorm(8, 1.2), rnorm(92)), 2))
# Predictions made elsewhere: too extreme, shifted, and with a tie here and there.
binary$p <- round(plogis(-0.5 + 1.6 * binary$x1 - 0.9 * binary$x2), 3)
binary$q <- round(plogis(-1 + 0.8 * binary$x1), 3)
binary$test1 <- as.integer(binary$a > 0.6)
binary$test2 <- as.integer(binary$b > 0.9)
sets <- list(binary = binary, rare = rare)

for (set in c("binary", "rare")) for (score in intersect(c("a", "b", "rating"), names(sets[[set]]))) for (direction in c("higher", "lower")) {
  d <- sets[[set]]
  r <- roc(d$y, d[[score]], levels = c(0, 1), direction = if (direction == "higher") "<" else ">", quiet = TRUE)
  best <- coords(r, "best", best.method = "youden", ret = c("threshold", "sensitivity", "specificity"), transpose = FALSE)
  corner <- coords(r, "best", best.method = "closest.topleft", ret = c("threshold", "sensitivity", "specificity"), transpose = FALSE)
  A <- as.numeric(auc(r)); v <- var(r); h <- qnorm(0.975) * sqrt(v) / (A * (1 - A))
  part <- function(from, to, focus, correct) as.numeric(quiet(auc(r, partial.auc = c(from, to), partial.auc.focus = focus, partial.auc.correct = correct)))
  put(paste("roc", set, score, direction, sep = "_"), "pROC: roc, var, ci.auc, coords, auc(partial.auc = …)",
    list(what = "roc", data = set, score = score, direction = direction),
    list(auc = A, variance = v, low = ci.auc(r)[1], high = ci.auc(r)[3], low90 = ci.auc(r, conf.level = 0.9)[1],
      logit = c(plogis(qlogis(A) - h), plogis(qlogis(A) + h)),
      youden = list(threshold = many(best$threshold), sensitivity = many(best$sensitivity), specificity = many(best$specificity)),
      corner = list(threshold = many(corner$threshold)),
      partial_specificity = part(1, 0.8, "sp", FALSE), partial_specificity_corrected = part(1, 0.8, "sp", TRUE),
      partial_middle = part(0.9, 0.6, "sp", FALSE), partial_middle_corrected = part(0.9, 0.6, "sp", TRUE),
      partial_sensitivity = part(1, 0.75, "se", FALSE), partial_sensitivity_corrected = part(1, 0.75, "se", TRUE),
      sensitivity_at_0.9 = coords(r, 0.9, input = "specificity", ret = "sensitivity", transpose = FALSE)[[1]],
      specificity_at_0.8 = coords(r, 0.8, input = "sensitivity", ret = "specificity", transpose = FALSE)[[1]]))
}
for (set in c("binary", "rare")) {
  d <- sets[[set]]
  r1 <- roc(d$y, d$a, levels = c(0, 1), direction = "<", quiet = TRUE); r2 <- roc(d$y, d$b, levels = c(0, 1), direction = "<", quiet = TRUE)
  t <- roc.test(r1, r2, method = "delong", paired = TRUE)
  put(paste0("delong_paired_", set), "pROC: roc.test(method = 'delong', paired = TRUE), cov",
    list(what = "delong", data = set, paired = TRUE),
    list(z = unname(t$statistic), p = t$p.value, low = t$conf.int[1], high = t$conf.int[2], covariance = cov(r1, r2)))
}
half <- binary$patient <= 25
u1 <- roc(binary$y[half], binary$a[half], levels = c(0, 1), direction = "<", quiet = TRUE)
u2 <- roc(binary$y[!half], binary$b[!half], levels = c(0, 1), direction = "<", quiet = TRUE)
t <- roc.test(u1, u2, method = "delong", paired = FALSE)
put("delong_unpaired", "pROC: roc.test(method = 'delong', paired = FALSE)", list(what = "delong", data = "binary", paired = FALSE, first = 25),
  list(z = unname(t$statistic), df = unname(t$parameter), p = t$p.value))

# Obuchowski 1997: components over all pairs, sums over patients.
obuchowski <- function(y, scores, cluster) {
  parts <- lapply(scores, function(s) {
    psi <- outer(s[y == 1], s[y == 0], function(a, b) (a > b) + 0.5 * (a == b))
    A <- mean(psi)
    list(auc = A, up = tapply(c(rowMeans(psi) - A, 0 * s), c(cluster[y == 1], cluster), sum),
      down = tapply(c(colMeans(psi) - A, 0 * s), c(cluster[y == 0], cluster), sum))
  })
  M <- sum(y == 1); N <- sum(y == 0); I <- length(unique(cluster))
  I1 <- length(unique(cluster[y == 1])); I0 <- length(unique(cluster[y == 0]))
  cv <- function(a, b) I1 / (I1 - 1) * sum(a$up * b$up) / M^2 + I0 / (I0 - 1) * sum(a$down * b$down) / N^2 +
    I / (I - 1) * (sum(a$up * b$down) + sum(b$up * a$down)) / (M * N)
  list(auc = vapply(parts, `[[`, 0, "auc"), v = outer(1:2, 1:2, Vectorize(function(i, j) cv(parts[[i]], parts[[j]]))))
}
o <- with(binary, obuchowski(y, list(a, b), patient))
se <- sqrt(o$v[1, 1] + o$v[2, 2] - 2 * o$v[1, 2]); z <- (o$auc[1] - o$auc[2]) / se
put("clustered", "formula: Obuchowski 1997, Biometrics 53:567, summed over all pairs", list(what = "clustered", data = "binary"),
  list(auc = o$auc, se = sqrt(diag(o$v)), covariance = o$v[1, 2], difference = o$auc[1] - o$auc[2], difference_se = se, z = z, p = 2 * pnorm(-abs(z))))

# Tables of a test.
exact <- function(k, n) { b <- binom.test(k, n)$conf.int; list(value = k / n, low = b[1], high = b[2]) }
simel <- function(a, m, b, n) { r <- (a / m) / (b / n); h <- qnorm(0.975) * sqrt(1 / a - 1 / m + 1 / b - 1 / n); list(value = r, low = r * exp(-h), high = r * exp(h)) }
mercaldo <- function(se, n1, sp, n0, p) {
  ppv <- se * p / (se * p + (1 - sp) * (1 - p)); npv <- sp * (1 - p) / ((1 - se) * p + sp * (1 - p)); z <- qnorm(0.975)
  vp <- (1 - se) / se / n1 + sp / (1 - sp) / n0; vn <- se / (1 - se) / n1 + (1 - sp) / sp / n0
  list(ppv = list(value = ppv, low = plogis(qlogis(ppv) - z * sqrt(vp)), high = plogis(qlogis(ppv) + z * sqrt(vp))),
    npv = list(value = npv, low = plogis(qlogis(npv) - z * sqrt(vn)), high = plogis(qlogis(npv) + z * sqrt(vn))))
}
for (test in c("test1", "test2")) {
  t <- binary[[test]]; y <- binary$y
  tp <- sum(t & y); fp <- sum(t & !y); fn <- sum(!t & y); tn <- sum(!t & !y)
  put(paste0("table_", test), "binom.test; formula: Simel 1991 for the ratios, Mercaldo 2007 at a prevalence of 0.05",
    list(what = "table", data = "binary", test = test, prevalence = 0.05),
    list(sensitivity = exact(tp, tp + fn), specificity = exact(tn, tn + fp), ppv = exact(tp, tp + fp), npv = exact(tn, tn + fn),
      accuracy = exact(tp + tn, length(y)), lr_positive = simel(tp, tp + fn, fp, fp + tn), lr_negative = simel(fn, tp + fn, tn, fp + tn),
      odds_ratio = tp * tn / (fp * fn), f1 = 2 * tp / (2 * tp + fp + fn), matthews = cor(t, y),
      kappa = unname(psych::cohen.kappa(cbind(t, y))$kappa), at_prevalence = mercaldo(tp / (tp + fn), tp + fn, tn / (tn + fp), tn + fp, 0.05)))
}
paired <- function(corrected) {
  d <- binary; f <- function(a, b) factor(a, 0:1)
  m <- function(rows, a, b) { t <- mcnemar.test(table(factor(a[rows], 0:1), factor(b[rows], 0:1)), correct = corrected); list(statistic = unname(t$statistic), p = t$p.value) }
  right1 <- as.integer(d$test1 == d$y); right2 <- as.integer(d$test2 == d$y)
  list(sensitivity = m(d$y == 1, d$test1, d$test2), specificity = m(d$y == 0, d$test1, d$test2), accuracy = m(rep(TRUE, n), right1, right2))
}
# Kosinski 2013: D is the disease (or its absence), T the result whose predictive value is compared.
kosinski <- function(D, T1, T2) {
  n1 <- sum(T1); n2 <- sum(T2); v1 <- sum(D * T1) / n1; v2 <- sum(D * T2) / n2; p <- (sum(D * T1) + sum(D * T2)) / (n1 + n2)
  x <- (v1 - v2)^2 / (p * (1 - p) * (1 / n1 + 1 / n2) - 2 * sum(T1 * T2 * (D - p)^2) / (n1 * n2))
  list(difference = v1 - v2, statistic = x, p = pchisq(x, 1, lower.tail = FALSE))
}
for (corrected in c(FALSE, TRUE)) put(paste0("paired_tests", if (corrected) "_corrected" else ""), "mcnemar.test; formula: Kosinski 2013, Stat Med 32:964",
  list(what = "paired", data = "binary", corrected = corrected),
  c(paired(corrected), list(ppv = with(binary, kosinski(y, test1, test2)), npv = with(binary, kosinski(1 - y, 1 - test1, 1 - test2)))))

# Predicted probabilities.
for (p in c("p", "q")) {
  P <- binary[[p]]; Y <- binary$y; L <- qlogis(P)
  g <- glm(Y ~ L, binomial, control = list(epsilon = 1e-14)); g0 <- glm(Y ~ offset(L), binomial, control = list(epsilon = 1e-14))
  s <- summary(g)$coefficients; rms <- rms::val.prob(P, Y, pl = FALSE, smooth = TRUE)
  edges <- unique(quantile(P, seq(0.1, 1, 0.1))); k <- findInterval(P, edges, left.open = TRUE) + 1
  size <- tapply(P, k, length); mp <- tapply(P, k, mean); ob <- tapply(Y, k, mean); hl <- sum(size * (ob - mp)^2 / (mp * (1 - mp)))
  base <- mean(Y); low <- lowess(P, Y, iter = 0); bin <- pmin(9, floor(P * 10))
  put(paste0("calibration_", p), "glm(y ~ logit p), glm(y ~ offset(logit p)), rms: val.prob, lowess(iter = 0); formula: Hosmer–Lemeshow, Murphy",
    list(what = "calibration", data = "binary", probability = p),
    list(slope = s[2, 1], slope_se = s[2, 2], intercept = s[1, 1], intercept_se = s[1, 2], in_the_large = unname(coef(g0)),
      in_the_large_se = sqrt(vcov(g0)[1]), brier = mean((P - Y)^2), log_loss = -mean(Y * log(P) + (1 - Y) * log(1 - P)),
      unreliability = -2 * (sum(Y * log(P) + (1 - Y) * log(1 - P)) - as.numeric(logLik(g))),
      spiegelhalter = list(z = unname(rms["S:z"]), p = unname(rms["S:p"])),
      hosmer_lemeshow = list(statistic = hl, df = length(size), p = pchisq(hl, length(size), lower.tail = FALSE),
        p_fitted = pchisq(hl, length(size) - 2, lower.tail = FALSE)),
      reliability = sum(size * (mp - ob)^2) / n, resolution = sum(size * (ob - base)^2) / n, uncertainty = base * (1 - base),
      r2 = unname(rms["R2"]), d = unname(rms["D"]), u = unname(rms["U"]), q = unname(rms["Q"]),
      eavg = mean(abs(low$x - low$y)), emax = max(abs(low$x - low$y)), e90 = unname(quantile(abs(low$x - low$y), 0.9)),
      expected_calibration_error = sum(abs(tapply(Y - P, bin, sum))) / n,
      curve = list(x = low$x[seq(1, n, 15)], y = low$y[seq(1, n, 15)])), 1e-7)
  thresholds <- c(0.05, 0.1, 0.25, 0.5, 0.8); w <- thresholds / (1 - thresholds)
  gain <- lapply(seq_along(w), function(i) ifelse(P >= thresholds[i], ifelse(Y == 1, 1, -w[i]), 0))
  all <- lapply(w, function(w) ifelse(Y == 1, 1, -w))
  spread <- function(g) sqrt(mean((g - mean(g))^2) / n)
  put(paste0("decision_", p), "formula: net benefit as the mean over rows of TP − w·FP (Vickers & Elkin 2006), its standard error over rows",
    list(what = "decision", data = "binary", probability = p, thresholds = thresholds),
    list(net_benefit = vapply(gain, mean, 0), se = vapply(gain, spread, 0), treat_all = vapply(all, mean, 0), treat_all_se = vapply(all, spread, 0),
      avoided = 100 * (vapply(gain, mean, 0) - vapply(all, mean, 0)) / w), 1e-8)
}
# Net reclassification: the continuous one and the IDI by improveProb; the categorical one with the variance of Pencina
# 2008, in which the squared difference is not taken off.
cuts <- c(0.1, 0.3); moved <- sign(findInterval(binary$p, cuts) - findInterval(binary$q, cuts)); i1 <- improveProb(binary$q, binary$p, binary$y)
nri <- function(i) list(nri = i$nri, se = i$se.nri, z = i$z.nri, p = 2 * pnorm(-abs(i$z.nri)), events = i$nri.ev, events_se = i$se.nri.ev,
  non_events = i$nri.ne, non_events_se = i$se.nri.ne)
up <- moved[binary$y == 1]; down <- -moved[binary$y == 0]; se1 <- sqrt(mean(abs(up)) / length(up)); se0 <- sqrt(mean(abs(down)) / length(down))
pencina <- list(nri = mean(up) + mean(down), se.nri = sqrt(se1^2 + se0^2), z.nri = (mean(up) + mean(down)) / sqrt(se1^2 + se0^2), nri.ev = mean(up), se.nri.ev = se1,
  nri.ne = mean(down), se.nri.ne = se0)
put("reclassification", "Hmisc: improveProb; formula: categories of Pencina 2008, Stat Med 27:157", list(what = "reclassification", data = "binary", cuts = cuts),
  list(continuous = nri(i1), categorical = nri(pencina), idi = list(idi = i1$idi, se = i1$se.idi, z = i1$z.idi, p = 2 * pnorm(-abs(i1$z.idi)))))

# Classes and levels.
set.seed(20261102)
m <- 150
level <- sample(0:4, m, TRUE, c(0.3, 0.25, 0.2, 0.15, 0.1))
classes <- data.frame(truth = level, reader1 = pmin(4, pmax(0, level + sample(c(-1, 0, 0, 0, 1), m, TRUE))),
  reader2 = pmin(4, pmax(0, level + sample(c(-2, -1, 0, 0, 0, 1), m, TRUE))), s = round(level * 0.7 + rnorm(m), 1), t = round(level * 0.5 + rnorm(m), 1))
raw <- matrix(rexp(m * 5), m) + 1.3 * diag(5)[level + 1, ]
for (k in 1:5) classes[[paste0("p", k - 1)]] <- round(raw[, k] / rowSums(raw), 4)
probs <- as.matrix(classes[paste0("p", 0:4)]); colnames(probs) <- 0:4
each <- vapply(0:4, function(k) as.numeric(auc(level == k, probs[, k + 1], direction = "<", levels = c(FALSE, TRUE), quiet = TRUE)), 0)
eachv <- vapply(0:4, function(k) var(roc(level == k, probs[, k + 1], direction = "<", levels = c(FALSE, TRUE), quiet = TRUE)), 0)
# Hand & Till 2001, equation 7: pROC's multiclass.roc(percent = FALSE) on a matrix is this mean.
put("multiclass_auc", "pROC: multiclass.roc(response, matrix), roc of each class against the rest", list(what = "multiclass", data = "classes"),
  list(hand_till = as.numeric(quiet(multiclass.roc(factor(level), probs, direction = ">", levels = 0:4)$auc)), each = each, se = sqrt(eachv), macro = mean(each),
    weighted = sum(each * table(level)) / m))
tab <- table(factor(level, 0:4), factor(classes$reader2, 0:4))
prec <- diag(tab) / colSums(tab); rec <- diag(tab) / rowSums(tab); f1 <- 2 * diag(tab) / (rowSums(tab) + colSums(tab))
spec <- vapply(1:5, function(k) sum(tab[-k, -k]) / sum(tab[-k, ]), 0); share <- rowSums(tab) / m
cost <- abs(outer(0:4, 0:4, "-")) * ifelse(row(diag(5)) > col(diag(5)), 2, 1); diag(cost) <- 0; paid <- cost[cbind(level + 1, classes$reader2 + 1)]
put("confusion", "formula: per-class measures of the table, their means; t-free normal interval of the mean cost",
  list(what = "confusion", data = "classes", costs = lapply(1:5, function(i) cost[i, ])),
  list(accuracy = exact(sum(diag(tab)), m), macro = list(precision = mean(prec), recall = mean(rec), f1 = mean(f1), specificity = mean(spec)),
    weighted = list(precision = sum(share * prec), recall = sum(share * rec), f1 = sum(share * f1), specificity = sum(share * spec)),
    cost = mean(paid), cost_se = sd(paid) / sqrt(m)))
K <- function(weights) { k <- Kappa(tab, weights = weights); list(unweighted = k$Unweighted, weighted = k$Weighted) }
lin <- K("Equal-Spacing"); quad <- K("Fleiss-Cohen"); h <- qnorm(0.975)
kap <- function(v) list(kappa = v[[1]], se = v[[2]], low = v[[1]] - h * v[[2]], high = v[[1]] + h * v[[2]])
put("kappa", "vcd: Kappa(weights = 'Equal-Spacing' | 'Fleiss-Cohen')", list(what = "kappa", data = "classes"),
  list(unweighted = kap(lin$unweighted), linear = kap(lin$weighted), quadratic = kap(quad$weighted)))
c1 <- concordance(truth ~ s, classes); c2 <- concordance(truth ~ t, classes)
g <- c(1, -1) # predictors with a coefficient of exactly −1: those of a fit split ties by rounding noise
both <- concordance(coxph(Surv(truth + 1) ~ s, classes, init = -1, iter.max = 0), coxph(Surv(truth + 1) ~ t, classes, init = -1, iter.max = 0))
se <- sqrt(as.numeric(g %*% vcov(both) %*% g)); d <- unname(both$concordance[1] - both$concordance[2])
put("ordinal", "survival: concordance(level ~ score), concordance(fit1, fit2); pROC at each level", list(what = "ordinal", data = "classes"),
  list(s = list(c = c1$concordance, se = sqrt(c1$var)), t = list(c = c2$concordance, se = sqrt(c2$var)), difference = d, se = se, z = d / se, p = 2 * pnorm(-abs(d / se)),
    thresholds = vapply(1:4, function(k) as.numeric(auc(level >= k, classes$s, direction = "<", levels = c(FALSE, TRUE), quiet = TRUE)), 0)))
write_file("evaluation", c("pROC", "rms", "Hmisc", "vcd", "psych", "survival"), list(binary = binary, rare = rare, classes = classes), cases)

# ---- survival ------------------------------------------------------------------------------------------------------
cases <- list()
set.seed(20261103)
m <- 160
ties <- data.frame(a = round(rnorm(m), 1), b = rbinom(m, 1, 0.5), c = round(rnorm(m), 2), group = sample(1:3, m, TRUE), stratum = sample(1:2, m, TRUE), patient = rep(1:80, 2))
when <- ceiling(rexp(m) * exp(-0.7 * ties$a + 0.3 * ties$b) * 8); cens <- ceiling(runif(m) * 16)
ties$time <- pmin(when, cens); ties$event <- as.integer(when <= cens)
v <- veteran
follow <- list(
  ties = ties,
  veteran = data.frame(a = v$karno, b = v$trt - 1, c = v$age, group = as.integer(v$celltype), stratum = as.integer(v$prior > 0) + 1, patient = seq_len(137) %% 45, time = v$time, event = v$status),
  ovarian = data.frame(a = ovarian$age, b = ovarian$rx - 1, c = ovarian$ecog.ps, group = ovarian$rx, stratum = ovarian$resid.ds, patient = seq_len(26) %% 9, time = ovarian$futime, event = ovarian$fustat))
# Weighted log-rank tests (Gehan 1965; Tarone & Ware 1977) with the hypergeometric covariance.
weighted_logrank <- function(time, event, group, weight) {
  k <- sort(unique(group)); O <- E <- 0 * k; V <- matrix(0, length(k), length(k))
  for (t in sort(unique(time[event == 1]))) {
    at <- time >= t; n <- sum(at); nj <- vapply(k, function(g) sum(at & group == g), 0); dj <- vapply(k, function(g) sum(time == t & event == 1 & group == g), 0)
    d <- sum(dj); w <- weight(n); O <- O + w * dj; E <- E + w * d * nj / n
    if (n > 1) V <- V + w^2 * d * (n - d) / (n - 1) * (diag(nj / n) - outer(nj / n, nj / n))
  }
  i <- -1; x <- as.numeric(t(O - E)[i] %*% solve(V[i, i]) %*% (O - E)[i])
  s <- seq_along(k); trend <- sum(s * (O - E))^2 / as.numeric(s %*% V %*% s)
  list(statistic = x, p = pchisq(x, length(k) - 1, lower.tail = FALSE), trend = trend, trend_p = pchisq(trend, 1, lower.tail = FALSE))
}
for (set in names(follow)) {
  d <- follow[[set]]; S <- Surv(d$time, d$event); q <- as.numeric(quantile(d$time, c(0.25, 0.5, 0.75), type = 1)); w <- function(what, ...) list(what = what, data = set, ...)
  km <- list()
  for (type in c("plain", "log", "log-log", "logit", "arcsin")) {
    f <- survfit(S ~ 1, conf.type = type); s <- summary(f, times = q); o <- quantile(f, c(0.25, 0.5, 0.75))
    km[[type]] <- list(low = many(s$lower), high = many(s$upper), quantiles = many(unname(o$quantile)), quantile_low = many(unname(o$lower)), quantile_high = many(unname(o$upper)))
  }
  s <- summary(survfit(S ~ 1), times = q); tau <- q[3]; rm <- summary(survfit(S ~ 1), rmean = tau)$table
  reverse <- summary(survfit(Surv(d$time, 1 - d$event) ~ 1))$table["median"]
  put(paste0("kaplan_meier_", set), "survfit(conf.type = …), quantile, summary(times, rmean), survfit of the reversed event", w("kaplan_meier", times = q),
    list(survival = s$surv, se = s$std.err, at_risk = s$n.risk, limits = km, rmst = unname(rm["rmean"]), rmst_se = unname(rm["se(rmean)"]), reverse_median = unname(reverse)))
  two <- summary(survfit(S ~ b, d), rmean = tau)$table; e <- unname(two[1, "rmean"] - two[2, "rmean"]); se <- sqrt(sum(two[, "se(rmean)"]^2))
  put(paste0("restricted_mean_", set), "summary(survfit(S ~ b), rmean = tau); z test of the difference", w("restricted_mean", tau = tau), list(difference = e, se = se, p = 2 * pnorm(-abs(e / se))))
  lr <- survdiff(S ~ group, d); st <- survdiff(S ~ group + strata(stratum), d); peto <- survdiff(S ~ group, d, rho = 1); hf <- survdiff(S ~ group, d, rho = 0.5)
  df <- length(unique(d$group)) - 1; tested <- function(x) list(statistic = x$chisq, p = pchisq(x$chisq, df, lower.tail = FALSE))
  put(paste0("logrank_", set), "survdiff(rho = 0 | 0.5 | 1), strata; formula: Gehan 1965, Tarone & Ware 1977, trend (Tarone 1975)", w("logrank"),
    list(logrank = c(tested(lr), list(expected = many(lr$exp))), strata = tested(st), peto = tested(peto), fleming_half = tested(hf),
      trend = weighted_logrank(d$time, d$event, d$group, function(n) 1)[c("trend", "trend_p")],
      gehan = weighted_logrank(d$time, d$event, d$group, function(n) n), tarone_ware = weighted_logrank(d$time, d$event, d$group, sqrt)))
  for (how in c("efron", "breslow", "exact")) {
    f <- coxph(S ~ a + b + c, d, ties = how, eps = 1e-12, iter.max = 50); u <- summary(f)
    e <- list(coef = unname(coef(f)), se = unname(sqrt(diag(vcov(f)))), loglik = f$loglik, lr = unname(u$logtest[1]), wald = unname(f$wald.test), score = unname(u$sctest[1]))
    if (how != "exact") {
      z <- function(t) { x <- cox.zph(f, transform = t)$table; list(statistic = unname(x[, 1]), p = unname(x[, 3])) }
      bh <- basehaz(f, centered = FALSE)
      e <- c(e, list(zph_km = z("km"), zph_rank = z("rank"), zph_identity = z("identity"), zph_log = z("log"), baseline = approx(bh$time, bh$hazard, q, method = "constant", rule = 2)$y))
    }
    put(paste("cox", set, how, sep = "_"), paste0("coxph(ties = '", how, "'), cox.zph, basehaz(centered = FALSE)"), w("cox", ties = how, times = q), e, 1e-7)
  }
  st <- coxph(S ~ a + b + strata(stratum), d, eps = 1e-12); cl <- coxph(S ~ a + b + c, d, cluster = patient, eps = 1e-12); rb <- coxph(S ~ a + b + c, d, robust = TRUE, eps = 1e-12)
  put(paste0("cox_variance_", set), "coxph(strata), coxph(cluster = patient), coxph(robust = TRUE)", w("cox_variance"),
    list(strata = list(coef = unname(coef(st)), se = unname(sqrt(diag(vcov(st)))), loglik = st$loglik),
      cluster = list(se = unname(sqrt(diag(vcov(cl)))), wald = unname(cl$wald.test), robust_score = unname(summary(cl)$robscore[1])), robust = list(se = unname(sqrt(diag(vcov(rb)))))), 1e-7)
  i1 <- coxph(S ~ a * b, d, eps = 1e-12); i0 <- coxph(S ~ a + b, d, eps = 1e-12); a <- anova(i0, i1)
  put(paste0("interaction_", set), "anova(coxph(S ~ a + b), coxph(S ~ a * b))", w("interaction"),
    list(coef = unname(coef(i1)[3]), se = unname(sqrt(vcov(i1)[3, 3])), statistic = 2 * (i1$loglik[2] - i0$loglik[2]), p = pchisq(2 * (i1$loglik[2] - i0$loglik[2]), 1, lower.tail = FALSE)), 1e-7)
  L <- q[1]; late <- d[d$time > L, ]; late$time <- late$time - L; f <- coxph(Surv(time, event) ~ a + b, late, eps = 1e-12); s <- survdiff(Surv(time, event) ~ b, late)
  put(paste0("landmark_", set), "coxph and survdiff of the rows beyond the landmark, time counted from it", w("landmark", at = L),
    list(n = nrow(late), earlier_events = sum(d$time <= L & d$event == 1), earlier_censored = sum(d$time <= L & d$event == 0), coef = unname(coef(f)), logrank = s$chisq), 1e-7)
  for (x in c("a", "c")) for (weight in c("n", "n/G2")) {
    f <- concordance(S ~ d[[x]], reverse = TRUE, timewt = weight); last <- if (weight == "n") NA else q[3]
    u <- concordance(S ~ d[[x]], reverse = TRUE, timewt = weight, ymax = q[3])
    put(paste("concordance", set, x, if (weight == "n") "harrell" else "uno", sep = "_"), paste0("concordance(reverse = TRUE, timewt = '", weight, "'), with ymax"),
      w("concordance", score = x, weight = if (weight == "n") "harrell" else "uno", tau = q[3]),
      list(c = f$concordance, se = sqrt(f$var), low = max(0, f$concordance - h * sqrt(f$var)), high = min(1, f$concordance + h * sqrt(f$var)), c_tau = u$concordance, se_tau = sqrt(u$var)))
  }
  within <- concordance(S ~ a + strata(stratum), d, reverse = TRUE); joint <- concordance(S ~ a, d, reverse = TRUE, cluster = patient)
  nested <- concordance(S ~ a + strata(stratum), d, reverse = TRUE, cluster = patient); pair <- function(f) list(c = f$concordance, se = sqrt(f$var))
  put(paste0("concordance_within_", set), "concordance(S ~ a + strata(stratum), cluster = patient)", w("concordance_within"), list(strata = pair(within), cluster = pair(joint), both = pair(nested)))
  both <- concordance(coxph(S ~ a, d, init = 1, iter.max = 0), coxph(S ~ c, d, init = 1, iter.max = 0)); se <- sqrt(as.numeric(g %*% vcov(both) %*% g)); e <- unname(both$concordance[1] - both$concordance[2])
  put(paste0("concordance_difference_", set), "concordance(fit1, fit2) of linear predictors", w("concordance_difference"), list(difference = e, se = se, z = e / se, p = 2 * pnorm(-abs(e / se))))
  for (dist in c("weibull", "exponential", "lognormal", "loglogistic")) {
    f <- survreg(S ~ a + b, d, dist = dist, control = list(rel.tolerance = 1e-13, maxiter = 100))
    put(paste("aft", set, dist, sep = "_"), paste0("survreg(dist = '", dist, "'), predict(type = 'quantile', p = 0.5)"), w("aft", distribution = dist),
      list(coef = unname(coef(f)), se = unname(sqrt(diag(vcov(f)))), scale = f$scale, loglik = rev(f$loglik), median = unname(predict(f, type = "quantile", p = 0.5)[1:5])), 1e-6)
  }
  # Predicted risks: a Cox model of a and b, rounded so that rounding noise splits no tie.
  f <- coxph(S ~ a + b, d); bh <- basehaz(f, centered = FALSE)
  risk <- vapply(q, function(t) round(1 - exp(-approx(bh$time, bh$hazard, t, method = "constant", rule = 2)$y * exp(d$a * coef(f)[1] + d$b * coef(f)[2])), 4), numeric(nrow(d)))
  for (i in 1:3) follow[[set]][[paste0("risk", i)]] <- risk[, i]
  sc <- Score(list(m = risk), formula = Surv(time, event) ~ 1, data = d, times = q, metrics = c("auc", "brier"), null.model = TRUE, conf.int = TRUE, cens.model = "km", cens.method = "ipcw")
  A <- as.data.frame(sc$AUC$score); B <- as.data.frame(sc$Brier$score); at <- function(x, model, column) x[x$model == model, column]
  ibs <- sum(diff(q) * (head(at(B, "m", "Brier"), -1) + tail(at(B, "m", "Brier"), -1)) / 2) / (q[3] - q[1])
  put(paste0("time_dependent_", set), "riskRegression: Score(metrics = c('auc', 'brier'), cens.model = 'km'); trapezoid of the Brier scores", w("time_dependent", times = q),
    list(auc = at(A, "m", "AUC"), brier = at(B, "m", "Brier"), null = at(B, "Null model", "Brier"), integrated = ibs), 1e-8)
  put(paste0("time_dependent_error_", set), "riskRegression: Score, se of AUC and Brier score", w("time_dependent", times = q), list(auc_se = at(A, "m", "se"), brier_se = at(B, "m", "se")), 1e-8)
  t <- q[2]; edges <- unique(quantile(risk[, 2], (1:4) / 4)); k <- findInterval(risk[, 2], edges, left.open = TRUE) + 1
  seen <- lapply(sort(unique(k)), function(j) summary(survfit(Surv(time, event) ~ 1, d[k == j, ], conf.type = "log-log"), times = t))
  at1 <- function(x, f) if (length(x$surv)) f(x) else NA
  put(paste0("calibration_at_", set), "survfit of quartiles of the predicted risk", w("calibration_at", time = t, risk = "risk2"),
    list(n = many(as.vector(table(k))), predicted = many(as.vector(tapply(risk[, 2], k, mean))), observed = many(vapply(seen, function(x) at1(x, function(x) 1 - x$surv), 0)),
      se = many(vapply(seen, function(x) at1(x, function(x) x$std.err), 0)), low = many(vapply(seen, function(x) at1(x, function(x) 1 - x$upper), 0)), high = many(vapply(seen, function(x) at1(x, function(x) 1 - x$lower), 0)),
      observed_to_expected = (1 - summary(survfit(S ~ 1), times = t)$surv) / mean(risk[, 2])))
  thresholds <- c(0.1, 0.2, 0.35, 0.5); nb <- vapply(thresholds, function(x) {
    r <- risk[, 2] >= x; s <- mean(r); if (!any(r)) return(0)
    e <- 1 - summary(survfit(Surv(time, event) ~ 1, d[r, ]), times = t, extend = TRUE)$surv; s * e - s * (1 - e) * x / (1 - x)
  }, 0)
  everybody <- 1 - summary(survfit(S ~ 1), times = t)$surv
  put(paste0("decision_at_", set), "formula: Vickers 2008, net benefit with the Kaplan–Meier risk of those above the threshold", w("decision_at", time = t, risk = "risk2", thresholds = thresholds),
    list(net_benefit = nb, treat_all = everybody - (1 - everybody) * thresholds / (1 - thresholds)))
  x <- maxstat.test(S ~ a, d, smethod = "LogRank", pmethod = "Lau92", minprop = 0.15, maxprop = 0.85); x94 <- maxstat.test(S ~ a, d, smethod = "LogRank", pmethod = "Lau94", minprop = 0.15, maxprop = 0.85)
  put(paste0("cutoff_", set), "maxstat: maxstat.test(smethod = 'LogRank', pmethod = 'Lau92' | 'Lau94', minprop = 0.15, maxprop = 0.85)", w("cutoff", share = 0.15),
    list(cutoff = unname(x$estimate), statistic = unname(x$statistic), lau92 = min(1, unname(x$p.value)), lau94 = min(1, unname(x94$p.value))))
}
set.seed(20261104)
m <- 210
competing <- data.frame(group = sample(1:3, m, TRUE), stratum = sample(1:2, m, TRUE)); cause <- sample(1:2, m, TRUE, c(0.6, 0.4))
when <- ceiling(rexp(m) * 10 / (1 + 0.3 * competing$group)); cens <- ceiling(runif(m) * 25)
competing$time <- pmin(when, cens); competing$cause <- ifelse(when <= cens, cause, 0)
points <- c(2, 5, 9, 14)
f <- with(competing, cuminc(time, cause, group)); fs <- with(competing, cuminc(time, cause, group, strata = stratum)); at <- timepoints(f, points)
put("competing", "cmprsk: cuminc(time, cause, group), timepoints", list(what = "competing", data = "competing", times = points),
  list(gray = list(statistic = many(unname(f$Tests[, "stat"])), p = many(unname(f$Tests[, "pv"]))),
    estimates = lapply(1:6, function(i) unname(at$est[i, ])), variances = lapply(1:6, function(i) unname(at$var[i, ]))))
put("competing_strata", "cmprsk: cuminc(time, cause, group, strata)", list(what = "competing", data = "competing", times = points, strata = "stratum"),
  list(gray = list(statistic = many(unname(fs$Tests[, "stat"])), p = many(unname(fs$Tests[, "pv"])))))
write_file("survival", c("survival", "riskRegression", "cmprsk", "maxstat"), c(follow, list(competing = competing)), cases)

# ---- tests and agreement -------------------------------------------------------------------------------------------
cases <- list()
set.seed(20261105)
samples <- list(
  rounded = list(round(rnorm(14), 1), round(rnorm(17, 0.5, 2), 1), round(rnorm(12, 0.9), 1)), smooth = list(rnorm(12), rnorm(9) + 0.6, rnorm(15, 0.2, 3)),
  skewed = list(round(rexp(30), 2), round(rexp(25) * 1.6, 2), round(rexp(8) + 0.4, 2)), large = list(rnorm(60), rnorm(70, 0.3), rnorm(55, 0.1)),
  tiny = list(c(1.2, 3.4, 2.2), c(4.1, 2.9, 5.5, 3.1), c(0.4, 0.9)))
estimate <- function(t) c(htest(t), list(low = t$conf.int[1], high = t$conf.int[2]))
for (set in names(samples)) {
  g <- samples[[set]]; x <- g[[1]]; y <- g[[2]]; all <- unlist(g); by <- factor(rep(1:3, lengths(g))); s <- list(what = "groups", data = set)
  levene <- summary(aov(abs(all - ave(all, by, FUN = median)) ~ by))[[1]]; an <- summary(aov(all ~ by))[[1]]; ow <- oneway.test(all ~ by)
  put(paste0("groups_", set), "t.test, wilcox.test (default and correct = FALSE), ks.test, var.test, shapiro.test, kruskal.test, aov, oneway.test, bartlett.test; formula: Levene around medians", s,
    list(welch = estimate(t.test(x, y)), student = estimate(t.test(x, y, var.equal = TRUE)), ratio = htest(var.test(x, y)),
      wilcoxon = htest(quiet(wilcox.test(x, y))), wilcoxon_uncorrected = htest(quiet(wilcox.test(x, y, exact = FALSE, correct = FALSE))),
      ks = htest(quiet(ks.test(x, y))), shapiro = htest(shapiro.test(x)), kruskal = htest(kruskal.test(all, by)),
      anova = list(statistic = an[1, 4], p = an[1, 5]), welch_anova = htest(ow), bartlett = htest(bartlett.test(all, by)), levene = list(statistic = levene[1, 4], p = levene[1, 5]),
      smd = abs(mean(x) - mean(y)) / sqrt((var(x) + var(y)) / 2)))
}
set.seed(20261106)
pairs <- list(smooth8 = data.frame(x = rnorm(8), y = rnorm(8)), smooth9 = data.frame(x = rnorm(9), y = rnorm(9)), smooth10 = data.frame(x = rnorm(10), y = rnorm(10)), smooth25 = data.frame(x = rnorm(25)), smooth60 = data.frame(x = rnorm(60)),
  ties40 = data.frame(x = round(rnorm(40), 1)), near = data.frame(x = 1:12 + 0))
pairs$smooth25$y <- 0.5 * pairs$smooth25$x + rnorm(25); pairs$smooth60$y <- -0.3 * pairs$smooth60$x + rnorm(60); pairs$ties40$y <- round(0.4 * pairs$ties40$x + rnorm(40), 1); pairs$near$y <- c(2, 1, 3:10, 12, 11)
for (set in names(pairs)) {
  d <- pairs[[set]]; r <- function(m) { t <- quiet(cor.test(d$x, d$y, method = m)); list(estimate = unname(t$estimate), p = t$p.value) }; P <- quiet(cor.test(d$x, d$y))
  z <- d$x - d$y
  put(paste0("pairs_", set), "cor.test (pearson, spearman, kendall, defaults), t.test(paired = TRUE), wilcox.test(paired = TRUE)", list(what = "pairs", data = set),
    list(pearson = c(r("pearson"), list(low = P$conf.int[1], high = P$conf.int[2])), spearman = r("spearman"), kendall = r("kendall"),
      spearman_asymptotic = quiet(cor.test(d$x, d$y, method = "spearman", exact = FALSE))$p.value, kendall_asymptotic = quiet(cor.test(d$x, d$y, method = "kendall", exact = FALSE))$p.value,
      paired_t = estimate(t.test(d$x, d$y, paired = TRUE)), signed_rank = htest(quiet(wilcox.test(d$x, d$y, paired = TRUE))),
      bland_altman = list(bias = mean(z), sd = sd(z), low = mean(z) - 1.96 * sd(z), high = mean(z) + 1.96 * sd(z), bias_low = t.test(z)$conf.int[1], bias_high = t.test(z)$conf.int[2],
        low_low = mean(z) - 1.96 * sd(z) - qt(0.975, nrow(d) - 1) * sqrt(3 / nrow(d)) * sd(z))), 1e-8)
}
tables <- list(small2 = matrix(c(12, 3, 5, 9), 2), zero2 = matrix(c(8, 0, 4, 6), 2), big2 = matrix(c(120, 80, 95, 140), 2), three = matrix(c(3, 1, 2, 7, 4, 6, 2, 9, 5), 3), wide = matrix(c(8, 2, 1, 5, 10, 3, 0, 4, 7, 6, 2, 3), 3),
  sparse = matrix(c(5, 0, 0, 1, 2, 0, 0, 1, 3, 0, 2, 4), 4))
for (name in names(tables)) {
  T <- tables[[name]]; e <- list(chi = htest(quiet(chisq.test(T, correct = FALSE))), fisher = fisher.test(T, workspace = 2e7)$p.value)
  if (nrow(T) == 2 && ncol(T) == 2) e <- c(e, list(yates = htest(quiet(chisq.test(T))), mcnemar = htest(mcnemar.test(T)), mcnemar_plain = htest(mcnemar.test(T, correct = FALSE)), mcnemar_exact = binom.test(T[1, 2], T[1, 2] + T[2, 1])$p.value))
  put(paste0("table_", name), "chisq.test, fisher.test, mcnemar.test, binom.test of the discordant pairs", list(what = "table", counts = lapply(seq_len(nrow(T)), function(i) T[i, ])), e, 1e-8)
}
p <- list(0.001, 0.04, 0.03, 0.2, NA, 0.008, 0.6, 0.03, 0.0007); flat <- vapply(p, as.numeric, 0)
put("adjusted", "p.adjust, a missing value among them", list(what = "adjusted", p = many(flat)), lapply(c(bonferroni = "bonferroni", holm = "holm", hochberg = "hochberg", BH = "BH", BY = "BY"), function(m) many(p.adjust(flat, m))))
set.seed(20261107)
target <- rnorm(24); ratings <- data.frame(r1 = round(target + 0.4 * rnorm(24), 2), r2 = round(target + 0.5 * rnorm(24) + 0.5, 2), r3 = round(0.8 * target + 0.5 * rnorm(24), 2))
for (level in c(0.95, 0.9)) {
  icc <- ICC(ratings, lmer = FALSE, alpha = 1 - level)$results
  put(paste0("icc_", level), "psych: ICC(lmer = FALSE)", list(what = "icc", data = "ratings", level = level),
    list(icc = icc$ICC, F = icc$F, df1 = icc$df1, df2 = icc$df2, p = icc$p, low = icc$`lower bound`, high = icc$`upper bound`), 1e-8)
}
long <- function(g) list(value = unlist(g), group = rep(1:3, lengths(g)))
write_file("tests", c("stats", "psych"), c(lapply(samples, long), pairs, list(ratings = ratings)), cases)

# ---- penalised paths -----------------------------------------------------------------------------------------------
cases <- list()
set.seed(20261108)
n <- 90; P <- 30
M <- matrix(round(rnorm(n * P), 2), n); M[, 2] <- round(M[, 1] + rnorm(n) * 0.3, 2); colnames(M) <- paste0("x", 1:P)
eta <- M[, 1] - 0.8 * M[, 5]; wide <- data.frame(M, y = rbinom(n, 1, plogis(eta))); t <- rexp(n) * exp(-eta); ce <- rexp(n) * 2
wide$time <- round(pmin(t, ce), 6); wide$event <- as.integer(t <= ce); wide$fold <- rep(1:6, 15)
for (alpha in c(1, 0.4)) for (family in c("binomial", "cox")) {
  Y <- if (family == "binomial") wide$y else Surv(wide$time, wide$event)
  f <- glmnet(M, Y, family = family, alpha = alpha, thresh = 1e-20, maxit = 1e8); at <- c(5, 20, 40, 60); at <- at[at <= length(f$lambda)]
  cv <- cv.glmnet(M, Y, family = family, alpha = alpha, foldid = wide$fold, lambda = f$lambda[seq_len(min(60, length(f$lambda)))], thresh = 1e-14, maxit = 1e7)
  # The coefficients at weak penalties move in the fifth digit with glmnet's own threshold: they are the converged ones.
  B <- as.matrix(f$beta)
  put(paste0("path_", family, "_", alpha), "glmnet(thresh = 1e-20), cv.glmnet(foldid, thresh = 1e-14)", list(what = "path", data = "wide", family = family, alpha = alpha, at = many(at)),
    list(lambda = many(f$lambda[at]), beta = lapply(at, function(i) unname(B[, i])), intercept = if (family == "binomial") many(unname(f$a0[at])) else NULL), 1e-5)
}
write_file("paths", "glmnet", list(wide = wide), cases)
