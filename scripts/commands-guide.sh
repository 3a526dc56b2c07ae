#!/bin/sh
# Prints docs/guide/commands.md: every command with one example and what it printed. A test compares the file with this.
#   scripts/commands-guide.sh PATH/TO/radish > docs/guide/commands.md
set -eu
radish=$(realpath "${1:?usage: commands-guide.sh PATH/TO/radish}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# The name of the folder is seen on screens.
folder=$scratch/study
mkdir "$folder"
cd "$folder"
LC_ALL=C.UTF-8
NO_COLOR=1
# Whoever runs this has settings and cohorts of their own: nothing is looked for there.
HOME=/home/you
export LC_ALL NO_COLOR HOME
unset XDG_CONFIG_HOME XDG_STATE_HOME XDG_DATA_HOME XDG_CACHE_HOME TERM COLORTERM TMUX
# Help is laid out for 80 columns.
unset COLUMNS

cat >patients.csv <<'CSV'
patient,arm,age,sex,score,volume,risk,risk_new,progressed,months,stage,fibrosis,reader,second,cause,called
P01,A,61,f,0.31,12.4,0.22,0.15,0,41.0,I,F1,0,0,0,I
P02,B,70,m,0.82,88.1,0.71,0.83,1,9.5,III,F4,1,1,1,III
P03,A,54,f,0.12,8.9,0.15,0.11,0,52.3,I,F0,0,0,0,I
P04,B,66,m,0.55,41.7,0.48,0.52,1,22.1,II,F3,1,0,1,III
P05,A,49,f,0.44,20.3,0.31,0.24,0,38.8,II,F2,0,1,2,II
P06,B,73,m,0.91,102.6,0.80,0.88,1,6.2,III,F4,1,1,1,III
P07,A,58,m,0.27,30.2,0.35,0.41,1,30.4,I,F2,0,1,1,I
P08,B,64,f,0.63,47.0,0.52,0.61,1,17.9,III,F3,1,1,2,III
P09,A,69,m,0.38,25.5,0.40,0.33,0,28.6,II,F1,1,0,0,I
P10,B,57,f,0.47,35.0,0.36,0.39,0,33.1,II,F2,0,0,2,II
P11,A,62,m,0.59,52.8,0.55,0.47,1,19.4,III,F3,1,1,1,III
P12,B,71,f,0.74,61.2,0.62,0.70,1,12.7,III,F4,1,1,1,III
P13,A,52,m,0.21,15.8,0.20,0.18,0,47.5,I,F0,0,0,0,I
P14,B,68,f,0.33,28.4,0.44,0.36,0,25.0,I,F1,0,0,2,I
P15,A,60,m,0.66,39.9,0.58,0.49,0,36.2,III,F2,1,0,0,II
P16,B,63,m,0.52,44.4,0.33,0.57,1,15.5,II,F3,0,1,1,II
P17,A,55,f,0.36,22.7,0.27,0.29,1,21.3,I,F1,0,0,2,I
P18,B,67,f,0.41,31.3,0.46,0.44,0,29.9,II,F2,1,0,0,II
CSV

cat >study.yaml <<'YAML'
study: arms
outcome: {binary: progressed}
split: {by: frozen}
blocks: {old: [risk], new: [risk_new]}
models:
  risk: {block: old, pipeline: [{score: probability}]}
  risk_new: {block: new, pipeline: [{score: probability}]}
compare: [[risk_new, risk]]
cutoff: {probability: 0.5}
YAML
cat >firstorder.yaml <<'YAML'
setting: {binWidth: 25}
featureClass: {firstorder: [Mean, Median, Entropy]}
YAML
cat >batch.csv <<'CSV'
Image,Mask
crc-lymph-node/CRC-001/CT_image.nii.gz,crc-lymph-node/CRC-001/CT_mask.nii.gz
crc-lymph-node/CRC-002/CT_image.nii.gz,crc-lymph-node/CRC-002/CT_mask.nii.gz
CSV
cat >oldest.keys <<'KEYS'
# Those older than 60, the oldest first.
/age>60<Enter>lls
KEYS

# show WHAT ARGUMENTS…: one section.
show() {
  # shellcheck disable=SC2016  # backquotes of Markdown
  printf '\n## %s\n\n%s\n\n```\n$ radish' "$1" "$2"
  shift 2
  for word in "$@"; do
    case $word in
      *[\ \>\<\&=]*) printf " '%s'" "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
  status=0
  "$radish" "$@" 2>messages || status=$?
  # How far it is, and how fast, is of the moment.
  grep -Ev '^radish: ([0-9]+/[0-9]+ .*%.*|units|models|done)$' messages | sed -e "s|$folder/||g" || true
  [ "$status" -eq 0 ] || printf '(status %s)\n' "$status"
  # shellcheck disable=SC2016
  printf '```\n'
}

cat <<'TEXT'
# The commands

Every command with one example and what it printed. Answers are tables for people; `--format csv` and `--format json` (`--json`)
give the same numbers in full. A table can be a file or `-` for standard input; `--where EXPR` chooses rows; empty cells, `NA`,
`N/A`, `NaN`, `.` and `null` are missing and always counted. Status 0: done; 1: failed; 2: wrong usage; 3: done, but some cases
failed; 130: interrupted. Research use only, not for diagnosis.

This page is written by `scripts/commands-guide.sh`.
TEXT
show workbench 'The workbench: without a command, on a cohort or on the start screen.' cohort.sqlite --help
show demo 'The workbench on a cohort that is invented.' demo --help
show roc 'How well scores tell two classes apart.' \
  roc patients.csv --outcome progressed --score risk --score risk_new
show km 'Survival of groups.' km patients.csv --time months --event progressed --by arm
show cox 'Proportional hazards.' cox patients.csv --time months --event progressed --covariates age,sex
show cindex 'How well scores rank by survival.' \
  cindex patients.csv --time months --event progressed --score score --score volume
show logistic 'Logistic regression.' logistic patients.csv --outcome progressed --covariates age,sex
show calibration 'Do probabilities come true?' \
  calibration patients.csv --outcome progressed --probability risk --groups 3
show dca 'Is acting on a prediction worth it?' \
  dca patients.csv --outcome progressed --probability risk --probability risk_new --thresholds 0.2 0.3 0.4 0.5
show paired 'Two readers of the same patients.' paired patients.csv --outcome progressed --test reader --test second
show classes 'Several classes, called by their probabilities.' \
  classes patients.csv --outcome stage --predicted called --order I,II,III
show ordinal 'An outcome of ordered levels.' \
  ordinal patients.csv --outcome fibrosis --levels F0,F1,F2,F3,F4 --score score --score risk
show tdroc 'Who has the event by a time?' \
  tdroc patients.csv --time months --event progressed --score risk --score risk_new --at 24
show cuminc 'Competing events.' cuminc patients.csv --time months --event cause --cause 1 --by arm --at 12 24
show aft 'Accelerated failure time.' aft patients.csv --time months --event progressed --covariates age,sex
show cutpoint 'The best cut-off of a marker, and what it is worth.' \
  cutpoint patients.csv --time months --event progressed --marker risk
show compare 'A new prediction against an old one.' \
  compare patients.csv --outcome progressed --probability risk --probability risk_new --cutoff 0.5
show lasso 'Penalised regression.' \
  lasso patients.csv --outcome progressed --covariates age,score,risk --folds 3
show table1 'A baseline table.' table1 patients.csv --by arm --columns age,sex,score
show correlate 'Correlations, adjusted for their number.' correlate patients.csv --columns age,risk,volume
show agreement 'Do two measurements agree?' agreement patients.csv --rating risk,risk_new
show import 'Tables and images into a cohort file.' import patients.csv --into cohort.sqlite
show show 'The tables of a cohort.' \
  show patients cohort.sqlite --where 'age>65' --columns patient,age,arm --format table
show exclude 'A patient out of every analysis, with the reason.' \
  exclude cohort.sqlite --patient P07 --reason 'consent withdrawn'
show play 'The workbench from a script of keys.' play oldest.keys cohort.sqlite
show split 'Who trains and who validates.' split cohort.sqlite --by column --column arm --held B --freeze
show run 'A study, from its file.' run study.yaml cohort.sqlite
show report 'The newest run as a document with its figures and tables.' report cohort.sqlite --out report
show samples 'The cohorts that can be made.' samples
show features 'The catalogue.' features explain TU9B
"$radish" samples generate crc-lymph-node --into . --patients 2 --seed 7 >/dev/null 2>&1
show check 'Every case before extraction.' check crc-lymph-node/cohort.sqlite
show view 'A slice of an image with its mask.' \
  view crc-lymph-node/CRC-001/CT_image.nii.gz --mask crc-lymph-node/CRC-001/CT_mask.nii.gz --slice largest --size 60x20
show extract 'The features of one case.' extract --image crc-lymph-node/CRC-001/CT_image.nii.gz \
  --mask crc-lymph-node/CRC-001/CT_mask.nii.gz --settings ct --features stat_mean,stat_median,morph_volume --format csv
show perturb 'Which features withstand perturbation?' \
  perturb --batch batch.csv --settings firstorder.yaml --rotation=-6,0,6 --format table
show overlap 'How alike two masks are.' \
  overlap crc-lymph-node/CRC-001/CT_mask.nii.gz crc-lymph-node/CRC-001/CT_mask.nii.gz
show filter 'A filtered image.' \
  filter --image crc-lymph-node/CRC-001/CT_image.nii.gz --settings ibsi2-phase1-3_a_1 --out mean.nii.gz
show info 'Which version this is, and where it keeps things.' info
show doctor 'What works here, and what to change.' doctor
