// swift-tools-version: 6.2
import PackageDescription

/// One direction: radish → TUI → Cohort → Features, Stats → C libraries. See ARCHITECTURE.md.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "radish",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "radish", targets: ["radish"]),
    .library(name: "Features", targets: ["Features"]),
    .library(name: "Stats", targets: ["Stats"]),
    .library(name: "Cohort", targets: ["Cohort"]),
    .library(name: "TUI", targets: ["TUI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .target(name: "CTerminal"),
    .target(name: "CNIfTI"),
    .target(name: "CFourier"),
    .target(name: "CSums"),
    .target(name: "COpenBLAS"),
    .target(name: "CDigest"),
    .target(name: "Features", dependencies: ["CNIfTI", "CFourier", "CSums"], swiftSettings: strict),
    .target(name: "Stats", dependencies: ["COpenBLAS"], swiftSettings: strict),
    .target(
      name: "Cohort",
      dependencies: ["Features", "Stats", "CDigest", .product(name: "GRDB", package: "GRDB.swift"), "Yams"],
      swiftSettings: strict),
    .target(
      name: "TUI", dependencies: ["Cohort", "Features", "Stats", "CTerminal"],
      swiftSettings: strict),
    .executableTarget(
      name: "radish",
      dependencies: [
        "TUI", "Cohort", "Features", "Stats",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
    .testTarget(
      name: "FeaturesTests", dependencies: ["CFourier", "Features", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "StatsTests", dependencies: ["Stats", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "CohortTests", dependencies: ["Cohort", "Features", "Stats", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "TUITests", dependencies: ["TUI", "Cohort", "Features", "Stats", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests", dependencies: ["CTerminal", "TestSupport"], swiftSettings: strict),
  ]
)
