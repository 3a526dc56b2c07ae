internal import Features

extension ViewerScreen {
  /// The picture in words, for those who do not see it: which slice of what, what lies in it and how large, what is under the
  /// crosshair. nil while no image is there.
  static func words(_ state: State) -> [String]? {
    guard let image = state.loaded, let base = state.base, let view = state.view(state.plane) else { return nil }
    var lines: [String] = []
    let own = base.turned(to: state.plane, at: state.position)
    let place = own.slicePosition
    let title = image.entry.title.isEmpty ? "Image" : image.entry.title
    lines.append(
      "\(title) of \(image.entry.patient), \(state.plane.rawValue) plane, slice \(own.slice + 1) of \(own.sliceCount), at "
        + PatientPosition.text(place.millimetres, axis: place.axis) + " mm, "
        + (state.convention == .radiological ? "radiological" : "neurological") + " convention.")
    if let derived = state.derived { lines.append("In its place is shown: \(derived.picture.title).") }
    let window = state.window ?? view.window
    let name = state.chosenPreset.flatMap { state.presets.indices.contains($0) ? state.presets[$0].name : nil }
    lines.append(
      "Window \(name ?? (state.derived == nil ? "by hand" : "of its own")): level \(NumberText.significant(window.level)), "
        + "width \(NumberText.significant(window.width))." + (state.isInverted ? " Inverted." : ""))
    if let reading = state.reading {
      let unit = state.unit.isEmpty ? "" : " " + state.unit
      let inside = reading.masks.isEmpty ? "in no region" : "in " + reading.masks.map(named).joined(separator: " and ")
      lines.append("Under the crosshair, \(reading.position) mm: \(NumberText.short(reading.value))\(unit), \(inside).")
    }
    if let second = state.second, let entry = state.secondImage {
      let value = state.isFused ? view.reading(at: state.position)?.fusedValue : nil
      lines.append(
        "\(entry.title) is shown \(second.place == .over ? "over" : "beside") it"
          + (value.map { ": \(NumberText.short($0)) under the crosshair." } ?? "."))
    }
    let axis = own.orientation.sliceAxis
    for (layer, statistics) in zip(image.layers, state.shownStatistics) {
      let area = own.area(of: layer)
      var words = "\(named(layer.name)): "
      words += area > 0 ? "\(NumberText.short((area * 10).rounded() / 10)) mm² in this slice" : "not in this slice"
      if let range = layer.extent.slices(alongAxis: axis) {
        words += ", slices \(range.lowerBound + 1) to \(range.upperBound + 1)"
        if let largest = layer.extent.largestSlice(alongAxis: axis) { words += ", largest in \(largest + 1)" }
      }
      words += ", \(NumberText.short((layer.extent.volumeInMillilitres * 100).rounded() / 100)) ml"
      if let statistics {
        words +=
          ", mean \(NumberText.short(statistics.mean))\(state.unit.isEmpty ? "" : " " + state.unit), "
          + "\(NumberText.short(statistics.low)) to \(NumberText.short(statistics.high))"
      }
      lines.append(words + ".")
    }
    if image.layers.isEmpty { lines.append("No region is drawn on this image.") }
    if let measure = state.measure {
      lines.append(
        "The ruler measures \(NumberText.fixed(measure.ruler.millimetres, 1)) mm\(measure.isSet ? "" : " so far").")
    }
    if let note = own.obliquityNote { lines.append("The image is \(note) to the patient.") }
    return lines + image.warnings + ["Research use only, not for diagnosis."]
  }

  private static func named(_ region: String) -> String { region.isEmpty ? "region" : region }
}

extension SliceView {
  /// The slices of a plane, at a position in the patient.
  func turned(to plane: AnatomicalPlane, at world: SIMD3<Double>) -> SliceView {
    var view = self
    view.plane = plane
    view.slice = view.sliceIndex(at: world)
    return view
  }

  /// The area of a region in the shown slice in mm²: that of the image's voxels whose middles lie in it.
  func area(of layer: MaskLayer) -> Double {
    let geometry = volume.geometry
    let mask = layer.mask
    guard let map = VoxelMap(from: geometry, to: mask.geometry) else { return 0 }
    let axes = (0..<3).filter { $0 != orientation.sliceAxis }
    let edges = [
      geometry.direction.x * geometry.spacing.x, geometry.direction.y * geometry.spacing.y,
      geometry.direction.z * geometry.spacing.z,
    ]
    var count = 0
    var voxel = SIMD3<Double>(repeating: 0)
    voxel[orientation.sliceAxis] = Double(slice)
    for down in 0..<geometry.size[axes[1]] {
      voxel[axes[1]] = Double(down)
      for across in 0..<geometry.size[axes[0]] {
        voxel[axes[0]] = Double(across)
        guard let place = mask.geometry.voxel(nearest: map(voxel)) else { continue }
        if mask.isInside[mask.geometry.index(x: place.x, y: place.y, z: place.z)] { count += 1 }
      }
    }
    return Double(count) * length(cross(edges[axes[0]], edges[axes[1]]))
  }
}
