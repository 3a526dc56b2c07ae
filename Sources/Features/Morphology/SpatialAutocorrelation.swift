/// Moran's I and Geary's C (IBSI N365, NPT7) with inverse Euclidean distance as weight, exact over all pairs of voxels.
///
/// With m the intensity mask (0 or 1), x the intensities minus their mean within it (0 outside) and w(d) = 1/|d|, w(0) = 0,
/// every double sum is a quadratic form
///
///     B(a, b) = Σᵢ Σⱼ wᵢⱼ aᵢ bⱼ = (1/P) Σₖ ŵₖ âₖ conj(b̂ₖ)
///
/// on a grid padded to at least twice the region:
///
///     I = N/B(m, m) · B(x, x)/Σx²        C = (N − 1)/B(m, m) · (B(m, x²) − B(x, x))/Σx²
///
/// so three forward transforms of real fields answer what would be N² pairs. ŵ is real and even: an octant of it is
/// transformed as pairs of even lines. Lines that are zero are not transformed. Transforms run in Float, sums in Double;
/// the error of I and C is a few parts in 10⁷.
struct SpatialAutocorrelation {
  let moransI: Double
  let gearysC: Double

  /// Regions up to this many voxels are summed pair by pair.
  static let pairwiseLimit = 400

  /// nil when all intensities are equal or there is a single voxel: both measures are then 0/0.
  init?(_ region: Region, pairwiseLimit: Int = Self.pairwiseLimit) {
    let n = Double(region.values.count)
    let mean = region.values.reduce(0, +) / n
    let sumOfSquares = region.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let first = region.values[0]
    guard region.values.contains(where: { $0 != first }), sumOfSquares > 0 else { return nil }
    // In standard deviations, so that Float has digits for every unit of intensity.
    let scale = 1 / (sumOfSquares / n).squareRoot()
    let forms =
      region.values.count <= pairwiseLimit
      ? Self.pairwise(region, mean: mean, scale: scale) : Self.transformed(region, mean: mean, scale: scale)
    guard forms.mm > 0 else { return nil }
    moransI = forms.xx / forms.mm
    gearysC = (n - 1) / n * (forms.mq - forms.xx) / forms.mm
  }

  private struct Forms {
    var mm = 0.0
    var xx = 0.0
    /// B(m, x²).
    var mq = 0.0
  }

  private static func pairwise(_ region: Region, mean: Double, scale: Double) -> Forms {
    let size = region.geometry.size
    var places: [SIMD3<Double>] = []
    for k in region.isIntensity.indices where region.isIntensity[k] {
      let (x, y, z) = (k % size.x, k / size.x % size.y, k / (size.x * size.y))
      places.append(SIMD3(Double(x), Double(y), Double(z)) * region.geometry.spacing)
    }
    let x = region.values.map { ($0 - mean) * scale }
    var forms = Forms()
    for i in x.indices {
      for j in 0..<i {
        let weight = 1 / length(places[i] - places[j])
        forms.mm += 2 * weight
        forms.xx += 2 * weight * x[i] * x[j]
        forms.mq += weight * (x[i] * x[i] + x[j] * x[j])
      }
    }
    return forms
  }

  // MARK: - By Fourier transform

  private typealias Lanes = FourierTransform.Lanes
  /// Bytes of half-transformed fields kept at once; more columns than fit are done in several rounds.
  private static let memoryLimit = 256 << 20

  private static func transformed(_ region: Region, mean: Double, scale: Double) -> Forms {
    let box = region.intensityBox
    let size = box.size
    let fields = Fields(region, box: box, mean: mean, scale: scale)
    let px = FourierTransform.length(atLeast: max(2, 2 * size.x - 1), isEven: true)
    let py = FourierTransform.length(atLeast: 2 * size.y - 1)
    let pz = FourierTransform.length(atLeast: 2 * size.z - 1)
    let kernel = Kernel(px, py, pz, spacing: region.geometry.spacing)
    let (alongX, alongY, alongZ) = (FourierTransform(px), FourierTransform(py), FourierTransform(pz))
    let blocks = (px / 2 + 1 + 7) / 8
    let bytesPerBlock = 3 * 2 * size.z * py * MemoryLayout<Lanes>.size
    let blocksPerRound = max(1, min(blocks, memoryLimit / bytesPerBlock))
    let longest = max(px, max(py, pz))
    let work = UnsafeMutablePointer<Lanes>.allocate(capacity: 12 * longest)
    work.initialize(repeating: .zero, count: 12 * longest)
    defer { work.deallocate() }

    var forms = Forms()
    var from = 0
    while from < blocks {
      let count = min(blocksPerRound, blocks - from)
      // Columns [field][block][z][ky], real and imaginary.
      let perField = count * size.z * py
      let columns = UnsafeMutablePointer<Lanes>.allocate(capacity: 6 * perField)
      columns.initialize(repeating: .zero, count: 6 * perField)
      defer { columns.deallocate() }
      fields.transformRows(alongX, blocks: from..<(from + count), to: columns, py: py, work: work, longest: longest)
      for field in 0..<3 {
        for line in 0..<(count * size.z) {
          let re = columns + 2 * field * perField + line * py
          let im = re + perField
          if alongY(re, im, work, work + longest) {
            re.update(from: work, count: py)
            im.update(from: work + longest, count: py)
          }
        }
      }
      for block in 0..<count {
        for ky in 0..<py {
          func transformed(_ field: Int) -> (UnsafeMutablePointer<Lanes>, UnsafeMutablePointer<Lanes>) {
            let re = work + 4 * field * longest
            let im = re + longest
            let source = columns + 2 * field * perField + block * size.z * py + ky
            for z in 0..<size.z {
              re[z] = source[z * py]
              im[z] = source[perField + z * py]
            }
            for z in size.z..<max(size.z, pz) {
              re[z] = .zero
              im[z] = .zero
            }
            let isSwapped = alongZ(re, im, re + 2 * longest, re + 3 * longest)
            return isSwapped ? (re + 2 * longest, re + 3 * longest) : (re, im)
          }
          let (m, x, q) = (transformed(0), transformed(1), transformed(2))
          var (mm, xx, mq) = (Lanes.zero, Lanes.zero, Lanes.zero)
          kernel.withRow(ky: ky, block: from + block) { w in
            for kz in 0..<pz {
              let weight = w[kernel.fold(kz, pz)]
              let (mr, mi, xr, xi) = (m.0[kz], m.1[kz], x.0[kz], x.1[kz])
              mm += weight * (mr * mr + mi * mi)
              xx += weight * (xr * xr + xi * xi)
              mq += weight * (mr * q.0[kz] + mi * q.1[kz])
            }
          }
          for lane in 0..<8 {
            let kx = 8 * (from + block) + lane
            // The other half of the spectrum is the conjugate of this one.
            let times: Double = kx > px / 2 ? 0 : kx == 0 || kx == px / 2 ? 1 : 2
            forms.mm += times * Double(mm[lane])
            forms.xx += times * Double(xx[lane])
            forms.mq += times * Double(mq[lane])
          }
        }
      }
      from += count
    }
    let total = Double(px) * Double(py) * Double(pz)
    forms.mm /= total
    forms.xx /= total
    forms.mq /= total
    return forms
  }

  /// Mask, centred intensities and their squares over the box, as rows.
  private struct Fields {
    let size: SIMD3<Int>
    /// [field][z][y][x].
    let values: [Float]

    init(_ region: Region, box: VoxelBox, mean: Double, scale: Double) {
      size = box.size
      var values = [Float](repeating: 0, count: 3 * box.count)
      let count = box.count
      var k = 0
      for z in box.lower.z..<box.upper.z {
        for y in box.lower.y..<box.upper.y {
          let row = region.geometry.index(x: 0, y: y, z: z)
          for x in box.lower.x..<box.upper.x {
            if region.isIntensity[row + x] {
              let value = (region.intensities[row + x] - mean) * scale
              values[k] = 1
              values[count + k] = Float(value)
              values[2 * count + k] = Float(value * value)
            }
            k += 1
          }
        }
      }
      self.values = values
    }

    /// Transforms all rows, sixteen real ones at a time as eight complex ones, and keeps the asked blocks of eight kx.
    func transformRows(
      _ transform: FourierTransform, blocks: Range<Int>, to columns: UnsafeMutablePointer<Lanes>, py: Int,
      work: UnsafeMutablePointer<Lanes>, longest: Int
    ) {
      let n = transform.count
      let rowsPerField = size.y * size.z
      let rows = 3 * rowsPerField
      let perField = blocks.count * size.z * py
      let (re, im) = (work, work + longest)
      var targets = [Int](repeating: 0, count: 16)
      values.withUnsafeBufferPointer { values in
        var first = 0
        while first < rows {
          for x in 0..<size.x {
            var (a, b) = (Lanes.zero, Lanes.zero)
            for lane in 0..<8 {
              if first + lane < rows { a[lane] = values[(first + lane) * size.x + x] }
              if first + 8 + lane < rows { b[lane] = values[(first + 8 + lane) * size.x + x] }
            }
            re[x] = a
            im[x] = b
          }
          for x in size.x..<n {
            re[x] = .zero
            im[x] = .zero
          }
          let isSwapped = transform(re, im, re + 2 * longest, im + 2 * longest)
          let (zr, zi) = isSwapped ? (re + 2 * longest, im + 2 * longest) : (re, im)
          // Where each of the sixteen rows goes, as scalars: lane kx of vector [block][z][y].
          for k in 0..<16 {
            let row = first + k
            guard row < rows else { break }
            let (field, rest) = (row / rowsPerField, row % rowsPerField)
            let (z, y) = (rest / size.y, rest % size.y)
            targets[k] = 8 * (2 * field * perField + z * py + y)
          }
          let used = min(16, rows - first)
          let scalars = UnsafeMutableRawPointer(columns).assumingMemoryBound(to: Float.self)
          for kx in (8 * blocks.lowerBound)..<min(n / 2 + 1, 8 * blocks.upperBound) {
            let mirror = kx == 0 ? 0 : n - kx
            let ar = (zr[kx] + zr[mirror]) * 0.5
            let ai = (zi[kx] - zi[mirror]) * 0.5
            let br = (zi[kx] + zi[mirror]) * 0.5
            let bi = (zr[mirror] - zr[kx]) * 0.5
            let place = 8 * (kx / 8 - blocks.lowerBound) * size.z * py + kx % 8
            for k in 0..<min(8, used) {
              scalars[targets[k] + place] = ar[k]
              scalars[targets[k] + 8 * perField + place] = ai[k]
            }
            for k in 8..<max(8, used) {
              scalars[targets[k] + place] = br[k - 8]
              scalars[targets[k] + 8 * perField + place] = bi[k - 8]
            }
          }
          first += 16
        }
      }
    }
  }

  /// ŵ over an octant of frequencies, [block of kx][ky][kz].
  private struct Kernel {
    private let nx: Int
    private let ny: Int
    private let nz: Int
    private let py: Int
    private let values: [Lanes]

    func fold(_ k: Int, _ period: Int) -> Int { min(k, period - k) }

    func withRow(ky: Int, block: Int, _ body: (UnsafePointer<Lanes>) -> Void) {
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        body(base + (block * ny + fold(ky, py)) * nz)
      }
    }

    init(_ px: Int, _ py: Int, _ pz: Int, spacing: SIMD3<Double>) {
      nx = px / 2 + 1
      ny = py / 2 + 1
      nz = pz / 2 + 1
      self.py = py
      let blocks = (nx + 7) / 8
      // x is the lane axis throughout; lines along y and z are vectors already, lines along x are gathered.
      var w = [Float](repeating: 0, count: 8 * blocks * ny * nz)
      for z in 0..<nz {
        for y in 0..<ny {
          for x in 0..<nx where x + y + z > 0 {
            let d = SIMD3(Double(x), Double(y), Double(z)) * spacing
            w[(z * ny + y) * 8 * blocks + x] = Float(1 / length(d))
          }
        }
      }
      let longest = max(px, max(py, pz))
      let work = UnsafeMutablePointer<Lanes>.allocate(capacity: 4 * longest)
      work.initialize(repeating: .zero, count: 4 * longest)
      defer { work.deallocate() }
      let (re, im) = (work, work + longest)
      let (re2, im2) = (work + 2 * longest, work + 3 * longest)
      let alongX = FourierTransform(px)
      let width = 8 * blocks
      var row = 0
      while row < ny * nz {
        for k in 0..<px {
          let x = min(k, px - k)
          var (a, b) = (Lanes.zero, Lanes.zero)
          for lane in 0..<8 {
            if row + lane < ny * nz { a[lane] = w[(row + lane) * width + x] }
            if row + 8 + lane < ny * nz { b[lane] = w[(row + 8 + lane) * width + x] }
          }
          re[k] = a
          im[k] = b
        }
        let isSwapped = alongX(re, im, re2, im2)
        let (zr, zi) = isSwapped ? (re2, im2) : (re, im)
        for k in 0..<nx {
          for lane in 0..<8 {
            if row + lane < ny * nz { w[(row + lane) * width + k] = zr[k][lane] }
            if row + 8 + lane < ny * nz { w[(row + 8 + lane) * width + k] = zi[k][lane] }
          }
        }
        row += 16
      }
      var vectors = [Lanes](repeating: .zero, count: blocks * ny * nz)
      for block in 0..<blocks {
        for y in 0..<ny {
          for z in 0..<nz {
            var lanes = Lanes.zero
            for lane in 0..<8 { lanes[lane] = w[(z * ny + y) * width + 8 * block + lane] }
            vectors[(block * ny + y) * nz + z] = lanes
          }
        }
      }
      // Two even lines at a time: one as the real, one as the imaginary part; both results are real.
      func transformLines(_ transform: FourierTransform, _ count: Int, starts: [Int], step: Int) {
        let n = transform.count
        var line = 0
        while line < starts.count {
          let (a, b) = (starts[line], starts[min(line + 1, starts.count - 1)])
          for k in 0..<n {
            re[k] = vectors[a + min(k, n - k) * step]
            im[k] = vectors[b + min(k, n - k) * step]
          }
          let isSwapped = transform(re, im, re2, im2)
          let (zr, zi) = isSwapped ? (re2, im2) : (re, im)
          for k in 0..<count {
            vectors[a + k * step] = zr[k]
            if b != a { vectors[b + k * step] = zi[k] }
          }
          line += 2
        }
      }
      let ny = ny
      let nz = nz
      transformLines(
        FourierTransform(py), ny, starts: (0..<blocks).flatMap { b in (0..<nz).map { b * ny * nz + $0 } }, step: nz)
      transformLines(FourierTransform(pz), nz, starts: (0..<(blocks * ny)).map { $0 * nz }, step: 1)
      values = vectors
    }
  }
}
