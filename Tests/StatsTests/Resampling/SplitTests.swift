import Testing

@testable import Stats

@Suite struct SplitTests {
  let strata = (0..<100).map { $0 < 20 ? 1 : 0 }

  @Test func `a stratified split keeps the proportion of events on both sides`() throws {
    let split = try Split.random(rowCount: 100, trainingFraction: 0.7, strata: strata, seed: 1)
    #expect(split.training.count == 70)
    #expect(split.training.filter { strata[$0] == 1 }.count == 14)
    #expect(Set(split.training).isDisjoint(with: split.heldOut))
    #expect(Set(split.training + split.heldOut).count == 100)
  }

  @Test func `the same seed splits alike and another one differently`() throws {
    let a = try Split.random(rowCount: 100, trainingFraction: 0.5, seed: 1)
    #expect(a == (try Split.random(rowCount: 100, trainingFraction: 0.5, seed: 1)))
    #expect(a != (try Split.random(rowCount: 100, trainingFraction: 0.5, seed: 2)))
  }

  @Test(arguments: 0..<20) func `rows of one patient never lie on both sides`(seed: UInt64) throws {
    let groups = (0..<100).map { $0 % 23 }
    let split = try Split.random(rowCount: 100, trainingFraction: 0.6, strata: strata, groups: groups, seed: seed)
    #expect(Set(split.training.map { groups[$0] }).isDisjoint(with: split.heldOut.map { groups[$0] }))
  }

  @Test func `a split that leaves a side empty says so`() {
    #expect(throws: ModelError.emptySide("held-out")) { try Split(isTraining: [true, true]) }
    #expect(
      ModelError.emptySide("held-out").description
        == "The split leaves no row on the held-out side. Change the fraction, the date or the column's values.")
    #expect(throws: ModelError.badFraction(1)) { try Split.random(rowCount: 4, trainingFraction: 1, seed: 1) }
  }
}

@Suite struct FoldsTests {
  @Test func `folds are of even size in every stratum`() throws {
    let strata = (0..<103).map { $0 % 4 == 0 ? 1 : 0 }
    let folds = try Folds.random(count: 10, rowCount: 103, strata: strata, seed: 3)
    for k in 0..<10 {
      let rows = (0..<103).filter { folds.fold[$0] == k }
      #expect((10...11).contains(rows.count))
      #expect((2...3).contains(rows.filter { strata[$0] == 1 }.count))
    }
    #expect(folds.splits.count == 10)
    #expect(folds.splits.flatMap(\.heldOut).sorted() == Array(0..<103))
  }

  @Test(arguments: 0..<20) func `groups stay together and every fold has some`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: 1)
    let groups = (0..<60).map { _ in generator.below(12) }
    let strata = groups.map { $0 < 3 ? 1 : 0 }
    let count = Set(groups).count
    let folds = try Folds.random(count: min(5, count), rowCount: 60, strata: strata, groups: groups, seed: seed)
    for group in Set(groups) {
      #expect(Set((0..<60).filter { groups[$0] == group }.map { folds.fold[$0] }).count == 1)
    }
    #expect(Set(folds.fold).count == min(5, count))
  }

  @Test func `as many folds as groups puts one group into each`() throws {
    let folds = try Folds.random(count: 3, rowCount: 6, groups: [1, 1, 1, 1, 2, 3], seed: 1)
    #expect(Set(folds.fold).count == 3)
  }

  @Test func `leaving one centre out gives one fold per centre`() throws {
    let folds = try Folds.leaveOneGroupOut([30, 10, 20, 10])
    #expect(folds.fold == [2, 0, 1, 0])
  }

  @Test func `impossible folds are refused with the reason`() {
    #expect(throws: ModelError.badFolds("5 folds need at least 5 rows, found 3")) {
      try Folds.random(count: 5, rowCount: 3, seed: 1)
    }
    #expect(throws: ModelError.badFolds("at least two folds are needed, found 1")) { try Folds([0, 0]) }
    #expect(throws: ModelError.badFolds("every fold from 1 to 3 needs at least one row")) { try Folds([0, 2]) }
    #expect(ModelError.badFolds("x").description == "These folds cannot be used: x.")
  }
}
