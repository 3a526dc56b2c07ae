/// Turns the bytes of a terminal into keys, pastes and mouse reports.
///
/// Bytes may arrive in any pieces. An `ESC` that stays alone is the Escape key: when `isPending`, the caller waits
/// 25 ms for more bytes and then calls `flush`. Unknown sequences are swallowed whole; nothing traps.
public struct KeyParser: Sendable {
  private var buffer: [UInt8] = []
  private var paste: [UInt8]?

  /// The most a paste may hold; what follows is dropped.
  static let pasteLimit = 1_000_000

  public init() {}

  /// Whether a sequence has begun and not ended.
  public var isPending: Bool { !buffer.isEmpty && paste == nil }

  /// Takes bytes and returns the events they complete.
  public mutating func feed(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
    buffer.append(contentsOf: bytes)
    return drain(isFinal: false)
  }

  /// No more bytes will come for what is pending: a lone `ESC` is the Escape key.
  public mutating func flush() -> [InputEvent] { drain(isFinal: true) }

  private enum Step {
    case event(InputEvent, used: Int)
    case nothing(used: Int)
    case pasteBegins(used: Int)
    case incomplete
  }

  private mutating func drain(isFinal: Bool) -> [InputEvent] {
    var events: [InputEvent] = []
    var start = 0
    while start < buffer.count {
      if paste != nil {
        guard let used = takePaste(from: start, into: &events) else { break }
        start += used
        continue
      }
      switch step(buffer[start...], isFinal: isFinal) {
      case .event(let event, let used):
        events.append(event)
        start += used
      case .nothing(let used): start += used
      case .pasteBegins(let used):
        paste = []
        start += used
      case .incomplete:
        buffer.removeFirst(start)
        return events
      }
    }
    buffer.removeFirst(min(start, buffer.count))
    return events
  }

  private static let pasteEnd: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]

  /// Moves bytes into the paste; nil when its end has not arrived and no byte can be decided yet.
  private mutating func takePaste(from start: Int, into events: inout [InputEvent]) -> Int? {
    let rest = buffer[start...]
    var position = start
    while position < buffer.count {
      if buffer[position] == 0x1B {
        let tail = buffer[position...].prefix(Self.pasteEnd.count)
        if tail.elementsEqual(Self.pasteEnd) {
          let text = String(decoding: paste ?? [], as: UTF8.self)
          paste = nil
          events.append(.paste(text))
          return position - start + Self.pasteEnd.count
        }
        if Self.pasteEnd.starts(with: tail) { break }
      }
      if (paste?.count ?? 0) < Self.pasteLimit { paste?.append(buffer[position]) }
      position += 1
    }
    return position == start && !rest.isEmpty ? nil : position - start
  }

  private func step(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    guard let first = bytes.first else { return .incomplete }
    switch first {
    case 0x1B: return escape(bytes, isFinal: isFinal)
    case 0x0D, 0x0A: return .event(.key(.enter), used: 1)
    case 0x09: return .event(.key(.tab), used: 1)
    case 0x7F, 0x08: return .event(.key(.backspace), used: 1)
    case 0x00: return .event(.key(.control(" ")), used: 1)
    case 0x01...0x1A: return .event(.key(.control(Character(Unicode.Scalar(first + 0x60)))), used: 1)
    case 0x1C: return .event(.key(.control("\\")), used: 1)
    case 0x1D: return .event(.key(.control("]")), used: 1)
    case 0x1E: return .event(.key(.control("^")), used: 1)
    case 0x1F: return .event(.key(.control("_")), used: 1)
    case 0x20..<0x7F: return .event(.key(.character(Character(Unicode.Scalar(first)))), used: 1)
    default: return utf8(bytes, isFinal: isFinal)
    }
  }

  private func utf8(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    let first = bytes[bytes.startIndex]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
    guard length > 1 else { return .nothing(used: 1) }
    let piece = bytes.prefix(length)
    if piece.dropFirst().contains(where: { $0 & 0xC0 != 0x80 }) { return .nothing(used: 1) }
    if piece.count < length { return isFinal ? .nothing(used: piece.count) : .incomplete }
    let text = String(decoding: piece, as: UTF8.self)
    guard text.unicodeScalars.count == 1, let character = text.first, character != "\u{FFFD}" else {
      return .nothing(used: 1)
    }
    return .event(.key(.character(character)), used: length)
  }

  private func escape(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    guard bytes.count > 1 else { return isFinal ? .event(.key(.escape), used: 1) : .incomplete }
    let second = bytes[bytes.startIndex + 1]
    switch second {
    case 0x5B: return control(bytes, isFinal: isFinal)
    case 0x4F:
      guard bytes.count > 2 else { return isFinal ? .event(.key(.alt("O")), used: 2) : .incomplete }
      let key = Self.application[bytes[bytes.startIndex + 2]]
      return key.map { .event(.key($0), used: 3) } ?? .nothing(used: 3)
    case 0x5D, 0x50, 0x5F, 0x5E:
      // Answers of the terminal (OSC, DCS, APC, PM) end with BEL or ESC \.
      var index = bytes.startIndex + 2
      while index < bytes.endIndex {
        if bytes[index] == 0x07 { return .nothing(used: index - bytes.startIndex + 1) }
        if bytes[index] == 0x1B {
          guard index + 1 < bytes.endIndex else { break }
          return .nothing(used: index - bytes.startIndex + (bytes[index + 1] == 0x5C ? 2 : 0))
        }
        index += 1
      }
      if isFinal || bytes.count > 4096 {
        return bytes.count == 2
          ? .event(.key(.alt(Character(Unicode.Scalar(second)))), used: 2)
          : .nothing(used: bytes.count)
      }
      return .incomplete
    case 0x1B: return .event(.key(.escape), used: 1)
    case 0x20..<0x7F: return .event(.key(.alt(Character(Unicode.Scalar(second)))), used: 2)
    default: return .event(.key(.escape), used: 1)
    }
  }

  private func control(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    let start = bytes.startIndex
    // The Linux console sends F1–F5 as ESC [ [ A–E.
    if bytes.count > 2, bytes[start + 2] == 0x5B {
      guard bytes.count > 3 else { return isFinal ? .nothing(used: 3) : .incomplete }
      let letter = bytes[start + 3]
      return (0x41...0x45).contains(letter) ? .event(.key(.function(Int(letter) - 0x40)), used: 4) : .nothing(used: 4)
    }
    // X10 mouse: ESC [ M and three bytes.
    if bytes.count > 2, bytes[start + 2] == 0x4D {
      guard bytes.count >= 6 else { return isFinal ? .nothing(used: bytes.count) : .incomplete }
      let event = Self.mouse(
        code: Int(bytes[start + 3]) - 32, column: Int(bytes[start + 4]) - 33, row: Int(bytes[start + 5]) - 33,
        isRelease: (Int(bytes[start + 3]) - 32) & 3 == 3)
      return event.map { .event(.mouse($0), used: 6) } ?? .nothing(used: 6)
    }
    var index = start + 2
    while index < bytes.endIndex, (0x20...0x3F).contains(bytes[index]) {
      index += 1
      if index - start > 64 { return .nothing(used: index - start) }
    }
    guard index < bytes.endIndex else {
      if bytes.count == 2 && isFinal { return .event(.key(.alt("[")), used: 2) }
      return isFinal ? .nothing(used: bytes.count) : .incomplete
    }
    let used = index - start + 1
    let body = bytes[(start + 2)..<index]
    let final = bytes[index]
    if body.first == 0x3C, final == 0x4D || final == 0x6D {
      let numbers = Self.numbers(body.dropFirst())
      guard numbers.count == 3 else { return .nothing(used: used) }
      let event = Self.mouse(
        code: numbers[0], column: numbers[1] - 1, row: numbers[2] - 1, isRelease: final == 0x6D)
      return event.map { .event(.mouse($0), used: used) } ?? .nothing(used: used)
    }
    let numbers = Self.numbers(body)
    if final == 0x7E, numbers.first == 200 { return .pasteBegins(used: used) }
    guard let key = Self.key(final: final, numbers: numbers) else { return .nothing(used: used) }
    return .event(.key(key), used: used)
  }

  /// Decimal numbers between semicolons; nothing larger than 65535, so that no arithmetic overflows.
  private static func numbers(_ body: ArraySlice<UInt8>) -> [Int] {
    body.split(separator: 0x3B, omittingEmptySubsequences: false).map { part in
      var value = 0
      for byte in part where (0x30...0x39).contains(byte) { value = min(65535, value * 10 + Int(byte) - 0x30) }
      return value
    }
  }

  private static func key(final: UInt8, numbers: [Int]) -> Key? {
    let modifier = numbers.count > 1 ? numbers[1] : 1
    let isShifted = modifier >= 2 && (modifier - 1) & 1 == 1
    let isAlt = modifier >= 2 && (modifier - 1) & 2 == 2
    switch final {
    case 0x41: return isShifted ? .shiftUp : .up
    case 0x42: return isShifted ? .shiftDown : .down
    case 0x43: return isShifted ? .shiftRight : isAlt ? .altRight : .right
    case 0x44: return isShifted ? .shiftLeft : isAlt ? .altLeft : .left
    case 0x46: return .end
    case 0x48: return .home
    case 0x5A: return .backTab
    case 0x50...0x53: return .function(Int(final) - 0x4F)
    case 0x7E:
      switch numbers.first {
      case 1, 7: return .home
      case 2: return .insert
      case 3: return .delete
      case 4, 8: return .end
      case 5: return .pageUp
      case 6: return .pageDown
      case .some(11...15): return numbers.first.map { .function($0 - 10) }
      case .some(17...21): return numbers.first.map { .function($0 - 11) }
      case .some(23...24): return numbers.first.map { .function($0 - 12) }
      default: return nil
      }
    default: return nil
    }
  }

  private static let application: [UInt8: Key] = [
    0x41: .up, 0x42: .down, 0x43: .right, 0x44: .left, 0x46: .end, 0x48: .home, 0x4D: .enter, 0x50: .function(1),
    0x51: .function(2), 0x52: .function(3), 0x53: .function(4),
  ]

  private static func mouse(code: Int, column: Int, row: Int, isRelease: Bool) -> MouseEvent? {
    guard code >= 0, column >= 0, row >= 0 else { return nil }
    if code & 64 != 0 {
      switch code & 3 {
      case 0: return MouseEvent(.wheelUp, button: .none, column: column, row: row)
      case 1: return MouseEvent(.wheelDown, button: .none, column: column, row: row)
      default: return nil
      }
    }
    let button: MouseEvent.Button =
      switch code & 3 {
      case 0: .left
      case 1: .middle
      case 2: .right
      default: .none
      }
    if isRelease { return MouseEvent(.release, button: button, column: column, row: row) }
    if code & 32 != 0 {
      return button == .none ? nil : MouseEvent(.drag, button: button, column: column, row: row)
    }
    return MouseEvent(.press, button: button, column: column, row: row)
  }
}
