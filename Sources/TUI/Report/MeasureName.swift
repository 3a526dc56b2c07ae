/// What a measure of a run is called where people read it; commands and files keep the word of the result.
enum MeasureName {
  /// A difference between two models: `auc` is `ΔAUC`, `auc_at_24` is `ΔAUC(24)`, `auc_F2` is `ΔAUC F2`.
  static func difference(_ metric: String) -> String {
    switch metric {
    case "auc": "ΔAUC"
    case "c_index": "ΔC"
    case "nri_continuous": "NRI"
    case "nri_continuous_events": "NRI, events"
    case "nri_continuous_nonevents": "NRI, others"
    case "nri_categorical": "NRI by category"
    case "nri_categorical_events": "its events"
    case "nri_categorical_nonevents": "its others"
    case "idi": "IDI"
    case "brier": "ΔBrier"
    case "ppv": "ΔPPV"
    case "npv": "ΔNPV"
    default:
      metric.hasPrefix("auc_at_")
        ? "ΔAUC(\(metric.dropFirst(7)))" : metric.hasPrefix("auc_") ? "ΔAUC \(metric.dropFirst(4))" : "Δ\(metric)"
    }
  }
}
