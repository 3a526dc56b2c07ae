/// Features of the grey level size zone matrix (GLSZM, IBSI 9SAK).
enum SizeZoneFeatures {
  static let definitions = EmphasisFeatures.definitions(
    .init(
      family: .sizeZone, counts: "s", one: "zone", many: "zones", column: "zone size", columns: "zone sizes",
      small: "small", large: "large",
      columnPitfalls: [.volume, .spacing]),
    [
      ("szm_sze", "Small zone emphasis", "5QRC"),
      ("szm_lze", "Large zone emphasis", "48P8"),
      ("szm_lgze", "Low grey level zone emphasis", "XMSY"),
      ("szm_hgze", "High grey level zone emphasis", "5GN9"),
      ("szm_szlge", "Small zone low grey level emphasis", "5RAI"),
      ("szm_szhge", "Small zone high grey level emphasis", "HW1V"),
      ("szm_lzlge", "Large zone low grey level emphasis", "YH51"),
      ("szm_lzhge", "Large zone high grey level emphasis", "J17V"),
      ("szm_glnu", "Grey level non-uniformity", "JNSA"),
      ("szm_glnu_norm", "Normalised grey level non-uniformity", "Y1RO"),
      ("szm_zsnu", "Zone size non-uniformity", "4JP3"),
      ("szm_zsnu_norm", "Normalised zone size non-uniformity", "VB3A"),
      ("szm_z_perc", "Zone percentage", "P30P"),
      ("szm_gl_var", "Grey level variance", "BYLV"),
      ("szm_zs_var", "Zone size variance", "3NSA"),
      ("szm_zs_entr", "Zone size entropy", "GU8N"),
    ])
}
