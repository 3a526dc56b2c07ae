import Testing

@testable import TUI

@Suite struct `Words of a command line` {
  @Test func `are split at blanks, but not within quotes or after a backslash`() {
    #expect(ShellWords("aft --time  os_months").words == ["aft", "--time", "os_months"])
    #expect(ShellWords("show --where 'age>60 & sex=F'").words == ["show", "--where", "age>60 & sex=F"])
    #expect(ShellWords(#"a "b \" c" d\ e ''"#).words == ["a", #"b " c"#, "d e", ""])
    #expect(ShellWords(#"'a\b'"#).words == [#"a\b"#])
  }

  @Test func `nothing of a shell but that happens to them`() {
    #expect(ShellWords("$HOME `id` $(id) * ; | >x #y").words == ["$HOME", "`id`", "$(id)", "*", ";", "|", ">x", "#y"])
  }

  @Test(arguments: ["plain", "with blank", "it's", #"a"b\c"#, "", "$x", "ünïcode", "--where=age>60 & x"])
  func `that are quoted come back as they were`(word: String) {
    #expect(ShellWords("x " + ShellWords.quoted(word)).words == ["x", word])
  }

  @Test func `the one being typed is told from what stays`() {
    let split = ShellWords("aft --time 'os mo")
    #expect(split.head == "aft --time ")
    #expect(split.last == "os mo")
    #expect(split.isOpen)
    #expect(ShellWords("aft ").last == "")
    #expect(ShellWords("aft ").head == "aft ")
    #expect(!ShellWords("aft 'x'").isOpen)
  }
}
