public import Foundation

/// What can go wrong with a cohort file.
public enum CohortError: Error, Equatable, Sendable {
  case notFound(path: String)
  case isFolder(path: String)
  case notADatabase(path: String)
  case corrupt(path: String)
  /// A SQLite file that Radish did not make.
  case notACohort(path: String)
  /// Written by a newer Radish; `needs` is the oldest version that can open it.
  case newer(path: String, needs: String)
  /// Written by an older Radish and opened read-only, so that it cannot be brought up to date.
  case older(path: String)
  case readOnly(path: String)
  case notWritable(path: String, reason: String)
  /// Another file has taken the place of the one that was opened.
  case replaced(path: String)
  /// Another program has decided something in the file since it was read.
  case changedElsewhere(path: String)
  case busy(path: String)
  case diskFull(path: String)
  /// Something asked for does not exist in the cohort.
  case unknown(kind: String, name: String, suggestion: String?)
  /// An extraction of that name was made with other settings.
  case settingsDiffer(extraction: String)
  case damagedCell(path: String, what: String)
  case database(path: String, message: String)
}

extension CohortError: LocalizedError, CustomStringConvertible {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .notFound(let path): "\(path): no such cohort file. Make one with: radish import SOURCE --into \(path)"
    case .isFolder(let path):
      "\(path): is a folder, not a cohort file. Make a cohort from it with: radish import \(path)"
    case .notADatabase(let path): "\(path): is not a cohort file. A cohort is a file made by: radish import"
    case .corrupt(let path):
      "\(path): the cohort file is damaged. Restore it from a backup, or save what is readable with: sqlite3 \(path) .recover"
    case .notACohort(let path): "\(path): is a SQLite file, but no cohort made by Radish. Choose another file name."
    case .newer(let path, let needs):
      "\(path): was written by a newer Radish. Open it with Radish \(needs) or later; this is \(Provenance.currentVersion)."
    case .older(let path):
      "\(path): was written by an older Radish. Open it once without --readonly, so that it is brought up to date."
    case .readOnly(let path): "\(path): is open read-only; nothing in it can be changed. Open it without --readonly."
    case .notWritable(let path, let reason): "\(path): cannot be written (\(reason))."
    case .replaced(let path):
      "\(path): another file has taken the place of the cohort that was opened; nothing is read from it or written into it. "
        + "Open it anew to see what it is."
    case .changedElsewhere(let path):
      "\(path): another program has changed this cohort since it was read; nothing was done. It is read again: look, then "
        + "do it once more."
    case .busy(let path): "\(path): another program is writing to this cohort. Try again when it has finished."
    case .diskFull(let path): "\(path): the disk is full; nothing was changed. Make room and try again."
    case .unknown(let kind, let name, let suggestion):
      "There is no \(kind) \"\(name)\" in this cohort." + (suggestion.map { " Did you mean \"\($0)\"?" } ?? "")
    case .settingsDiffer(let extraction):
      "Extraction \"\(extraction)\" exists with other settings. Give this one another name, or repeat it with --restart."
    case .damagedCell(let path, let what): "\(path): \(what) cannot be decoded; the cohort file is damaged there."
    case .database(let path, let message): "\(path): \(message)."
    }
  }
}
