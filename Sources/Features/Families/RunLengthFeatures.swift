/// Features of the grey level run length matrix (GLRLM, IBSI TP0I).
enum RunLengthFeatures {
  static let definitions = EmphasisFeatures.definitions(
    .init(
      family: .runLength, counts: "r", one: "run", many: "runs", column: "run length", columns: "run lengths",
      small: "short", large: "long",
      columnPitfalls: [.spacing]),
    [
      ("rlm_sre", "Short runs emphasis", "22OV"),
      ("rlm_lre", "Long runs emphasis", "W4KF"),
      ("rlm_lgre", "Low grey level run emphasis", "V3SW"),
      ("rlm_hgre", "High grey level run emphasis", "G3QZ"),
      ("rlm_srlge", "Short run low grey level emphasis", "HTZT"),
      ("rlm_srhge", "Short run high grey level emphasis", "GD3A"),
      ("rlm_lrlge", "Long run low grey level emphasis", "IVPO"),
      ("rlm_lrhge", "Long run high grey level emphasis", "3KUM"),
      ("rlm_glnu", "Grey level non-uniformity", "R5YN"),
      ("rlm_glnu_norm", "Normalised grey level non-uniformity", "OVBL"),
      ("rlm_rlnu", "Run length non-uniformity", "W92Y"),
      ("rlm_rlnu_norm", "Normalised run length non-uniformity", "IC23"),
      ("rlm_r_perc", "Run percentage", "9ZK5"),
      ("rlm_gl_var", "Grey level variance", "8CE5"),
      ("rlm_rl_var", "Run length variance", "SXLW"),
      ("rlm_rl_entr", "Run entropy", "HJ9O"),
    ])
}
