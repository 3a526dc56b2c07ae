import Testing

/// Eighteen invented patients, small enough to be read and to be typed into R: `d <- read.csv(...)`.
///
/// The numbers of R beside the expectations come from R 4.2.2 with survival 3.5.3 and pROC 1.18.0.
enum Patients {
  static let csv = """
    patient,arm,age,sex,score,volume,risk,risk_new,progressed,months,stage,fibrosis,reader,second,cause
    P01,A,61,f,0.31,12.4,0.22,0.15,0,41.0,I,F1,0,0,0
    P02,B,70,m,0.82,88.1,0.71,0.83,1,9.5,III,F4,1,1,1
    P03,A,54,f,0.12,8.9,0.15,0.11,0,52.3,I,F0,0,0,0
    P04,B,66,m,0.55,41.7,0.48,0.52,1,22.1,II,F3,1,0,1
    P05,A,49,f,0.44,20.3,0.31,0.24,0,38.8,II,F2,0,1,2
    P06,B,73,m,0.91,102.6,0.80,0.88,1,6.2,III,F4,1,1,1
    P07,A,58,m,0.27,30.2,0.35,0.41,1,30.4,I,F2,0,1,1
    P08,B,64,f,0.63,47.0,0.52,0.61,1,17.9,III,F3,1,1,2
    P09,A,69,m,0.38,25.5,0.40,0.33,0,28.6,II,F1,1,0,0
    P10,B,57,f,0.47,35.0,0.36,0.39,0,33.1,II,F2,0,0,2
    P11,A,62,m,0.59,52.8,0.55,0.47,1,19.4,III,F3,1,1,1
    P12,B,71,f,0.74,61.2,0.62,0.70,1,12.7,III,F4,1,1,1
    P13,A,52,m,0.21,15.8,0.20,0.18,0,47.5,I,F0,0,0,0
    P14,B,68,f,0.33,28.4,0.44,0.36,0,25.0,I,F1,0,0,2
    P15,A,60,m,0.66,39.9,0.58,0.49,0,36.2,III,F2,1,0,0
    P16,B,63,m,0.52,44.4,0.33,0.57,1,15.5,II,F3,0,1,1
    P17,A,55,f,0.36,22.7,0.27,0.29,1,21.3,I,F1,0,0,2
    P18,B,67,f,0.41,31.3,0.46,0.44,0,29.9,II,F2,1,0,0

    """

  /// The document of a command on these patients.
  static func json(_ arguments: String...) throws -> JSONValue {
    try RadishCommand.run(arguments + ["--json"], input: csv).json()
  }
}
