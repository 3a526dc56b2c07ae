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
    var path = String(parts[1])
    var selection = MaskSelection.nonZero
    if let mark = path.lastIndex(of: "#"), let label = Double(path[path.index(after: mark)...]), label != 0,
      label.isFinite
    {
      selection = .label(label)
      path = String(path[..<mark])
    }
    source = MaskSource(path: path, selection: selection)
  }
}
