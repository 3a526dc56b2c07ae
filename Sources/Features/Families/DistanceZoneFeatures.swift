/// Features of the grey level distance zone matrix (GLDZM, IBSI VMDZ).
enum DistanceZoneFeatures {
  static let definitions = EmphasisFeatures.definitions(
    .init(
      family: .distanceZone, counts: "d", one: "zone", many: "zones", column: "distance to the border",
      columns: "distances to the border",
      small: "outer", large: "deep", columnPitfalls: [.volume, .spacing]),
    [
      ("dzm_sde", "Small distance emphasis", "0GBI"),
      ("dzm_lde", "Large distance emphasis", "MB4I"),
      ("dzm_lgze", "Low grey level zone emphasis", "S1RA"),
      ("dzm_hgze", "High grey level zone emphasis", "K26C"),
      ("dzm_sdlge", "Small distance low grey level emphasis", "RUVG"),
      ("dzm_sdhge", "Small distance high grey level emphasis", "DKNJ"),
      ("dzm_ldlge", "Large distance low grey level emphasis", "A7WM"),
      ("dzm_ldhge", "Large distance high grey level emphasis", "KLTH"),
      ("dzm_glnu", "Grey level non-uniformity", "VFT7"),
      ("dzm_glnu_norm", "Normalised grey level non-uniformity", "7HP3"),
      ("dzm_zdnu", "Zone distance non-uniformity", "V294"),
      ("dzm_zdnu_norm", "Normalised zone distance non-uniformity", "IATH"),
      ("dzm_z_perc", "Zone percentage", "VIWW"),
      ("dzm_gl_var", "Grey level variance", "QK93"),
      ("dzm_zd_var", "Zone distance variance", "7WT1"),
      ("dzm_zd_entr", "Zone distance entropy", "GBDU"),
    ])
}
