internal import GRDB

/// The shape of a cohort file. Migrations are named and only ever appended: a file made by an older Radish is brought up to
/// date step by step, and one made by a newer Radish is recognised by a name that is not in this list.
enum Migrations {
  /// Marks the file as a cohort ("RDSH"), so that other SQLite files are never touched.
  static let applicationID = 0x5244_5348

  /// The oldest version of Radish that understands the newest migration; raised whenever a migration is added.
  static let neededVersion = "0.1.0"

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 cohort") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: schema)
    }
    migrator.registerMigration("2 robustness") { db in
      try db.execute(
        sql: """
          CREATE TABLE robustness (
            name TEXT PRIMARY KEY NOT NULL CHECK (length(name) > 0),
            result TEXT NOT NULL CHECK (json_valid(result)),
            created_at REAL NOT NULL
          ) STRICT
          """)
    }
    return migrator
  }

  private static let schema = """
    CREATE TABLE format (
      name TEXT PRIMARY KEY NOT NULL,
      value TEXT NOT NULL
    ) STRICT;

    -- Rows are never deleted and ids are dense: the cell of unit n is at position n - 1 of a variable's blob.
    CREATE TABLE patient (
      id INTEGER PRIMARY KEY CHECK (id > 0),
      label TEXT NOT NULL UNIQUE CHECK (length(label) > 0)
    ) STRICT;

    CREATE TABLE exam (
      id INTEGER PRIMARY KEY CHECK (id > 0),
      patient INTEGER NOT NULL REFERENCES patient (id),
      label TEXT NOT NULL,
      UNIQUE (patient, label)
    ) STRICT;

    CREATE TABLE image (
      id INTEGER PRIMARY KEY CHECK (id > 0),
      exam INTEGER NOT NULL REFERENCES exam (id),
      modality TEXT NOT NULL,
      series TEXT NOT NULL,
      path TEXT NOT NULL CHECK (length(path) > 0),
      UNIQUE (exam, modality, series, path)
    ) STRICT;

    CREATE TABLE lesion (
      id INTEGER PRIMARY KEY CHECK (id > 0),
      image INTEGER NOT NULL REFERENCES image (id),
      role TEXT NOT NULL,
      mask TEXT NOT NULL CHECK (length(mask) > 0),
      label INTEGER CHECK (label > 0),
      name TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX lesion_identity ON lesion (image, mask, ifnull(label, 0), role);

    CREATE TABLE variable (
      id INTEGER PRIMARY KEY,
      level TEXT NOT NULL CHECK (level IN ('patient', 'exam', 'image', 'lesion')),
      name TEXT NOT NULL CHECK (length(name) > 0),
      type TEXT NOT NULL CHECK (type IN ('number', 'text', 'date', 'bool')),
      unit TEXT NOT NULL DEFAULT '',
      UNIQUE (level, name)
    ) STRICT;

    CREATE TABLE variable_cells (
      variable INTEGER PRIMARY KEY REFERENCES variable (id),
      cells BLOB NOT NULL
    ) STRICT;

    CREATE TABLE outcome (
      name TEXT PRIMARY KEY NOT NULL CHECK (length(name) > 0),
      definition TEXT NOT NULL CHECK (json_valid(definition))
    ) STRICT;

    CREATE TABLE exclusion (
      level TEXT NOT NULL CHECK (level IN ('patient', 'exam', 'image', 'lesion')),
      unit INTEGER NOT NULL CHECK (unit > 0),
      reason TEXT NOT NULL CHECK (length(trim(reason)) > 0),
      created_at REAL NOT NULL,
      PRIMARY KEY (level, unit)
    ) STRICT;

    CREATE TABLE extraction (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE CHECK (length(name) > 0),
      settings TEXT NOT NULL,
      settings_digest TEXT NOT NULL,
      features TEXT CHECK (features IS NULL OR json_valid(features)),
      version TEXT NOT NULL,
      created_at REAL NOT NULL
    ) STRICT;

    CREATE TABLE feature_vector (
      id INTEGER PRIMARY KEY,
      extraction INTEGER NOT NULL REFERENCES extraction (id),
      lesion INTEGER NOT NULL REFERENCES lesion (id),
      numbers BLOB NOT NULL CHECK (length(numbers) % 8 = 0),
      reasons TEXT CHECK (reasons IS NULL OR json_valid(reasons)),
      input_digest TEXT NOT NULL,
      seconds REAL NOT NULL CHECK (seconds >= 0),
      created_at REAL NOT NULL,
      UNIQUE (extraction, lesion)
    ) STRICT;

    CREATE TABLE case_failure (
      extraction INTEGER NOT NULL REFERENCES extraction (id),
      lesion INTEGER NOT NULL REFERENCES lesion (id),
      message TEXT NOT NULL CHECK (length(message) > 0),
      created_at REAL NOT NULL,
      PRIMARY KEY (extraction, lesion)
    ) STRICT;

    CREATE TABLE split (
      name TEXT PRIMARY KEY NOT NULL CHECK (length(name) > 0),
      level TEXT NOT NULL CHECK (level IN ('patient', 'exam', 'image', 'lesion')),
      plan TEXT NOT NULL CHECK (json_valid(plan)),
      parts TEXT NOT NULL CHECK (json_valid(parts)),
      input_digest TEXT NOT NULL,
      created_at REAL NOT NULL
    ) STRICT;

    CREATE TABLE study_run (
      id INTEGER PRIMARY KEY,
      study TEXT NOT NULL CHECK (length(study) > 0),
      plan TEXT NOT NULL,
      result TEXT NOT NULL CHECK (json_valid(result)),
      input_digest TEXT NOT NULL,
      created_at REAL NOT NULL
    ) STRICT;
    CREATE INDEX study_run_by_study ON study_run (study, id);

    CREATE TABLE provenance (
      id INTEGER PRIMARY KEY,
      step TEXT NOT NULL CHECK (length(step) > 0),
      name TEXT NOT NULL,
      input_digest TEXT NOT NULL,
      settings TEXT NOT NULL,
      version TEXT NOT NULL,
      seed TEXT,
      seconds REAL NOT NULL CHECK (seconds >= 0),
      user TEXT NOT NULL,
      created_at REAL NOT NULL
    ) STRICT;

    INSERT INTO format VALUES ('needs_version', '\(neededVersion)');
    """
}
