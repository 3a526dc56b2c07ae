/// What a measure of a run is called where people read it; commands and files keep the word of the result.
enum MeasureName {
  private static let differences = [
    ("auc", "ΔAUC"), ("c_index", "ΔC"), ("nri_continuous_events", "NRI, events"),
    ("nri_continuous_nonevents", "NRI, non-events"), ("nri_continuous", "NRI"),
    ("nri_categorical_events", "NRI by category, events"),
    ("nri_categorical_nonevents", "NRI by category, non-events"), ("nri_categorical", "NRI by category"),
    ("idi", "IDI"), ("brier", "ΔBrier"), ("ppv", "ΔPPV"), ("npv", "ΔNPV"), ("sensitivity", "Δsensitivity"),
    ("specificity", "Δspecificity"), ("accuracy", "Δaccuracy"),
  ]

  /// A difference between two models: `auc` is `ΔAUC`, `auc_at_24` is `ΔAUC(24)`, `auc_F2` is `ΔAUC F2`.
  static func difference(_ metric: String) -> String {
    if metric.hasPrefix("auc_at_") { return "ΔAUC(\(metric.dropFirst(7)))" }
    for (name, words) in differences {
      if metric == name { return words }
      if metric.hasPrefix(name + "_") { return "\(words) \(metric.dropFirst(name.count + 1))" }
    }
    return "Δ\(metric)"
  }
}
