import Foundation
import Testing

/// What a command writes never takes the place of what it reads, nor of what is no file.
@Suite struct OutputFileCommandTests {
  @Test func `a response map never overwrites the image it is made of`() throws {
    let scratch = try Scratch()
    let image = try scratch.image()
    let before = try Data(contentsOf: URL(filePath: image))
    let link = scratch.file("link.nii").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: image)
    let settings = "ibsi2-phase1-3_a_1"
    for out in [image, scratch.folder.path + "/./image.nii", link] {
      let run = try RadishCommand.run(["filter", "--image", image, "--settings", settings, "--out", out])
      #expect(run.status == 1 && run.messages.contains("is not overwritten: it is what the command reads"), "\(run)")
      #expect(try Data(contentsOf: URL(filePath: image)) == before)
    }
  }

  @Test func `a pipe is written into, and stays a pipe`() throws {
    let scratch = try Scratch()
    let image = try scratch.image()
    let (pipe, whole) = (scratch.file("pipe.nii").path, scratch.file("map.nii").path)
    #expect(mkfifo(pipe, 0o600) == 0)
    let reader = Process()
    reader.executableURL = URL(filePath: "/bin/cp")
    reader.arguments = [pipe, scratch.file("copy").path]
    try reader.run()
    for out in [pipe, whole] {
      let run = try RadishCommand.run(["filter", "--image", image, "--settings", "ibsi2-phase1-3_a_1", "--out", out])
      #expect(run.status == 0, "\(run.messages)")
    }
    reader.waitUntilExit()
    var status = stat()
    #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    #expect(try Data(contentsOf: scratch.file("copy")) == Data(contentsOf: URL(filePath: whole)))
  }

  @Test func `behind a link the file is replaced, not the link`() throws {
    let scratch = try Scratch()
    let image = try scratch.image()
    let (link, target) = (scratch.file("link.nii").path, scratch.file("target.nii").path)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target.nii")
    for _ in 0..<2 {
      let run = try RadishCommand.run(["filter", "--image", image, "--settings", "ibsi2-phase1-3_a_1", "--out", link])
      #expect(run.status == 0, "\(run.messages)")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "target.nii")
      #expect(FileManager.default.fileExists(atPath: target))
    }
  }

  @Test func `a folder is no file to write`() throws {
    let scratch = try Scratch()
    let image = try scratch.image()
    let run = try RadishCommand.run(
      ["filter", "--image", image, "--settings", "ibsi2-phase1-3_a_1", "--out", scratch.folder.path])
    #expect(run.status == 1 && run.messages.contains("is a folder. Add the name of a file."), "\(run.messages)")
  }

  @Test(arguments: ["batch.csv", "image.nii", "mask.nii"])
  func `a batch never overwrites its own files`(name: String) throws {
    let scratch = try Scratch()
    _ = (try scratch.image(), try scratch.mask(slices: [0, 1, 1, 1, 1, 0]))
    let batch = try scratch.write("Image,Mask\nimage.nii,mask.nii\n", to: "batch.csv")
    let before = try Data(contentsOf: scratch.file(name))
    let run = try RadishCommand.run(["extract", "--batch", batch, "--out", scratch.file(name).path])
    #expect(run.status == 1 && run.messages.contains("is not overwritten"), "\(run.messages)")
    #expect(try Data(contentsOf: scratch.file(name)) == before)
  }

  @Test func `a plot and a screen never overwrite what they are made of`() throws {
    let scratch = try Scratch()
    let csv = try scratch.write("y,a\n1,0.9\n0,0.2\n1,0.6\n0,0.7\n", to: "scores.csv")
    let plot = try RadishCommand.run(["roc", csv, "--outcome", "y", "--score", "a", "--svg", csv])
    #expect(plot.status == 1 && plot.messages.contains("is not overwritten"), "\(plot.messages)")
    let keys = try scratch.write("q", to: "keys")
    let play = try RadishCommand.run(["play", keys, "--save", keys])
    #expect(play.status == 1 && play.messages.contains("is not overwritten"), "\(play.messages)")
    #expect(try String(contentsOfFile: csv, encoding: .utf8).hasPrefix("y,a\n"))
    #expect(try String(contentsOfFile: keys, encoding: .utf8) == "q")
  }

  @Test func `a file that names patients is its owner's from the first byte on`() throws {
    let scratch = try Scratch()
    _ = (try scratch.image(), try scratch.mask(slices: [0, 1, 1, 1, 1, 0]))
    let batch = try scratch.write("Image,Mask\nimage.nii,mask.nii\n", to: "batch.csv")
    let keys = try scratch.write("q", to: "keys")
    let folder = scratch.file("out")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let watch = try #require(FolderWatch(folder))
    let (table, screen) = (folder.appending(path: "table.csv").path, folder.appending(path: "screen.txt").path)
    let extraction = try RadishCommand.run(["extract", "--batch", batch, "--out", table])
    #expect(extraction.status == 0, "\(extraction.messages)")
    let play = try RadishCommand.run(["play", keys, "--save", screen])
    #expect(play.status == 0, "\(play.messages)")
    let (made, changed) = watch.events()
    #expect(made.count == 2 && changed.isEmpty, "\(made) \(changed)")
    for path in [table, screen] {
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }
    // Nothing of the files on the way is left.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["screen.txt", "table.csv"])
  }

  @Test func `one that others could read is replaced, and who has it open learns nothing new`() throws {
    let scratch = try Scratch()
    let keys = try scratch.write("q", to: "keys")
    let path = try scratch.write("as it was", to: "screen.txt")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    let reader = try FileHandle(forReadingFrom: URL(filePath: path))
    let link = scratch.file("link.txt").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "screen.txt")
    #expect(try RadishCommand.run(["play", keys, "--save", link]).status == 0)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("Radish"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "screen.txt")
    #expect(try reader.readToEnd() == Data("as it was".utf8))
    // Where a link leads nowhere yet, the file is made there.
    let ahead = scratch.file("ahead.txt").path
    try FileManager.default.createSymbolicLink(atPath: ahead, withDestinationPath: "new.txt")
    #expect(try RadishCommand.run(["play", keys, "--save", ahead]).status == 0)
    #expect(
      try FileManager.default.attributesOfItem(atPath: scratch.file("new.txt").path)[.posixPermissions] as? Int == 0o600
    )
  }
}
