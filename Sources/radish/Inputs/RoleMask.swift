import ArgumentParser
import Features

/// The mask of another region of an image, as `--role` names it: `liver=liver.nii.gz`, `liver=organs.nii.gz#6`.
struct RoleMask: ExpressibleByArgument {
  let name: String
  let source: MaskSource

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    name = String(parts[0])
    let file = LabelledFile(String(parts[1]))
    source = MaskSource(path: file.path, selection: file.label.map { .label($0) } ?? .nonZero)
  }
}

/// A mask file, and the value of the region where one stands behind it: `organs.nii.gz#6`.
struct LabelledFile {
  let path: String
  let label: Double?

  init(_ word: String) {
    guard let mark = word.lastIndex(of: "#"), let label = Double(word[word.index(after: mark)...]), label != 0,
      label.isFinite
    else {
      (path, label) = (word, nil)
      return
    }
    (path, self.label) = (String(word[..<mark]), label)
  }
}
