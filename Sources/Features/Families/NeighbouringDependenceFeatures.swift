/// Features of the neighbouring grey level dependence matrix (NGLDM, IBSI REK0).
enum NeighbouringDependenceFeatures {
  static let definitions = EmphasisFeatures.definitions(
    .init(
      family: .neighbouringDependence, counts: "s", one: "voxel", many: "voxels", column: "dependence count",
      columns: "dependence counts",
      small: "solitary", large: "well-surrounded", columnPitfalls: [.spacing],
      countsEveryVoxel: true),
    [
      ("ngl_lde", "Low dependence emphasis", "SODN"),
      ("ngl_hde", "High dependence emphasis", "IMOQ"),
      ("ngl_lgce", "Low grey level count emphasis", "TL9H"),
      ("ngl_hgce", "High grey level count emphasis", "OAE7"),
      ("ngl_ldlge", "Low dependence low grey level emphasis", "EQ3F"),
      ("ngl_ldhge", "Low dependence high grey level emphasis", "JA6D"),
      ("ngl_hdlge", "High dependence low grey level emphasis", "NBZI"),
      ("ngl_hdhge", "High dependence high grey level emphasis", "9QMG"),
      ("ngl_glnu", "Grey level non-uniformity", "FP8K"),
      ("ngl_glnu_norm", "Normalised grey level non-uniformity", "5SPA"),
      ("ngl_dcnu", "Dependence count non-uniformity", "Z87G"),
      ("ngl_dcnu_norm", "Normalised dependence count non-uniformity", "OKJI"),
      ("ngl_dc_perc", "Dependence count percentage", "6XV8"),
      ("ngl_gl_var", "Grey level variance", "1PFV"),
      ("ngl_dc_var", "Dependence count variance", "DNX2"),
      ("ngl_dc_entr", "Dependence count entropy", "FCBV"),
      ("ngl_dc_energy", "Dependence count energy", "CAS9"),
    ])
}
