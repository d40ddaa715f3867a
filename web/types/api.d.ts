// Written by `cargo xtask docs` from the Rust types; edit those.
// What the page asks the engine, and what it gets.

/** Who owns the code path, who owns the policy boundary, who proves it, and where that is unclear. */
export interface Accountability {
  /** The areas, in a fixed order; every area is there. */
  areas: AreaSplit[];
  /** Controls in force that name no area, or another. */
  elsewhere: number;
  /** Live identities of which no file tells the owner. */
  owner_unknown: number;
  /** Persons who own most live identities, at most [`crate::assess::WORST`]. */
  owners: OwnerLine[];
  /** How many persons own a live identity. */
  owners_total: number;
  /** One sentence; empty where no list of controls was supplied. */
  says: string;
  /** Live identities without an owner. */
  without_owner: number;
}

/** Who adopted the policy, and when. */
export interface Adopted {
  /** The person or body. */
  by: string;
  /** The day. */
  on: Day;
}

/** Do the rows agree with what is claimed? */
export type Agreement = "agrees" | "disagrees" | "cannot_tell" | "no_rows";

/** What is known of how two ends relate. */
export interface Answer {
  /** The question as it was understood. */
  asked: Asked;
  /** Links that follow from several of them. */
  derived: Derived[];
  /** Every reference named here, as people cite it. */
  items: Record<string, ItemShown>;
  /** The files that the relations come from. */
  maps: Map[];
  /** Relations that somebody stated. */
  relations: Edge[];
  /** Between two whole editions: the references of the first that nothing leads away from. */
  silent: FrameworkRef[];
}

/** What a citation means. */
export type Answer2 = { kind: "exact"; reference: FrameworkRef } | { canonical: string; kind: "spelled-otherwise"; reference: FrameworkRef } | { kind: "withdrawn"; reference: FrameworkRef; successors: Successor[] } | { kind: "other-framework"; named: string; reference: FrameworkRef; successors: Successor[] } | { also: Successor[]; former: FrameworkRef; kind: "other-edition"; reference: FrameworkRef; reworded: boolean } | { edition: string; item: FrameworkRef | null; kind: "too-broad"; parts: FrameworkRef[] } | { candidates: FrameworkRef[]; kind: "ambiguous"; others: string[] } | { edition: string | null; kind: "no-such-id"; nearest: FrameworkRef | null; why: string } | { edition: string; kind: "not-carried"; why: string } | { edition: string; kind: "missing-id" };

/** An answer beside its finding. */
export interface Answered {
  /** Is the finding accepted? */
  accepted: boolean;
  /** The check. */
  check: string;
  /** The finding's id. */
  finding: string;
  /** The finding's sentence. */
  message: string;
  /** The answer. */
  response: FindingResponse;
  /** The finding's severity. */
  severity: Severity;
}

/** One area of control. */
export interface AreaSplit {
  /** The area's word: `secret_rotation`. */
  area: string;
  /** Who owns the code path: decides or operates the execution. */
  code_path: RoleHeld[];
  /** The controls in force that name the area. */
  controls: string[];
  /** Who decides exceptions. */
  exceptions: RoleHeld[];
  /** Who owns the policy boundary. */
  policy: RoleHeld[];
  /** Who proves it: the custodians and collectors of its evidence. */
  proves: RoleHeld[];
  /** In words: "Issuing and rotating secrets". */
  title: string;
  /** Where it is unclear, one sentence each. */
  unclear: string[];
}

/** The day that ages count from, and why it is that day. */
export interface AsOf {
  /** The day. */
  date: Day;
  /** `given`, `extracted` (the newest extraction date), `event` (the newest event in the files), `today`. */
  from: string;
  /** In words: "given", "from `credential_report.csv`", "today". */
  says: string;
}

/** The question as it was understood. */
export interface Asked {
  /** Are derived links sought for references that have a relation of their own, too? */
  all: boolean;
  /** An edition's id, or a reference. */
  from: string;
  /** How many hops a derived link may have; one means that none is sought. */
  hops: number;
  /** An edition's id, or a reference; everything where empty. */
  to: string | null;
}

/** Who says that two ids are related. */
export type Asserted = "official" | "third-party" | "ours";

/** What an assessment is made with, beside the files. */
export interface AssessAsk {
  /** The day that ages count from; proposed from the files where not given. */
  as_of?: Day | null;
  /** Checks of one's own; one with the id of a shipped check takes its place. */
  checks?: CheckText[];
  /** What stands in the header of the reports. */
  header?: HeaderGiven;
  /** The window that evidence is looked at in. */
  period?: [Day, Day] | null;
  /** An organisation's policy, laid over the default one. */
  policy_toml?: string | null;
  /** Today, as the browser's clock says. */
  today: Day;
}

/** Everything that the files, the pack and the policy say, as of one day. */
export interface Assessment {
  /** Failing rows that exceptions in force accept, by severity. */
  accepted: Counts;
  /** Who answers for what. */
  accountability: Accountability;
  /** The day that ages count from. */
  as_of: AsOf;
  /** Every check, with its counts and its worst findings. */
  checks: CheckResult[];
  /** The controls and the evidence. */
  claims: Claims;
  /** What is said first. */
  conclusion: Conclusion;
  /** The fields that the files gave, and what they mean. */
  dictionary: FieldGiven[];
  /** The exceptions, those that weigh most first; at most [`crate::assess::CLAIMS_SHOWN`]. */
  exceptions: ExceptionShown[];
  /** How many exceptions there are. */
  exceptions_total: number;
  /** Open findings in all; what a leaver's finding already tells is counted once. */
  findings: Counts;
  /** The five frameworks, each with every reference. */
  frameworks: FrameworkResult[];
  /** Open findings that stand under a leaver's finding and are not counted again. */
  grouped: number;
  /** What stands in the header. */
  header: Header;
  /** The files, in the order given. */
  inputs: Input[];
  /** The launches, in the order of the files; at most [`crate::assess::CLAIMS_SHOWN`]. */
  launches: LaunchShown[];
  /** How many launches there are. */
  launches_total: number;
  /** Published figures beside the organisation's own, on request only; no conclusion rests on them. */
  mirror: MirrorEntry[] | null;
  /** Neighbours: what relates, without a result. */
  neighbours: NeighbourList[];
  /** What is odd about the input, grouped. */
  notes: Note[];
  /** The pack that was used. */
  pack: PackUsed;
  /** The window that evidence and operation are looked at in. */
  period: Period;
  /** The policy that was used. */
  policy: PolicyUsed;
  /** What the rows became. */
  population: Population;
  /** What management answered. */
  responses: Responses;
  /** [`ASSESSMENT_SCHEMA`]. */
  schema: string;
  /** The tool and its version. */
  tool: Tool;
  /** What would let more be said, the most first. */
  would_change: WouldChange[];
}

/** An assumption of the policy. */
export interface AssumptionKnown {
  /** Its name. */
  name: string;
  /** What is assumed. */
  value: string;
}

/** An assumption, and how far it reached. */
export interface AssumptionUsed {
  /** Its name in the policy. */
  name: string;
  /** Of how many. */
  of: number;
  /** How many rows it decided. */
  rows: number;
  /** What was assumed. */
  value: string;
}

/** A field that an export does not record. */
export interface CannotKnow {
  /** `identity.owner` */
  field: string;
  /** Why. */
  why: string;
}

/** A cell that a verdict stands on. */
export interface CellShown {
  /** The heading of its column. */
  column: string | null;
  /** `credential.rotated` */
  field: string;
  /** The file, where the cell comes from one. */
  file: string | null;
  /** The row, as a spreadsheet numbers rows. */
  line: number | null;
  /** The value as read: "2025-09-15", "never", "(empty)", "(unknown)". */
  value: string;
}

/** A check, as the pack has it. */
export interface CheckKnown {
  /** For which rows it asks. */
  applies: string;
  /** What the defect is. */
  fails: string;
  /** Its id. */
  id: string;
  /** When it may be wrong. */
  limits: string;
  /** What it speaks to. */
  maps: MapKnown[];
  /** What raises it. */
  raises: RaiseKnown[];
  /** What to do. */
  remedy: string;
  /** The severity before anything raises it. */
  severity: Severity;
  /** Why that severity. */
  severity_why: string;
  /** Checks that become unknown on the rows where this one fails. */
  silences: string[];
  /** What a row is: `credential`, `agent`, ... */
  subject: string;
  /** Its title. */
  title: string;
  /** Why it matters. */
  why: string;
}

/** One check. */
export interface CheckResult {
  /** The worst of those that exceptions in force accept. */
  accepted: Finding[];
  /** The verdicts. */
  counts: Verdicts;
  /** Its id. */
  id: string;
  /** When it may be wrong. */
  limits: string;
  /** What it speaks to. */
  maps: MapShown[];
  /** Fields whose absence or blanks left rows unknown, with the rows. */
  missing: Missing[];
  /**
   * Why it could not be evaluated at all, where it could not: no file of its subject, no column, policy not set.
   */
  not_evaluated: string | null;
  /** What to do. */
  remedy: string;
  /** Open failures by severity, as raised by the data. */
  severities: Counts;
  /** The severity before anything raises it. */
  severity: Severity;
  /** Why that severity. */
  severity_why: string;
  /** What a row is. */
  subject: string;
  /** The policy keys it uses, as shown: "rotation_days = 90 days (default policy, not adopted)". */
  thresholds: string[];
  /** Its title. */
  title: string;
  /** Some of the rows that are unknown. */
  unknown_examples: Finding[];
  /** Why it matters. */
  why: string;
  /** The worst findings, most severe first. */
  worst: Finding[];
}

/** A check as text. */
export interface CheckText {
  /** Its id. */
  id: string;
  /** Its `check.toml`. */
  toml: string;
}

/** One citation of a document. */
export interface Cited {
  /** What it means. */
  answer: Answer2;
  /** The character of the line that it begins with, from 1. */
  column: number;
  /** The character behind its last one, from 1. */
  end_column: number;
  /** The line on which it ends. */
  end_line: number;
  /** Its line. */
  excerpt: Excerpt;
  /** What is certain and can be written. */
  fix: Fix | null;
  /** The framework that is named for it. */
  framework: Framework | null;
  /** How bad it is. */
  level: Level;
  /** The line, from 1. */
  line: number;
  /** What stands there. */
  place: Place3;
  /** What the text beside it says; none where no text does. */
  reads: Reads | null;
  /** What to do about it: a clause. */
  remedy: string | null;
  /** One sentence on it, or several. */
  says: string;
  /** Its bytes in the file. */
  span: Range_of_uint;
  /** As it is written, cut where it is long. */
  text: string;
  /** What it is. */
  verdict: Verdict;
}

/** What is claimed of a reference. */
export type ClaimState = "none" | "not_applicable" | "planned" | "partial" | "implemented";

/** The controls and the evidence that were supplied. */
export interface Claims {
  /** The controls, in the order of the files; at most [`crate::assess::CLAIMS_SHOWN`]. */
  controls: ControlShown[];
  /** Was a list of controls supplied? */
  controls_supplied: boolean;
  /** How many controls there are in all. */
  controls_total: number;
  /** The evidence index, in the order of the files; at most [`crate::assess::CLAIMS_SHOWN`]. */
  evidence: EvidenceShown[];
  /** Was a list of evidence supplied? */
  evidence_supplied: boolean;
  /** How many rows of evidence there are in all. */
  evidence_total: number;
  /** One sentence over both; empty where neither was supplied. */
  says: string;
}

/** A column of a file. */
export interface ColumnRead {
  /** How sure that is. */
  confidence: Confidence;
  /** The fields it feeds: `identity.owner`. */
  fields: string[];
  /** Its heading. */
  heading: string;
  /** `read`, `not used` (no field has this heading), `dropped` (may hold secrets), `repeated`. */
  how: string;
  /** Its place, from 0. */
  index: number;
  /** Why, in words. */
  reason: string;
}

/** How the identities of a file compare with those of the files of the other sort. */
export interface Compared {
  /** Its identities. */
  identities: number;
  /** How many of them stand in one of the others too. */
  in_both: number;
  /**
   * How many stand in none of the others; whether that is a gap is for checks to say, since a file may be a part
   * only.
   */
  only_here: number;
  /** `register` or `export`: what they were compared with. */
  with: string;
}

/** What is said first. */
export interface Conclusion {
  /** Three figures with their denominators. */
  figures: Figure[];
  /** One or two more, on what weighs most. */
  lead: string;
  /** One sentence over everything. */
  sentence: string;
}

/** How sure the reading of a file is of what a column, or a heading, means. */
export type Confidence = "guess" | "likely" | "certain";

/** How sure the relation is. */
export type Confidence2 = "high" | "medium" | "low";

/** A claim, and rows that show otherwise beyond its own tolerance. */
export interface Contradiction {
  /** Who answers for it. */
  by: string | null;
  /** The check that it is linked to. */
  check: string;
  /** The control. */
  control: string;
  /** How it is linked: `named`, `same reference and scope`. */
  link: string;
  /**
   * Rows that fail by the control's own threshold, inside its scope and operation, exceptions in force left out.
   */
  n: number;
  /** Of the rows decided there. */
  of: number;
  /** The threshold that the control states, in days. */
  own_threshold: number | null;
  /** The policy's threshold, as shown. */
  policy_threshold: string | null;
  /** What it says, quoted. */
  quote: string | null;
  /** The day since which the control is known to operate. */
  since: Day;
  /** What shows that day: `starts`, `last_operated`, `reviewed`, `evidence`. */
  since_from: string;
  /** The tolerance that was applied, in percent. */
  tolerance: number;
  /** Did the control state it? Else it is the policy's `gap_share`. */
  tolerance_stated: boolean;
  /** The worst rows, by the control's own threshold. */
  worst: Finding[];
}

/** A control as it stands behind one reference. */
export interface ControlCited {
  /** Who answers for it. */
  by: string | null;
  /** The control's key. */
  control: string;
  /** What proves it, the best first; at most [`crate::assess::WORST`]. */
  evidence: EvidenceCited[];
  /** How many rows of evidence it has. */
  evidence_total: number;
  /** That person's function. */
  function: string | null;
  /** What it says, quoted. */
  quote: string | null;
  /** Its status as folded. */
  status: string | null;
  /** The list's own word for it. */
  status_word: string | null;
  /** Its title. */
  title: string | null;
}

/** One control, as its list gives it. */
export interface ControlShown {
  /** Who approves. */
  approver: string | null;
  /** The checks that it names. */
  checks: string[];
  /** The share of the period that its evidence covers together, in percent. */
  covers_share: number | null;
  /** The keys of its evidence. */
  evidence: string[];
  /**
   * The best state of its evidence: `fresh`, `expiring`, `stale`, `predates`, `postdates`, `undated`, `none`; none
   * where no file tells.
   */
  evidence_state: string | null;
  /** Does the profile include it? */
  in_profile: boolean | null;
  /** Its id, else its title. */
  key: string;
  /** `preventive`, `detective`, `corrective`, ... */
  kind: string | null;
  /** Who operates it. */
  operator: string | null;
  /** Who answers for it. */
  owner: string | null;
  /** The owner's function. */
  owner_function: string | null;
  /** Where it stands. */
  place: Place | null;
  /** Why it does not apply. */
  rationale: string | null;
  /** The references that it cites, as people cite them. */
  references: string[];
  /** Since when it operates. */
  starts: Day | null;
  /** What the organisation says that it does. */
  statement: string | null;
  /** Its status as folded: `implemented`, `partial`, `planned`, ... */
  status: string | null;
  /** The word that the list itself uses. */
  status_word: string | null;
  /** The status that the profile aims at. */
  target: string | null;
  /** The limit that the claim itself promises, in days. */
  threshold_days: number | null;
  /** Its title. */
  title: string | null;
  /** The share of failures that it tolerates, in percent. */
  tolerance: number | null;
}

/** A column that is to be read otherwise. */
export interface CorrectAsk {
  /** The column's place, from 0. */
  column: number;
  /** How its dates are read: `day-first`, `month-first`, `1904`; any other word leaves it to its cells. */
  dates?: string | null;
  /** The fields that it feeds; an empty list leaves it out. */
  fields?: string[] | null;
  /** The table, by the name of its input. */
  table: string;
}

/** Open findings by severity. */
export interface Counts {
  /** Critical. */
  critical: number;
  /** High. */
  high: number;
  /** Low. */
  low: number;
  /** Medium. */
  medium: number;
  /** The sum. */
  total: number;
}

/** A question about how frameworks relate. */
export interface CrosswalkAsk {
  /** Are derived links sought for references that have a relation of their own, too? */
  all?: boolean;
  /** An edition, or a reference as people write it; nothing asks what is known at all. */
  from?: string | null;
  /** The other end; everything where not given. */
  to?: string | null;
}

/** How frameworks relate. */
export interface CrosswalkTold {
  /** What is known of the ends that were asked about. */
  answer: Answer | null;
  /** Every map of the pack. */
  maps: Map[];
}

export type Day = string;

/** A link that nobody has drawn: it follows from others, hop by hop. */
export interface Derived {
  /** Always true, so that nobody takes it for a relation that somebody stated. */
  derived: boolean;
  /** Where it starts. */
  from: FrameworkRef;
  /** How many other paths lead to the same end. */
  others: number;
  /** The hops, in order. */
  path: Edge[];
  /** What follows for the two ends; empty where the hops leave open whether the two touch at all. */
  relation: Relation | null;
  /** Where it ends. */
  to: FrameworkRef;
  /** The hop that carries least. */
  weakest: Weakest;
}

/** A difference from the default policy. */
export interface Deviation {
  /** The default, in words. */
  default: string;
  /** `tighter`, `looser`, `other`. */
  direction: string;
  /** Open findings of the checks that use the key; counted where the value is looser than the default. */
  fails: number | null;
  /** The same under the default policy. */
  fails_under_default: number | null;
  /** The key. */
  key: string;
  /** The organisation's value, in words. */
  value: string;
}

/** Something with a date. */
export interface Due {
  /** The day. */
  day: Day;
  /** The row's key: stable, so that a calendar updates its entry. Two dates of one row differ in their kind. */
  key: string;
  /**
   * `credential_expires`, `identity_expires`, `review_due`, `exception_ends`, `evidence_ends`,
   * `control_review_due`, `operation_due`, `response_due`, `contract_ends`.
   */
  kind: string;
  /** Who answers for it, as shown. */
  owner: string | null;
  /** Is it past at the as-of date? */
  past: boolean;
  /** The sentence: "API key `billing-export` of `svc-billing` expires". */
  says: string;
}

/** One relation between two ids, read from one end. */
export interface Edge {
  /** Who says so. */
  asserted: Asserted;
  /** How sure that is. */
  confidence: Confidence2;
  /** The end it is read from. */
  from: FrameworkRef;
  /** Who that is, where it is not this project. */
  publisher?: string | null;
  /** Why, in our words. */
  rationale: string;
  /** How the first lies to the second. */
  relation: Relation;
  /** Is it read against the direction in which it was written down? */
  reversed: boolean;
  /** What part of a larger map its file is. */
  sample?: string | null;
  /** For which rows it holds, such as `agents`; all where empty. */
  scope?: string | null;
  /** Where it was read. */
  source: string;
  /** The publisher's own word for the relation, from the first end of the file to the second. */
  stated?: string | null;
  /** The other end. */
  to: FrameworkRef;
}

/** One edition with all its ids, in the framework's order. */
export interface EditionItems {
  /** The edition. */
  edition: EditionKnown;
  /** Its ids. */
  items: ItemKnown[];
}

/** One framework edition. */
export interface EditionKnown {
  /** How many ids are current. */
  current: number;
  /** The edition. */
  edition: string;
  /** Its id. */
  id: string;
  /** Licence of ids and titles. */
  licence: string;
  /** Its name. */
  name: string;
  /** What a reader must know. */
  note: string | null;
  /** When, year and month. */
  published: string | null;
  /** Who publishes it. */
  publisher: string;
  /**
   * `main` (assessed), `former` (kept for old citations), `neighbour` (listed beside), `linked` (only related to).
   */
  role: string;
  /** The short form shown before a label. */
  short: string;
  /** Where ids, titles and links were read. */
  source: string;
  /** The kind of item that results are given for. */
  unit: string;
  /** How many were withdrawn. */
  withdrawn: number;
}

/** A row of evidence as it stands behind one reference. */
export interface EvidenceCited {
  /** Its key. */
  evidence: string;
  /** Its kind. */
  kind: string | null;
  /** How it was gathered. */
  method: string | null;
  /** What it concludes itself. */
  result: string | null;
  /** The state in words. */
  says: string;
  /** Its state. */
  state: string | null;
  /** What it is. */
  title: string | null;
  /** When it stops counting. */
  until: Day | null;
}

/** One row of evidence. */
export interface EvidenceShown {
  /** A link or path to the artefact. */
  artefact: string | null;
  /** When it was collected. */
  collected: Day | null;
  /** Who collected it. */
  collector: string | null;
  /** The control that it supports. */
  control: string | null;
  /** The first day it proves. */
  covers_from: Day | null;
  /** The last day it proves. */
  covers_to: Day | null;
  /** Who keeps it. */
  custodian: string | null;
  /** When it was filed. */
  filed: Day | null;
  /** The artefact's hash. */
  hash: string | null;
  /** Its id, else its title, else its place. */
  key: string;
  /** The kind of artefact. */
  kind: string | null;
  /** `examine`, `interview`, `test`. */
  method: string | null;
  /** Where it stands. */
  place: Place | null;
  /** The references that it cites itself, as people cite them. */
  references: string[];
  /** What the artefact itself concludes. */
  result: string | null;
  /** The state in words: "inside the period, covers 61 % of it". */
  says: string;
  /** `fresh`, `expiring`, `stale`, `predates`, `postdates`, `undated`; none where no file tells. */
  state: string | null;
  /** What it is. */
  title: string | null;
  /** When it stops counting: its own end, else the day on which the policy calls it stale. */
  until: Day | null;
}

/** What proves a claim. */
export type EvidenceState = "dated" | "not";

/** An approved deviation, or what was meant to be one. */
export interface ExceptionShown {
  /** Of them, rows that it accepts. */
  accepts: number;
  /** When. */
  approved: Day | null;
  /** Who approved. */
  approver: string | null;
  /** The check that it is about. */
  check: string | null;
  /** The control that stands in. */
  compensating_control: string | null;
  /** The state of that control's evidence. */
  compensating_evidence: string | null;
  /** Failing rows in its scope, whatever its state. */
  covers: number;
  /** Until when. */
  ends: Day | null;
  /** By how many percent they exceed the rows that were approved. */
  growth: number | null;
  /** Its key. */
  key: string;
  /** Where it stands. */
  place: Place | null;
  /** Why it was accepted. */
  reason: string | null;
  /** The references that it names, as people cite them. */
  references: string[];
  /** How often it was renewed. */
  renewals: number | null;
  /** Who asked. */
  requester: string | null;
  /** The state in words. */
  says: string;
  /** Its scope in words: "3 identities named", "rows where `...`", "every row". */
  scope: string;
  /** From when. */
  starts: Day | null;
  /**
   * `in_force`, `future`, `expired`, `unapproved`, `self_approved`, `without_end`, `not_allowed`, `unmatched`;
   * none where no file tells.
   */
  state: string | null;
}

/** The line of a citation, cut to what is near. */
export interface Excerpt {
  /** How many characters of it stand before the citation. */
  before: number;
  /** The text of the line. */
  text: string;
  /** How many characters the citation has in it. */
  width: number;
}

/** What a text that somebody wrote means: a check, or references. */
export interface Explained {
  /** The check with this id. */
  check: CheckKnown | null;
  /** The references that are written so; several where the text does not tell which framework is meant. */
  references: ReferenceKnown[];
}

/** One value of a filter. */
export interface FacetCount {
  /** How many. */
  n: number;
  /** The value. */
  value: string;
}

/** How many findings there would be under each value of a filter, the most first. */
export interface Facets {
  /** By check. */
  check: FacetCount[];
  /** By environment; the empty text is for those of which no file says it. */
  environment: FacetCount[];
  /** By who answers for it, at most [`OWNERS_SHOWN`]; the empty text is for nobody. */
  owner: FacetCount[];
  /** How many owners there are in all, nobody not counted. */
  owners: number;
  /** By severity, the most severe first. */
  severity: FacetCount[];
}

/** Something could not be done. */
export interface Failure {
  /** A stable word for its kind: `no-file`, `not-a-table`, `policy`, `check`, `asked`, ... */
  kind: string;
  /** What is wrong. */
  message: string;
  /** Where; apart, so that what holds stays small beside it. */
  place: Place2 | null;
  /** All problems, where there are several: those of a policy or a check. */
  problems: Problem[];
  /** What to do. */
  remedy: string | null;
}

/** A field that the files gave. */
export interface FieldGiven {
  /** `identity.owner` */
  field: string;
  /** Where it comes from: "register.csv, column `Owner`", "derived". */
  from: string[];
  /** Its label. */
  label: string;
  /** What it says. */
  says: string;
}

/** A field that a column can feed. */
export interface FieldKnown {
  /** `identity.owner` */
  field: string;
  /** Is it a date? */
  is_date: boolean;
  /** The words a person reads above the column. */
  label: string;
  /** One sentence: what it says. */
  says: string;
}

/** A figure with its denominator. */
export interface Figure {
  /** The check it counts, where it is one. */
  check: string | null;
  /** The figure. */
  n: number;
  /** Its denominator. */
  of: number;
  /** What is counted. */
  says: string;
}

/** What a person says of a file. */
export interface FileSettings {
  /** `complete`, `partial`, `undeclared`. */
  complete?: string | null;
  /** When it was extracted. */
  extracted?: Day | null;
}

/** A file that was dropped, as understood from its first bytes. */
export interface FileUnderstood {
  /** What this export cannot know, by field. */
  cannot_know: CannotKnow[];
  /** The columns as understood. */
  columns: ColumnRead[];
  /** `complete`, `partial`, `undeclared`. */
  complete: string;
  /** When it was extracted, where that was said. */
  extracted: Day | null;
  /** The number that the page gave it. */
  id: number;
  /** `register`, `export`, `roster`, ...; empty where it is refused. */
  kind: string;
  /** Its name, as reports will show it. */
  name: string;
  /** Why it cannot be read, where it cannot. Nothing of it is kept then. */
  refused: Failure | null;
  /** Its bytes. */
  size: number;
  /** In words: "a register of non-human identities"; empty where it is refused. */
  understood_as: string;
}

/** A failed check on a row. */
export interface Finding {
  /** Is it accepted under an exception in force? Else it is open. */
  accepted: boolean;
  /** The cells that decided it, and where they stand. */
  cells: CellShown[];
  /** The check. */
  check: string;
  /** The environment of the identity, as shown. */
  environment: string | null;
  /** The exception that it stands under, or stood under before that ended. */
  exception: FindingException | null;
  /** Stable across runs and row order: from the check and the row's own key. */
  id: string;
  /** The identity it leads to, as shown. */
  identity: string | null;
  /** The row's key, as shown. */
  key: string;
  /** The sentence. */
  message: string;
  /** Who answers for it, as shown. */
  owner: string | null;
  /** What management answered. */
  response: FindingResponse | null;
  /** The severity, as raised by the data. */
  severity: Severity;
  /** The subject of the row. */
  subject: Subject;
  /** The finding that tells the same cause and counts for it: a leaver's, for the identities left behind. */
  under: string | null;
}

/** The exception that a failing row stands under. */
export interface FindingException {
  /** Who approved it. */
  approver: string | null;
  /** When it ends, or ended. */
  ends: Day | null;
  /** Its key. */
  exception: string;
  /** Its state. */
  state: string;
}

/** What management answered to a finding. */
export interface FindingResponse {
  /** What will be done. */
  action: string | null;
  /** The words of management. */
  comment: string | null;
  /** When it is due. */
  due: Day | null;
  /** Is it past its date and not done? */
  overdue: boolean;
  /** Who acts. */
  owner: string | null;
  /** Where it stands: `open`, `in_progress`, `done`, `rejected`. */
  status: string | null;
}

/** One page of findings, and what the whole looks like. */
export interface FindingsPage {
  /** How many there would be under each value of a filter, the other filters as they are. */
  facets: Facets;
  /** How many pass the filters by check, the most first; where asked for. */
  groups: GroupCount[] | null;
  /** The page that this is, from 1: the last one where a later one was asked for. */
  page: number;
  /** How many pages there are; at least one. */
  pages: number;
  /** The findings on it. */
  rows: Finding[];
  /** How many pass the filters. */
  total: number;
  /**
   * How many of these stand under another finding that tells the same cause, and are not counted in the
   * Assessment.
   */
  under: number;
  /** How many there are without filters. */
  unfiltered: number;
}

/**
 * Which findings are asked for, in which order, and which page of them. A filter that is not given lets all pass.
 */
export interface FindingsQuery {
  /** Of this check. */
  check?: string | null;
  /** Of identities in this environment; an empty text asks for those of which no file says it. */
  environment?: string | null;
  /** That relate to a reference of this edition; a check that only explains one does not. */
  framework?: string | null;
  /** Is the number of findings of each check wanted too? */
  group?: GroupBy | null;
  /** That this person answers for, as shown; an empty text asks for those that nobody answers for. */
  owner?: string | null;
  /** The page, from 1. */
  page?: number;
  /** That relate to this reference or to one below it: `nist-csf-2.0:PR.AA-05`, `nist-csf-2.0:PR.AA`. */
  reference?: string | null;
  /** Of this severity, as raised by the data. */
  severity?: Severity | null;
  /** Rows on a page, at most [`PAGE_LIMIT`]. */
  size?: number;
  /** The order. */
  sort?: Sort;
  /** Open, accepted, or not known. */
  status?: Status;
  /** With this text, in any case of letters; a finding's id finds that one. */
  text?: string | null;
}

/** What to write in the place of some bytes. */
export interface Fix {
  /** What belongs there. */
  replacement: string;
  /** The bytes in the file. */
  span: Range_of_uint;
}

/** How a document is written, told from what it holds and never from its name. */
export type Format = "markdown" | "plain" | "html" | "csv" | "json" | "toml";

/** The framework that the surroundings name, and where. */
export interface Framework {
  /** The edition; the newest one where the name leaves it open. */
  edition: string;
  /** Where it is named. */
  named: Named;
}

export type FrameworkRef = string;

/** One framework. */
export interface FrameworkResult {
  /** References by result; all words are there, and their sum is the number of references. Empty for layers. */
  counts: WordCount[];
  /** The edition. */
  edition: string;
  /** Groups above the references (functions, categories) in the framework's order. */
  groups: Group[];
  /** The edition's id. */
  id: string;
  /** Its name. */
  name: string;
  /** `outcome`, `risk`, `process`, `architecture`, `layer`. */
  reading: string;
  /** Every reference, in the framework's order. */
  references: ReferenceResult[];
  /** One sentence on what this framework can and cannot say here. */
  says: string;
  /** Its short name. */
  short: string;
  /** How many references these inputs can speak to, and how many have a result from rows or claims. */
  testable: number;
  /** What is counted: `risk`, `subcategory`, `tenet`, `layer`. */
  unit: string;
}

/** A function or category. */
export interface Group {
  /** Its id: `PR.AA`. */
  id: string;
  /** Its kind: `function`, `category`. */
  kind: string;
  /** The group above. */
  parent: string | null;
  /** Its official title, where it has one. */
  title: string | null;
}

/** What findings are counted by. */
export type GroupBy = "check";

/** The findings of one check. */
export interface GroupCount {
  /** The check. */
  check: string;
  /** How many. */
  n: number;
  /** How many of each severity, the most severe first. */
  severities: FacetCount[];
  /** Its title. */
  title: string;
}

/** What stands in the header of a report and says whose it is. */
export interface Header {
  /** Who may read it. */
  classification: string | null;
  /** Who gets it. */
  distribution: string[];
  /** Whose identities these are. */
  subject: string | null;
}

/** What stands in the header of a report and says whose it is. */
export interface HeaderGiven {
  /** Who may read it. */
  classification?: string | null;
  /** Who gets it. */
  distribution?: string[];
  /** Whose identities these are. */
  subject?: string | null;
}

/** How a check speaks to a reference. */
export type How = "tests" | "supports" | "context";

/** Supporting checks that point away from the reference. */
export interface Indication {
  /** The check that weighs most. */
  check: string;
  /** Its open fails. */
  n: number;
  /** Of the rows it decided. */
  of: number;
}

/** A file, and what became of its rows. */
export interface Input {
  /** What the read rows became, by subject. */
  became: Record<string, number>;
  /** Its size. */
  bytes: number;
  /** What this export cannot know, by field. */
  cannot_know: CannotKnow[];
  /** The columns as understood. */
  columns: ColumnRead[];
  /**
   * How its identities compare with the registers, or with the exports; none where there is nothing to compare
   * with.
   */
  compared: Compared | null;
  /** `complete`, `partial`, `undeclared`. */
  complete: string;
  /** How its text was found: "UTF-16 text", "sheet `Accounts` of 3". */
  container: string;
  /** How many rows of data the file should have, where the user or a list of systems states it. */
  expected_rows: number | null;
  /** When it was extracted, where that was said. */
  extracted: Day | null;
  /** Why these. */
  heading_reason: string;
  /** The rows of the heading, from and to, as a spreadsheet numbers rows. */
  heading_rows: [number, number];
  /** Of those, how many joined a row that another line or file already gave, by subject. */
  joined: Record<string, number>;
  /** `register`, `export`, `roster`, ... */
  kind: string;
  /** The name it was given. */
  name: string;
  /** Rows read. */
  read: number;
  /** Rows refused, by reason. */
  refused: Reason[];
  /** Rows below the heading: read + set apart + refused. */
  rows: number;
  /** Rows set apart, by reason. */
  set_apart: Reason[];
  /** Its SHA-256. */
  sha256: string;
  /** How many rows and cells of it stand on the list of what to mend. */
  to_fix: number;
  /** In words: "a register of non-human identities", "AWS IAM credential report". */
  understood_as: string;
}

/** One id of an edition. */
export interface ItemKnown {
  /** Official other spellings. */
  aliases: string[];
  /** What it asks, in our own words. */
  description: string | null;
  /** The id that references use. */
  id: string;
  /** Function, category, risk, tenet, ... */
  kind: string;
  /** As the publisher cites it. */
  label: string;
  /** Where a withdrawn id went, with the publisher's word for how. */
  moved: Moved[];
  /** Is the id ours rather than the publisher's? */
  ours: boolean;
  /** The id above it. */
  parent: string | null;
  /** Where its id and title were read. */
  source: string;
  /** What inputs of this kind can say about it. */
  speaks: Speaks | null;
  /** Why. */
  speaks_why: string | null;
  /** How many checks support it. */
  supports: number;
  /** How many checks test it, and how many support it. */
  tests: number;
  /** The official short title, where one exists. */
  title: string | null;
  /** Was it withdrawn? */
  withdrawn: boolean;
}

/** A reference as people cite it. */
export interface ItemShown {
  /** `NIST CSF 2.0 PR.AA-05`. */
  cited: string;
  /** The publisher's text, from a file of the user's. */
  statement?: string | null;
  /** The official title, where there is one. */
  title: string | null;
}

/** One key of the policy. */
export interface KeyKnown {
  /** The checks that use it. */
  checks: string[];
  /** The default, in words: "90 days". */
  default: string;
  /** The entries by class, in words: "30 for purpose class ci_cd or ai_agent". */
  entries: string[];
  /** The key. */
  key: string;
  /** Why. */
  reason: string;
  /** What it says. */
  says: string;
  /** Whose number it is. */
  source: string;
  /** `days`, `percent`, `count`, `list`, ... */
  unit: string;
  /** The default as the policy's file writes it; none where it is not set. */
  value: PolicyValue;
}

/** Is a required item missing in the register? Readiness itself is signed by a person. */
export interface LaunchGate {
  /** No required item is missing, none is unknown, and no check on the launch is open. */
  complete: boolean;
  /** Required items that the register leaves blank, or answers the wrong way. */
  missing: string[];
  /** Checks on the launch that fail, each with its sentence. */
  open: string[];
  /** In words: "no required item is missing in the register", or what is. */
  says: string;
  /** Checks on the launch that could not be decided. */
  undecided: string[];
  /** Required items of which the register does not tell. */
  unknown: string[];
}

/** A launch, and what its register says for the gate. */
export interface LaunchShown {
  /** The feature. */
  feature: string | null;
  /** What the gate says. */
  gate: LaunchGate;
  /** Its key. */
  key: string;
  /** When it went live. */
  live: Day | null;
  /** Who answers for it. */
  owner: string | null;
  /** When it is to go live. */
  planned_live: Day | null;
  /** What goes live. */
  title: string | null;
}

/** How bad it is. */
export type Level = "fine" | "note" | "warning" | "error";

/** A threshold, as it is for one row. */
export interface LimitShown {
  /** The value where no entry by class matches, in words. */
  default: string;
  /** Its key in the policy. */
  key: string;
  /** Why that number. */
  reason: string;
  /** What it says. */
  says: string;
  /** Whose number it is. */
  source: string;
  /** The value for this row, in words: "30 days". */
  value: string;
}

/** What a document's citations are worth. */
export interface LintReport {
  /** Every citation, in the order of the document, correct ones too. */
  citations: Cited[];
  /** How it is written. */
  format: Format;
  /** The document, as it was called. */
  name: string;
  /** How many texts beside citations were not compared, because the document holds too many. */
  not_compared: number;
}

/** One file: all relations between two editions. */
export interface Map {
  /** Who says so, where an edge does not say otherwise. */
  asserted: Asserted;
  /** The edition at the first end. */
  from: string;
  /** Licence of the relations. */
  licence: string;
  /** What was compared. */
  matching: Matching;
  /** How it was made. */
  method: Method;
  /** What a reader must know. */
  note: string | null;
  /** Who that is; none where it is this project. */
  publisher: string | null;
  /** How many relations it holds. */
  relations: number;
  /** The day of its last change. */
  revised: string;
  /** What part of a larger map this is; silence elsewhere means nothing. */
  sample: string | null;
  /** What it holds, in a sentence. */
  says: string;
  /** For which rows it holds, such as `agents`; all where empty. */
  scope: string | null;
  /** Where the relations were read. */
  source: string;
  /** How far along it is. */
  status: State;
  /** The edition at the second. */
  to: string;
  /** What the publisher's own words for a relation mean, and how they are read. */
  words: Record<string, string>;
}

/** A mapping between a check and a reference, told from either side. */
export interface MapKnown {
  /** The check. */
  check: string;
  /** As people cite it. */
  cited: string;
  /** `tests`, `supports`, `context`. */
  how: How;
  /** The reference. */
  reference: FrameworkRef;
  /** The check's title. */
  title: string;
  /** Why. */
  why: string;
}

/** A mapping as shown. */
export interface MapShown {
  /** As people cite it. */
  cited: string;
  /** `tests`, `supports`, `context`. */
  how: How;
  /** The reference. */
  reference: FrameworkRef;
  /** Why. */
  why: string;
}

/** What was compared, in the words of OSCAL's mapping model. */
export type Matching = "syntactic" | "semantic" | "functional";

/** How a map was made, in the words of OSCAL's mapping model. */
export type Method = "human" | "automation" | "hybrid";

/** A published figure beside the organisation's own. */
export interface MirrorEntry {
  /** What the figure counts. */
  definition: string;
  /** Its id. */
  id: string;
  /** The organisation's own count, where its data can answer. */
  n: number | null;
  /** Of how many. */
  of: number | null;
  /** What the own figure counts, and how that differs; or why the data cannot answer. */
  own_says: string;
  /** The published figure, as published: "71 %", "25 to 50 to one". */
  percent: string;
  /** What was asked or measured, in our words. */
  says: string;
  /** Who published it, where and when. */
  source: string;
}

/** A field that left rows unknown. */
export interface Missing {
  /** `credential.rotated` */
  field: string;
  /** Was the column itself missing? */
  no_column: boolean;
  /** Rows on which it was missing while the check was unknown. */
  rows: number;
}

/** Where a withdrawn id went. */
export interface Moved {
  /** How, in the publisher's word. */
  how: string;
  /** The successor. */
  id: string;
}

/** Where the framework of a citation is named. */
export type Named = "row" | "column" | "heading" | "sentence" | "document";

/** A neighbour: ids that findings relate to. */
export interface NeighbourList {
  /** The edition's id. */
  id: string;
  /** The ids that open findings relate to. */
  references: NeighbourReference[];
  /** Its short name. */
  short: string;
}

/** An id of a neighbour. */
export interface NeighbourReference {
  /** The checks they come from. */
  checks: string[];
  /** Open findings that relate to it. */
  findings: number;
  /** Its label. */
  label: string;
  /** The reference. */
  reference: FrameworkRef;
  /** Its short title. */
  title: string | null;
}

/** Something odd about the input. */
export interface Note {
  /** The column's heading. */
  column: string | null;
  /** How many cells or rows. */
  count: number;
  /** The file. */
  file: string | null;
  /** A stable word for its kind: `unreadable-date`, `other-word`, `disagreement`, ... */
  kind: string;
  /** Some of the places. */
  lines: number[];
  /** In words; never the content of a cell. */
  says: string;
}

/** One identity on an owner's page. */
export interface OwnedIdentity {
  /** Accepted ones. */
  accepted: number;
  /** Its environment. */
  environment: string | null;
  /** Open findings on it and on what leads to it. */
  findings: Counts;
  /** Its key, as shown. */
  key: string;
  /** Its kind. */
  kind: string | null;
  /** Its name. */
  name: string | null;
  /** Its platform. */
  platform: string | null;
  /** Is it privileged? */
  privileged: boolean | null;
  /** When its next review is due: its own date, else the last review and the policy. */
  review_due: Day | null;
  /** Its status. */
  status: string | null;
}

/** One owner, counted. */
export interface OwnerLine {
  /** Accepted findings on what they own. */
  accepted: number;
  /** Open findings on what they own. */
  findings: Counts;
  /** Live identities owned. */
  identities: number;
  /** Who, as shown. */
  owner: string;
  /** Of them, privileged. */
  privileged: number;
  /** `active`, `leave`, `left`; none where no roster explains the name. */
  roster: string | null;
}

/** One page for one owner: what they answer for, in the order to work. */
export interface OwnerPage {
  /** Their accepted findings; at most [`crate::assess::OWNED_SHOWN`]. */
  accepted: Finding[];
  /** How many are accepted in all. */
  accepted_total: number;
  /** The day that ages count from. */
  as_of: AsOf;
  /**
   * What comes due, the earliest first, from [`crate::assess::DUE_PAST_DAYS`] before the as-of date to
   * [`crate::assess::DUE_AHEAD_DAYS`] after it; at most [`crate::assess::OWNED_SHOWN`].
   */
  due: Due[];
  /** Exceptions that cover their rows, in force or not. */
  exceptions: ExceptionShown[];
  /**
   * Their open findings in the order to work: severity, then what is past its date, then the identity; at most
   * [`crate::assess::OWNED_SHOWN`].
   */
  findings: Finding[];
  /** Open findings in all, without those that stand under a finding on the owner. */
  findings_total: Counts;
  /** The function, from the roster. */
  function: string | null;
  /** What stands in the header. */
  header: Header;
  /** Their identities, those with the worst findings first; at most [`crate::assess::OWNED_SHOWN`]. */
  identities: OwnedIdentity[];
  /** How many identities they own in all. */
  identities_total: number;
  /** Who, as shown. */
  owner: string;
  /** `active`, `leave`, `left`; none where no roster explains the name. */
  roster: string | null;
  /** One sentence. */
  says: string;
  /** A name for files: letters, digits and hyphens, unique among the pages of one run. */
  slug: string;
}

/** The pack. */
export interface PackUsed {
  /** How many checks it has. */
  checks: number;
  /** SHA-256 over its files. */
  digest: string;
  /** The editions, as people cite them. */
  editions: string[];
}

/** The window that evidence and operation are looked at in. */
export interface Period {
  /** Its first day. */
  from: Day;
  /** Was it given? Else it is the 365 days that end with the as-of date. */
  given: boolean;
  /** Its last day. */
  to: Day;
}

/** Where a row stands. */
export interface Place {
  /** The file. */
  file: string;
  /** The row, as a spreadsheet numbers rows. */
  line: number;
}

/** Where something is wrong. */
export interface Place2 {
  /** The column, from 1. */
  column: number | null;
  /** The file: one that was dropped, or one of the pack. */
  file: string | null;
  /** The line, from 1; in a table the row, as a spreadsheet numbers it. */
  line: number | null;
}

/** What stands where the citation stands. */
export type Place3 = "reference" | "cell" | "heading" | "item" | "sentence";

/** The default policy. */
export interface PolicyKnown {
  /** What is taken for granted where no source says so. */
  assumptions: AssumptionKnown[];
  /** The keys. */
  keys: KeyKnown[];
  /** Its file, to start an own one from. */
  text: string;
}

/** The policy. */
export interface PolicyUsed {
  /** Who adopted it; none means "against the default policy". */
  adopted: Adopted | null;
  /** Assumptions, and how many rows each decided. */
  assumptions: AssumptionUsed[];
  /** Differences from the default policy. */
  deviations: Deviation[];
  /** The thresholds that the checks used. */
  thresholds: ThresholdUsed[];
}

/** A value of the policy. */
export type PolicyValue = boolean | number | string[] | Day | null;

/** What the rows became. */
export interface Population {
  /** Identities that are AI agents. */
  agents: number;
  /** Rows that describe an identity. */
  identity_rows: number;
  /** Identities that a register lists. */
  in_register: number;
  /** Identities by kind; `unknown` where no source says. */
  kinds: Record<string, number>;
  /** Of them, rows joined with another row of the same identity. */
  merged: number;
  /** Identities that only an export lists. */
  only_in_export: number;
  /** Identities of which no source can tell a person from a machine. */
  person_or_machine_unknown: number;
  /** Identities that are privileged. */
  privileged: number;
  /** Rows by subject. */
  rows: Record<string, number>;
  /** Identities with any open finding. */
  with_finding: number;
  /** Identities with an open finding of high or critical severity. */
  with_high_finding: number;
}

/** One problem of a text that somebody wrote. */
export interface Problem {
  /** What is wrong, and the remedy. */
  message: string;
  /** Where. */
  place: Place2;
}

/** How far an assessment is. */
export interface ProgressTold {
  /** Bytes read of it. */
  bytes: number;
  /** The file that is read. */
  file: string | null;
  /** Its bytes in all; while checking, the rows that are checked. */
  of: number;
  /** `reading`, `checking`. */
  step: string;
}

/** What raises a severity. */
export interface RaiseKnown {
  /** To which. */
  to: Severity;
  /** When. */
  when: string;
  /** Why. */
  why: string;
}

export interface Range_of_uint {
  end: number;
  start: number;
}

/** What the text beside a citation says. */
export type Reads = { kind: "fits"; words: string[] } | { kind: "reads-like"; reference: FrameworkRef; words: string[] } | { kind: "cannot-tell"; why: string };

/** Why rows were set apart or refused. */
export interface Reason {
  /** Some of the rows, as a spreadsheet numbers them. */
  lines: number[];
  /** In words. */
  reason: string;
  /** How many rows. */
  rows: number;
}

/** A check as it speaks to one reference. */
export interface ReferenceCheck {
  /** The check's id. */
  check: string;
  /** Its counts. */
  counts: Verdicts;
  /** `tests`, `supports`, `context`. */
  how: How;
  /** Why it speaks to it, in our words. */
  why: string;
}

/** What is claimed of a reference, by whom, proven by what and until when, and whether the rows agree. */
export interface ReferenceClaim {
  /** Whether the rows agree. */
  agrees: Agreement;
  /** The contradiction, where one stands. */
  contradiction: Contradiction | null;
  /** The controls that cite it, the strongest first; at most [`crate::assess::WORST`]. */
  controls: ControlCited[];
  /** How many controls cite it. */
  controls_total: number;
  /** Evidence that cites it itself, without a control: received, and no claim; at most [`crate::assess::WORST`]. */
  evidence_alone: EvidenceCited[];
  /** How many rows of such evidence there are. */
  evidence_alone_total: number;
  /** Where rows disagree and no contradiction stands: why it does not. */
  no_contradiction: string | null;
  /** All of it in one or two sentences. */
  says: string;
  /** The day until which the proof of the strongest claim holds. */
  until: Day | null;
}

/** A reference, as the catalog has it. */
export interface ReferenceKnown {
  /** The checks that speak to it, `tests` first. */
  checks: MapKnown[];
  /** As people cite it. */
  cited: string;
  /** The framework's name and edition. */
  framework: string;
  /** Everything about it. */
  item: ItemKnown;
  /** The reference. */
  reference: FrameworkRef;
  /** What it relates to in other editions. */
  relates: Related[];
  /** Was it written otherwise than the framework writes it? */
  spelled_otherwise: boolean;
}

/** One reference. */
export interface ReferenceResult {
  /** When the nearest end of the exceptions that cover it is, for `accepted until`. */
  accepted_until: Day | null;
  /** The checks that speak to it, `tests` first. */
  checks: ReferenceCheck[];
  /**
   * What is claimed, by whom, proven by what and until when, and whether the rows agree; none where nobody claims
   * and no evidence cites it.
   */
  claim: ReferenceClaim | null;
  /** What it asks, in our words. */
  description: string;
  /** Open findings that relate to it, by any mapping. */
  findings: number;
  /** Distinct identities with an open failure of a check that tests it. */
  identities: number;
  /** The official label. */
  label: string;
  /** The group it stands in. */
  parent: string | null;
  /** `nist-csf-2.0:PR.AA-05` */
  reference: FrameworkRef;
  /** What it relates to in other editions; a result is not passed on along them. */
  relates: RelatedReference[];
  /** The result; none for a layer. */
  result: ResultWord | null;
  /** The cell of the table that gave the result. */
  rule: Rule;
  /** One sentence: the result, its basis and its numbers. */
  says: string;
  /** What inputs of this kind can say. */
  speaks: Speaks | null;
  /** Why. */
  speaks_why: string | null;
  /** The official short title, where it has one. */
  title: string | null;
}

/** A relation to a reference of another edition. */
export interface Related {
  /** The other end, as people cite it. */
  cited: string;
  /** The relation. */
  edge: Edge;
  /** Its short title. */
  title: string | null;
}

/** A reference of another edition that a crosswalk relates one to. */
export interface RelatedReference {
  /** Who says so. */
  asserted: Asserted;
  /** The framework and edition as people name them: `SP 800-53 r5`. */
  framework: string;
  /** The official label in it: `IA-5`. */
  label: string;
  /** The other end. */
  reference: FrameworkRef;
  /** How the first lies to it. */
  relation: Relation;
}

/**
 * How the meaning of one id lies to that of another, in the words of OSCAL's mapping model. A risk is read as the
 * outcome of keeping it away, so that a risk and an outcome can be compared.
 */
export type Relation = "equal-to" | "equivalent-to" | "subset-of" | "superset-of" | "intersects-with";

/** The answers that were read back. */
export interface Responses {
  /** Answers to findings that an exception accepts. */
  accepted: number;
  /** The answers to open or accepted findings, the earliest due first; at most [`crate::assess::CLAIMS_SHOWN`]. */
  answers: Answered[];
  /** Answers that say done, while the finding is still open. */
  done_and_open: number;
  /** Answers to findings that are no longer there. */
  gone: number;
  /** Answers to findings that are open. */
  open: number;
  /** Answers past their date and not done. */
  overdue: number;
  /** One sentence. */
  says: string;
  /** Was a sheet of answers supplied? */
  supplied: boolean;
  /** How many answers. */
  total: number;
}

/** The result words, the same in JSON, page and reports, the most serious first. */
export type ResultWord = "gap" | "contradicted" | "partial gap" | "unproven" | "insufficient data" | "accepted until" | "no gap found" | "claimed" | "not applicable" | "out of profile" | "not assessed";

/** Somebody in a role. */
export interface RoleHeld {
  /** The field that names them: `owner`, `operator`, `decides_policy`, ... */
  by: string;
  /** The controls or evidence that say so. */
  from: string[];
  /** The function, from the roster, else from the control. */
  function: string | null;
  /** `active`, `leave`, `left`; none where no roster explains the name. */
  roster: string | null;
  /** Who, as shown. */
  who: string;
}

/** One row, by its key. */
export interface RowAsk {
  /** The key, as findings show it. */
  key: string;
  /** The subject. */
  subject: Subject;
}

/** A cell of a row. */
export interface RowCell {
  /** The field, the value as read, and where it stands. */
  cell: CellShown;
  /** The field's label. */
  label: string;
}

/** A row with all its cells and findings. */
export interface RowDetail {
  /** Accepted ones. */
  accepted: Finding[];
  /** Every field that the files gave, with where the cell stands. */
  cells: RowCell[];
  /** Its key. */
  key: string;
  /** Open findings on the row itself, the most severe first; at most 200, as the next two. */
  open: Finding[];
  /** Who answers for it. */
  owner: string | null;
  /** Its subject. */
  subject: Subject;
  /** What could not be decided, and what is missing for it. */
  unknown: Finding[];
}

/** A field of the rows. */
export interface RowField {
  /** Is it made from other cells? */
  derived: boolean;
  /** `identity.owner` */
  field: string;
  /** Its label. */
  label: string;
}

/** A row as shown in a list. */
export interface RowShown {
  /** The cells as read, in the order of the fields. */
  cells: string[];
  /** The file of its first source. */
  file: string | null;
  /** Open findings on it and on what leads to it. */
  findings: number;
  /** Its key, as findings show it. */
  key: string;
  /** The row in that file. */
  line: number | null;
  /** Who answers for it. */
  owner: string | null;
  /** The most severe of them. */
  worst: Severity | null;
}

/** What the rows show of a reference. */
export type RowState = "none" | "unknown" | "thin" | "clean" | "accepted" | "few" | "many";

/** One page of rows. */
export interface RowsPage {
  /** The fields, in the order of the cells. */
  fields: RowField[];
  /** The page that this is, from 1. */
  page: number;
  /** How many pages there are; at least one. */
  pages: number;
  /** The rows on it. */
  rows: RowShown[];
  /** How many pass the filters. */
  total: number;
  /** How many there are without filters. */
  unfiltered: number;
}

/** Which rows of a subject are asked for, and which page of them. */
export interface RowsQuery {
  /** Cells that must read so, by field: `{"identity.kind": "api_key"}`, as shown; `(empty)` and `(unknown)` too. */
  cells?: Record<string, string>;
  /** The fields that are wanted; all that the files gave where none is named. */
  fields?: string[];
  /** That this person answers for, as shown; an empty text asks for those that nobody answers for. */
  owner?: string | null;
  /** The page, from 1. */
  page?: number;
  /** Rows on a page, at most [`PAGE_LIMIT`]. */
  size?: number;
  /** The order. */
  sort?: RowsSort;
  /** The subject. */
  subject: Subject;
  /** With this text in a cell that rows are known by. */
  text?: string | null;
  /** With an open finding, or without one. */
  with_finding?: boolean | null;
}

/** The order of rows. */
export type RowsSort = "file" | "worst";

/** The coordinates in the table from rows and claims to a result. */
export interface Rule {
  /** What is claimed. */
  claim: ClaimState;
  /** What proves the claim. */
  evidence: EvidenceState;
  /** Did supporting checks lower the result, and by how much of their rows? */
  indicated: Indication | null;
  /** What the rows show. */
  rows: RowState;
  /** In words: "rows many × claim none". */
  says: string;
}

/** What the sample organisation is assessed with. */
export interface SampleAsk {
  /** The day that ages count from. */
  as_of: Day;
  /** What stands in the header. */
  header: Header;
  /** Its policy. */
  policy_toml: string;
}

/** The sample organisation: its files were added, and this goes with them. */
export interface SampleTold {
  /** What it is assessed with. */
  ask: SampleAsk;
  /** Its files, as understood. */
  files: FileUnderstood[];
}

/** How much a failing row matters. */
export type Severity = "low" | "medium" | "high" | "critical";

/** The order of findings. Equal ones stand in the pack's order of checks, then in the files' order of rows. */
export type Sort = "worst" | "age" | "identity" | "owner" | "check";

/** What inputs of this kind can say about a reference. */
export type Speaks = "rows" | "claims" | "neither";

/** How far along a map is, in the words of OSCAL's mapping model. */
export type State = "complete" | "not-complete" | "draft";

/** Which verdicts are asked for. */
export type Status = "open" | "accepted" | "unknown";

/** What a row is about. */
export type Subject = "identity" | "credential" | "exposure" | "person" | "control" | "evidence" | "exception" | "launch" | "response" | "source" | "supplier" | "application";

/** Where a withdrawn id went. */
export interface Successor {
  /** The relation, in the source's words. */
  how: string | null;
  /** The id; it may be a category or a function. */
  reference: FrameworkRef;
  /** Who says so, where sources differ or it is not the publisher. */
  source: string | null;
}

/** A threshold. */
export interface ThresholdUsed {
  /** The entries by class, in words: "30 for purpose class ci_cd or ai_agent". */
  by_class: string[];
  /** The checks that use it. */
  checks: string[];
  /** Its key. */
  key: string;
  /** Why that number. */
  reason: string;
  /** What it says. */
  says: string;
  /** Whose number it is. */
  source: string;
  /** The default, in words: "90 days". */
  value: string;
}

/** The tool. */
export interface Tool {
  /** `nhimap` */
  name: string;
  /** Its version. */
  version: string;
}

/** A finding, and why it is one. */
export interface Trace {
  /** The condition that makes the check apply to the row, as the check has it. */
  applies: string;
  /** The cells, in the finding's order. */
  cells: TracedCell[];
  /** The condition that is the defect. */
  fails: string;
  /** The finding. */
  finding: Finding;
  /** The thresholds that the conditions name, as they are for this row. */
  limits: LimitShown[];
  /** What to do. */
  remedy: string;
  /** The check's title. */
  title: string;
}

/** A finding that is asked for by its id. */
export interface TraceAsk {
  /** Its check, where it is known: spares looking through all others. */
  check?: string | null;
  /** Its id. */
  id: string;
}

/** A cell on the way from the file to the verdict. */
export interface TracedCell {
  /** The field, the value as read, and where it stands. */
  cell: CellShown;
  /** The text as it stands in the file; none for a cell that no file holds. */
  in_file: string | null;
}

/** What a citation is. */
export type Verdict = "exact" | "spelled-otherwise" | "withdrawn" | "wrong-framework" | "other-edition" | "too-broad" | "ambiguous" | "no-such-id" | "missing-id" | "not-carried";

/** The verdicts of a check over its rows; fail + unknown + accepted + pass = tested. */
export interface Verdicts {
  /** Failures under an exception in force. */
  accepted: number;
  /** Open failures. */
  fail: number;
  /** Rows to which it does not apply. */
  not_applicable: number;
  /** Rows that pass. */
  pass: number;
  /** The sum: rows to which the question applies, or may apply. */
  tested: number;
  /** Rows of which the data does not say. */
  unknown: number;
}

/** What this module is. */
export interface VersionTold {
  /** How many checks the pack has. */
  checks: number;
  /** SHA-256 over the pack's files. */
  digest: string;
  /** The tool's version. */
  tool: string;
}

/** The weakest hop of a path: the least confidence, and of those the weakest relation. */
export interface Weakest {
  /** Its confidence. */
  confidence: Confidence2;
  /** Which hop, from 1. */
  hop: number;
  /** Its relation. */
  relation: Relation;
}

/** A result word and how many references have it. */
export interface WordCount {
  /** How many references. */
  references: number;
  /** The word. */
  result: ResultWord;
}

/** Something that would let more be said. */
export interface WouldChange {
  /** The references that would get checks to speak. */
  references: string[];
  /** What it would unlock. */
  unlocks: string;
  /** How many rows or checks. */
  weight: number;
  /** What to do: "Add a secret-scanner result." */
  what: string;
}
