// swift-tools-version: 6.2
import PackageDescription

/// Measurements of Radish beside its peers. A package of its own, so that a build of Radish never waits for it.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "radish-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "radish", path: "..")],
  targets: [
    .executableTarget(
      name: "extraction-benchmark", dependencies: [.product(name: "Features", package: "radish")],
      path: "Sources/ExtractionBenchmark", swiftSettings: strict),
    .executableTarget(
      name: "statistics-benchmark", dependencies: [.product(name: "Stats", package: "radish")],
      path: "Sources/StatisticsBenchmark", swiftSettings: strict),
    .executableTarget(
      name: "terminal-benchmark",
      dependencies: [.product(name: "Features", package: "radish"), .product(name: "TUI", package: "radish")],
      path: "Sources/TerminalBenchmark", swiftSettings: strict),
    .executableTarget(
      name: "simulations", dependencies: [.product(name: "Stats", package: "radish")], path: "Sources/Simulations",
      swiftSettings: strict),
  ]
)
