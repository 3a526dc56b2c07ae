/// The six families of the IBSI manual that are computed from a discretised region: co-occurrence, run length, size zone,
/// distance zone, neighbourhood grey tone difference and neighbouring grey level dependence.
public enum TextureFeatures {
  /// Families in the order of the manual.
  public static let families: [FeatureFamily] = [
    .cooccurrence, .runLength, .sizeZone, .distanceZone, .neighbourhoodDifference, .neighbouringDependence,
  ]

  /// Every feature of the six families, in the order of the manual.
  public static let definitions: [FeatureDefinition] =
    CooccurrenceFeatures.definitions + RunLengthFeatures.definitions + SizeZoneFeatures.definitions
    + DistanceZoneFeatures.definitions + NeighbourhoodDifferenceFeatures.definitions
    + NeighbouringDependenceFeatures.definitions

  /// The ways of aggregating that a family knows: six for matrices with a direction, three for those without.
  public static func aggregations(of family: FeatureFamily) -> [Aggregation] {
    switch family {
    case .cooccurrence, .runLength:
      [.averaged2D, .sliceMerged2D, .directionMerged25D, .fullyMerged25D, .averaged3D, .merged3D]
    case .sizeZone, .distanceZone, .neighbourhoodDifference, .neighbouringDependence:
      [.slices2D, .merged25D, .volume3D]
    default: []
    }
  }

  /// All values of the families and aggregations asked for: by family, then aggregation, then feature, each in the
  /// order of the manual.
  ///
  /// Matrices are counted once and shared by the ways of aggregating. A way that averages takes the mean over the
  /// matrices for which the feature is defined. A feature that is defined for none of them is missing with its reason.
  ///
  /// - Parameter name: the image the levels come from, for the keys.
  public static func values(
    of image: LevelImage, families: Set<FeatureFamily> = Set(families), aggregations: Set<Aggregation>,
    settings: TextureSettings = TextureSettings(), name: String = "original"
  ) -> [FeatureValue] {
    precondition(TextureSettings.allowedDistances.contains(settings.distance) && settings.coarseness >= 0)
    let grid = LevelGrid(image, margin: settings.distance)
    let counted = CountedMatrices(image, grid, families: families, aggregations: aggregations, settings: settings)
    var values: [FeatureValue] = []
    for family in self.families where families.contains(family) {
      for aggregation in self.aggregations(of: family) where aggregations.contains(aggregation) {
        values += counted.values(family, aggregation).map { tag, value in
          let key = FeatureKey(image: name, tag: tag, aggregation: aggregation)
          switch value {
          case .number(let number): return FeatureValue(key, number)
          case .missing(let reason): return FeatureValue(key, missing: reason)
          }
        }
      }
    }
    return values
  }
}

/// Matrices of one region, counted for the families and ways that were asked for and no others.
private struct CountedMatrices {
  private let levelCount: Int
  private let grid: LevelGrid
  private var cooccurrence: CooccurrenceMatrices?
  private var runs: RunLengthMatrices?
  private var flatZones: ZoneMatrices?
  private var volumeZones: ZoneMatrices?
  private var flatNeighbourhoods: NeighbourhoodMatrices?
  private var volumeNeighbourhoods: NeighbourhoodMatrices?
  private let settings: TextureSettings

  init(
    _ image: LevelImage, _ grid: LevelGrid, families: Set<FeatureFamily>, aggregations: Set<Aggregation>,
    settings: TextureSettings
  ) {
    self.grid = grid
    self.settings = settings
    levelCount = image.levelCount
    let isDirectionalFlat = !aggregations.isDisjoint(with: [
      .averaged2D, .sliceMerged2D, .directionMerged25D, .fullyMerged25D,
    ])
    let isDirectionalVolume = !aggregations.isDisjoint(with: [.averaged3D, .merged3D])
    let keepsSlices = !aggregations.isDisjoint(with: [.averaged2D, .sliceMerged2D])
    if isDirectionalFlat || isDirectionalVolume {
      if families.contains(.cooccurrence) {
        cooccurrence = CooccurrenceMatrices(
          grid, distance: settings.distance, keepsSlices: keepsSlices, isVolumetric: isDirectionalVolume)
      }
      if families.contains(.runLength) {
        runs = RunLengthMatrices(grid, keepsSlices: keepsSlices, isVolumetric: isDirectionalVolume)
      }
    }
    let isFlat = !aggregations.isDisjoint(with: [.slices2D, .merged25D])
    let isVolume = aggregations.contains(.volume3D)
    if families.contains(.sizeZone) || families.contains(.distanceZone) {
      let needsBorder = families.contains(.distanceZone)
      if isFlat {
        let border = needsBorder ? BorderDistance(image, grid, isVolumetric: false) : nil
        flatZones = ZoneMatrices(grid, isVolumetric: false, border: border)
      }
      if isVolume {
        let border = needsBorder ? BorderDistance(image, grid, isVolumetric: true) : nil
        volumeZones = ZoneMatrices(grid, isVolumetric: true, border: border)
      }
    }
    if families.contains(.neighbourhoodDifference) || families.contains(.neighbouringDependence) {
      func counted(isVolumetric: Bool) -> NeighbourhoodMatrices {
        NeighbourhoodMatrices(
          grid, distance: settings.distance, coarseness: settings.coarseness, isVolumetric: isVolumetric)
      }
      if isFlat { flatNeighbourhoods = counted(isVolumetric: false) }
      if isVolume { volumeNeighbourhoods = counted(isVolumetric: true) }
    }
  }

  func values(_ family: FeatureFamily, _ aggregation: Aggregation) -> [(String, FeatureValue.Outcome)] {
    switch family {
    case .cooccurrence:
      let groups = directional(cooccurrence?.perSlice, cooccurrence?.perDirection, aggregation)
      guard let weights = weights(aggregation, distance: settings.distance) else {
        return pairs(groups.map(TextureMatrix.merged))
      }
      return pairs(groups.map { WeightedTextureMatrix($0, weights: weights) })
    case .runLength:
      let groups = directional(runs?.perSlice, runs?.perDirection, aggregation)
      // A run goes from voxel to voxel, whatever the distance of pairs.
      guard let weights = weights(aggregation, distance: 1) else {
        return emphasis(RunLengthFeatures.definitions, groups.map(TextureMatrix.merged))
      }
      return emphasis(RunLengthFeatures.definitions, groups.map { WeightedTextureMatrix($0, weights: weights) })
    case .sizeZone:
      let zones = aggregation == .volume3D ? volumeZones : flatZones
      return emphasis(SizeZoneFeatures.definitions, plain(zones?.size, aggregation))
    case .distanceZone:
      let zones = aggregation == .volume3D ? volumeZones : flatZones
      return emphasis(DistanceZoneFeatures.definitions, plain(zones?.distance, aggregation))
    case .neighbouringDependence:
      let neighbourhoods = aggregation == .volume3D ? volumeNeighbourhoods : flatNeighbourhoods
      return emphasis(NeighbouringDependenceFeatures.definitions, plain(neighbourhoods?.dependence, aggregation))
    case .neighbourhoodDifference:
      let neighbourhoods = aggregation == .volume3D ? volumeNeighbourhoods : flatNeighbourhoods
      var matrices = neighbourhoods?.difference ?? []
      if aggregation == .merged25D {
        matrices = [matrices.reduce(NeighbourhoodDifferenceMatrix()) { $0.merging($1) }]
      }
      return averaged(NeighbourhoodDifferenceFeatures.definitions, matrices.filter { !$0.isEmpty }) {
        NeighbourhoodDifferenceFeatures.values(of: $0)
      } reasons: { _ in
        "no voxel of the region has a neighbour in it"
      }
    default: return []
    }
  }

  /// The matrices that are merged, group by group; features are averaged over the groups.
  private func directional(
    _ perSlice: [[TextureMatrix]]?, _ perDirection: [TextureMatrix]?, _ aggregation: Aggregation
  ) -> [[TextureMatrix]] {
    let perSlice = perSlice ?? []
    let perDirection = perDirection ?? []
    let inPlane = Array(perDirection.prefix(Directions.inPlane.count))
    switch aggregation {
    case .averaged2D: return perSlice.joined().map { [$0] }
    case .sliceMerged2D: return perSlice
    case .directionMerged25D: return inPlane.map { [$0] }
    case .fullyMerged25D: return [inPlane]
    case .averaged3D: return perDirection.map { [$0] }
    case .merged3D: return [perDirection]
    case .slices2D, .merged25D, .volume3D: return []
    }
  }

  /// The weight of each direction, those within the plane first, where settings ask for weights and this way merges
  /// directions; nil elsewhere: they change nothing where each direction has features of its own, or is merged with itself
  /// over slices.
  private func weights(_ aggregation: Aggregation, distance: Int) -> [Double]? {
    switch aggregation {
    case .sliceMerged2D, .fullyMerged25D, .merged3D:
      return settings.weighting?.weights(of: Directions.volume.map { $0 &* distance })
    case .averaged2D, .directionMerged25D, .averaged3D, .slices2D, .merged25D, .volume3D: return nil
    }
  }

  /// Co-occurrence features.
  private func pairs(_ matrices: [some TextureCounts]) -> [(String, FeatureValue.Outcome)] {
    averaged(CooccurrenceFeatures.definitions, matrices.filter { !$0.isEmpty }) {
      CooccurrenceFeatures.values(of: $0, levelCount: levelCount)
    } reasons: {
      CooccurrenceFeatures.reason(isEmpty: $0)
    }
  }

  private func plain(_ matrices: [TextureMatrix]?, _ aggregation: Aggregation) -> [TextureMatrix] {
    aggregation == .merged25D ? [.merged(matrices ?? [])] : matrices ?? []
  }

  /// Features that families share.
  private func emphasis(
    _ definitions: [FeatureDefinition], _ matrices: [some TextureCounts]
  ) -> [(String, FeatureValue.Outcome)] {
    averaged(definitions, matrices.filter { !$0.isEmpty }) {
      EmphasisFeatures.values(of: $0)
    } reasons: { _ in
      "the region has no voxels"
    }
  }

  /// The mean of each feature over the matrices that define it.
  ///
  /// - Parameters:
  ///   - values: one value per definition; NaN where the matrix does not define it.
  ///   - reasons: why a feature is missing; told whether there was no matrix at all.
  private func averaged<Matrix>(
    _ definitions: [FeatureDefinition], _ matrices: [Matrix], values: (Matrix) -> [Double],
    reasons: (_ isEmpty: Bool) -> String
  ) -> [(String, FeatureValue.Outcome)] {
    let rows = matrices.map(values)
    return definitions.indices.map { index in
      var sum = 0.0
      var count = 0
      for row in rows where !row[index].isNaN {
        sum += row[index]
        count += 1
      }
      let outcome: FeatureValue.Outcome =
        count > 0 ? .number(sum / Double(count)) : .missing(reasons(rows.isEmpty))
      return (definitions[index].tag, outcome)
    }
  }
}
