/// The image that features are computed on. Of a file only what is asked for is kept in memory.
struct ImageSupply {
  let geometry: Geometry
  let precision: VoxelPrecision
  /// What is odd about its header.
  let warnings: [String]
  /// The intensities of a box.
  let voxels: (VoxelBox) throws(ExtractionError) -> [Double]
  /// Of all intensities; nil where none is finite.
  let range: () throws(ExtractionError) -> IntensityRange?

  /// - Parameters:
  ///   - frame: which volume of the file; nil for the only one.
  ///   - usual: which one of a file that holds several, where none is named.
  init(path: String, frame: Int?, usual: Int? = nil) throws(ExtractionError) {
    let header: NIfTIHeader
    do { header = try NIfTI.header(at: path) } catch { throw .image(error) }
    let frame = frame ?? header.volume(usual: usual)
    geometry = header.geometry
    precision = header.precision
    warnings = header.warnings
    voxels = { box throws(ExtractionError) in
      do throws(NIfTIError) {
        return try NIfTI.volume(at: path, frame: frame, box: box, as: Double.self).voxels
      } catch { throw .image(error) }
    }
    range = { () throws(ExtractionError) in
      do throws(NIfTIError) {
        return try NIfTI.range(at: path, frame: frame)
      } catch { throw .image(error) }
    }
  }

  /// An image in memory.
  ///
  /// - Parameter precision: what its numbers can be; by default they are taken as they are.
  init(_ image: Volume<Double>, precision: VoxelPrecision = .double) {
    geometry = image.geometry
    self.precision = precision
    warnings = []
    voxels = { box throws(ExtractionError) in
      box == VoxelBox(of: image.geometry)
        ? image.voxels : copyBox(box, of: image.voxels, size: image.geometry.size)
    }
    range = { () throws(ExtractionError) in IntensityRange(of: image.voxels) }
  }
}
