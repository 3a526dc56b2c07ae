import Testing

@Test func `the test bundle runs`() { #expect(Bool(true)) }
