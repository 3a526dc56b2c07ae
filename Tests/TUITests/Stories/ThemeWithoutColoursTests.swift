import Testing

@testable import TUI

/// A theme without colours is as readable as a terminal without them.
@MainActor @Suite struct `A theme without colours` {
  private func seen(_ driver: Driver) -> String {
    var state = driver.store.state
    state.message = nil
    return App.view(state).text
  }

  @Test(arguments: [":view P003<Enter>", ":view P003<Enter>c", ":features<Enter><Tab><Tab>", "5:confusion<Enter>"])
  func `draws what a terminal without colours shows`(way: String) async throws {
    let cohort = `Every screen`.Ready.withEveryResult
    let first = await Driver(environment: Sample.environment(cohort: cohort))
    try await first.press(way)
    await first.settle()
    let coloured = seen(first)
    first.store.send(.setTheme(.mono))
    let plain = Look(pictures: .shade, color: .mono)
    let second = await Driver(look: plain, environment: Sample.environment(cohort: cohort))
    try await second.press(way)
    await second.settle()
    #expect(seen(first) == seen(second))
    // And the colours come back.
    first.store.send(.setTheme(.light))
    #expect(seen(first) == coloured && first.store.state.look == .standard)
  }
}
