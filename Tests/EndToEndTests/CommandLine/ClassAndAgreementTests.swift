import Foundation
import TestSupport
import Testing

/// `radish classes`, `ordinal`, `agreement`, `correlate` and `overlap`.
@Suite struct ClassAndAgreementTests {
  /// Nine rows of three classes; two errors: an a called b, a c called b.
  static let three = """
    truth,called,pa,pb,pc
    a,a,0.7,0.2,0.1
    a,a,0.6,0.3,0.1
    a,b,0.3,0.5,0.2
    b,b,0.2,0.6,0.2
    b,b,0.1,0.8,0.1
    b,b,0.2,0.5,0.3
    c,c,0.1,0.2,0.7
    c,b,0.1,0.5,0.4
    c,c,0.2,0.2,0.6

    """

  @Test func `classes are counted true by called, with averages and κ`() throws {
    let json = try RadishCommand.run(
      ["classes", "-", "--outcome", "truth", "--predicted", "called", "--order", "a,b,c", "--json"], input: Self.three
    ).json()
    #expect(json["schema"].text == "radish/classes/1")
    #expect(json["n"].integer == 9)
    #expect(
      json["confusion"].list.map { row in ["a", "b", "c"].map { row[$0].integer } } == [
        [2, 1, 0], [0, 3, 0], [0, 1, 2],
      ])
    #expect(agrees(json["accuracy", "value"].number, 7.0 / 9, 1e-12))
    // Macro recall (2/3 + 1 + 2/3)/3; macro precision (1 + 3/5 + 1)/3; micro is the accuracy.
    #expect(agrees(json["averages", 0, "recall"].number, 7.0 / 9, 1e-12))
    #expect(agrees(json["averages", 0, "precision"].number, 2.6 / 3, 1e-12))
    #expect(agrees(json["averages", 1, "f1"].number, 7.0 / 9, 1e-12))
    // κ: observed 7/9, expected (3·2 + 3·5 + 3·2)/81 = 1/3.
    #expect(agrees(json["kappa", 0, "kappa"].number, (7.0 / 9 - 1.0 / 3) / (2.0 / 3), 1e-12))
    #expect(json["kappa"].list.map { $0["weights"].text } == ["unweighted", "linear", "quadratic"])
  }

  @Test func `the highest score calls, and areas are one against the rest`() throws {
    let json = try RadishCommand.run(
      [
        "classes", "-", "--outcome", "truth", "--score", "a=pa", "--score", "b=pb", "--score", "c=pc", "--costs",
        "0,1,2;1,0,1;2,1,0", "--json",
      ], input: Self.three
    ).json()
    #expect(agrees(json["accuracy", "value"].number, 7.0 / 9, 1e-12))
    // Class a by pa: 0.7, 0.6, 0.3 beat all six others (at most 0.2).
    #expect(json["areas", 0, "auc"].number == 1)
    // Class b by pb: 0.6, 0.8, 0.5 against 0.2, 0.3, 0.5, 0.2, 0.5, 0.2: 18 pairs, two ties.
    #expect(agrees(json["areas", 1, "auc"].number, 17.0 / 18, 1e-12))
    #expect(json["auc", "hand_till"].number != nil)
    // Two errors of cost 1 among nine rows.
    #expect(agrees(json["mean_cost", "value"].number, 2.0 / 9, 1e-12))
  }

  @Test func `an ordered outcome is cut at every level`() throws {
    let json = try Patients.json(
      "ordinal", "-", "--outcome", "fibrosis", "--levels", "F0,F1,F2,F3,F4", "--score", "score", "--score", "risk")
    #expect(json["schema"].text == "radish/ordinal/1")
    let score = json["scores", 0]
    // concordance(as.integer(factor(fibrosis)) ~ score): 0.937007874015748, SE 0.0409692766096717
    #expect(agrees(score["c"].number, 0.937007874015748, 1e-12))
    #expect(agrees(score["se"].number, 0.0409692766096717, 1e-9))
    #expect(score["thresholds"].list.map { $0["level"].text } == ["F1", "F2", "F3", "F4"])
    #expect(score["thresholds"].list.map { $0["n_positive"].integer } == [16, 12, 7, 3])
    #expect(json["comparisons", 0, "a"].text == "score")
  }

  @Test func `six intraclass correlations are those of Shrout and Fleiss`() throws {
    // Shrout & Fleiss (1979), table 4: 0.17, 0.29, 0.71, 0.44, 0.62, 0.91.
    let ratings = "t,J1,J2,J3,J4\n1,9,2,5,8\n2,6,1,3,2\n3,8,4,6,8\n4,7,1,2,6\n5,10,5,6,9\n6,6,2,4,7\n"
    let json = try RadishCommand.run(
      ["agreement", "-", "--rating", "J1,J2,J3,J4", "--json"], input: ratings
    ).json()
    let values = json["icc"].list.compactMap { $0["icc"].number }
    #expect(values.map { ($0 * 100).rounded() / 100 } == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91])
    #expect(json["bland_altman"].value == nil)
  }

  @Test func `two measurements have a bias and limits`() throws {
    let json = try RadishCommand.run(
      ["agreement", "-", "--rating", "a,b", "--json"], input: "a,b\n1,2\n2,2\n3,4\n4,3\n"
    ).json()
    // Differences −1, 0, −1, 1: mean −1/4, standard deviation √(11/12).
    #expect(agrees(json["bland_altman", 0, "value"].number, -0.25, 1e-12))
    #expect(agrees(json["sd_of_differences"].number, (11.0 / 12).squareRoot(), 1e-12))
  }

  @Test func `categories are compared by κ`() throws {
    let json = try Patients.json("agreement", "-", "--rating", "reader,second", "--categorical")
    // Counts 6, 3 / 4, 5 of 18: observed 11/18, expected (9·10 + 9·8)/324 = 1/2.
    #expect(agrees(json["kappa", 0, "kappa"].number, (11.0 / 18 - 0.5) / 0.5, 1e-12))
  }

  @Test func `correlations are adjusted for their number`() throws {
    let json = try Patients.json("correlate", "-", "--columns", "age,risk,volume", "--method", "pearson")
    // cor(age, risk); p.adjust(p, "holm")
    #expect(agrees(json["pairs", 0, "r"].number, 0.764713215943155, 1e-12))
    let holm = [4.37488131750617e-04, 1.40491669413446e-03, 2.24474379894784e-07]
    for (pair, p) in zip(json["pairs"].list, holm) { #expect(agrees(pair["p_adjusted"].number, p, 1e-8)) }
    let spearman = try Patients.json("correlate", "-", "--columns", "age", "--with", "risk,volume", "--adjust", "bh")
    #expect(agrees(spearman["pairs", 0, "r"].number, 0.770897832817337, 1e-12))
    #expect(agrees(spearman["pairs", 1, "r"].number, 0.692466460268318, 1e-12))
  }

  @Test func `two masks overlap by Dice and lie apart by Hausdorff`() throws {
    let scratch = try Scratch()
    // Two cubes of 2×2×2 voxels of 1 × 1 × 2 mm, the second shifted by one voxel along x.
    let first = try NIfTIFile.mask(
      size: (6, 4, 4), spacing: (1, 1, 2), inside: { (1...2).contains($0) && $1 < 2 && $2 < 2 })
    let second = try NIfTIFile.mask(
      size: (6, 4, 4), spacing: (1, 1, 2), inside: { (2...3).contains($0) && $1 < 2 && $2 < 2 })
    try first.write(to: scratch.file("a.nii"))
    try second.write(to: scratch.file("b.nii"))
    let json = try RadishCommand.run(["overlap", scratch.file("a.nii").path, scratch.file("b.nii").path, "--json"])
      .json()
    let row = json["overlap", 0]
    #expect(row["dice"].number == 0.5)
    #expect(agrees(row["jaccard"].number, 1.0 / 3, 1e-12))
    #expect(row["hausdorff"].number == 1)
    #expect(row["hausdorff_95"].number == 1)
    #expect(agrees(row["volume_a_ml"].number, 0.016, 1e-9))
    // Each mask may have a value of its own.
    let (a, b) = (scratch.file("a.nii").path, scratch.file("b.nii").path)
    let named = try RadishCommand.run(["overlap", a + "#1", b + "#1", "--json"])
    #expect(try named.json()["overlap", 0, "dice"].number == 0.5)
    let absent = try RadishCommand.run(["overlap", a + "#1", b + "#2"])
    #expect(absent.status == 1 && absent.messages.contains("b.nii: label 2 is not in the mask; it holds 1"))
  }

  @Test func `masks of two grids are told what differs, and by how much`() throws {
    let scratch = try Scratch()
    try NIfTIFile.mask(size: (6, 4, 4), spacing: (1, 1, 2), inside: { x, y, z in x + y + z < 3 })
      .write(to: scratch.file("a.nii"))
    try NIfTIFile.mask(size: (6, 4, 4), spacing: (1, 1, 3), inside: { x, y, z in x + y + z < 3 })
      .write(to: scratch.file("b.nii"))
    let run = try RadishCommand.run(["overlap", scratch.file("a.nii").path, scratch.file("b.nii").path])
    #expect(run.status == 1)
    #expect(
      run.messages.contains("the first mask has voxels of 1×1×2 mm but the second has 1×1×3 mm"), "\(run.messages)")
  }

  @Test func `few subjects and raters without a common category are told`() throws {
    let run = try RadishCommand.run(["agreement", "-", "--rating", "a,b", "--json"], input: "a,b\nx,1\ny,2\nx,2\n")
    #expect(try run.json()["cautions"].list.map { $0["code"].text } == ["nothing_in_common", "few_rows"])
    #expect(run.output.contains("3 rows say little about agreement"))
  }

  @Test func `a column of one value has no correlation, and that is said`() throws {
    let run = try RadishCommand.run(
      ["correlate", "-", "--columns", "a,b", "--json"], input: "a,b\n1,5\n2,5\n4,5\n3,5\n")
    let cautions = try run.json()["cautions"].list
    #expect(cautions.map { $0["code"].text } == ["constant_column"])
    #expect(cautions.first?["message"].text?.hasPrefix("“b” has the same value in every row") == true)
  }

  @Test(arguments: [
    (
      ["classes", "--outcome", "stage", "--predicted", "fibrosis"],
      "\"fibrosis\" holds \"F0\", which is none of the classes \"I\", \"II\", \"III\". Spell both alike, or name the class "
        + "with --order."
    ),
    (
      ["classes", "--outcome", "stage", "--score", "I=risk", "--score", "II=score"],
      "The class \"III\" of \"stage\" has no score. Give --score once per class, such as --score III=COLUMN."
    ),
    (
      ["ordinal", "--outcome", "fibrosis", "--levels", "F0,F1,F2", "--score", "score"],
      "\"fibrosis\" also holds \"F3\", which --levels does not name. Name every class, lowest first, or leave its rows out "
        + "with --where."
    ),
    (["correlate", "--columns", "age,risk", "--with", "age"], "The column \"age\" is named twice. Name it once."),
  ])
  func `what the table does not allow is one sentence`(words: [String], sentence: String) throws {
    let run = try RadishCommand.run([words[0], "-"] + words.dropFirst(), input: Patients.csv)
    #expect(run.status == 1)
    #expect(run.messages == "radish: \(sentence)\n")
  }

  @Test(arguments: [
    (
      ["ordinal", "--outcome", "fibrosis", "--score", "score"],
      "\"fibrosis\" is text: say the order with --levels, lowest first, such as F0,F1,F2."
    ),
    (["classes", "--outcome", "stage"], "Give --predicted, or --score once per class."),
    (["agreement", "--rating", "risk"], "agreement needs at least two --rating columns."),
    (["correlate", "--columns", "age"], "correlate needs two --columns, or --with."),
  ])
  func `an option that cannot be meant is wrong usage`(words: [String], sentence: String) throws {
    let run = try RadishCommand.run([words[0], "-"] + words.dropFirst(), input: Patients.csv)
    #expect(run.status == 2)
    #expect(run.messages.hasPrefix("radish: \(sentence)\n"))
  }
}

/// Writes the smallest NIfTI-1 files that masks need.
enum NIfTIFile {
  static func mask(
    size: (Int, Int, Int), spacing: (Float, Float, Float), inside: (Int, Int, Int) -> Bool
  ) throws -> Data {
    var header = Data(count: 352)
    func put<Value>(_ value: Value, _ offset: Int) {
      withUnsafeBytes(of: value) { header.replaceSubrange(offset..<(offset + $0.count), with: $0) }
    }
    put(Int32(348), 0)
    for (position, value) in [3, size.0, size.1, size.2, 1, 1, 1, 1].enumerated() {
      put(Int16(value), 40 + 2 * position)
    }
    put(Int16(2), 70)
    put(Int16(8), 72)
    for (position, value) in [1, spacing.0, spacing.1, spacing.2].enumerated() { put(Float(value), 76 + 4 * position) }
    put(Float(352), 108)
    put(Float(1), 112)
    put(UInt8(2), 123)
    put(UInt32(0x0031_2B6E), 344)
    var voxels = Data()
    for z in 0..<size.2 { for y in 0..<size.1 { for x in 0..<size.0 { voxels.append(inside(x, y, z) ? 1 : 0) } } }
    return header + voxels
  }
}
