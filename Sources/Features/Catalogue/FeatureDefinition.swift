/// One feature of the catalogue: what it is, in the words of the field. The listing, the explain screen, the guide,
/// table headers and the reference tests all read this.
public struct FeatureDefinition: Sendable, Equatable {
  /// The short word by which settings, JSON and tables name it, for example `cm_joint_entr`.
  public let tag: String
  /// The manual's name, for example "Joint entropy".
  public let name: String
  public let family: FeatureFamily
  /// IBSI's four-character code, for example `TU9B`.
  public let ibsiCode: String
  /// Unit of the value: "mm", "mm²", "mm³", "intensity", "intensity²", "bit", or "" for none.
  public let unit: String
  /// The formula in Unicode, for example `−Σᵢⱼ pᵢⱼ log₂ pᵢⱼ`.
  public let formula: String
  /// What it says, in one plain sentence.
  public let meaning: String
  /// What to beware of: dependence on volume, bin width, spacing …
  public let pitfalls: [Pitfall]

  public enum Pitfall: String, Sendable, CaseIterable {
    case volume = "grows or shrinks with the volume of the region"
    case binning = "depends on the discretisation"
    case spacing = "depends on the voxel spacing"
    case intensityUnits = "depends on the unit of intensity; not comparable where it is arbitrary, as in most MR"
    case zeroPoint = "depends on where the scale of intensity has its zero"
    case outliers = "moved by a few extreme voxels"
    case smallRegions = "unstable in small regions"
  }

  public init(
    tag: String, name: String, family: FeatureFamily, ibsiCode: String, unit: String, formula: String,
    meaning: String, pitfalls: [Pitfall]
  ) {
    self.tag = tag
    self.name = name
    self.family = family
    self.ibsiCode = ibsiCode
    self.unit = unit
    self.formula = formula
    self.meaning = meaning
    self.pitfalls = pitfalls
  }
}
